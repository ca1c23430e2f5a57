//! The programs of `tests/clients`: requests made by the serializers of .NET, Java and Python, that no one here shaped.
//! Each is run against the real program; what it could read of the answers is what it prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Api, Engine, OrdinaryWorkspace, Place, Server, noon_zone, now, skip};

/// Where Debian keeps the libraries of the clients.
const JSON_NET: &str = "/usr/lib/mono/gac/Newtonsoft.Json";
const JACKSON: &str = "/usr/share/java";

fn program(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/clients").join(name)
}

/// A server with a workspace that a client of each wire can use.
struct Served {
    _place: Place,
    server: Server,
    workspace: OrdinaryWorkspace,
    column: i64,
    questionnaire: Value,
    api: Api,
}

impl Served {
    fn new(column: &Value) -> Self {
        let place = Place::new(Engine::Sqlite).unset("CANVASS_PUBLIC_URL");
        let server = place.start();
        let api = server.operator();
        let (zone, _) = noon_zone(now());
        let workspace = OrdinaryWorkspace::set_up(&api, "shop", &json!({ "zone": zone }));
        let column = api.post(&workspace.path("columns"), column)["id"].as_i64().unwrap();
        let questionnaires = api.list(&workspace.path("questionnaires"));
        let questionnaire = questionnaires.into_iter().find(|one| one["name"] == "Visit").unwrap();
        Self { _place: place, server, workspace, column, questionnaire, api }
    }

    fn token(&self, name: &str, scopes: &Value) -> String {
        let made = self.api.post(&self.workspace.path("tokens"), &json!({ "name": name, "scopes": scopes }));
        made["token"].as_str().unwrap().to_owned()
    }

    /// The GUID of the first question: the one the questionnaire of the demo recommends by.
    fn question(&self) -> String {
        let path = self.workspace.path(&format!("questionnaires/{}", self.questionnaire["id"]));
        let shown = self.api.get(&path);
        let found = find_guid(&shown).unwrap_or_else(|| panic!("no question in {shown}"));
        found.to_owned()
    }

    fn customers(&self) -> Vec<Value> {
        self.api.list(&self.workspace.path("customers"))
    }
}

/// The GUID of the first question in a document, however deep it stands.
fn find_guid(value: &Value) -> Option<&str> {
    match value {
        Value::Object(members) => match members.get("guid") {
            Some(Value::String(guid)) if members.contains_key("type") => Some(guid),
            _ => members.values().find_map(find_guid),
        },
        Value::Array(items) => items.iter().find_map(find_guid),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Runs a program and tells its lines; what it says is shown if it fails.
fn lines(command: &mut Command) -> Vec<String> {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let trouble = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {said}{trouble}");
    said.lines().map(str::to_owned).collect()
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The newest file of this name below a folder whose middle is a version.
fn library(folder: &str, file: &str) -> Option<PathBuf> {
    let versions = fs::read_dir(folder).ok()?;
    versions.filter_map(|version| Some(version.ok()?.path().join(file))).find(|path| path.exists())
}

#[test]
fn the_serializers_of_dotnet_are_understood_and_understand() {
    let Some(json_net) =
        library(JSON_NET, "Newtonsoft.Json.dll").filter(|_| is_there("mcs") && is_there("mono"))
    else {
        return skip("clients of .NET", "mono-mcs, mono-runtime and libnewtonsoft-json5.0-cil are needed");
    };
    let folder = TempDir::new().unwrap();
    let built = folder.path().join("Client.exe");
    lines(
        Command::new("mcs")
            .arg("-nologo")
            .arg(format!("-out:{}", built.display()))
            .arg("-r:System.Runtime.Serialization.dll")
            .arg(format!("-r:{}", json_net.display()))
            .arg(program("dotnet/Client.cs")),
    );
    let served = Served::new(&json!({ "name": "EmployeeId", "identifying": true }));
    let token = served.workspace.expoints(&served.server.stranger()).unwrap().token().to_owned();
    let help_desk = served.token("help desk", &json!(["organisations.write", "organisations.read"]));
    let guid = served.questionnaire["guid"].as_str().unwrap();
    for form in ["xml", "json", "microsoft"] {
        let said = lines(
            Command::new("mono")
                .arg(&built)
                .args([&served.server.base(), form, &token, &help_desk, guid, &served.question(), "1"])
                .arg(served.column.to_string()),
        );
        let expected = [
            "add Approved 2 1 1 InvalidEmail",
            "addfinished 7 Finished 0",
            "addlock True 90",
            "addformnotes 2",
            "checkoptouts 2 False 1",
            "deleteoptout 0",
            "customer_create True True 0",
            "customer_create False 0 alternate_domains[0],alternate_domains[1],company_name",
        ];
        assert_eq!(said, expected, "{form}");
    }
    // What three serializers said is the same thing: the values of each batch are equal.
    let customers = served.customers();
    assert_eq!(customers.len(), 9, "{customers:#?}");
    let finished = customers.iter().filter(|customer| customer["state"] == "Finished").count();
    assert_eq!(finished, 3, "{customers:#?}");
    let values: Vec<Value> = customers
        .iter()
        .filter(|customer| customer["state"] == "Invited" || customer["state"] == "Scheduled")
        .map(|customer| served.api.get(&served.workspace.path(&format!("customers/{}", customer["id"]))))
        .map(|customer| customer["data"].clone())
        .collect();
    assert_eq!(values.len(), 3, "{customers:#?}");
    assert!(values.iter().all(|value| *value == values[0]), "{values:#?}");
    let text = values[0].to_string();
    assert!(text.contains("\u{e9}\u{20ac}\u{1f600} </Value>"), "{text}");
}

#[test]
fn the_objects_of_jackson_become_transactions() {
    let jars = ["jackson-core.jar", "jackson-databind.jar", "jackson-annotations.jar"];
    let jars = jars.map(|jar| Path::new(JACKSON).join(jar));
    if !is_there("java") || jars.iter().any(|jar| !jar.exists()) {
        return skip("clients of Java", "openjdk-17-jdk-headless and libjackson2-databind-java are needed");
    }
    let served = Served::new(&json!({ "name": "unused" }));
    let survey = served.questionnaire["id"].clone();
    let key = served.token("till", &json!(["cx.write"]));
    let path = jars.iter().map(|jar| jar.display().to_string()).collect::<Vec<String>>().join(":");
    let said = lines(
        Command::new("java")
            .args(["-Djava.net.useSystemProxies=false", "-cp", &path])
            .arg(program("java/Client.java"))
            .args([&served.server.base(), &key, &survey.to_string(), "S1"]),
    );
    let turn = [
        "import | Successful: Initiated email send process. | Successful: Contact imported. | 2 | 3",
        "import | Partially successful: 1 of 2 contacts imported. | 0 | date_invalid",
        "survey-url | true",
        "batch-survey-urls | 2 | true | segment_unknown | 2",
    ];
    let refused = ["refused | 1002 | BAD_REQUEST | 6"];
    assert_eq!(said, [turn.as_slice(), turn.as_slice(), refused.as_slice()].concat());
    assert_eq!(served.customers().len(), 10, "five stored a turn");
}

#[test]
fn a_gateway_in_python_works_as_it_is() {
    let python = "/usr/bin/python3";
    let found = Command::new(python).args(["-c", "import requests"]).output();
    if !found.is_ok_and(|output| output.status.success()) {
        return skip("clients of Python", "python3-requests is needed");
    }
    let served = Served::new(&json!({ "name": "employee_number", "required": true }));
    let key = served.token("till", &json!(["cx.write"]));
    let help_desk = served.token("help desk", &json!(["organisations.write", "organisations.read"]));
    let (client, secret) = served.workspace.client();
    let said = lines(
        Command::new(python)
            .arg(program("python/client.py"))
            .args([&served.server.base(), client, secret, &key, &help_desk])
            .env("no_proxy", "127.0.0.1"),
    );
    let expected = [
        "token | access_token | expires_in | ext_expires_in | token_type | Bearer | 3600",
        "token | 3600",
        "customer/add | Approved | 1 | 0 | Scheduled",
        "customerdatacolumn | First_name_customer | Family_name_customer | Branch | employee_number",
        "url | True | None",
        "survey-url | True",
        "survey-url | 401 | 1010",
        "customer | True | []",
        "customer | Python Ltd | gold",
    ];
    assert_eq!(said, expected);
}

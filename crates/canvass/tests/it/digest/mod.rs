//! The vendor's sample (seeds/001) through the real program. As printed it is refused with every fault; with its values
//! made valid it leaves the same state behind, whatever form it came in and whatever engine keeps it.

mod writes;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Answer, Api, BatchBody, Engine, OrdinaryWorkspace, Place, noon_zone, now};

const JSON: &str = include_str!("sample.json");
const XML: &str = include_str!("sample.xml");
const PRINTED_JSON: &str =
    include_str!("../../../../canvass-wire/vectors/expoints/customer-add/vendor-sample-json/request.json");
const PRINTED_XML: &str =
    include_str!("../../../../canvass-wire/vectors/expoints/customer-add/vendor-sample-xml/request.xml");
/// A form of a body and of its answer.
#[derive(Debug, Clone, Copy)]
enum Form {
    Json,
    Xml,
}

impl Form {
    fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        }
    }
}

fn add(api: &Api, form: Form, body: &str) -> Answer {
    let request = api
        .request(Method::POST, "/external/api/v3/customer/add")
        .header("Content-Type", form.media_type())
        .header("Accept", form.media_type())
        .body(body.to_owned());
    Api::send(request).unwrap()
}

/// The digest of a fresh workspace after the sample came in.
fn digest(engine: Engine, form: Form, body: &str, zone: &str) -> String {
    let place = Place::new(engine);
    let server = place.start();
    // At noon the window of the sample (from 05:53:05) is over: no message changes while we look.
    let settings = json!({ "zone": zone, "closingTime": "08:00" });
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &settings);
    server.operator().post(&workspace.path("batches"), &earlier());
    let before = read_digest(&server.operator(), &workspace);
    let answer = add(&workspace.expoints(&server.stranger()).unwrap(), form, body);
    assert_eq!(answer.status, 200, "{}", answer.text);
    let digest = read_digest(&server.operator(), &workspace);
    assert_ne!(digest, before, "the sample leaves something behind");
    digest
}

/// The customer that the sample copies from; not approved, so that nothing happens to it meanwhile.
fn earlier() -> Value {
    let mut body = BatchBody::new("earlier", 1, 0).native();
    body["approve"] = json!(false);
    body
}

fn read_digest(api: &Api, workspace: &OrdinaryWorkspace) -> String {
    api.get(&workspace.path("state-digest"))["digest"].as_str().unwrap().to_owned()
}

#[test]
fn the_sample_leaves_the_same_state_in_both_forms_on_both_engines() {
    let (zone, _) = noon_zone(now());
    let mut digests = Vec::new();
    for engine in Engine::available("digests on PostgreSQL") {
        digests.push(digest(engine, Form::Json, JSON, &zone));
        digests.push(digest(engine, Form::Xml, XML, &zone));
    }
    assert!(digests.iter().all(|digest| *digest == digests[0]), "{digests:#?}");
    let other = JSON.replacen("sample string 3", "sample string 4", 1);
    assert_ne!(digest(Engine::Sqlite, Form::Json, &other, &zone), digests[0], "a value more or less shows");
}

#[test]
fn the_sample_as_printed_is_refused_with_all_its_faults_and_changes_nothing() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    let workspace = OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}));
    let before = read_digest(&server.operator(), &workspace);
    let api = workspace.expoints(&server.stranger()).unwrap();

    let answer = add(&api, Form::Json, PRINTED_JSON);
    assert_eq!(answer.status, 400, "{}", answer.text);
    let faults = answer.json()["ModelState"].as_object().unwrap().clone();
    assert!(faults.contains_key("request.TypeBatch"), "{faults:#?}");
    let of_customers = faults.keys().filter(|path| path.starts_with("request.Customers[")).count();
    assert!(of_customers >= 4, "faults of both customers, in their data and answers too: {faults:#?}");

    let answer = add(&api, Form::Xml, PRINTED_XML);
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert!(answer.text.starts_with("<Error"), "{}", answer.text);
    assert!(answer.text.contains("<request.TypeBatch>"), "{}", answer.text);

    assert_eq!(read_digest(&server.operator(), &workspace), before);
    assert_eq!(server.operator().list(&workspace.path("batches")), Vec::<Value>::new());
}

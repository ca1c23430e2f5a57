//! Imports: files of customers by HTTP, row by row, sent again, tried, stopped, told.

use std::fmt::Write as _;
use std::io::Write as _;

use canvass_app::Scope;
use canvass_app::state_digest;
use canvass_testkit::{TestApp, TestWorkspace};
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

const IMPORTS: &str = "/api/v1/workspaces/acme/imports";
const SCOPES: [Scope; 3] = [Scope::CustomersWrite, Scope::CustomersRead, Scope::WorkspaceAdmin];

struct Desk<'f, 'a> {
    front: &'f Front<'a>,
    token: String,
}

impl<'f, 'a> Desk<'f, 'a> {
    fn new(front: &'f Front<'a>, acme: &TestWorkspace<'_>) -> Self {
        Self { front, token: front.token(acme.id, &SCOPES) }
    }

    async fn post(&self, query: &str, kind: &str, body: impl Into<Vec<u8>>) -> Sent {
        self.front.ask(&format!("POST {IMPORTS}{query}")).bearer(&self.token).body(kind, body).await
    }

    async fn csv(&self, query: &str, body: impl Into<Vec<u8>>) -> Sent {
        self.post(query, "text/csv", body).await
    }

    async fn get(&self, path: &str) -> Value {
        let sent = self.front.ask(&format!("GET {IMPORTS}{path}")).bearer(&self.token).empty().await;
        assert_eq!(sent.status, 200, "{path}: {}", sent.body);
        sent.json()
    }

    async fn get_csv(&self, path: &str) -> String {
        let ask = self.front.ask(&format!("GET {IMPORTS}{path}")).bearer(&self.token);
        let sent = ask.header("accept", "text/csv").empty().await;
        assert_eq!((sent.status, sent.header("content-type")), (200, Some("text/csv; charset=utf-8")));
        sent.body
    }

    fn digest(&self) -> String {
        state_digest(&self.front.test.app).unwrap()[0].digest.clone()
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Rows of every kind: of each twenty, one has a bad address, one repeats an address of the chunk before, one has a
/// field too few.
fn mixed(rows: usize) -> String {
    let mut text = "email,First_name_customer,priority\r\n".to_owned();
    for row in 0..rows {
        match row % 20 {
            7 => text.push_str("nobody,Bob,1\r\n"),
            11 => write!(text, "person{}@example.org,Again,9\r\n", row.saturating_sub(611)).unwrap(),
            15 => text.push_str("short@example.org,Short\r\n"),
            _ => write!(text, "Person{row}@Example.org,\"Ann, {row}\",1\r\n").unwrap(),
        }
    }
    text
}

#[tokio::test]
async fn a_file_becomes_one_batch_and_its_buckets_add_up() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let sent = desk.csv("?id=march&name=March&approve=true", mixed(1_300)).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let told = sent.json();
    assert_eq!(
        (&told["id"], &told["state"], &told["rows"]),
        (&json!("march"), &json!("finished"), &json!(1_300))
    );
    let buckets = told["buckets"].as_object().unwrap();
    let sum: i64 = buckets.values().map(|count| count.as_i64().unwrap()).sum();
    assert_eq!(sum, 1_300);
    // 65 bad addresses and 65 rows that are too short; repeats whose first row exists.
    assert_eq!(buckets["invalid"], 130);
    let repeats = buckets["duplicate_in_file"].as_i64().unwrap();
    assert!(repeats > 30, "{buckets:?}");
    assert_eq!(buckets["accepted"], 1_170 - repeats);
    assert_eq!(told["customers"], 1_300 - 65);
    let batch = front.ask("GET /api/v1/workspaces/acme/batches/1").bearer(&desk.token).empty().await.json();
    assert_eq!((&batch["name"], &batch["customers"]), (&json!("March"), &json!(1_235)));
    let report = desk.get("/march/report?bucket=invalid&limit=2").await;
    assert_eq!(
        report["items"],
        json!([
            { "row": 8, "line": 9, "bucket": "invalid", "reason": "address_invalid", "field": "email",
              "text": "The mail address is not valid, so nobody is asked.", "customer": 8 },
            { "row": 16, "line": 17, "bucket": "invalid", "reason": "row_unreadable", "field": null,
              "text": "Line 17: the row has 2 fields, the header names 3.", "customer": null },
        ])
    );
    assert_eq!(report["next"], 16);
    let csv = desk.get_csv("/march/report").await;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 1_301);
    assert_eq!(lines[1], "1,,accepted,,,,1");
    assert_eq!(lines[17], "17,,accepted,,,,16");
    assert!(lines.last().unwrap().starts_with("1300,,accepted,,,,1235"), "{:?}", lines.last());
    let only = desk.get_csv("/march/report?bucket=duplicate_in_file").await;
    assert_eq!(i64::try_from(only.lines().count()).unwrap(), repeats + 1);
    assert_eq!(desk.get("").await["items"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn the_same_file_sent_again_changes_nothing_and_is_told_the_same() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let first = desk.csv("?id=march&approve=true", mixed(700)).await;
    assert_eq!(first.status, 200, "{}", first.body);
    let digest = desk.digest();
    // Packed or not, with other line ends: it is the same file.
    let ask = front.ask(&format!("POST {IMPORTS}?id=march&approve=true")).bearer(&desk.token);
    let packed = gzip(mixed(700).replace("\r\n", "\n").as_bytes());
    let second = ask.header("content-encoding", "gzip").body("text/csv", packed).await;
    assert_eq!((second.status, &second.body), (200, &first.body));
    assert_eq!(desk.digest(), digest);
    // Another row, a missing one, one more, other settings.
    for (body, expected) in [
        (
            mixed(700).replacen("\"Ann, 642\"", "\"Eve, 642\"", 1),
            "row 643 differs, it was another row before",
        ),
        (mixed(650), "row 651 differs, the file ends before it"),
        (mixed(701), "row 701 differs, the earlier file ended before it"),
        (mixed(700).replacen("priority", "phone", 1), "row 1 differs"),
    ] {
        let other = desk.csv("?id=march&approve=true", body).await;
        assert_eq!(other.json()["code"], "import_differs");
        assert!(other.json()["detail"].as_str().unwrap().contains(expected), "{}", other.body);
    }
    let settings = desk.csv("?id=march", mixed(700)).await;
    assert_eq!((settings.status, &settings.json()["code"]), (409, &json!("import_settings_differ")));
    assert_eq!(desk.digest(), digest);
}

#[tokio::test]
async fn a_file_that_breaks_off_goes_on_where_it_stopped() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let whole = gzip(mixed(3_000).as_bytes());
    let gz = |body: Vec<u8>| {
        let ask = front.ask(&format!("POST {IMPORTS}?id=march&approve=true")).bearer(&desk.token);
        ask.header("content-encoding", "gzip").body("text/csv", body)
    };
    let cut = gz(whole[..whole.len() / 2].to_vec()).await;
    assert_eq!((cut.status, &cut.json()["code"]), (409, &json!("import_interrupted")), "{}", cut.body);
    let shown = desk.get("/march").await;
    assert_eq!(shown["state"], "interrupted");
    assert_eq!(shown["cause"], "The body is not valid gzip, or ends too early.");
    let rows = shown["rows"].as_i64().unwrap();
    assert!(rows > 0 && rows < 3_000 && rows % 500 == 0, "{rows}");
    // Nobody decides about a batch that is still to grow.
    let approve =
        front.ask("POST /api/v1/workspaces/acme/batches/1/approve").bearer(&desk.token).empty().await;
    assert_eq!(approve.json()["code"], "import_running");
    let went_on = gz(whole).await;
    assert_eq!((went_on.status, &went_on.json()["rows"]), (200, &json!(3_000)), "{}", went_on.body);
    // The same as in one go.
    let other = TestApp::new();
    let acme = other.workspace("acme");
    let front = Front::new(&other);
    let straight = Desk::new(&front, &acme);
    straight.csv("?id=march&approve=true", mixed(3_000)).await;
    assert_eq!(straight.digest(), desk.digest());
    assert_eq!(canvass_app::check(&test.app).unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_trial_changes_nothing_and_predicts_the_buckets() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let person = json!({ "email": "person3@example.org" });
    let opted = front.ask("POST /api/v1/workspaces/acme/opt-outs").bearer(&desk.token).json(&person).await;
    assert_eq!(opted.status, 201, "{}", opted.body);
    let digest = desk.digest();
    let tried = desk.csv("?approve=true&dry_run=true", mixed(1_300)).await;
    assert_eq!(tried.status, 200, "{}", tried.body);
    assert_eq!(desk.digest(), digest);
    assert_eq!(desk.get("").await["items"], json!([]));
    let ask = front.ask(&format!("POST {IMPORTS}?approve=true&dry_run=true")).bearer(&desk.token);
    let csv = ask.header("accept", "text/csv").body("text/csv", mixed(1_300)).await;
    assert_eq!(csv.body.lines().count(), 1_301);
    let real = desk.csv("?id=march&approve=true", mixed(1_300)).await.json();
    let tried = tried.json();
    assert_eq!(tried["buckets"], real["buckets"]);
    assert_eq!(tried["buckets"]["opted_out"], 1);
    assert_eq!(tried["reasons"], real["reasons"]);
    assert_eq!(tried["dryRun"], true);
    let report = desk.get_csv("/march/report").await;
    let bucket = |line: &str| line.split(',').nth(2).unwrap().to_owned();
    let [tried, real] = [&csv.body, &report].map(|text| text.lines().map(bucket).collect::<Vec<String>>());
    assert_eq!(tried, real);
}

#[tokio::test]
async fn columns_of_a_header_that_are_not_there_are_told_at_once() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    for query in ["?id=march", "?dry_run=true"] {
        let sent = desk.csv(query, "email,Nonsense,Branch\na@example.org,x,y\n").await;
        let told = sent.json();
        assert_eq!((sent.status, &told["code"]), (400, &json!("request_invalid")));
        assert_eq!(
            told["faults"],
            json!([
                { "path": "Nonsense", "text": "No column is named Nonsense." },
                { "path": "Branch", "text": "No column is named Branch." },
                { "path": "", "text": "Column 15 (First_name_customer) is required." },
            ])
        );
    }
    assert_eq!(desk.get("").await["items"], json!([]));
}

#[tokio::test]
async fn rows_of_ndjson_are_judged_each_for_itself() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let body = "{\"email\":\"a@example.org\",\"data\":{\"First_name_customer\":\"Ann\"}}\n\n{\"email\":7}\nnonsense\n{\"email\":\"b@example.org\",\"data\":{\"15\":\"Bob\",\"Nowhere\":\"x\"}}\n{\"email\":\"c@example.org\",\"data\":{\"15\":\"Cy\"},\"endDate\":\"2020-01-01\"}\n";
    let told = desk.post("?id=n", "application/x-ndjson", body).await.json();
    assert_eq!(
        (&told["rows"], &told["buckets"]["accepted"], &told["buckets"]["invalid"]),
        (&json!(5), &json!(1), &json!(4))
    );
    let items = desk.get("/n/report").await["items"].clone();
    let faults: Vec<(&str, &str)> = items
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["field"].as_str().unwrap_or("-"), item["text"].as_str().unwrap()))
        .collect();
    assert_eq!(faults[0], ("email", "A text is expected."));
    assert!(faults[1].1.starts_with("Line 4, column 1: "), "{faults:?}");
    assert_eq!(faults[2], ("Nowhere", "No column is named Nowhere."));
    assert_eq!(faults[3], ("endDate", "The end date lies before the send date."));
}

#[tokio::test]
async fn an_import_that_is_stopped_takes_no_more_and_lets_its_batch_be_decided() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let whole = gzip(mixed(2_000).as_bytes());
    let gz = |body: Vec<u8>| {
        let ask = front.ask(&format!("POST {IMPORTS}?id=march")).bearer(&desk.token);
        ask.header("content-encoding", "gzip").body("text/csv", body)
    };
    assert_eq!(gz(whole[..whole.len() / 2].to_vec()).await.status, 409);
    let stopped = front.ask(&format!("POST {IMPORTS}/march/stop")).bearer(&desk.token).empty().await;
    assert_eq!((stopped.status, &stopped.json()["state"]), (200, &json!("stopped")));
    assert_eq!(gz(whole).await.json()["code"], "import_stopped");
    let approve =
        front.ask("POST /api/v1/workspaces/acme/batches/1/approve").bearer(&desk.token).empty().await;
    assert_eq!(approve.status, 200, "{}", approve.body);
    assert_eq!(canvass_app::check(&test.app).unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_batch_that_is_cancelled_ends_its_import() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let whole = gzip(mixed(2_000).as_bytes());
    let gz = |body: Vec<u8>| {
        let ask = front.ask(&format!("POST {IMPORTS}?id=march&approve=true")).bearer(&desk.token);
        ask.header("content-encoding", "gzip").body("text/csv", body)
    };
    assert_eq!(gz(whole[..whole.len() / 2].to_vec()).await.status, 409);
    let cancel = front.ask("POST /api/v1/workspaces/acme/batches/1/cancel").bearer(&desk.token).empty().await;
    assert_eq!(cancel.status, 200, "{}", cancel.body);
    assert_eq!(gz(whole).await.json()["code"], "import_stopped");
    assert_eq!(desk.get("/march").await["state"], "stopped");
}

#[tokio::test]
async fn a_body_that_inflates_without_end_is_ended() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let bomb = gzip(&vec![b'\n'; 80 * 1024 * 1024]);
    let ask = front.ask(&format!("POST {IMPORTS}?id=bomb")).bearer(&desk.token);
    let sent = ask.header("content-encoding", "gzip").body("application/x-ndjson", bomb).await;
    assert_eq!(sent.json()["code"], "import_interrupted");
    assert!(sent.json()["detail"].as_str().unwrap().contains("200 times its size"), "{}", sent.body);
}

#[tokio::test]
async fn orders_that_make_no_sense_are_refused_with_all_faults() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let sent = desk
        .post(
            "?id=a%20b&approve=maybe&delimiter=comma&sendTime=noon&endDate=x&colour=red",
            "application/x-ndjson",
            "{}",
        )
        .await;
    let told = sent.json();
    let paths: Vec<&str> =
        told["faults"].as_array().unwrap().iter().map(|fault| fault["path"].as_str().unwrap()).collect();
    assert_eq!(sent.status, 400);
    for path in ["?id", "?approve", "?delimiter", "?sendTime", "?endDate", "?colour"] {
        assert!(paths.contains(&path), "{paths:?}");
    }
}

#[tokio::test]
async fn what_other_calls_would_do_is_told_and_nothing_is_done() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let digest = desk.digest();
    let post = async |path: &str, body: &Value| {
        let ask = front.ask(&format!("POST /api/v1/workspaces/acme/{path}")).bearer(&desk.token);
        ask.header("idempotency-key", "one").json(body).await
    };
    let batch = json!({ "approve": true, "kind": "portal", "customers": [
        { "email": "ann@example.org", "data": { "15": "Ann" } },
        { "email": "ann@example.org", "data": { "15": "Ann" } } ] });
    let tried = post("batches?dry_run=true", &batch).await;
    assert_eq!(tried.status, 200, "{}", tried.body);
    let told = tried.json();
    assert_eq!((&told["dryRun"], &told["batch"], &told["accepted"]), (&json!(true), &Value::Null, &json!(1)));
    assert_eq!(told["customers"][1]["reason"], "DuplicateEmail");
    assert_eq!((&told["customers"][0]["id"], &told["customers"][0]["url"]), (&Value::Null, &Value::Null));
    let lock = json!({ "email": "ann@example.org" });
    for path in ["locks", "opt-outs"] {
        let tried = post(&format!("{path}?dry_run=true"), &lock).await;
        assert_eq!((tried.status, &tried.json()["id"]), (200, &Value::Null), "{}", tried.body);
    }
    let faulty =
        post("batches?dry_run=true", &json!({ "customers": [{ "data": { "Nowhere": "x" } }] })).await;
    assert_eq!(faulty.status, 400);
    assert_eq!((desk.digest(), front.nudges()), (digest, 0));
    // The key of a trial is free.
    let real = post("batches", &batch).await;
    assert_eq!((real.status, real.header("canvass-replayed")), (200, None));
    assert_eq!(real.json()["accepted"], told["accepted"]);
}

#[tokio::test]
async fn calls_of_other_wires_can_be_tried_and_tell_what_would_become_of_each_row() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let front = Front::new(&test);
    let desk = Desk::new(&front, &acme);
    let digest = desk.digest();
    let contacts = json!({ "sendEmail": "true", "contacts": [
        { "email": "ann@example.org", "custom7": "makes a column" },
        { "email": "nobody", "transactionDate": "never" },
        { "mobile": "+31612345678", "email": "bob@example", "segmentCode": "S1" },
        { "mobile": "12" },
    ] });
    let tried = desk.post("?wire=questionpro&dry_run=true", "application/json", contacts.to_string()).await;
    assert_eq!(tried.status, 200, "{}", tried.body);
    let told = tried.json();
    assert_eq!((&told["dryRun"], &told["batch"]), (&json!(true), &Value::Null));
    assert_eq!((&told["received"], &told["accepted"], &told["refused"]), (&json!(4), &json!(2), &json!(2)));
    let rows = told["customers"].as_array().unwrap();
    let errors = |row: usize| -> Vec<String> {
        let told = rows[row]["errors"].as_array().unwrap().iter();
        told.map(|error| format!("{} {}", error["field"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect()
    };
    assert_eq!((&rows[0]["index"], errors(0)), (&json!(0), vec![]));
    assert_eq!(errors(1), ["email email_invalid", "transactionDate date_invalid"]);
    assert_eq!((&rows[1]["state"], errors(3)), (&Value::Null, vec!["mobile mobile_invalid".to_owned()]));
    assert_eq!((&rows[2]["state"], &rows[2]["reason"]), (&json!("Fault"), &json!("InvalidEmail")));
    assert_eq!(rows[2]["remarks"], json!(["email_left_out"]));
    // A call of which nothing would be kept tells all of its rows, too.
    let none = json!({ "contacts": vec![json!({ "mobile": "12" }); 7] }).to_string();
    let tried = desk.post("?wire=questionpro&dry_run=true", "application/json", none).await.json();
    assert_eq!((&tried["accepted"], &tried["refused"]), (&json!(0), &json!(7)));
    assert_eq!(tried["customers"][6]["errors"][0]["code"], "mobile_invalid");
    // What cannot be read at all is refused as ever.
    let refused = desk.post("?wire=questionpro&dry_run=true", "application/json", "{").await;
    assert_eq!((refused.status, &refused.json()["response"]["error"]["id"]), (400, &json!("1001")));
    let customers = json!({ "Customers": [
        { "Email": "ann@example.org", "Data": [{ "CustomerDataColumnId": 15, "Name": "Other", "Value": "Ann" }] },
        { "Email": "nobody", "Data": [{ "CustomerDataColumnId": 15, "Value": "Bob" }] },
    ] });
    let tried = desk.post("?wire=expoints&dry_run=true", "application/json", customers.to_string()).await;
    assert_eq!(tried.status, 200, "{}", tried.body);
    let told = tried.json();
    assert_eq!((&told["dryRun"], &told["batch"], &told["accepted"]), (&json!(true), &Value::Null, &json!(1)));
    assert_eq!(told["customers"][1]["reason"], "InvalidEmail");
    assert_eq!(told["warnings"][0]["path"], "request.Customers[0].Data[0]");
    assert_eq!((desk.digest(), front.nudges()), (digest, 0));
    // It predicts the real call.
    let real = desk.post("?wire=questionpro", "application/json", contacts.to_string()).await;
    assert_eq!((real.status, &real.json()["importCount"]), (200, &json!("2")));
}

//! Files of answers over the wire: in with a finished customer, out as bytes to be saved (E91, E95, FIL-01, FIL-02,
//! FIL-05, FIL-10).

use canvass_app::Scope;
use canvass_app::encryption::PrivateKey;
use canvass_app::setup::add_certificate;
use canvass_testkit::{TestApp, TestWorkspace};
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::kit::{Front, Sent};

const QUESTION: &str = "00000000-0000-4000-8000-0000000000f1";
const QUESTIONNAIRE: &str = "00000000-0000-4000-8000-0000000000f0";

/// A workspace with a questionnaire that asks for files.
struct Filing<'a> {
    front: Front<'a>,
    acme: TestWorkspace<'a>,
    token: String,
}

impl<'a> Filing<'a> {
    async fn new(test: &'a TestApp) -> Self {
        let (front, acme) = (Front::new(test), test.workspace("acme"));
        let operator = front.operator();
        let document = json!({
            "title": "Papers", "languages": ["en"],
            "pages": [{ "sections": [{ "questions": [
                { "id": 81, "guid": QUESTION, "type": "file", "text": "Your papers", "most": 3 },
                { "id": 82, "type": "openText", "text": "Anything else?" },
            ] }] }],
        });
        let body = json!({ "name": "Papers", "guid": QUESTIONNAIRE, "document": document });
        let made =
            front.ask("POST /api/v1/workspaces/acme/questionnaires").bearer(&operator).json(&body).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let path = format!("POST /api/v1/workspaces/acme/questionnaires/{}/publish", made.json()["id"]);
        assert_eq!(front.ask(&path).bearer(&operator).json(&json!({})).await.status, 200);
        let token = front.access_token(acme.id);
        Self { front, acme, token }
    }

    async fn finished(&self, files: Value) -> Sent {
        let answers = json!([{ "QuestionId": QUESTION, "FileAnswers": files }]);
        let data = json!([{ "CustomerDataColumnId": 15, "Value": "Ann" }]);
        let body = json!({ "Customer": {
            "QuestionnaireId": QUESTIONNAIRE, "Email": "ann@example.org", "Data": data, "Answers": answers,
        } });
        self.front.ask("POST /external/api/v3/customer/addfinished").bearer(&self.token).json(&body).await
    }

    /// The files of all answers, as they are listed.
    async fn listed(&self) -> Vec<Value> {
        let reader = self.front.token(self.acme.id, &[Scope::ReportsRead]);
        let sent = self.front.ask("GET /api/v1/workspaces/acme/answers").bearer(&reader).empty().await.json();
        let items = sent["items"].as_array().unwrap().clone();
        let answers = items.iter().flat_map(|item| item["answers"].as_array().unwrap());
        answers.flat_map(|answer| answer["files"].as_array().unwrap().clone()).collect()
    }

    async fn download(&self, id: &Value, scope: Scope) -> Sent {
        let reader = self.front.token(self.acme.id, &[scope]);
        let path = format!("GET /api/v1/workspaces/acme/answers/files/{id}");
        self.front.ask(&path).bearer(&reader).empty().await
    }
}

fn file(name: &str, bytes: &[u8]) -> Value {
    json!({ "FileName": name, "FileSize": bytes.len(), "FileType": "text/html", "Data": BASE64.encode(bytes) })
}

#[tokio::test]
async fn fil_01_whatever_came_is_given_back_as_bytes_to_be_saved() {
    let test = TestApp::new();
    let filing = Filing::new(&test).await;
    let html = b"<script>alert(1)</script>";
    let polyglot = b"GIF89a/*<script>*/=1";
    let sent = filing.finished(json!([file("../x/page.html", html), file("image.gif", polyglot)])).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let listed = filing.listed().await;
    let told: Vec<_> = listed.iter().map(|file| (&file["name"], &file["mediaType"], &file["size"])).collect();
    // FIL-10: what the sender calls it is not what it is.
    assert_eq!(told[0], (&json!("page.html"), &json!("application/octet-stream"), &json!(html.len())));
    assert_eq!(told[1], (&json!("image.gif"), &json!("image/gif"), &json!(polyglot.len())));
    for (file, bytes) in listed.iter().zip([&html[..], polyglot]) {
        let sent = filing.download(&file["id"], Scope::ReportsRead).await;
        assert_eq!((sent.status, sent.body.as_bytes()), (200, bytes));
        for (name, value) in [
            ("content-type", "application/octet-stream"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; sandbox"),
            ("cache-control", "private, no-store"),
        ] {
            assert_eq!(sent.header(name), Some(value), "{name}");
        }
        assert!(sent.header("content-disposition").unwrap().starts_with("attachment; "));
        assert_eq!(sent.header("set-cookie"), None);
    }
    // FIL-08: results are read by who may read results, and a file of another workspace is none.
    assert_eq!(filing.download(&listed[0]["id"], Scope::CustomersRead).await.status, 403);
    test.workspace("other");
    let operator = filing.front.operator();
    let path = format!("GET /api/v1/workspaces/other/answers/files/{}", listed[0]["id"]);
    assert_eq!(filing.front.ask(&path).bearer(&operator).empty().await.status, 404);
}

#[tokio::test]
async fn fil_02_a_name_never_leaves_its_place_in_the_header() {
    let test = TestApp::new();
    let filing = Filing::new(&test).await;
    let name = "a\"b;c=d Zoë 😀.txt";
    assert_eq!(filing.finished(json!([file(name, b"x")])).await.status, 200);
    let id = filing.listed().await[0]["id"].clone();
    let sent = filing.download(&id, Scope::ReportsRead).await;
    let expected = concat!(
        r#"attachment; filename="a_b_c_d Zo_ _.txt"; "#,
        "filename*=UTF-8''a%22b%3Bc%3Dd%20Zo%C3%AB%20%F0%9F%98%80.txt"
    );
    assert_eq!(sent.header("content-disposition"), Some(expected));
}

#[tokio::test]
async fn e95_a_file_that_cannot_be_kept_refuses_the_call_with_its_place() {
    let test = TestApp::new();
    let filing = Filing::new(&test).await;
    let before = test.digest("acme");
    let place = "request.Customer.Answers[0].FileAnswers[1]";
    for (wrong, path, text) in [
        (file("a.txt", b""), place, "The file is empty."),
        (
            json!({ "FileName": "a.txt", "FileSize": 2, "Data": "eA==" }),
            place,
            "The size sent is not that of the file.",
        ),
        (file("..", b"x"), place, "The file has no name."),
        (
            json!({ "FileName": "a", "Data": "eA==", "IsEncrypted": true, "EncryptionKey": "k" }),
            "request.Customer.Answers[0].FileAnswers[1].CertificateThumbprint",
            "The CertificateThumbprint field is required for an encrypted value.",
        ),
    ] {
        let sent = filing.finished(json!([file("good.txt", b"x"), wrong])).await;
        assert_eq!(sent.status, 400, "{text}");
        let told = sent.json()["ModelState"][path][0].as_str().unwrap_or_default().to_owned();
        assert!(told.contains(text) && !told.is_empty(), "{text}: {}", sent.body);
    }
    let four =
        filing.finished(json!([file("a", b"x"), file("b", b"x"), file("c", b"x"), file("d", b"x")])).await;
    let told = &four.json()["ModelState"]["request.Customer.Answers[0].FileAnswers"][0];
    assert_eq!(told, "The question takes at most 3 files.");
    // FIL-05: nothing partial.
    assert_eq!(test.digest("acme"), before);
}

#[tokio::test]
async fn fil_09_an_encrypted_file_is_kept_with_its_seal() {
    let test = TestApp::new();
    let filing = Filing::new(&test).await;
    let thumbprint = "AB:".repeat(19) + "AB";
    let sealed = json!({
        "FileName": "photo.png", "FileSize": 999, "Data": BASE64.encode(b"sealed"), "IsEncrypted": true,
        "CertificateThumbprint": thumbprint, "EncryptionKey": "a2V5",
    });
    let sent = filing.finished(json!([sealed])).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    let warning = &sent.json()["Warnings"][0];
    assert_eq!(warning["Text"], "The certificate thumbprint is not registered.");
    let listed = filing.listed().await;
    assert_eq!(listed[0]["certificateThumbprint"], json!(thumbprint));
    assert_eq!((&listed[0]["encryptionKey"], &listed[0]["size"]), (&json!("a2V5"), &json!(6)));
    assert_eq!(listed[0]["encryption"], "unknownCertificate");
    let sent = filing.download(&listed[0]["id"], Scope::ReportsRead).await;
    assert_eq!(
        (sent.body.as_str(), sent.header("canvass-encryption")),
        ("sealed", Some("unknown-certificate"))
    );
}

/// Made by other people's code, see `make_samples.py` there.
const SAMPLES: &str = include_str!("../../../canvass-app/tests/it/encryption/samples/sealed.json");
const CERTIFICATE: &[u8] = include_bytes!("../../../canvass-app/tests/it/encryption/samples/certificate.pem");
const PRIVATE_KEY: &[u8] = include_bytes!("../../../canvass-app/tests/it/encryption/samples/private-key.pem");

#[tokio::test]
async fn e98_an_encrypted_file_is_opened_for_who_may_read_results() {
    let mut test = TestApp::new();
    let keys = std::iter::once(PrivateKey::read(PRIVATE_KEY).unwrap()).collect();
    test.app = test.app.clone().with_private_keys(keys);
    let filing = Filing::new(&test).await;
    add_certificate(&test.app, &test.operator, filing.acme.id, CERTIFICATE).wait().unwrap();
    let sample: Value = serde_json::from_str(SAMPLES).unwrap();
    let sealed = |data: &str| {
        json!({
            "FileName": "photo.png", "FileType": "image/png", "Data": data, "IsEncrypted": true,
            "CertificateThumbprint": sample["sha1"], "EncryptionKey": sample["file"]["key"],
        })
    };
    let whole = sample["file"]["data"].as_str().unwrap();
    let damaged = format!("AAAA{}", whole.get(4..).unwrap());
    let sent = filing.finished(json!([sealed(whole), sealed(&damaged)])).await;
    assert_eq!((sent.status, &sent.json()["Warnings"]), (200, &json!([])), "{}", sent.body);
    let listed = filing.listed().await;
    // What is listed is what came: neither type nor size of the clear form.
    let told = (&listed[0]["encryption"], &listed[0]["mediaType"], &listed[0]["size"]);
    assert_eq!(told, (&json!("keyInstalled"), &json!("application/octet-stream"), &json!(36)));
    let reader = filing.front.token(filing.acme.id, &[Scope::ReportsRead]);
    let path = |at: usize, query: &str| {
        format!("GET /api/v1/workspaces/acme/answers/files/{}{query}", listed[at]["id"])
    };
    let (headers, bytes) = filing.front.ask(&path(0, "")).bearer(&reader).bytes().await;
    assert_eq!(bytes, b"\x89PNG\r\n\x1a\n");
    assert_eq!(headers["canvass-encryption"], "opened");
    // FIL-01: opened or not, it is a thing to be saved.
    assert_eq!(headers["content-type"], "application/octet-stream");
    for (at, data) in [(0, whole), (1, damaged.as_str())] {
        let (headers, bytes) = filing.front.ask(&path(at, "?form=as-sent")).bearer(&reader).bytes().await;
        assert_eq!(
            (BASE64.encode(&bytes).as_str(), headers["canvass-encryption"].to_str().unwrap()),
            (data, "as-sent")
        );
    }
    // ENC-03: told at that file, and never given for what it is not.
    let refused = filing.front.ask(&path(1, "")).bearer(&reader).empty().await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (409, &json!("file_stays_sealed")),
        "{}",
        refused.body
    );
    assert_eq!(filing.front.ask(&path(0, "?form=clear")).bearer(&reader).empty().await.status, 400);
}

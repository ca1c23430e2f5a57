//! The QuestionPro surface over HTTP: what each call does and all that can be wrong, in the vendor's envelope.

mod errors;
mod imports;
mod limits;
mod links;
mod responses;

use std::sync::OnceLock;

use canvass_app::Scope;
use canvass_app::setup::{TokenInput, add_token};
use canvass_domain::id::WorkspaceId;
use canvass_domain::message::MessageState;
use canvass_domain::workspace::Workspace;
use canvass_http::HttpState;
use canvass_store::area::{CallLimits, CallSettings, CustomerFilter, MessageFilter, Page};
use canvass_testkit::TestApp;
use serde_json::{Value, json};

use crate::kit::{Asking, Front, Sent};

pub(super) const IMPORT: &str = "POST /a/api/v2/cx/transactions/import";
pub(super) const URL: &str = "POST /a/api/v2/cx/transactions/survey-url";
pub(super) const URLS: &str = "POST /a/api/v2/cx/transactions/batch-survey-urls";

/// The body that the vendor prints, byte for byte.
pub(super) const SAMPLE: &[u8] = include_bytes!(
    "../../../../canvass-wire/vectors/questionpro/import-transactions/vendor-sample-as-printed/request.json"
);

/// The same with two real addresses; the comma at its end stays.
pub(super) const REAL_SAMPLE: &[u8] = include_bytes!(
    "../../../../canvass-wire/vectors/questionpro/import-transactions/vendor-sample-real-addresses/request.json"
);

/// A new workspace and a key that may do everything on this surface.
pub(super) struct Desk<'a> {
    pub(super) test: &'a TestApp,
    pub(super) acme: Workspace,
    pub(super) front: Front<'a>,
    pub(super) key: String,
}

impl<'a> Desk<'a> {
    pub(super) fn new(test: &'a TestApp) -> Self {
        Self::with(test, |state| state)
    }

    /// The same with a state that was set up otherwise.
    pub(super) fn with(test: &'a TestApp, change: impl FnOnce(HttpState) -> HttpState) -> Self {
        let acme = test.bare_workspace("acme");
        let front = Front::with(test, change);
        let key = key(test, acme.id);
        Self { test, acme, front, key }
    }

    /// A request with the key.
    pub(super) fn ask(&self, line: &str) -> Asking<'_, 'a> {
        self.front.ask(line).header("api-key", &self.key)
    }

    /// Sends a body of the type of these calls.
    pub(super) async fn send(&self, line: &str, body: impl Into<Vec<u8>>) -> Sent {
        self.ask(line).body("application/json", body).await
    }

    pub(super) async fn json(&self, line: &str, body: &Value) -> Sent {
        self.send(line, body.to_string()).await
    }

    /// Sends a call whose 200 is expected.
    pub(super) async fn ok(&self, line: &str, body: &Value) -> Value {
        let sent = self.json(line, body).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
        sent.json()
    }

    /// Sends a call whose 400 is expected; its message.
    pub(super) async fn refused(&self, line: &str, body: impl Into<Vec<u8>>, id: &str) -> String {
        let sent = self.send(line, body).await;
        let error = error(&sent);
        assert_eq!((sent.status, error["id"].as_str()), (400, Some(id)), "{}", sent.body);
        error["message"].as_str().unwrap().to_owned()
    }

    /// Changes settings of the workspace.
    pub(super) async fn set(&self, settings: &Value) {
        let operator = self.front.operator();
        let sent = self.front.ask("PATCH /api/v1/workspaces/acme").bearer(&operator).json(settings).await;
        assert_eq!(sent.status, 200, "{}", sent.body);
    }

    /// How many customers - transactions - there are.
    pub(super) fn transactions(&self) -> usize {
        self.read(|tx| Ok(tx.customers(&CustomerFilter::default(), Page { after: 0, most: 1_000 })?.len()))
    }

    pub(super) fn contacts(&self) -> usize {
        self.read(|tx| Ok(tx.contacts(Page { after: 0, most: 1_000 })?.len()))
    }

    /// How many invitations wait to be sent.
    pub(super) fn waiting(&self) -> usize {
        let messages = self.read(|tx| tx.messages(&MessageFilter::default(), Page { after: 0, most: 1_000 }));
        messages.iter().filter(|message| message.state == MessageState::Waiting).count()
    }

    pub(super) fn read<R: Send + 'static>(
        &self,
        work: impl Fn(&mut dyn canvass_store::WorkspaceTx) -> canvass_store::Result<R> + Send + 'static,
    ) -> R {
        self.test.app.store.read(self.acme.id, work).wait().unwrap()
    }
}

/// A key with the limits that are usual.
pub(super) fn key(test: &TestApp, workspace: WorkspaceId) -> String {
    limited_key(test, workspace, CallLimits::default())
}

/// A key with these limits.
pub(super) fn limited_key(test: &TestApp, workspace: WorkspaceId, limits: CallLimits) -> String {
    let input = TokenInput {
        name: "test".to_owned(),
        scopes: vec![Scope::CxWrite, Scope::CxRead, Scope::CxTickets],
        expires_at: None,
        settings: CallSettings { limits, ..CallSettings::default() },
    };
    add_token(&test.app, &test.operator, workspace, input).wait().unwrap().text()
}

/// The error of an answer, which validates against the schema that the vendor prints.
pub(crate) fn error(sent: &Sent) -> Value {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| {
        let mut schema: Value = serde_json::from_str(include_str!("error_schema.json")).unwrap();
        // Printed with a blank at its end, which no validator knows.
        let draft = schema["$schema"].as_str().unwrap().trim().to_owned();
        schema["$schema"] = json!(draft);
        jsonschema::draft6::new(&schema).unwrap()
    });
    let body = sent.json();
    assert!(schema.is_valid(&body), "{}", sent.body);
    let error = body["response"]["error"].clone();
    assert_eq!(error["httpStatusCode"], sent.status, "{}", sent.body);
    assert_eq!(error["docs"], "https://feedback.example.org/docs/questionpro/errors");
    assert_eq!(sent.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(sent.header("cache-control"), Some("no-store"));
    assert_eq!(sent.header("x-request-id"), sent.header("canvass-trace-id"));
    error
}

/// One usable contact.
pub(super) fn contact(email: &str) -> Value {
    json!({ "firstName": "Ann", "email": email })
}

/// A body of call 1.
pub(super) fn contacts(contacts: &[Value]) -> Value {
    json!({ "contacts": contacts })
}

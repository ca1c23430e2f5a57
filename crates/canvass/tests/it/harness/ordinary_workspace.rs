//! A workspace as most are: three columns, the questionnaire of the demo, a route for everybody, an OAuth2 client.
//! Its send window is the whole day, so that no test depends on the hour it runs at.

use reqwest::Method;
use serde_json::{Value, json};

use super::api::{Api, Gone};

const QUESTIONNAIRE: &str = include_str!("../../../src/demo/questionnaire.json");

/// The numbers and secrets of a workspace.
#[derive(Debug, Clone)]
pub(crate) struct OrdinaryWorkspace {
    pub(crate) slug: String,
    /// First name, family name, branch.
    pub(crate) columns: Vec<i64>,
    client: (String, String),
}

impl OrdinaryWorkspace {
    /// Sets it up on a server that lives.
    pub(crate) fn set_up(api: &Api, slug: &str, settings: &Value) -> Self {
        Self::try_set_up(api, slug, settings).unwrap()
    }

    /// Sets it up; `settings` are laid over the usual ones.
    pub(crate) fn try_set_up(api: &Api, slug: &str, settings: &Value) -> Result<Self, Gone> {
        let mut body = json!({
            "slug": slug, "name": "Workspace", "sendTime": "00:00", "closingTime": "00:00", "senderName": "Shop",
        });
        let members = body.as_object_mut().unwrap();
        members.extend(settings.as_object().unwrap().clone());
        api.try_post("/api/v1/workspaces", &body)?;
        let path = |rest: &str| format!("/api/v1/workspaces/{slug}/{rest}");
        let column = |name: &str, reportable: bool| {
            let made = api.try_post(&path("columns"), &json!({ "name": name, "reportable": reportable }))?;
            Ok(made["id"].as_i64().unwrap())
        };
        let columns = vec![
            column("First_name_customer", false)?,
            column("Family_name_customer", false)?,
            column("Branch", true)?,
        ];
        let document: Value = serde_json::from_str(QUESTIONNAIRE).unwrap();
        let made =
            api.try_post(&path("questionnaires"), &json!({ "name": "Visit", "document": document }))?;
        let questionnaire = made["id"].as_i64().unwrap();
        api.try_post(&path(&format!("questionnaires/{questionnaire}/publish")), &json!({}))?;
        api.try_post(&path("routes"), &json!({ "questionnaire": questionnaire }))?;
        let scopes = json!(["customers.write", "customers.read"]);
        let made = api.try_post(&path("clients"), &json!({ "name": "Till", "scopes": scopes }))?;
        let word = |name: &str| made[name].as_str().unwrap().to_owned();
        let client = (word("clientId"), word("clientSecret"));
        Ok(Self { slug: slug.to_owned(), columns, client })
    }

    /// A path of the native API inside it.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/workspaces/{}/{rest}", self.slug)
    }

    /// Id and secret of its OAuth2 client.
    pub(crate) fn client(&self) -> (&str, &str) {
        (&self.client.0, &self.client.1)
    }

    /// A client of the Expoints wire with a token of its own.
    pub(crate) fn expoints(&self, api: &Api) -> Result<Api, Gone> {
        let (id, secret) = &self.client;
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let request = api
            .request(Method::POST, "/external/oauth2/token")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form);
        let answer = Api::send(request)?.ok();
        Ok(api.with_token(answer["access_token"].as_str().unwrap()))
    }
}

//! The story of the demo, step by step, each step a call that any integration could make.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use super::customers;
use super::respondent::{self, Site};
use crate::command::client::Client;
use crate::server::Server;

const ANSWERING: usize = 48;
const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(100);

/// What came out.
#[derive(Debug)]
pub(crate) struct Story {
    base: String,
    batch: Value,
    captured: usize,
    results: Value,
    questionnaire_link: String,
    sign_in: String,
    refused_customer: i64,
}

impl Story {
    /// Tells the story to the end; `say` hears each step.
    pub(crate) fn tell(server: &Server, say: &dyn Fn(&str)) -> anyhow::Result<Self> {
        let base = server.public_url().to_owned();
        let address = format!("http://{}", server.address);
        let client = Client::with_token(&address, &server.operator_token)?;
        let http = reqwest::blocking::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()?;

        say("1  A workspace with columns, a questionnaire and a route that leads everybody to it");
        let columns = set_up(&client)?;

        say("2  An OAuth2 client, as an integration would use it, gets a token");
        let token = token(&client, &http, &address)?;

        let body = customers::batch(&columns);
        say("3  A batch of 64 customers comes in over the Expoints wire: POST /external/api/v3/customer/add");
        let batch: Value = http
            .post(format!("{address}/external/api/v3/customer/add"))
            .bearer_auth(token)
            .json(&body)
            .send()?
            .error_for_status()?
            .json()?;
        say(&format!("   {} accepted, {} at fault:", batch["Accepted"], batch["Faulted"]));
        let refused: Vec<&Value> = refused(&batch).collect();
        for customer in &refused {
            say(&format!(
                "   customer {}: {}",
                customer["Id"],
                customer["Reason"].as_str().unwrap_or_default()
            ));
        }
        let refused_customer =
            refused.first().and_then(|customer| customer["Id"].as_i64()).context("somebody is refused")?;

        let mails = captured(server, &client)?;
        say(&format!("4  {} invitations left and were captured in the mailbox", mails.len()));

        let links = links(&client, &mails)?;
        let (answering, waiting) = links.split_at_checked(ANSWERING).context("there are links enough")?;
        let site = Site { server: &address, origin: &base };
        for (turn, link) in answering.iter().enumerate() {
            respondent::answer(&http, &site, link, turn)?;
        }
        say(&format!("5  {} of them opened their link and answered", answering.len()));

        let results = client.get("/api/v1/workspaces/demo/results")?;
        say(&format!(
            "6  Net promoter score {:.0} over {} answers (95 % interval {:.0} to {:.0})",
            number(&results["nps"]["score"]),
            results["nps"]["base"],
            number(&results["nps"]["interval"]["low"]),
            number(&results["nps"]["interval"]["high"]),
        ));
        Ok(Self {
            base,
            captured: mails.len(),
            questionnaire_link: waiting.first().context("somebody has not answered yet")?.clone(),
            sign_in: sign_in(&client)?,
            batch,
            results,
            refused_customer,
        })
    }

    /// The story in JSON, for scripts.
    pub(crate) fn summary(&self) -> Value {
        json!({
            "batch": self.batch["BatchId"],
            "received": self.batch["Total"],
            "accepted": self.batch["Accepted"],
            "faulted": self.batch["Faulted"],
            "captured": self.captured,
            "results": self.results,
            "questionnaire": self.questionnaire_link,
            "signIn": self.sign_in,
            "resultsPage": format!("{}/console/results", self.base),
            "mailboxPage": format!("{}/console/mailbox", self.base),
            "decisionsPage": format!("{}/console/customers/{}", self.base, self.refused_customer),
        })
    }

    /// The last lines: where to click.
    pub(crate) fn links(&self) -> Vec<String> {
        vec![
            String::new(),
            format!("Answer one yourself   {}", self.questionnaire_link),
            format!("Sign in (works once)  {}", self.sign_in),
            format!("  then the results    {}/console/results", self.base),
            format!("  the captured mails  {}/console/mailbox", self.base),
            format!("  why not asked?      {}/console/customers/{}", self.base, self.refused_customer),
            String::new(),
            "Serving until you press Ctrl-C.".to_owned(),
        ]
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_default()
}

fn refused(batch: &Value) -> impl Iterator<Item = &Value> {
    batch["Customers"].as_array().into_iter().flatten().filter(|customer| !customer["Reason"].is_null())
}

fn set_up(client: &Client) -> anyhow::Result<Vec<i64>> {
    let workspace = json!({
        "slug": "demo", "name": "Demo Stores", "sendTime": "00:00", "closingTime": "00:00", "senderName": "Demo Stores",
    });
    client.call(Method::POST, "/api/v1/workspaces", &workspace)?;
    let path = |rest: &str| format!("/api/v1/workspaces/demo/{rest}");
    let mut columns = Vec::new();
    for (name, display, reportable) in [
        ("First_name_customer", "First name", false),
        ("Family_name_customer", "Family name", false),
        ("Branch", "Branch", true),
        ("Product", "Product", true),
    ] {
        let column = json!({ "name": name, "displayName": display, "reportable": reportable });
        let made = client.call(Method::POST, &path("columns"), &column)?;
        columns.push(made["id"].as_i64().context("a column has a number")?);
    }
    let document: Value = serde_json::from_str(include_str!("questionnaire.json"))?;
    let questionnaire = json!({ "name": "Visit", "document": document });
    let made = client.call(Method::POST, &path("questionnaires"), &questionnaire)?;
    let id = made["id"].as_i64().context("a questionnaire has a number")?;
    client.call(Method::POST, &path(&format!("questionnaires/{id}/publish")), &json!({}))?;
    client.call(Method::POST, &path("routes"), &json!({ "questionnaire": id }))?;
    Ok(columns)
}

fn token(client: &Client, http: &reqwest::blocking::Client, base: &str) -> anyhow::Result<String> {
    let body = json!({ "name": "Till system", "scopes": ["customers.write", "customers.read"] });
    let made = client.call(Method::POST, "/api/v1/workspaces/demo/clients", &body)?;
    let word = |name: &str| made[name].as_str().unwrap_or_default();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        word("clientId"),
        word("clientSecret")
    );
    let answer: Value = http
        .post(format!("{base}/external/oauth2/token"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form)
        .send()?
        .error_for_status()?
        .json()?;
    Ok(answer["access_token"].as_str().context("the answer holds a token")?.to_owned())
}

/// Waits until every customer who may be asked has a captured mail.
fn captured(server: &Server, client: &Client) -> anyhow::Result<Vec<Value>> {
    let begun = Instant::now();
    loop {
        let mails = client.list("/api/v1/workspaces/demo/mailbox")?;
        if mails.len() >= customers::ASKED {
            ensure!(
                mails.len() == customers::ASKED,
                "{} mails left for {} people",
                mails.len(),
                customers::ASKED
            );
            return Ok(mails);
        }
        if begun.elapsed() > PATIENCE {
            bail!("only {} of {} invitations left within a minute", mails.len(), customers::ASKED);
        }
        server.pause(PAUSE);
    }
}

/// The personal link of each mail.
fn links(client: &Client, mails: &[Value]) -> anyhow::Result<Vec<String>> {
    mails
        .iter()
        .map(|mail| {
            let mail = client.get(&format!("/api/v1/workspaces/demo/mailbox/{}", mail["id"]))?;
            let text = mail["text"].as_str().unwrap_or_default();
            let link = text.split_whitespace().find(|word| word.contains("/q/"));
            Ok(link.context("an invitation holds a link")?.to_owned())
        })
        .collect()
}

fn sign_in(client: &Client) -> anyhow::Result<String> {
    let user = json!({ "name": "manager", "role": "manager" });
    let made = client.call(Method::POST, "/api/v1/workspaces/demo/users", &user)?;
    let path = format!("/api/v1/workspaces/demo/users/{}/sign-in", made["id"]);
    let answer = client.call(Method::POST, &path, &json!({}))?;
    Ok(answer["url"].as_str().context("a sign-in link has an address")?.to_owned())
}

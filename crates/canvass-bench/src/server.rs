//! The server under load: the release binary in a process and data folder of its own.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};
use serde_json::Value;

/// A running server; stopped when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    data: tempfile::TempDir,
    /// `host:port`.
    pub(crate) address: String,
    http: reqwest::blocking::Client,
    token: String,
}

impl Server {
    /// Starts the program that stands beside this one.
    pub(crate) fn start(database_url: Option<&str>, settings: &[(&str, String)]) -> anyhow::Result<Self> {
        let program = std::env::current_exe()?.with_file_name("canvass");
        if !program.exists() {
            bail!("{} is not there: build it with cargo build --release", program.display());
        }
        let data = tempfile::tempdir_in(".")?;
        let mut command = Command::new(program);
        command.arg("--data").arg(data.path()).args(["--listen", "127.0.0.1:0"]);
        if let Some(url) = database_url {
            command.args(["--database-url", url]);
        }
        command.arg("serve").env("CANVASS_LOG_FORMAT", "json").stderr(Stdio::piped());
        command.envs(settings.iter().map(|(name, value)| (*name, value.as_str())));
        let mut child = command.spawn()?;
        let log = BufReader::new(child.stderr.take().context("the server has a log")?);
        let address = wait_until_ready(log)?;
        let token = std::fs::read_to_string(data.path().join("operator-token"))?.trim().to_owned();
        let http = reqwest::blocking::Client::builder().no_proxy().timeout(None).build()?;
        Ok(Self { child, data, address, http, token })
    }

    /// The process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The file of the embedded store.
    pub(crate) fn database(&self) -> PathBuf {
        self.data.path().join("canvass.db")
    }

    /// A call of the native API as the operator.
    pub(crate) fn call(&self, method: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
        let url = format!("http://{}/api/v1/{path}", self.address);
        let mut request = self.http.request(method.parse()?, url).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(body);
        }
        let response = request.send()?;
        let status = response.status();
        let text = response.text()?;
        if !status.is_success() {
            bail!("{method} {path}: {status} {text}");
        }
        if text.is_empty() { Ok(Value::Null) } else { Ok(serde_json::from_str(&text)?) }
    }

    /// A form or page call without a token.
    pub(crate) fn token_of(&self, client: &Value) -> anyhow::Result<String> {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", client["clientId"].as_str().unwrap_or_default()),
            ("client_secret", client["clientSecret"].as_str().unwrap_or_default()),
        ];
        let body: Vec<String> = form.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let answer: Value = self
            .http
            .post(format!("http://{}/external/oauth2/token", self.address))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.join("&"))
            .send()?
            .json()?;
        Ok(answer["access_token"].as_str().context("the server gave no token")?.to_owned())
    }

    /// Asks the server to end, and waits until it did.
    pub(crate) fn stop(mut self) -> anyhow::Result<tempfile::TempDir> {
        terminate(&self.child)?;
        self.child.wait()?;
        let place = tempfile::tempdir_in(".")?;
        Ok(std::mem::replace(&mut self.data, place))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            drop(self.child.kill());
            drop(self.child.wait());
        }
    }
}

fn terminate(child: &Child) -> anyhow::Result<()> {
    Command::new("kill").args(["-TERM", &child.id().to_string()]).status()?;
    Ok(())
}

/// Reads the log until the line that tells the address, then leaves it to a thread.
fn wait_until_ready(mut log: BufReader<std::process::ChildStderr>) -> anyhow::Result<String> {
    let mut line = String::new();
    loop {
        line.clear();
        if log.read_line(&mut line)? == 0 {
            bail!("the server ended before it was ready");
        }
        let entry: Value = serde_json::from_str(&line).unwrap_or_default();
        if entry["fields"]["message"] == "ready" {
            let address = entry["fields"]["address"].as_str().unwrap_or_default().to_owned();
            std::thread::spawn(move || drop(std::io::copy(&mut log, &mut std::io::sink())));
            return Ok(address);
        }
    }
}

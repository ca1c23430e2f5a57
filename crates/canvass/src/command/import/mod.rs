//! `canvass import`: a file of customers into a workspace, row by row, going on by itself after a cut and safe to repeat.
//! `file` tells what a file is, `upload` sends it.

mod file;
mod upload;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::body::Of;
use super::client::Client;
use super::show;
use file::{Delimiter, File};
use upload::Upload;

/// Whose form a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wire {
    /// CSV with a header line, or NDJSON with one native customer a line; also packed by gzip.
    Native,
    /// The body of one Expoints customer/add call, JSON or XML.
    Expoints,
    /// The body of one QuestionPro transactions/import call.
    Questionpro,
}

/// Takes in a file of customers.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    #[command(flatten)]
    of: Of,
    /// The file; `.csv` and `.tsv` are CSV, anything else NDJSON (native wire); `.gz` behind that is packed.
    file: PathBuf,
    /// Whose form the file has.
    #[arg(long, default_value = "native")]
    wire: Wire,
    /// Store nothing; tell what would become of the rows.
    #[arg(long)]
    dry_run: bool,
    /// The id of the import [default: made of the file and these settings, so that the same file goes on].
    #[arg(long = "import-id")]
    id: Option<String>,
    /// What stands between the fields of CSV [default: comma, of `.tsv` tab].
    #[arg(long)]
    delimiter: Option<Delimiter>,
    /// Approve at once.
    #[arg(long)]
    approve: bool,
    /// Name of the batch; the file's name by default.
    #[arg(long)]
    name: Option<String>,
    /// Start of the send window, such as 11:30.
    #[arg(long)]
    send_time: Option<String>,
    /// End date of all customers.
    #[arg(long)]
    end_date: Option<String>,
    /// Keep several rows of one address.
    #[arg(long)]
    allow_duplicates: bool,
    /// Left out of results.
    #[arg(long)]
    test: bool,
    /// Exit with 1 unless every row is accepted.
    #[arg(long)]
    strict: bool,
    /// Write what became of each row, as CSV, into this file.
    #[arg(long)]
    report: Option<PathBuf>,
}

impl Import {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<bool> {
        match self.wire {
            Wire::Native => self.native(client, json),
            Wire::Expoints => self.vendor_body(client, "expoints"),
            Wire::Questionpro => self.vendor_body(client, "questionpro"),
        }
    }

    fn vendor_body(&self, client: &Client, wire: &str) -> anyhow::Result<bool> {
        let is_set_here = self.approve
            || self.test
            || self.allow_duplicates
            || self.id.is_some()
            || self.name.is_some()
            || self.send_time.is_some()
            || self.end_date.is_some();
        if is_set_here {
            bail!(
                "a file of this wire says itself how it is taken in; leave --approve, --test, --allow-duplicates, --import-id, --name, --send-time and --end-date out"
            );
        }
        let body = std::fs::read(&self.file).with_context(|| unreadable(&self.file))?;
        let is_xml = body.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(*byte))
            == Some(&b'<');
        let media_type = if is_xml { "application/xml" } else { "application/json" };
        let tried = if self.dry_run { "&dry_run=true" } else { "" };
        let path = self.of.path(&format!("imports?wire={wire}{tried}"));
        let key = format!("import-{:016x}", file::fingerprint(body.as_slice())?);
        show::line(&client.post_bytes(&path, &key, media_type, body)?);
        Ok(true)
    }

    fn native(&self, client: &Client, json: bool) -> anyhow::Result<bool> {
        let file = File::of(&self.file, self.delimiter)?;
        let (query, id) = self.query(&file)?;
        let upload =
            Upload { client, file: &file, imports: self.of.path("imports"), query, id, is_quiet: json };
        let report = upload.run()?;
        if let (Some(path), Some(id)) = (&self.report, &upload.id) {
            let csv = self.of.path(&format!("imports/{id}/report"));
            client.download(&csv, "text/csv", path)?;
        }
        let rows = report["rows"].as_i64();
        let accepted = report["buckets"]["accepted"].as_i64();
        show::object(&report, json);
        Ok(!self.strict || rows == accepted)
    }

    /// The query of the request, and the id of the import unless this is a trial.
    fn query(&self, file: &File) -> anyhow::Result<(String, Option<String>)> {
        let mut query = Serializer::new(String::new());
        let name = self.name.clone().unwrap_or_else(|| file.name.clone());
        query.append_pair("name", &name);
        for (word, is_set) in [
            ("approve", self.approve),
            ("test", self.test),
            ("allowDuplicates", self.allow_duplicates),
            ("dry_run", self.dry_run),
        ] {
            if is_set {
                query.append_pair(word, "true");
            }
        }
        let given = [("sendTime", &self.send_time), ("endDate", &self.end_date)];
        for (word, value) in given.into_iter().filter_map(|(word, value)| Some((word, value.as_ref()?))) {
            query.append_pair(word, value);
        }
        if let Some(delimiter) = file.delimiter() {
            query.append_pair("delimiter", delimiter);
        }
        let settings = query.finish();
        if self.dry_run {
            return Ok((settings, None));
        }
        let id = match &self.id {
            Some(id) => id.clone(),
            None => file.id(&settings)?,
        };
        let mut query = Serializer::new(settings);
        query.append_pair("id", &id);
        Ok((query.finish(), Some(id)))
    }
}

fn unreadable(path: &Path) -> String {
    format!("{} cannot be read", path.display())
}

/// A member of an answer, for messages.
fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

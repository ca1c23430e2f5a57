//! `canvass import`: a file of customers into a workspace, in calls of bounded size, safe to repeat.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::ValueEnum;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Map, Value, json};

use super::body::Of;
use super::client::Client;
use super::show;

const CUSTOMERS_PER_CALL: usize = 500;

/// Whose form a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wire {
    /// CSV with a header line, or NDJSON with one native customer a line.
    Native,
    /// The body of one Expoints customer/add call, JSON or XML.
    Expoints,
}

/// Takes in a file of customers.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    #[command(flatten)]
    of: Of,
    /// The file; `.csv` is CSV, anything else NDJSON (native wire).
    file: PathBuf,
    /// Whose form the file has.
    #[arg(long, default_value = "native")]
    wire: Wire,
    /// Approve at once.
    #[arg(long)]
    approve: bool,
    /// Name of the batches; the file's name by default.
    #[arg(long)]
    name: Option<String>,
    /// Start of the send window, such as 11:30.
    #[arg(long)]
    send_time: Option<String>,
    /// End date of all customers.
    #[arg(long)]
    end_date: Option<String>,
    /// Left out of results.
    #[arg(long)]
    test: bool,
}

impl Import {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<bool> {
        match self.wire {
            Wire::Native => self.native(client, json),
            Wire::Expoints => self.vendor_body(client),
        }
    }

    fn vendor_body(&self, client: &Client) -> anyhow::Result<bool> {
        let is_set_here = self.approve
            || self.test
            || self.name.is_some()
            || self.send_time.is_some()
            || self.end_date.is_some();
        if is_set_here {
            bail!(
                "a file of this wire says itself how it is taken in; leave --approve, --test, --name, --send-time and --end-date out"
            );
        }
        let body = std::fs::read(&self.file).with_context(|| unreadable(&self.file))?;
        let is_xml = body.iter().find(|byte| !byte.is_ascii_whitespace() && !b"\xEF\xBB\xBF".contains(*byte))
            == Some(&b'<');
        let media_type = if is_xml { "application/xml" } else { "application/json" };
        let path = self.of.path("imports?wire=expoints");
        let key = format!("import-{:016x}", fingerprint(&body));
        show::line(&client.post_bytes(&path, &key, media_type, body)?);
        Ok(true)
    }

    fn native(&self, client: &Client, json: bool) -> anyhow::Result<bool> {
        let mut text = String::new();
        std::fs::File::open(&self.file)
            .and_then(|mut file| file.read_to_string(&mut text))
            .with_context(|| unreadable(&self.file))?;
        let is_csv = self.file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
        let customers = if is_csv { from_csv(&text)? } else { from_ndjson(&text)? };
        if customers.is_empty() {
            bail!("{} holds no customers", self.file.display());
        }
        let bar = progress(customers.len(), json)?;
        let mut report = Report::default();
        for (call, slice) in customers.chunks(CUSTOMERS_PER_CALL).enumerate() {
            let body = self.body(slice, call);
            // The same file under the same settings makes the same keys: a cut import can simply be run again.
            let key = format!("import-{call}-{:016x}", fingerprint(body.to_string().as_bytes()));
            let (answer, is_replayed) = client
                .post_once(&self.of.path("batches"), &key, &body)
                .with_context(|| format!("rows {} and after were not taken in", report.rows + 1))?;
            report.add(&answer, slice.len(), is_replayed);
            bar.inc(u64::try_from(slice.len()).unwrap_or(0));
        }
        bar.finish_and_clear();
        show::object(&report.value(), json);
        Ok(true)
    }

    fn body(&self, customers: &[Value], call: usize) -> Value {
        let name = self.name.clone().unwrap_or_else(|| {
            self.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
        });
        let name = if call == 0 { name } else { format!("{name} ({})", call + 1) };
        let mut body = json!({
            "name": name, "approve": self.approve, "test": self.test, "customers": customers,
        });
        if let Some(members) = body.as_object_mut() {
            let given = [("sendTime", &self.send_time), ("endDate", &self.end_date)];
            for (member, value) in given.into_iter().filter_map(|(m, v)| v.as_ref().map(|v| (m, v))) {
                members.insert(member.to_owned(), json!(value));
            }
        }
        body
    }
}

/// What became of the rows; the buckets add up to the rows.
#[derive(Debug, Default)]
struct Report {
    rows: usize,
    accepted: usize,
    refused: Map<String, Value>,
    batches: Vec<Value>,
    warnings: usize,
    /// Rows that an earlier run of the same file took in; nothing was stored for them now.
    known: usize,
}

impl Report {
    fn add(&mut self, answer: &Value, rows: usize, is_replayed: bool) {
        self.rows += rows;
        self.known += if is_replayed { rows } else { 0 };
        self.batches.push(answer["batch"].clone());
        self.warnings += answer["warnings"].as_array().map_or(0, Vec::len);
        for customer in answer["customers"].as_array().into_iter().flatten() {
            match customer["reason"].as_str() {
                None => self.accepted += 1,
                Some(reason) => {
                    let count = self.refused.get(reason).and_then(Value::as_u64).unwrap_or(0);
                    self.refused.insert(reason.to_owned(), json!(count + 1));
                }
            }
        }
    }

    fn value(&self) -> Value {
        json!({
            "rows": self.rows, "accepted": self.accepted, "refused": self.refused,
            "batches": self.batches, "warnings": self.warnings, "alreadyTakenIn": self.known,
        })
    }
}

/// CSV: the columns email, phone, sendDate, transactionDate, endDate and priority are the customer's own, all others
/// are data columns by name or number.
fn from_csv(text: &str) -> anyhow::Result<Vec<Value>> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{FEFF}').as_bytes());
    let names: Vec<String> = reader.headers()?.iter().map(|name| name.trim().to_owned()).collect();
    for (place, name) in names.iter().enumerate() {
        if names.iter().take(place).any(|earlier| earlier.eq_ignore_ascii_case(name)) {
            bail!("the column {name} stands twice in the header line");
        }
    }
    let mut customers = Vec::new();
    for record in reader.records() {
        let record = record?;
        let mut customer = Map::new();
        let mut data = Map::new();
        for (name, value) in names.iter().zip(record.iter()).filter(|(_, value)| !value.is_empty()) {
            match own_member(name) {
                Some("priority") => {
                    let line = record.position().map_or(0, csv::Position::line);
                    let number: i64 = value
                        .trim()
                        .parse()
                        .with_context(|| format!("line {line}: priority is not a whole number"))?;
                    customer.insert("priority".to_owned(), json!(number));
                }
                Some(member) => {
                    customer.insert(member.to_owned(), json!(value));
                }
                None => {
                    data.insert(name.clone(), json!(value));
                }
            }
        }
        customer.insert("data".to_owned(), Value::Object(data));
        customers.push(Value::Object(customer));
    }
    Ok(customers)
}

fn own_member(name: &str) -> Option<&'static str> {
    ["email", "phone", "sendDate", "transactionDate", "endDate", "priority"]
        .into_iter()
        .find(|member| member.eq_ignore_ascii_case(name))
}

fn from_ndjson(text: &str) -> anyhow::Result<Vec<Value>> {
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).with_context(|| format!("line {} is not JSON", number + 1))
        })
        .collect()
}

fn progress(rows: usize, json: bool) -> anyhow::Result<ProgressBar> {
    if json {
        return Ok(ProgressBar::hidden());
    }
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} customers, {per_sec}, {eta} left")?;
    Ok(ProgressBar::new(u64::try_from(rows).unwrap_or(0)).with_style(style))
}

fn unreadable(path: &Path) -> String {
    format!("{} cannot be read", path.display())
}

/// FNV-1a: tells one file from another for idempotency keys; nothing secret hangs on it.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_members_and_data_columns_of_csv_are_told_apart() {
        let rows =
            from_csv("\u{FEFF}Email,priority,Business Unit,18\nann@example.org,2,\"a, b\",\n").unwrap();
        assert_eq!(
            rows,
            [json!({ "email": "ann@example.org", "priority": 2, "data": { "Business Unit": "a, b" } })]
        );
        assert!(from_csv("priority\nhigh\n").unwrap_err().to_string().contains("line 2"));
    }

    #[test]
    fn a_column_that_stands_twice_is_refused() {
        assert!(from_csv("Branch,email,branch\nNorth,a@example.org,South\n").is_err());
    }

    #[test]
    fn a_bad_line_of_ndjson_is_named() {
        assert_eq!(from_ndjson("{}\n\n{}\n").unwrap().len(), 2);
        assert_eq!(from_ndjson("{}\n\n{").unwrap_err().to_string(), "line 3 is not JSON");
    }

    #[test]
    fn buckets_of_the_report_add_up() {
        let mut report = Report::default();
        report.add(
            &json!({ "batch": 1, "customers": [
                { "reason": null }, { "reason": "InvalidEmail" }, { "reason": "InvalidEmail" }
            ], "warnings": [{}] }),
            3,
            false,
        );
        report.add(&json!({ "batch": 1, "customers": [{ "reason": null }], "warnings": [] }), 1, true);
        assert_eq!(report.value()["refused"], json!({ "InvalidEmail": 2 }));
        assert_eq!((report.rows, report.accepted, report.warnings), (4, 2, 1));
        assert_eq!(report.known, 1);
    }
}

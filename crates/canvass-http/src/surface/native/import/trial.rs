//! A dry run of a file: what would become of each row. The rows of the answer wait packed, some bytes each, until the file
//! is read: an answer that began earlier could block a client that sends before it reads.

use std::io::Write as _;

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use canvass_app::import_file::{ReportRow, Trial, try_file};
use canvass_domain::id::WorkspaceId;
use canvass_domain::import_file::Bucket;
use canvass_store::area::{BucketCount, RowRecord};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::file::{check_columns, on_thread};
use super::order::Order;
use super::read::{buckets, reasons, row_view};
use super::report::{self, wants_csv};
use super::rows::Rows;
use crate::surface::native::dispatch::Streamed;
use crate::surface::native::{Answer, Call, Trouble};
use crate::surface::outage::Outage;

/// Rows that JSON tells: the first that are not accepted.
const TOLD: usize = 100;

/// What a trial leaves to be told.
struct Told {
    trial: Trial,
    first: Vec<Value>,
    /// CSV of every row, packed; empty if nobody asked.
    packed: Vec<u8>,
}

/// POST imports?dry_run=true with a file.
pub(super) async fn try_out(
    call: Call,
    workspace: WorkspaceId,
    (order, sent): (Order, Streamed),
) -> Result<Answer, Trouble> {
    let (app, principal) = (call.app().clone(), call.principal.clone());
    let as_csv = wants_csv(&call.headers);
    let told = on_thread(&call, sent, move |source| {
        let mut rows = Rows::begin(source, &order)?;
        check_columns(&app, &principal, workspace, &rows)?;
        let mut tell = Telling::new(as_csv);
        let mut hear = |row: &RowRecord| tell.hear(row);
        let trial = try_file(&app, &principal, workspace, (&order.file, &mut rows), &mut hear)?;
        tell.finish(trial).map_err(|error| {
            tracing::error!(%error, "the report of a trial broke");
            Trouble::from(Outage::Unexpected)
        })
    })
    .await?;
    if as_csv { Ok(csv(told.packed)) } else { Ok(Answer::ok(&view(&told))) }
}

struct Telling {
    first: Vec<Value>,
    packed: Option<GzEncoder<Vec<u8>>>,
    trouble: Option<std::io::Error>,
}

impl Telling {
    fn new(as_csv: bool) -> Self {
        let packed = as_csv.then(|| {
            let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
            let begun = packed.write_all(&report::head());
            (packed, begun)
        });
        let (packed, begun) = packed.unzip();
        Self { first: Vec::new(), packed, trouble: begun.and_then(Result::err) }
    }

    fn hear(&mut self, record: &RowRecord) {
        let is_told = record.bucket != Bucket::Accepted && self.first.len() < TOLD;
        if !is_told && self.packed.is_none() {
            return;
        }
        let row = ReportRow::from(record.clone());
        if let Some(packed) = &mut self.packed
            && let Err(error) = packed.write_all(&report::lines(std::slice::from_ref(&row)))
        {
            self.trouble = Some(error);
        }
        if is_told {
            self.first.push(row_view(&row));
        }
    }

    fn finish(self, trial: Trial) -> std::io::Result<Told> {
        if let Some(error) = self.trouble {
            return Err(error);
        }
        let packed = self.packed.map(GzEncoder::finish).transpose()?.unwrap_or_default();
        Ok(Told { trial, first: self.first, packed })
    }
}

fn view(told: &Told) -> Value {
    let Trial { rows, counts, cut } = &told.trial;
    let accepted = counts
        .iter()
        .filter(|((bucket, _, _), _)| *bucket == Bucket::Accepted)
        .map(|(_, count)| count)
        .sum::<i64>();
    let others: Vec<BucketCount> = counts
        .iter()
        .filter(|((bucket, _, _), _)| *bucket != Bucket::Accepted)
        .map(|((bucket, reason, field), rows)| BucketCount {
            bucket: *bucket,
            reason: reason.clone(),
            field: field.clone(),
            rows: *rows,
        })
        .collect();
    json!({
        "dryRun": true, "rows": rows, "interrupted": cut, "buckets": buckets(accepted, &others),
        "reasons": reasons(&others), "items": told.first,
    })
}

/// The packed rows, inflated piece by piece as they are taken.
fn csv(packed: Vec<u8>) -> Answer {
    let mut response = Response::new(Body::new(report::Inflating::new(packed)));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(report::TYPE));
    Answer::foreign(response)
}

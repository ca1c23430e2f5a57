//! Imports: files of customers, taken in row by row as they come (`docs/imports.md`), and the body of a wire's intake call
//! into the workspace of the path.
//!
//! `order` is what a sender wants of a file, `source` turns the body of a request into bytes that a thread may wait for,
//! `rows` reads them, `file` takes them in, `trial` tries them, `wire_trial` tells what a call of another wire would do, `read` tells how an import stands and `report` writes its
//! rows as CSV.

mod body;
mod file;
mod order;
mod read;
mod report;
mod rows;
mod source;
mod trial;
mod wire_trial;

use axum::http::{HeaderMap, header};
use canvass_domain::id::WorkspaceId;

pub(crate) use read::{list, report as show_report, show, stop};

use super::dispatch::Streamed;
use super::{Answer, Call, Trouble};

/// How the rows of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Ndjson,
    Csv,
}

impl Format {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let sent = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        let kind = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "text/csv" => Some(Self::Csv),
            "application/x-ndjson" => Some(Self::Ndjson),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Csv => "csv",
        }
    }
}

/// POST imports: a file by its type, or one call of a wire.
pub(crate) async fn add(call: Call, workspace: WorkspaceId, sent: Streamed) -> Result<Answer, Trouble> {
    match Format::of(&call.headers) {
        Some(format) => {
            let (order, is_trial) = order::take(&call, format)?;
            if is_trial {
                trial::try_out(call, workspace, (order, sent)).await
            } else {
                file::take_in(call, workspace, (order, sent)).await
            }
        }
        None => body::add(call, workspace, sent).await,
    }
}

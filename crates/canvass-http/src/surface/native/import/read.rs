//! How imports stand, what became of their rows, and ending one.

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use canvass_app::import_file::{
    ImportView, ReportRow, list_imports, report_import, report_rows, show_import, stop_import,
};
use canvass_domain::id::WorkspaceId;
use canvass_domain::import_file::Bucket;
use canvass_store::area::BucketCount;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::report::{self, Pieces, wants_csv};
use crate::surface::native::list::Cursor;
use crate::surface::native::moment::moment;
use crate::surface::native::{Answer, Call, Trouble};

/// Pieces of a report on their way to a client.
const PIECES: usize = 4;

/// GET imports
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let found = list_imports(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&found, |shown| i64::from(shown.record.id.0), |shown| view(shown, &zone)))
}

/// GET imports/{import}
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.query().finish()?;
    let name = call.word("import").to_owned();
    let zone = call.zone(workspace).await?;
    let shown = show_import(call.app(), &call.principal, workspace, name).ready().await?;
    Ok(Answer::ok(&view(&shown, &zone)))
}

/// POST imports/{import}/stop
pub(crate) async fn stop(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    call.says_nothing()?;
    let name = call.word("import").to_owned();
    let zone = call.zone(workspace).await?;
    let shown = stop_import(call.app(), &call.principal, workspace, name).ready().await?;
    Ok(Answer::ok(&view(&shown, &zone)))
}

/// GET imports/{import}/report: the buckets and, page by page, the rows that were not accepted; as CSV every row.
pub(crate) async fn report(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let bucket = query.word("bucket", Bucket::from_word);
    let name = call.word("import").to_owned();
    if wants_csv(&call.headers) {
        query.finish()?;
        show_import(call.app(), &call.principal, workspace, name.clone()).ready().await?;
        return Ok(download(&call, workspace, name, bucket));
    }
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let page = (bucket, cursor.page());
    let found = report_import(call.app(), &call.principal, workspace, name, page).ready().await?;
    let (items, next) = cursor.page_of(&found.rows, |row| row.row, row_view);
    let mut whole = view(&found.view, &zone);
    if let Some(members) = whole.as_object_mut() {
        members.insert("items".to_owned(), items);
        members.insert("next".to_owned(), next);
    }
    Ok(Answer::ok(&whole))
}

/// The report as CSV, a chunk at a time.
fn download(call: &Call, workspace: WorkspaceId, name: String, bucket: Option<Bucket>) -> Answer {
    let (app, principal) = (call.app().clone(), call.principal.clone());
    let (send, pieces) = tokio::sync::mpsc::channel(PIECES);
    let file_name = format!("attachment; filename=\"import-{name}.csv\"");
    tokio::spawn(async move {
        let mut after = 0;
        if send.send(Ok(report::head())).await.is_err() {
            return;
        }
        loop {
            let part = (bucket, after);
            let piece = match report_rows(&app, &principal, workspace, name.clone(), part).ready().await {
                Ok((_, None)) => return,
                Ok((rows, Some(last))) => {
                    after = last;
                    Ok(report::lines(&rows))
                }
                Err(refusal) => {
                    tracing::warn!(code = refusal.code().as_str(), "a report broke off");
                    Err(std::io::Error::other("the report broke off"))
                }
            };
            let is_over = piece.is_err();
            if send.send(piece).await.is_err() || is_over {
                return;
            }
        }
    });
    let mut response = Response::new(Body::new(Pieces(pieces)));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(report::TYPE));
    if let Ok(disposition) = HeaderValue::from_str(&file_name) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    Answer::foreign(response)
}

/// An import as it stands.
pub(super) fn view(shown: &ImportView, zone: &TimeZone) -> Value {
    let ImportView { record, state, counts } = shown;
    json!({
        "id": record.name,
        "state": state.as_str(),
        "rows": record.rows,
        "customers": counts.customers,
        "batch": record.batch.map(|batch| batch.0),
        "cause": record.cause,
        "buckets": buckets(counts.accepted, &counts.others),
        "reasons": reasons(&counts.others),
        "settings": serde_json::from_str::<Value>(&record.settings).unwrap_or(Value::Null),
        "beganAt": moment(record.created_at, zone),
        "changedAt": moment(record.changed_at, zone),
    })
}

/// Every bucket, also the empty ones: they add up to the rows.
pub(super) fn buckets(accepted: i64, others: &[BucketCount]) -> Value {
    let mut members = Map::new();
    for bucket in Bucket::ALL {
        let counted: i64 = others.iter().filter(|count| count.bucket == bucket).map(|count| count.rows).sum();
        let whole = if bucket == Bucket::Accepted { accepted } else { counted };
        members.insert(bucket.as_str().to_owned(), json!(whole));
    }
    Value::Object(members)
}

/// Why rows were not accepted.
pub(super) fn reasons(others: &[BucketCount]) -> Value {
    others
        .iter()
        .map(|count| {
            json!({
                "bucket": count.bucket.as_str(), "reason": count.reason, "field": count.field,
                "rows": count.rows,
            })
        })
        .collect()
}

/// A row.
pub(super) fn row_view(row: &ReportRow) -> Value {
    json!({
        "row": row.row,
        "line": row.line,
        "bucket": row.bucket.as_str(),
        "reason": row.reason,
        "field": row.field,
        "text": row.text,
        "customer": row.customer.map(|customer| customer.0),
    })
}

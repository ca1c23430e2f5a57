//! Answers: what finished customers said, test customers left out, and the files among it.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use canvass_app::encryption::SealStanding;
use canvass_app::view::{FileForm, ListedFile, ShownFile, list_answers, list_files, show_file};
use canvass_domain::file::AnswerFile;
use canvass_domain::id::{CustomerId, FileId, PositionId, WorkspaceId};
use canvass_store::area::ScoredAnswer;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// What became of the encryption of a file that is given out.
const ENCRYPTION: HeaderName = HeaderName::from_static("canvass-encryption");

/// GET answers
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let finished = list_answers(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    let id = |(customer, _): &(CustomerId, Vec<ScoredAnswer>)| i64::from(customer.0);
    let files = files(&call, workspace, &finished).await?;
    Ok(cursor.answer(&finished, id, |(customer, answers)| {
        let answers: Vec<Value> = answers.iter().map(|answer| view(answer, &files, &zone)).collect();
        json!({ "customer": customer.0, "answers": answers })
    }))
}

/// GET answers/files/{file}: always bytes to be saved, whatever they are (FIL-01). Encrypted ones are opened where the
/// private key is installed (E98), or given as sent.
pub(crate) async fn file(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let form = query.word("form", |word| match word {
        "opened" => Some(FileForm::Opened),
        "as-sent" => Some(FileForm::AsSent),
        _ => None,
    });
    query.finish()?;
    let file = (FileId(call.number("file")?), form.unwrap_or(FileForm::Opened));
    let shown = show_file(call.app(), &call.principal, workspace, file).ready().await?;
    let encryption = encryption(&shown);
    let mut response = Response::new(Body::from(shown.bytes));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_DISPOSITION, disposition(&shown.record.name));
    if let Some(word) = encryption {
        headers.insert(ENCRYPTION, HeaderValue::from_static(word));
    }
    Ok(Answer::foreign(response))
}

/// FIL-09: nobody takes ciphertext for what was encrypted. Nothing for a file that came in clear.
fn encryption(shown: &ShownFile) -> Option<&'static str> {
    let standing = shown.standing?;
    Some(match standing {
        _ if shown.is_opened => "opened",
        SealStanding::KeyInstalled => "as-sent",
        SealStanding::NoPrivateKey => "no-private-key",
        SealStanding::UnknownCertificate => "unknown-certificate",
    })
}

/// An attachment of this name (RFC 6266): a plain form for old clients, and the whole name percent-encoded.
fn disposition(name: &str) -> HeaderValue {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .collect();
    let mut whole = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            whole.push(char::from(byte));
        } else {
            let [high, low] = [byte >> 4, byte & 15].map(|digit| char::from_digit(digit.into(), 16));
            whole.push('%');
            whole.extend([high, low].into_iter().flatten().map(|digit| digit.to_ascii_uppercase()));
        }
    }
    let text = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{whole}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("attachment"))
}

/// What is known of the files of answers.
async fn files(
    call: &Call,
    workspace: WorkspaceId,
    finished: &[(CustomerId, Vec<ScoredAnswer>)],
) -> Result<BTreeMap<FileId, ListedFile>, Trouble> {
    let answers = finished.iter().flat_map(|(_, answers)| answers);
    let ids: Vec<FileId> = answers.flat_map(kept).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let records = list_files(call.app(), &call.principal, workspace, ids).ready().await?;
    Ok(records.into_iter().map(|file| (file.0.id, file)).collect())
}

fn kept(scored: &ScoredAnswer) -> impl Iterator<Item = FileId> {
    scored.answer.files.iter().filter_map(|file| match file {
        AnswerFile::Kept(id) => Some(*id),
        AnswerFile::Sent(_) => None,
    })
}

fn file_view((record, standing): &ListedFile) -> Value {
    let encryption = standing.map(|standing| match standing {
        SealStanding::KeyInstalled => "keyInstalled",
        SealStanding::NoPrivateKey => "noPrivateKey",
        SealStanding::UnknownCertificate => "unknownCertificate",
    });
    let seal = record.seal.as_ref();
    json!({
        "id": record.id.0,
        "name": record.name,
        "mediaType": record.media_type,
        "size": record.size,
        "encryption": encryption,
        "certificateThumbprint": seal.map(|seal| &seal.thumbprint),
        "encryptionKey": seal.map(|seal| &seal.key),
    })
}

fn view(scored: &ScoredAnswer, files: &BTreeMap<FileId, ListedFile>, zone: &TimeZone) -> Value {
    let answer = &scored.answer;
    let files: Vec<Value> = kept(scored).filter_map(|id| files.get(&id)).map(file_view).collect();
    let positions: Vec<i32> = answer.positions.iter().map(|PositionId(id)| *id).collect();
    json!({
        "question": answer.question.0,
        "pageRepetition": answer.page_repetition,
        "sectionRepetition": answer.section_repetition,
        "positions": positions,
        "notApplicable": answer.is_not_applicable,
        "text": answer.text,
        "files": files,
        "score": scored.score,
        "answeredAt": moment(answer.answered_at, zone),
    })
}

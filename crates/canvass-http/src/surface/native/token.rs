//! API tokens of a workspace: made (the secret is told once), listed without it, voided.

use canvass_app::Scope;
use canvass_app::setup::{TokenInput, add_token, list_tokens, revoke_token};
use canvass_domain::id::WorkspaceId;
use canvass_store::area::{CallLimits, CallSettings, TokenRecord};
use canvass_wire::native::credential_add::{self, CredentialAddRequest};
use canvass_wire::native::{CallLimits as SentLimits, CallNumber};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::{Answer, Call, Trouble};

/// GET tokens
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let tokens = list_tokens(call.app(), &call.principal, workspace).ready().await?;
    Ok(cursor.answer_by_place(&tokens, |token| view(token, &zone)))
}

/// POST tokens
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = credential_add::read_token(&call.body).map_err(Trouble::Faults)?;
    let zone = call.zone(workspace).await?;
    let input = TokenInput {
        settings: settings(&request),
        name: request.name.unwrap_or_default(),
        scopes: scopes(&request.scopes)?,
        expires_at: request.expires_at.and_then(|end| end.end(&zone)),
    };
    let secret = add_token(call.app(), &call.principal, workspace, input).ready().await?;
    Ok(Answer::created(&json!({ "id": secret.id, "token": secret.text() })))
}

/// DELETE tokens/{token}
pub(crate) async fn revoke(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    revoke_token(call.app(), &call.principal, workspace, call.word("token")).ready().await?;
    Ok(Answer::nothing())
}

/// How calls of a new credential are answered.
pub(super) fn settings(request: &CredentialAddRequest) -> CallSettings {
    CallSettings {
        replays: request.replays,
        empty_answers: request.empty_answers,
        limits: limits(request.limits),
    }
}

/// How many calls a credential may make.
pub(super) fn limits(sent: SentLimits) -> CallLimits {
    let number = |sent: Option<CallNumber>| sent.map(|number| number.0);
    CallLimits {
        reads_per_minute: number(sent.reads_per_minute),
        writes_per_minute: number(sent.writes_per_minute),
        burst: number(sent.burst),
        calls_per_minute: number(sent.calls_per_minute),
    }
}

/// The scopes of words, or a fault for each that is none.
pub(super) fn scopes(words: &[String]) -> Result<Vec<Scope>, Trouble> {
    let known: Vec<&str> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();
    let mut faults = Vec::new();
    let mut scopes = Vec::new();
    for (index, word) in words.iter().enumerate() {
        match Scope::from_word(word) {
            Some(scope) => scopes.push(scope),
            None => faults.push((
                format!("/scopes/{index}"),
                format!("The value is not one of: {}.", known.join(", ")),
            )),
        }
    }
    if faults.is_empty() { Ok(scopes) } else { Err(Trouble::Told(faults)) }
}

/// The words of stored scopes.
pub(super) fn words(scopes: &str) -> Vec<&str> {
    scopes.split_ascii_whitespace().collect()
}

fn view(record: &TokenRecord, zone: &TimeZone) -> Value {
    json!({
        "id": record.token.id,
        "name": record.token.name,
        "scopes": words(&record.token.scopes),
        "replays": record.token.settings.replays,
        "emptyAnswers": record.token.settings.empty_answers,
        "readsPerMinute": record.token.settings.limits.reads_per_minute,
        "writesPerMinute": record.token.settings.limits.writes_per_minute,
        "burst": record.token.settings.limits.burst,
        "callsPerMinute": record.token.settings.limits.calls_per_minute,
        "createdAt": moment(record.created_at, zone),
        "expiresAt": maybe_moment(record.token.expires_at, zone),
        "revokedAt": maybe_moment(record.revoked_at, zone),
    })
}

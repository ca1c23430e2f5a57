//! Certificates of senders who encrypt (E97), with whether what they encrypted can be read here (E98).

use canvass_app::setup::{add_certificate, remove_certificate};
use canvass_domain::certificate::Certificate;
use canvass_domain::id::WorkspaceId;
use canvass_wire::native::certificate_add;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET certificates
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let configuration = call.configuration(workspace).await?;
    let zone = &configuration.workspace.settings.zone;
    let id = |certificate: &Certificate| i64::from(certificate.id);
    Ok(cursor.answer_whole(&configuration.certificates, id, |certificate| view(&call, certificate, zone)))
}

/// POST certificates
pub(crate) async fn add(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let request = certificate_add::read(&call.body).map_err(Trouble::Faults)?;
    let bytes = request.certificate.unwrap_or_default().into_bytes();
    let zone = call.zone(workspace).await?;
    let certificate = add_certificate(call.app(), &call.principal, workspace, &bytes).ready().await?;
    Ok(Answer::created(&view(&call, &certificate, &zone)))
}

/// DELETE certificates/{certificate}
pub(crate) async fn remove(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = call.number("certificate")?;
    remove_certificate(call.app(), &call.principal, workspace, id).ready().await?;
    Ok(Answer::nothing())
}

fn view(call: &Call, certificate: &Certificate, zone: &TimeZone) -> Value {
    json!({
        "id": certificate.id,
        "sha1": certificate.sha1.as_str(),
        "sha256": certificate.sha256.as_str(),
        "subject": certificate.subject,
        "endsAt": moment(certificate.ends_at, zone),
        "readable": call.app().private_keys().of(&certificate.public_key).is_some(),
        "createdAt": moment(certificate.created_at, zone),
    })
}

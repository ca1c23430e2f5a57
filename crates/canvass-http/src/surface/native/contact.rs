//! Contacts: the persons behind customers, with what surfaces told of them.

use canvass_app::view::list_contacts;
use canvass_domain::contact::Contact;
use canvass_domain::id::WorkspaceId;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET contacts, by number.
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let contacts = list_contacts(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&contacts, |contact| i64::from(contact.number.0), |contact| view(contact, &zone)))
}

fn view(contact: &Contact, zone: &TimeZone) -> Value {
    let profile = &contact.profile;
    json!({
        "id": contact.number.0,
        "organisation": contact.organisation.map(|id| id.0),
        "firstName": profile.first_name,
        "lastName": profile.last_name,
        "email": profile.email,
        "mobile": profile.mobile,
        "createdAt": moment(contact.created_at, zone),
    })
}

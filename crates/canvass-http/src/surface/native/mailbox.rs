//! The mailbox of the capture transport: mails that were kept instead of sent.

use canvass_app::view::{list_mails, show_mail};
use canvass_domain::id::WorkspaceId;
use canvass_store::area::CapturedMail;
use data_encoding::BASE64;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::list::Cursor;
use super::moment::moment;
use super::{Answer, Call, Trouble};

/// GET mailbox
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let mails = list_mails(call.app(), &call.principal, workspace, cursor.page()).ready().await?;
    Ok(cursor.answer(&mails, |mail| mail.id, |mail| view(mail, &zone)))
}

/// GET mailbox/{mail}
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = i64::from(call.number("mail")?);
    call.query().finish()?;
    let zone = call.zone(workspace).await?;
    let mail = show_mail(call.app(), &call.principal, workspace, id).ready().await?;
    let parsed = mail_parser::MessageParser::default().parse(&mail.mail.bytes);
    let text = parsed.as_ref().and_then(|mail| mail.body_text(0)).map(std::borrow::Cow::into_owned);
    let html = parsed.as_ref().and_then(|mail| mail.body_html(0)).map(std::borrow::Cow::into_owned);
    let mut value = view(&mail, &zone);
    if let Some(members) = value.as_object_mut() {
        members.insert("text".to_owned(), json!(text));
        members.insert("html".to_owned(), json!(html));
        members.insert("raw".to_owned(), json!(BASE64.encode(&mail.mail.bytes)));
    }
    Ok(Answer::ok(&value))
}

fn view(mail: &CapturedMail, zone: &TimeZone) -> Value {
    json!({
        "id": mail.id,
        "customer": mail.mail.customer.0,
        "messageId": mail.mail.message_id,
        "recipient": mail.mail.recipient,
        "subject": mail.mail.subject,
        "at": moment(mail.mail.at, zone),
    })
}

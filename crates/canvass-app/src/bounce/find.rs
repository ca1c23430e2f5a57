//! Which message a report is about. Anybody can write a report, so it must bring a proof: a return address with our tag, or
//! a Message-ID of ours, which only those know who saw the mail, together with the address the mail went to.

use canvass_delivery::bounce::{Action, Report, ReportedRecipient};
use canvass_domain::address::normalise;
use canvass_domain::block::Key;
use canvass_domain::bounce::{BounceKind, judge_reply};
use canvass_domain::id::{ContactHash, CustomerId, WorkspaceId};
use canvass_domain::mail_status::Status;
use canvass_domain::message::{MessageKey, Round, Slot};
use canvass_store::{Result, WorkspaceTx};

use crate::App;

/// A person may have so many customers whose mails are compared with a Message-ID, and a report so many recipients.
const MOST_CUSTOMERS: usize = 200;
const MOST_RECIPIENTS: usize = 10;

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct About {
    pub(super) customer: CustomerId,
    pub(super) slot: Slot,
    pub(super) round: Round,
}

/// The message of a return address among those that a report was sent to.
pub(super) fn by_address<'a>(
    app: &App,
    addresses: impl IntoIterator<Item = &'a str>,
) -> Option<(MessageKey, Round)> {
    let ours = app.bounce_address()?;
    addresses.into_iter().find_map(|address| ours.message(address, &app.keys))
}

/// The message of a Message-ID that went to one of these addresses. Each round has its own, which only those know who saw
/// that mail.
pub(super) fn by_message_id<'a>(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    message_id: &str,
    addresses: impl IntoIterator<Item = &'a str>,
) -> Result<Option<About>> {
    let workspace = tx.workspace_id();
    for address in addresses.into_iter().take(MOST_RECIPIENTS) {
        let Some(contact) = contact(app, workspace, address) else { continue };
        for customer in tx.customers_of(contact, MOST_CUSTOMERS)? {
            for slot in Slot::OWN {
                let key = MessageKey { workspace, customer, slot };
                let is_of = |round: &Round| app.message_id_of(key, *round) == message_id;
                if let Some(round) = Round::ALL.into_iter().find(is_of) {
                    return Ok(Some(About { customer, slot, round }));
                }
            }
        }
    }
    Ok(None)
}

/// The contact behind an address.
pub(super) fn contact(app: &App, workspace: WorkspaceId, address: &str) -> Option<ContactHash> {
    Some(app.keys.contact(workspace, &normalise(address).ok()?))
}

/// The contact of a customer; `None` = it is nobody any more.
pub(super) fn contact_of(tx: &mut dyn WorkspaceTx, customer: CustomerId) -> Result<Option<ContactHash>> {
    let keys = tx.keys_of_customer(customer)?.unwrap_or_default();
    Ok(keys.into_iter().find(|key| key.column == Key::CONTACT).map(|key| ContactHash(key.hash)))
}

/// The recipient of a report who is this contact; else, where mail is forwarded, the first for whom it failed.
pub(super) fn recipient<'r>(
    app: &App,
    workspace: WorkspaceId,
    report: &'r Report,
    of: ContactHash,
) -> Option<&'r ReportedRecipient> {
    let is_of = |recipient: &&ReportedRecipient| {
        recipient.addresses.iter().any(|address| contact(app, workspace, address) == Some(of))
    };
    let is_bad =
        |recipient: &&ReportedRecipient| matches!(recipient.action, Action::Failed | Action::Complained);
    let recipients = || report.recipients.iter();
    recipients().find(is_of).or_else(|| recipients().find(is_bad)).or_else(|| recipients().next())
}

/// What a report says of a recipient; `None` = nothing bad. The status counts, unless it is vague and the server's own words
/// say more.
pub(super) fn kind(recipient: &ReportedRecipient) -> Option<BounceKind> {
    match recipient.action {
        Action::Delayed | Action::Passed => None,
        Action::Complained => Some(BounceKind::Complaint),
        Action::Failed => {
            let status = recipient.status.as_deref().and_then(Status::parse);
            let exact = status.filter(|status| status.subject != 0).and_then(Status::kind);
            let said = || recipient.diagnostic.as_deref().and_then(judge_reply);
            let vague = || status.and_then(Status::kind);
            Some(exact.or_else(said).or_else(vague).unwrap_or(BounceKind::Soft))
        }
    }
}

//! What the relay says while a mail is handed over: a refusal that names the recipient as the trouble counts like a report.

use canvass_domain::bounce::{BounceKind, BounceSource, NewBounce, judge_reply, line_without_address};
use canvass_domain::mail_status::Status;
use canvass_domain::message::MessageKey;
use canvass_domain::reason::Rule;
use canvass_store::{Result, StoreError};

use super::{effect, find};
use crate::App;

/// Notes a refusal for good, before it is settled: whatever comes between, an address that is none is not written to again.
/// The settlement tells the customer's own ledger. A refusal that may be the fault of anything else is not held against the
/// address: a relay that refuses everything would fill the list.
pub(crate) fn note_refused(app: &App, key: MessageKey, reply: &str) -> Result<()> {
    let Some(kind) = judge(reply).filter(|_| !key.slot.is_notification()) else { return Ok(()) };
    let (kept, line) = (app.clone(), line_without_address(reply));
    app.store
        .write(key.workspace, 1, move |tx| {
            tx.hold_people()?;
            let Some(contact) = find::contact_of(tx, key.customer)? else { return Ok(()) };
            let message = tx.message(key.customer, key.slot)?;
            let round = message.map(|message| message.round).unwrap_or_default();
            let now = tx.now()?;
            let bounce = NewBounce {
                contact,
                about: Some((key.customer, key.slot, round)),
                kind,
                source: BounceSource::Relay,
                reported_at: now,
                last_line: line.clone(),
            };
            if !tx.add_bounce(&bounce, now)? {
                return Ok(());
            }
            if let Some(id) = effect::suppress(&kept, tx, &bounce, now)? {
                effect::tell(tx, key.customer, Rule::AddressSuppressed, id.to_string(), now)?;
            }
            Ok::<_, StoreError>(())
        })
        .wait()
}

/// Hard by code or words; soft only by a code that is about the mailbox.
fn judge(reply: &str) -> Option<BounceKind> {
    match judge_reply(reply)? {
        BounceKind::Hard => Some(BounceKind::Hard),
        BounceKind::Soft => {
            let status = Status::parse(reply.get(4..).unwrap_or_default().trim_start())?;
            (status.subject == 2).then_some(BounceKind::Soft)
        }
        BounceKind::Refused | BounceKind::Complaint => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_refuses_everything_fills_no_list() {
        for (reply, kind) in [
            ("550 5.1.1 no such user", Some(BounceKind::Hard)),
            ("550 user unknown", Some(BounceKind::Hard)),
            ("552 5.2.2 mailbox full", Some(BounceKind::Soft)),
            ("550 relaying denied", None),
            ("550 5.7.1 relaying denied", None),
            ("554 5.0.0 no", None),
            ("canvass: the letter is too large", None),
        ] {
            assert_eq!(judge(reply), kind, "{reply}");
        }
    }
}

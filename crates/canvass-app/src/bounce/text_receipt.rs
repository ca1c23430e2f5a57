//! Receipts of text messages. A failure is one of the message: what a network says of a number is too often wrong to keep
//! the number from ever being written to again, so it comes on no list.

use canvass_domain::bounce::{BounceKind, BounceSource, line_without_address};
use canvass_domain::message::{MessageKey, Round};
use canvass_store::Pending;

use super::effect::{self, Way};
use super::find::About;
use super::{BounceOutcome, TakenBounce, find};
use crate::text_message::Fate;
use crate::{App, Refusal};

/// Takes the receipt of a message.
pub(crate) fn take_text_receipt(
    app: &App,
    (key, round): (MessageKey, Round),
    fate: Fate,
    actor: String,
) -> Pending<TakenBounce, Refusal> {
    let kept = app.clone();
    app.store.write(key.workspace, 1, move |tx| {
        let way = Way { source: BounceSource::Provider, actor: &actor };
        let message = About { customer: key.customer, slot: key.slot, round };
        Ok(match &fate {
            Fate::UnderWay => TakenBounce::only(BounceOutcome::Nothing),
            Fate::Delivered => effect::arrived(&kept, tx, message, way)?,
            Fate::Failed(line) => {
                tx.hold_people()?;
                match find::contact_of(tx, key.customer)? {
                    Some(contact) => {
                        let said = line_without_address(line);
                        effect::of_message(&kept, tx, (contact, message), (BounceKind::Refused, &said), way)?
                    }
                    None => TakenBounce::only(BounceOutcome::Unknown),
                }
            }
        })
    })
}

//! Records the first opening (E17), by a POST of the page: looking at it records nothing.

use canvass_domain::decide::record_answer::page_standing;
use canvass_domain::decision::Decision;
use canvass_domain::id::CustomerId;
use canvass_domain::message::Slot;
use canvass_domain::reason::Rule;
use canvass_store::{Pending, StoreError, WorkspaceTx};

use super::link;
use crate::change::row;
use crate::secret::Link;
use crate::{App, Refusal, Soon, remind};

/// Records that a questionnaire was opened; a second opening changes nothing. The mail has evidently arrived, so one
/// in doubt is settled as sent.
pub fn open_questionnaire(app: &App, link: &str) -> Soon<(), Refusal> {
    match link::read(app, link) {
        Ok(link) => Soon::Asked(recorded(app, link)),
        Err(refusal) => Soon::Known(Err(refusal)),
    }
}

/// Whose invitation arrived is reminded like all others: counted from the doubt's end, or from when the mail left that had
/// come back.
fn remind_later(app: &App, tx: &mut dyn WorkspaceTx, customer: CustomerId) -> Result<(), StoreError> {
    let invitation = tx.message(customer, Slot::Invitation)?;
    let Some(begins) = invitation.and_then(|message| message.settled_at.or(message.handed_over_at)) else {
        return Ok(());
    };
    if let Some(window) = remind::window_of(app, tx, (customer, Slot::Reminder), begins)? {
        tx.add_reminder(customer, window)?;
    }
    Ok(())
}

fn recorded(app: &App, link: Link) -> Pending<(), Refusal> {
    let kept = app.clone();
    app.store.write(link.workspace, 1, move |tx| {
        let respondent = link::respondent(tx, link)?;
        let now = tx.now()?;
        if let Err(refusal) = page_standing(&link::facts(&respondent), now) {
            return Err(Refusal::NotOpen(link::closed(refusal)?));
        }
        if respondent.state.opened() != respondent.state {
            let decision = Decision { rule: Rule::QuestionnaireOpened, detail: None, at: now };
            let is_proved = tx.record_opening(link.customer, &decision)?;
            if is_proved {
                remind_later(&kept, tx, link.customer)?;
            }
            let object = format!("customer {}", link.customer);
            tx.audit(&row("respondent", "open-questionnaire", object, now))?;
        }
        Ok(())
    })
}

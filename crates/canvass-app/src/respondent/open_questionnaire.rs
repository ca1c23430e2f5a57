//! Records the first opening (E17), by a POST of the page: looking at it records nothing.

use canvass_domain::decide::record_answer::page_standing;
use canvass_domain::decision::Decision;
use canvass_domain::message::Slot;
use canvass_domain::reason::Rule;
use canvass_store::Pending;

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
            let was_in_doubt = tx.record_opening(link.customer, &decision)?;
            if was_in_doubt
                && let Some(window) = remind::window_of(&kept, tx, (link.customer, Slot::Reminder), now)?
            {
                tx.add_reminder(link.customer, window)?;
            }
            let object = format!("customer {}", link.customer);
            tx.audit(&row("respondent", "open-questionnaire", object, now))?;
        }
        Ok(())
    })
}

//! Reminders (E51): whether a questionnaire reminds, and when. Their messages are made by the store, in the transaction that
//! causes them: an invitation that is settled as sent, a first part of an answer.

use canvass_domain::decide::import_customers::Routing;
use canvass_domain::id::CustomerId;
use canvass_domain::message::{Slot, Window};
use canvass_domain::questionnaire::Reminders;
use canvass_domain::schedule::Hours;
use canvass_store::area::Configuration;
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;

use crate::{App, schedule};

/// A reminder whose beginning is not known yet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Planned {
    /// When mail of its batch may leave.
    pub(crate) hours: Hours,
    /// How many days later.
    pub(crate) days: i32,
}

impl Planned {
    /// Its window; `None` if none opens before the end date.
    pub(crate) fn window(&self, begins: Timestamp, ends_at: Timestamp) -> Option<Window> {
        self.hours.days_later(begins, self.days, ends_at)
    }
}

/// The reminders of a questionnaire.
pub(crate) fn reminders_of(configuration: &Configuration, routing: &Routing) -> Reminders {
    configuration.policies.get(&routing.questionnaire).map(|policy| policy.reminders).unwrap_or_default()
}

/// The window of a reminder that begins now, for one customer; `None` where the questionnaire does not remind, or no window
/// opens before the end date.
pub(crate) fn window_of(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    (customer, slot): (CustomerId, Slot),
    now: Timestamp,
) -> Result<Option<Window>, StoreError> {
    let configuration = app.configuration(tx)?;
    if configuration.policies.values().all(|policy| policy.reminders.days(slot).is_none()) {
        return Ok(None);
    }
    let Some(record) = tx.customer(customer)? else { return Ok(None) };
    let Some(routing) = &record.routing else { return Ok(None) };
    let Some(days) = reminders_of(&configuration, routing).days(slot) else { return Ok(None) };
    let hours = schedule::hours_of(tx, &configuration, &record)?;
    let planned = Planned { hours, days };
    Ok(record.ends_at.and_then(|ends_at| planned.window(now, ends_at)))
}

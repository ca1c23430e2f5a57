//! When the mail of a customer may leave: by its workspace's settings and calendar, its batch and its own clock.

use canvass_domain::schedule::Hours;
use canvass_store::area::{Configuration, CustomerRecord};
use canvass_store::{StoreError, WorkspaceTx};

/// The hours of a stored customer.
pub(crate) fn hours_of(
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
    customer: &CustomerRecord,
) -> Result<Hours, StoreError> {
    let (settings, calendar) = (&configuration.workspace.settings, &configuration.workspace.policy.calendar);
    let send_time = tx.batch(customer.batch)?.and_then(|batch| batch.send_time);
    let clock = calendar.clock_of(&customer.values);
    Ok(Hours::new(settings, calendar, send_time).in_zone(clock.zone()))
}

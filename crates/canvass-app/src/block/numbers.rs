//! Numbers beside addresses become keys of customers who were stored without: by an earlier release, also beside this one, or
//! before the workspace texted or its country was known. In steps, from the newest down; the store lets nothing leave meanwhile.

use canvass_domain::address;
use canvass_domain::block::Key;
use canvass_domain::contact::{CallingCode, Mobile};
use canvass_domain::message::Channel;
use canvass_store::area::{Configuration, Unkeyed};
use canvass_store::{StoreError, WorkspaceTx};

use crate::App;

/// Numbers of customers a step: intake must not wait long for it.
pub(crate) const STEP: i32 = 2_000;

/// By what numbers are read, and whether they are contacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    may_text: bool,
    country: Option<CallingCode>,
}

impl Reading {
    pub(crate) fn of(configuration: &Configuration) -> Self {
        let policy = &configuration.workspace.policy;
        Self {
            may_text: policy.may_text(configuration.policies.values()),
            country: policy.transactions.country,
        }
    }

    /// Whether numbers are contacts now that were none before.
    fn tells_more_than(self, before: Self) -> bool {
        self.may_text && self != before
    }
}

/// After a change of the set-up: who was stored before is brought along, at once where they are few.
pub(crate) fn follow_set_up(app: &App, tx: &mut dyn WorkspaceTx, before: Reading) -> Result<(), StoreError> {
    let configuration = tx.load_configuration()?;
    if !Reading::of(&configuration).tells_more_than(before) {
        return Ok(());
    }
    tx.mark_unkeyed()?;
    bring_along(app, tx, &configuration).map(drop)
}

/// One step; tells whether there was one to take.
pub(crate) fn bring_along(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
) -> Result<bool, StoreError> {
    let Some(step) = tx.unkeyed(STEP)? else { return Ok(false) };
    let reading = Reading::of(configuration);
    let keys: Vec<_> = step
        .customers
        .iter()
        .filter_map(|customer| Some((customer.customer, key_of(app, configuration, reading, customer)?)))
        .collect();
    tx.save_number_keys(&keys, step.down_to)?;
    Ok(true)
}

/// The key of a number as the intake would give it; who is known by the number has no other.
fn key_of(app: &App, configuration: &Configuration, reading: Reading, customer: &Unkeyed) -> Option<Key> {
    let is_contact = reading.may_text || customer.channel == Channel::Sms || customer.is_transaction;
    let number = Mobile::parse(Some(&customer.phone).filter(|_| is_contact)?, reading.country)?;
    let workspace = configuration.workspace.id;
    if let Some(contact) = customer.contact {
        let address = address::normalise(customer.email.as_deref()?).ok()?;
        if app.keys.contact(workspace, &address) != contact {
            return None;
        }
    }
    Some(Key::of_contact(app.keys.mobile_contact(workspace, &number)))
}

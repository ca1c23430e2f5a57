//! POST customer/addlock: a person is not asked for a while (5.3 of the rules).

mod answer;
mod lower;
mod request;

pub use answer::AddLockAnswer;
pub use lower::lower;
pub use request::{ADD_LOCK_REQUEST, CustomerAddLockRequest};

use canvass_domain::decide::block::BlockFault;

use super::DIALECT;
use super::keys::Keys;
use super::layout::root;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

static KEYS: Keys = Keys {
    root: ADD_LOCK_REQUEST.name,
    person: |_| root(),
    values: "Data",
    names: "Email, CustomerId, Data",
};

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerAddLockRequest>, Faults> {
    read_object(body, form, &ADD_LOCK_REQUEST, &DIALECT)
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[BlockFault]) {
    KEYS.judge(body, form, faults, broken);
}

#[cfg(test)]
mod written;

//! POST customer/checkoptouts: who of these opted out (5.5 of the rules).

mod answer;
mod lower;
mod request;

pub use answer::{CheckOptOutsAnswer, CheckedOptOut};
pub use lower::lower;
pub use request::{CheckOptOutCustomer, CustomerCheckOptOutsRequest, GET_CHECK_OPT_OUT_REQUEST};

use canvass_domain::decide::block::BlockFault;

use super::DIALECT;
use super::keys::Keys;
use super::layout::root;
use crate::fault::Faults;
use crate::member::{Bound, read_object};
use crate::read::BodyForm;

static KEYS: Keys = Keys {
    root: GET_CHECK_OPT_OUT_REQUEST.name,
    person: |at| root().item("Customers", at),
    values: "CustomerDataColumns",
    names: "Email, CustomerDataColumns",
};

/// Reads a body: the request as far as it could be bound and all that is wrong with its form. `Err`: there is nothing
/// to judge.
pub fn read(body: &[u8], form: BodyForm) -> Result<Bound<CustomerCheckOptOutsRequest>, Faults> {
    read_object(body, form, &GET_CHECK_OPT_OUT_REQUEST, &DIALECT)
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[BlockFault]) {
    KEYS.judge(body, form, faults, broken);
}

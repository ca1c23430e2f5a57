//! DeleteOptOutRequest: the keys of a person who may be asked again.

use crate::expoints::part::{CUSTOMER_DATA, CustomerData};
use crate::member::{Member, Table};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerDeleteOptOutRequest {
    /// An address.
    pub email: Option<String>,
    /// Identifying columns, all of which must match.
    pub data: Vec<CustomerData>,
}

/// Members of the request.
pub static DELETE_OPT_OUT_REQUEST: Table<CustomerDeleteOptOutRequest> = Table {
    name: "DeleteOptOutRequest",
    members: &[
        Member::text("Email", usize::MAX, |request| &mut request.email),
        Member::part("Data", |request, spot| spot.list(&CUSTOMER_DATA, &mut request.data)),
    ],
};

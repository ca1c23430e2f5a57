//! GetCheckOptOutRequest and CheckOptOutCustomer: persons who may have opted out.

use crate::expoints::part::{CUSTOMER_DATA, CustomerData};
use crate::member::{Member, Most, Table};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerCheckOptOutsRequest {
    /// Whom to look for.
    pub customers: Vec<CheckOptOutCustomer>,
}

/// The keys of one person (E82).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckOptOutCustomer {
    /// An address.
    pub email: Option<String>,
    /// Identifying columns, all of which must match.
    pub customer_data_columns: Vec<CustomerData>,
}

/// E124
const MOST_CHECKED: Most = Most { count: 1_000, text: "At most 1,000 persons are checked in one call." };

/// Members of the request.
pub static GET_CHECK_OPT_OUT_REQUEST: Table<CustomerCheckOptOutsRequest> = Table {
    name: "GetCheckOptOutRequest",
    members: &[Member::required(Member::limited("Customers", MOST_CHECKED, |request, spot| {
        spot.list(&CHECK_OPT_OUT_CUSTOMER, &mut request.customers)
    }))],
};

static CHECK_OPT_OUT_CUSTOMER: Table<CheckOptOutCustomer> = Table {
    name: "CheckOptOutCustomer",
    members: &[
        Member::text("Email", usize::MAX, |customer| &mut customer.email),
        Member::part("CustomerDataColumns", |customer, spot| {
            spot.list(&CUSTOMER_DATA, &mut customer.customer_data_columns)
        }),
    ],
};

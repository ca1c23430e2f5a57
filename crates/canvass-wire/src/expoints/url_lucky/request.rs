//! GenerateLuckyURLRequest: a link for one person, unless that person is not to be asked.

use canvass_domain::when::When;

use crate::expoints::part::{CUSTOMER_DATA, CustomerData};
use crate::member::{Member, Table, maybe, must};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UrlLuckyRequest {
    /// Null = now.
    pub transaction_date: Option<When>,
    /// Values of the person.
    pub data: Vec<CustomerData>,
    /// E55
    pub is_test: bool,
    /// E85
    pub check_all_customer_statuses_for_blocking: Option<bool>,
}

/// Members of the request.
pub static GENERATE_LUCKY_URL_REQUEST: Table<UrlLuckyRequest> = Table {
    name: "GenerateLuckyURLRequest",
    members: &[
        Member::value("TransactionDate", |request, sent| maybe(sent, &mut request.transaction_date)),
        Member::part("Data", |request, spot| spot.list(&CUSTOMER_DATA, &mut request.data)),
        Member::value("IsTest", |request, sent| must(sent, &mut request.is_test)),
        Member::value("CheckAllCustomerStatusesForBlocking", |request, sent| {
            maybe(sent, &mut request.check_all_customer_statuses_for_blocking)
        }),
    ],
};

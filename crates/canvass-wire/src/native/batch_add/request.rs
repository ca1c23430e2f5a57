//! What may be sent.

use canvass_domain::batch::BatchKind;
use canvass_domain::when::When;

use crate::member::{Filled, Member, Most, Table, maybe, must};
use crate::native::time_of_day::TimeOfDay;
use crate::value::{Sent, words_text};

/// A batch to take in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchAddRequest {
    /// What people see; absent = made of the local date and time.
    pub name: Option<String>,
    /// Approved at once (E3).
    pub approve: bool,
    /// By mail or by link only (E52); absent = by mail.
    pub kind: Option<BatchKind>,
    /// Left out of results (E55).
    pub test: bool,
    /// End date of customers that bring none (E48).
    pub end_date: Option<When>,
    /// Start of the send window (E43).
    pub send_time: Option<TimeOfDay>,
    /// Several customers of one address are kept (E38).
    pub allow_duplicates: bool,
    /// The customers.
    pub customers: Vec<BatchCustomer>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BatchCustomer {
    /// Whatever is sent: a bad address is that customer's fault, not the request's (E21, E28).
    pub email: Option<String>,
    /// E54
    pub phone: Option<String>,
    /// E42
    pub send_date: Option<When>,
    /// The date used in reports.
    pub transaction_date: Option<When>,
    /// E48
    pub end_date: Option<When>,
    /// E66
    pub priority: Option<i32>,
    /// Values by number or name of the column (E29).
    pub data: Vec<(String, Option<String>)>,
}

/// E24, E26
const MOST_CUSTOMERS: Most = Most {
    count: 1_000,
    text: "At most 1,000 customers are accepted in one call; send several calls for more.",
};

/// Members of the request.
pub static BATCH_ADD: Table<BatchAddRequest> = Table {
    name: "BatchAddRequest",
    members: &[
        Member::text("name", 200, |batch| &mut batch.name),
        Member::value("approve", |batch, sent| must(sent, &mut batch.approve)),
        Member::value("kind", |batch, sent| kind(sent, &mut batch.kind)),
        Member::value("test", |batch, sent| must(sent, &mut batch.test)),
        Member::value("endDate", |batch, sent| maybe(sent, &mut batch.end_date)),
        Member::value("sendTime", |batch, sent| maybe(sent, &mut batch.send_time)),
        Member::value("allowDuplicates", |batch, sent| must(sent, &mut batch.allow_duplicates)),
        Member::required(Member::limited("customers", MOST_CUSTOMERS, |batch, spot| {
            spot.list(&CUSTOMER, &mut batch.customers)
        })),
    ],
};

pub(in crate::native) static CUSTOMER: Table<BatchCustomer> = Table {
    name: "BatchCustomer",
    members: &[
        Member::text("email", usize::MAX, |customer| &mut customer.email),
        Member::text("phone", 30, |customer| &mut customer.phone),
        Member::value("sendDate", |customer, sent| maybe(sent, &mut customer.send_date)),
        Member::value("transactionDate", |customer, sent| maybe(sent, &mut customer.transaction_date)),
        Member::value("endDate", |customer, sent| maybe(sent, &mut customer.end_date)),
        Member::value("priority", |customer, sent| maybe(sent, &mut customer.priority)),
        Member::part("data", |customer, spot| spot.named_texts(&mut customer.data)),
    ],
};

/// E52
fn kind(sent: Sent<'_>, into: &mut Option<BatchKind>) -> Filled {
    *into = words_text(&["email", "portal"], sent)?.and_then(BatchKind::from_word);
    Ok(into.is_some())
}

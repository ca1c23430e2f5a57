//! ImportCustomersRequest and ImportCustomer: what may be sent, and the tables that read it.

use canvass_domain::batch::BatchKind;
use canvass_domain::when::{ClockTime, When};

use crate::expoints::part::{
    CUSTOMER_DATA, CustomerData, IMPORT_ANSWER_EXTERNAL, ImportAnswerExternal, MOST_ANSWERS,
};
use crate::member::{Filled, Member, Most, Table, maybe, must};
use crate::value::{Sent, words_text};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerAddRequest {
    /// E3
    pub approve_automatically: bool,
    /// E48
    pub end_date: Option<When>,
    /// E43
    pub send_time: Option<ClockTime>,
    /// E55
    pub is_test: bool,
    /// E52; null = email.
    pub type_batch: Option<BatchKind>,
    /// E38
    pub allow_duplicate_email: bool,
    /// E8
    pub notification_email_addresses: Option<String>,
    /// Empty = made of the local date and time.
    pub batch_name: Option<String>,
    /// The customers.
    pub customers: Vec<ImportCustomer>,
    /// E56
    pub is_concept: bool,
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportCustomer {
    /// Whatever is sent: a bad address is that customer's fault, not the request's (E21, E28).
    pub email: Option<String>,
    /// E54
    pub phone_number: Option<String>,
    /// E42
    pub send_date: Option<When>,
    /// Null = now.
    pub transaction_date: Option<When>,
    /// E48
    pub end_date: Option<When>,
    /// E66
    pub priority: Option<i32>,
    /// E59
    pub previous_id: Option<i32>,
    /// E29
    pub data: Vec<CustomerData>,
    /// E88
    pub answers: Vec<ImportAnswerExternal>,
    /// E61
    pub answers_to_copy: Vec<i32>,
    /// E61
    pub copy_all_answers: Option<bool>,
}

/// E24, E26
const MOST_CUSTOMERS: Most = Most {
    count: 1_000,
    text: "At most 1,000 customers are accepted in one call; use the streaming import for more.",
};

/// Members of the request.
pub static IMPORT_CUSTOMERS_REQUEST: Table<CustomerAddRequest> = Table {
    name: "ImportCustomersRequest",
    members: &[
        Member::value("ApproveAutomatically", |request, sent| must(sent, &mut request.approve_automatically)),
        Member::value("EndDate", |request, sent| maybe(sent, &mut request.end_date)),
        Member::value("SendTime", |request, sent| maybe(sent, &mut request.send_time)),
        Member::value("IsTest", |request, sent| must(sent, &mut request.is_test)),
        Member::value("TypeBatch", |request, sent| type_batch(sent, &mut request.type_batch)),
        Member::value("AllowDuplicateEmail", |request, sent| must(sent, &mut request.allow_duplicate_email)),
        Member::text("NotificationEmailAddresses", usize::MAX, |request| {
            &mut request.notification_email_addresses
        }),
        Member::text("BatchName", 200, |request| &mut request.batch_name),
        Member::required(Member::limited("Customers", MOST_CUSTOMERS, |request, spot| {
            spot.list(&IMPORT_CUSTOMER, &mut request.customers)
        })),
        Member::value("IsConcept", |request, sent| must(sent, &mut request.is_concept)),
    ],
};

static IMPORT_CUSTOMER: Table<ImportCustomer> = Table {
    name: "ImportCustomer",
    members: &[
        Member::text("Email", usize::MAX, |customer| &mut customer.email),
        Member::text("PhoneNumber", 30, |customer| &mut customer.phone_number),
        Member::value("SendDate", |customer, sent| maybe(sent, &mut customer.send_date)),
        Member::value("TransactionDate", |customer, sent| maybe(sent, &mut customer.transaction_date)),
        Member::value("EndDate", |customer, sent| maybe(sent, &mut customer.end_date)),
        Member::value("Priority", |customer, sent| maybe(sent, &mut customer.priority)),
        Member::value("PreviousId", |customer, sent| maybe(sent, &mut customer.previous_id)),
        Member::part("Data", |customer, spot| spot.list(&CUSTOMER_DATA, &mut customer.data)),
        Member::limited("Answers", MOST_ANSWERS, |customer, spot| {
            spot.list(&IMPORT_ANSWER_EXTERNAL, &mut customer.answers)
        }),
        Member::part("AnswersToCopy", |customer, spot| spot.values("int", &mut customer.answers_to_copy)),
        Member::value("CopyAllAnswers", |customer, sent| maybe(sent, &mut customer.copy_all_answers)),
    ],
};

/// E52
fn type_batch(sent: Sent<'_>, into: &mut Option<BatchKind>) -> Filled {
    *into = words_text(&["0", "1", "email", "portal"], sent)?.map(|word| match word {
        "1" | "portal" => BatchKind::Portal,
        _ => BatchKind::Email,
    });
    Ok(into.is_some())
}

//! ImportFinishedCustomerRequest and FinishedCustomer: a customer who has answered elsewhere.

use canvass_domain::when::When;
use uuid::Uuid;

use crate::expoints::part::{CUSTOMER_DATA, CustomerData, IMPORT_ANSWER, ImportAnswer, MOST_ANSWERS};
use crate::member::{Member, Table, maybe, must};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerAddFinishedRequest {
    /// E55
    pub is_test: bool,
    /// The customer; lacking it is a fault of the reading.
    pub customer: Option<FinishedCustomer>,
}

/// The customer and the response.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FinishedCustomer {
    /// What was answered.
    pub questionnaire_id: Uuid,
    /// Null = now (E87).
    pub finished_date: Option<When>,
    /// The response.
    pub answers: Vec<ImportAnswer>,
    /// Whatever is sent.
    pub email: Option<String>,
    /// Null = now.
    pub transaction_date: Option<When>,
    /// Null = end date of the batch (E48).
    pub survey_closed_date: Option<When>,
    /// E29
    pub data: Vec<CustomerData>,
    /// Language of the response.
    pub language: Option<String>,
    /// Opens a contact request.
    pub is_contact_requested: bool,
    /// E56
    pub is_concept: bool,
}

/// Members of the request.
pub static IMPORT_FINISHED_CUSTOMER_REQUEST: Table<CustomerAddFinishedRequest> = Table {
    name: "ImportFinishedCustomerRequest",
    members: &[
        Member::value("IsTest", |request, sent| must(sent, &mut request.is_test)),
        Member::required(Member::part("Customer", |request, spot| {
            spot.object(&FINISHED_CUSTOMER, &mut request.customer)
        })),
    ],
};

static FINISHED_CUSTOMER: Table<FinishedCustomer> = Table {
    name: "FinishedCustomer",
    members: &[
        Member::required(Member::value("QuestionnaireId", |customer, sent| {
            must(sent, &mut customer.questionnaire_id)
        })),
        Member::value("FinishedDate", |customer, sent| maybe(sent, &mut customer.finished_date)),
        Member::limited("Answers", MOST_ANSWERS, |customer, spot| {
            spot.list(&IMPORT_ANSWER, &mut customer.answers)
        }),
        Member::text("Email", usize::MAX, |customer| &mut customer.email),
        Member::value("TransactionDate", |customer, sent| maybe(sent, &mut customer.transaction_date)),
        Member::value("SurveyClosedDate", |customer, sent| maybe(sent, &mut customer.survey_closed_date)),
        Member::part("Data", |customer, spot| spot.list(&CUSTOMER_DATA, &mut customer.data)),
        Member::text("Language", 50, |customer| &mut customer.language),
        Member::value("IsContactRequested", |customer, sent| must(sent, &mut customer.is_contact_requested)),
        Member::value("IsConcept", |customer, sent| must(sent, &mut customer.is_concept)),
    ],
};

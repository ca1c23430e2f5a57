//! GenerateRequest and UrlCustomerData: a link for one person.

use canvass_domain::when::When;

use crate::expoints::part::{IMPORT_ANSWER_EXTERNAL, ImportAnswerExternal, MOST_ANSWERS};
use crate::member::{Member, Table, maybe, must};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlRequest {
    /// Values of the person (E37).
    pub data: Vec<UrlCustomerData>,
    /// Null = now.
    pub transaction_date: Option<When>,
    /// E55
    pub is_test: bool,
    /// E56
    pub is_concept: Option<bool>,
    /// E59
    pub previous_id: Option<i32>,
    /// E88
    pub answers: Vec<ImportAnswerExternal>,
    /// E61
    pub answers_to_copy: Vec<i32>,
    /// E61
    pub copy_all_answers: Option<bool>,
    /// False: required columns are not checked.
    pub validate: bool,
    /// Null = true: the mappings of the workspace are applied first.
    pub mapping: Option<bool>,
    /// Another host in the link.
    pub host: Option<String>,
    /// Adds the standard text of the workspace.
    pub intro: Option<bool>,
    /// Makes a short link too.
    pub short: bool,
    /// No effect: the link always works.
    pub create_answers: bool,
    /// Stored, no effect.
    pub customer_counter: Option<bool>,
}

impl Default for UrlRequest {
    fn default() -> Self {
        Self {
            data: Vec::new(),
            transaction_date: None,
            is_test: false,
            is_concept: None,
            previous_id: None,
            answers: Vec::new(),
            answers_to_copy: Vec::new(),
            copy_all_answers: None,
            validate: true,
            mapping: None,
            host: None,
            intro: None,
            short: false,
            create_answers: true,
            customer_counter: None,
        }
    }
}

/// A value and the column it is for: by id, then by name, then by external name (E37).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UrlCustomerData {
    /// 0 or absent: the names decide.
    pub customer_data_column_id: i32,
    /// Name of the column.
    pub customer_data_technical_name: Option<String>,
    /// Its external name.
    pub customer_data_external_technical_name: Option<String>,
    /// The value, as sent (E36).
    pub value: Option<String>,
}

/// Members of the request.
pub static GENERATE_REQUEST: Table<UrlRequest> = Table {
    name: "GenerateRequest",
    members: &[
        Member::part("Data", |request, spot| spot.list(&URL_CUSTOMER_DATA, &mut request.data)),
        Member::value("TransactionDate", |request, sent| maybe(sent, &mut request.transaction_date)),
        Member::value("IsTest", |request, sent| must(sent, &mut request.is_test)),
        Member::value("IsConcept", |request, sent| maybe(sent, &mut request.is_concept)),
        Member::value("PreviousId", |request, sent| maybe(sent, &mut request.previous_id)),
        Member::limited("Answers", MOST_ANSWERS, |request, spot| {
            spot.list(&IMPORT_ANSWER_EXTERNAL, &mut request.answers)
        }),
        Member::part("AnswersToCopy", |request, spot| spot.values("int", &mut request.answers_to_copy)),
        Member::value("CopyAllAnswers", |request, sent| maybe(sent, &mut request.copy_all_answers)),
        Member::value("Validate", |request, sent| must(sent, &mut request.validate)),
        Member::value("Mapping", |request, sent| maybe(sent, &mut request.mapping)),
        Member::text("Host", 253, |request| &mut request.host),
        Member::value("Intro", |request, sent| maybe(sent, &mut request.intro)),
        Member::value("Short", |request, sent| must(sent, &mut request.short)),
        Member::value("CreateAnswers", |request, sent| must(sent, &mut request.create_answers)),
        Member::value("CustomerCounter", |request, sent| maybe(sent, &mut request.customer_counter)),
    ],
};

static URL_CUSTOMER_DATA: Table<UrlCustomerData> = Table {
    name: "UrlCustomerData",
    members: &[
        Member::value("CustomerDataColumnId", |data, sent| must(sent, &mut data.customer_data_column_id)),
        Member::text("CustomerDataTechnicalName", 200, |data| &mut data.customer_data_technical_name),
        Member::text("CustomerDataExternalTechnicalName", 200, |data| {
            &mut data.customer_data_external_technical_name
        }),
        Member::text("Value", 4_000, |data| &mut data.value),
    ],
};

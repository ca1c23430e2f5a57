//! `ImportTransactions`: store a transaction a row and invite to it, or make its link (calls 1, 2 and 3). Made by a
//! surface's `lower`, judged by `decide::import_transactions`.

/// One call that brings transactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportTransactions {
    /// What becomes of the rows.
    pub mode: TransactionMode,
    /// What counts for rows that say nothing of their own.
    pub defaults: Choices,
    /// The rows, in the order sent.
    pub rows: Vec<TransactionRow>,
    /// The body needed the second, forgiving reading (Q13).
    pub is_read_forgivingly: bool,
}

/// What becomes of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransactionMode {
    /// Invitations are queued (call 1).
    Invite,
    /// Links are handed out and nothing is sent (calls 2, 3).
    Link,
}

/// What a caller may choose, for all rows or for one (Q40-Q42).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choices {
    /// Number of the questionnaire.
    pub questionnaire: Option<i64>,
    /// Number of the mail template.
    pub email_template: Option<i64>,
    /// Number of the template of a text message.
    pub text_template: Option<i64>,
    /// Whether to invite by mail, as the characters sent (Q18, Q42).
    pub sends_email: Option<String>,
    /// Whether to invite by text message, as the characters sent.
    pub sends_text: Option<String>,
}

/// One contact with its transaction, as sent. Texts are not trimmed yet (Q20).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransactionRow {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// The address was made up by the sender's program: it tells persons apart but is never mailed (Q30).
    pub is_email_made_up: bool,
    /// Mobile number.
    pub mobile: Option<String>,
    /// Code of the segment; on calls 2 and 3 the surface has put the stand-in here (Q34).
    pub segment_code: Option<String>,
    /// Date of the transaction, as sent (Q35).
    pub transaction_date: Option<String>,
    /// Further texts by their number (Q37).
    pub custom: Vec<(u8, String)>,
    /// Products, in the order sent (Q38).
    pub products: Vec<ProductLine>,
    /// Language tag (Q41).
    pub language: Option<String>,
    /// Its own choices; they win over the call's.
    pub choices: Choices,
}

/// One product of a row, as sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductLine {
    /// Its name.
    pub name: Option<String>,
    /// The name of its group.
    pub group: Option<String>,
    /// Further texts by their number.
    pub custom: Vec<(u8, String)>,
}

/// The member of a row that an error is about; each surface names it in its own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Member {
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// Mail address.
    Email,
    /// Mobile number.
    Mobile,
    /// Code of the segment.
    SegmentCode,
    /// Date of the transaction.
    TransactionDate,
    /// A further text by its number.
    Custom(u8),
    /// The name of the product at this place.
    ProductName(usize),
    /// The name of its group.
    ProductGroup(usize),
    /// A further text of the product at this place, by its number.
    ProductCustom(usize, u8),
    /// The questionnaire.
    Questionnaire,
    /// The mail template.
    EmailTemplate,
    /// The template of a text message.
    TextTemplate,
    /// The language tag.
    Language,
    /// Whether to invite by mail.
    SendsEmail,
    /// Whether to invite by text message.
    SendsText,
}

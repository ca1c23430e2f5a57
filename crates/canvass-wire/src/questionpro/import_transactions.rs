//! Call 1, POST `/cx/transactions/import`: store a transaction a contact and invite.

use canvass_domain::command::{ImportTransactions, TransactionMode};
use canvass_domain::decide::import_transactions::EmailStatus;

use super::contact::{Contact, IMPORTED, Routing, RowError, choices, routed, row};
use super::json::Json;
use super::reading::{Bound, Member, Refused, Table, read_call};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportRequest {
    /// The rows.
    pub contacts: Vec<Contact>,
    /// What counts for rows that say nothing of their own.
    pub routing: Routing,
}

static IMPORT: Table<ImportRequest> = routed!(
    ImportRequest,
    request => request.routing,
    [
        Member::part("contacts", |request: &mut ImportRequest, walk, node| {
            walk.rows(node, &IMPORTED, &mut request.contacts);
        })
        .required("an array of contacts is expected."),
        Member::text("sendEmail", |request| &mut request.routing.send_email),
        Member::text("sendSMS", |request| &mut request.routing.send_sms),
    ],
    None
);

/// Reads a body of so many contacts at most.
pub fn read(body: &[u8], most_contacts: usize) -> Result<Bound<ImportRequest>, Refused> {
    read_call(body, most_contacts, &IMPORT)
}

/// Makes the command.
pub fn lower(bound: Bound<ImportRequest>) -> ImportTransactions {
    ImportTransactions {
        mode: TransactionMode::Invite,
        defaults: choices(bound.request.routing),
        rows: bound.request.contacts.into_iter().map(row).collect(),
        is_read_forgivingly: bound.is_lenient,
    }
}

/// What a 200 says: all texts, ids stand in headers only (Q21).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportAnswer {
    /// What became of the mail (Q43).
    pub email: EmailStatus,
    /// Contacts stored.
    pub stored: usize,
    /// Contacts sent.
    pub sent: usize,
    /// What was wrong with the others (Q22).
    pub errors: Vec<RowError>,
}

impl ImportAnswer {
    /// The body.
    pub fn write(&self) -> String {
        let mut members = vec![
            ("emailStatus", Json::Text(email_status(self.email))),
            ("importStatus", Json::Owned(self.import_status())),
            ("importCount", Json::Owned(self.stored.to_string())),
        ];
        if !self.errors.is_empty() {
            members.push(("errors", Json::List(self.errors.iter().map(RowError::listed).collect())));
        }
        Json::Object(members).write()
    }

    fn import_status(&self) -> String {
        if self.errors.is_empty() {
            return "Successful: Contact imported.".to_owned();
        }
        format!("Partially successful: {} of {} contacts imported.", self.stored, self.sent)
    }
}

/// Q43
fn email_status(status: EmailStatus) -> &'static str {
    match status {
        EmailStatus::Initiated => "Successful: Initiated email send process.",
        EmailStatus::NotRequested => "Not requested: No email invitation was asked for.",
        EmailStatus::NoTemplate => "Failed: No email template is set.",
        EmailStatus::NoAddress => "Failed: No contact has a usable email address.",
        EmailStatus::NobodyEligible => "Skipped: No contact is eligible for an invitation.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q21_all_stored_is_exactly_three_texts() {
        let answer = ImportAnswer { email: EmailStatus::Initiated, stored: 2, sent: 2, errors: Vec::new() };
        assert_eq!(
            answer.write(),
            r#"{"emailStatus":"Successful: Initiated email send process.","importStatus":"Successful: Contact imported.","importCount":"2"}"#
        );
    }

    #[test]
    fn q22_some_refused_is_told_row_by_row() {
        let error = RowError {
            index: 1,
            field: "transactionDate".to_owned(),
            code: "date_invalid",
            message: "transactionDate is not a date in the order dd/MM/yyyy.".to_owned(),
        };
        let answer = ImportAnswer { email: EmailStatus::Initiated, stored: 1, sent: 2, errors: vec![error] };
        assert_eq!(
            answer.write(),
            concat!(
                r#"{"emailStatus":"Successful: Initiated email send process.","#,
                r#""importStatus":"Partially successful: 1 of 2 contacts imported.","importCount":"1","#,
                r#""errors":[{"index":1,"field":"transactionDate","code":"date_invalid","#,
                r#""message":"transactionDate is not a date in the order dd/MM/yyyy."}]}"#
            )
        );
    }

    #[test]
    fn q43_each_status_has_its_sentence() {
        let sentences = EmailStatus::ALL.map(email_status);
        assert_eq!(
            sentences,
            [
                "Successful: Initiated email send process.",
                "Not requested: No email invitation was asked for.",
                "Failed: No email template is set.",
                "Failed: No contact has a usable email address.",
                "Skipped: No contact is eligible for an invitation.",
            ]
        );
    }
}

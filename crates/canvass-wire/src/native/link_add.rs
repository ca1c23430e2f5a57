//! POST links: a personal link that the asker hands out, in the words of our own API.

use canvass_domain::command::{Blocking, MakeLink, NewCustomer};
use canvass_domain::decide::import_customers::Fault as Broken;
use canvass_domain::when::When;

use super::DIALECT;
use super::batch_add::{Names, value};
use super::one_customer::{self, CUSTOMER_ANSWER, CustomerAnswer, MOST_ANSWERS};
use crate::fault::Faults;
use crate::member::{Bound, Member, Table, given, maybe, must, read_object};
use crate::read::BodyForm;
use crate::value::words_text;

/// Who gets a link.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkAddRequest {
    /// Left out of results (E55).
    pub test: bool,
    /// Leads to the concept version (E56).
    pub concept: bool,
    /// Required columns are checked; absent = true.
    pub validate: Option<bool>,
    /// Other host of the link.
    pub host: Option<String>,
    /// What a block does: `state` (absent), `refuse`, or `refuse-every-state` (E84, E85).
    pub when_blocked: Option<&'static str>,
    /// The date used in reports.
    pub transaction_date: Option<When>,
    /// Customer whose data is copied (E59).
    pub previous: Option<i32>,
    /// Values by number or name of the column (E29).
    pub data: Vec<(String, Option<String>)>,
    /// Pre-filled answers (E88).
    pub answers: Vec<CustomerAnswer>,
    /// Answers of the previous customer to copy (E61).
    pub answers_to_copy: Vec<i32>,
    /// Copy all of them (E61).
    pub copy_all_answers: bool,
}

static LINK_ADD: Table<LinkAddRequest> = Table {
    name: "LinkAddRequest",
    members: &[
        Member::value("test", |request, sent| must(sent, &mut request.test)),
        Member::value("concept", |request, sent| must(sent, &mut request.concept)),
        Member::value("validate", |request, sent| given(sent, &mut request.validate)),
        Member::text("host", 260, |request| &mut request.host),
        Member::value("whenBlocked", |request, sent| {
            request.when_blocked = words_text(&["state", "refuse", "refuse-every-state"], sent)?;
            Ok(request.when_blocked.is_some())
        }),
        Member::value("transactionDate", |request, sent| maybe(sent, &mut request.transaction_date)),
        Member::value("previous", |request, sent| maybe(sent, &mut request.previous)),
        Member::part("data", |request, spot| spot.named_texts(&mut request.data)),
        Member::limited("answers", MOST_ANSWERS, |request, spot| {
            spot.list(&CUSTOMER_ANSWER, &mut request.answers)
        }),
        Member::part("answersToCopy", |request, spot| spot.values("int", &mut request.answers_to_copy)),
        Member::value("copyAllAnswers", |request, sent| must(sent, &mut request.copy_all_answers)),
    ],
};

/// Reads a body: the request as far as it could be bound and all that is wrong with its form.
pub fn read(body: &[u8]) -> Result<Bound<LinkAddRequest>, Faults> {
    read_object(body, BodyForm::Json, &LINK_ADD, &DIALECT)
}

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: LinkAddRequest) -> MakeLink {
    MakeLink {
        is_test: request.test,
        is_concept: request.concept,
        validates: request.validate.unwrap_or(true),
        host: request.host,
        wants_intro: false,
        wants_short: false,
        maps: false,
        counts: None,
        creates_answers: true,
        blocking: match request.when_blocked {
            Some("refuse") => Blocking::Refusal { every_state: false },
            Some("refuse-every-state") => Blocking::Refusal { every_state: true },
            _ => Blocking::State,
        },
        customer: NewCustomer {
            transaction_date: request.transaction_date,
            previous: request.previous,
            values: request.data.into_iter().map(value).collect(),
            answers: request.answers.into_iter().map(CustomerAnswer::lower).collect(),
            answers_to_copy: request.answers_to_copy,
            copies_all_answers: request.copy_all_answers,
            ..NewCustomer::default()
        },
    }
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], faults: &mut Faults, broken: &[Broken], names: &Names) {
    one_customer::judge(LINK_ADD.name, body, faults, broken, names);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_wish_is_the_plainest_link() {
        let command = lower(read(b"{}").unwrap().request);
        assert!(command.validates && !command.is_test);
        assert_eq!((command.blocking, command.customer), (Blocking::State, NewCustomer::default()));
    }

    #[test]
    fn e85_what_a_block_does_is_one_of_three_words() {
        for (word, expected) in [
            ("state", Blocking::State),
            ("refuse", Blocking::Refusal { every_state: false }),
            ("refuse-every-state", Blocking::Refusal { every_state: true }),
        ] {
            let body = format!(r#"{{"whenBlocked":"{word}"}}"#);
            assert_eq!(lower(read(body.as_bytes()).unwrap().request).blocking, expected);
        }
        assert!(!read(br#"{"whenBlocked":"no"}"#).unwrap().faults.is_empty());
    }
}

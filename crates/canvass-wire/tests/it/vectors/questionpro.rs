//! The calls of the QuestionPro surface, which speaks JSON only.

use canvass_wire::questionpro::contact::MOST_CONTACTS;
use canvass_wire::questionpro::error::{ErrorBody, Reason};
use canvass_wire::questionpro::reading::{Bound, Refused};
use canvass_wire::questionpro::{import_response, import_transactions, survey_url, survey_urls};

use super::{Outcome, call, shown};

/// Faults and command of a reading.
fn outcome<T, C: std::fmt::Debug>(
    path: &str,
    read: Result<Bound<T>, Refused>,
    lower: impl Fn(Bound<T>) -> Result<C, Refused>,
) -> Outcome {
    let (reason, detail) = match read.and_then(lower) {
        Ok(command) => return Outcome { faults: Vec::new(), command: shown(&command), errors: Vec::new() },
        Err(Refused::NotJson(detail)) => (Reason::NotJson, detail),
        Err(Refused::Schema(faults)) => (Reason::Schema, faults.detail()),
    };
    let error = ErrorBody {
        reason,
        detail: Some(detail.clone()),
        docs: "https://feedback.example.org/docs/questionpro/errors".to_owned(),
        resource_url: format!("https://feedback.example.org/a/api/v2/cx/{path}"),
    };
    Outcome {
        faults: vec![(reason.entry().id.to_owned(), detail)],
        command: "none".to_owned(),
        errors: vec![("error.json", error.write())],
    }
}

#[test]
fn import_transactions_gives_its_commands_and_faults() {
    call("questionpro", "import-transactions", 42, |body, _| {
        let lower = |bound| Ok(import_transactions::lower(bound));
        outcome("transactions/import", import_transactions::read(body, MOST_CONTACTS), lower)
    });
}

#[test]
fn survey_url_gives_its_commands_and_faults() {
    call("questionpro", "survey-url", 7, |body, _| {
        outcome("transactions/survey-url", survey_url::read(body), |bound| Ok(survey_url::lower(bound)))
    });
}

#[test]
fn batch_survey_urls_gives_its_commands_and_faults() {
    call("questionpro", "batch-survey-urls", 6, |body, _| {
        let lower = |bound| Ok(survey_urls::lower(bound));
        outcome("transactions/batch-survey-urls", survey_urls::read(body, MOST_CONTACTS), lower)
    });
}

#[test]
fn import_responses_gives_its_commands_and_faults() {
    call("questionpro", "import-responses", 10, |body, _| {
        let lower = |bound| import_response::lower(88, bound);
        outcome("surveys/88/responses", import_response::read(body), lower)
    });
}

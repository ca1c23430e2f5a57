//! POST finished: a response that was given elsewhere, in the words of our own API.

use canvass_domain::command::{AddFinished, NewCustomer, QuestionnaireKey};
use canvass_domain::decide::import_customers::Fault as Broken;
use canvass_domain::when::When;
use uuid::Uuid;

use super::DIALECT;
use super::batch_add::{Names, value};
use super::one_customer::{self, CUSTOMER_ANSWER, CustomerAnswer, MOST_ANSWERS};
use crate::fault::Faults;
use crate::member::{Bound, Member, Table, maybe, must, read_object};
use crate::read::BodyForm;

/// A response with the customer who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FinishedAddRequest {
    /// What was answered, by its id on the wires.
    pub questionnaire: Uuid,
    /// Left out of results (E55).
    pub test: bool,
    /// Uses the concept version (E56).
    pub concept: bool,
    /// Absent = now (E87).
    pub finished_date: Option<When>,
    /// The language of the response.
    pub language: Option<String>,
    /// The person asked to be called.
    pub contact_requested: bool,
    /// Whatever is sent.
    pub email: Option<String>,
    /// Whatever is sent.
    pub phone: Option<String>,
    /// The date used in reports.
    pub transaction_date: Option<When>,
    /// When the survey closed (E48).
    pub end_date: Option<When>,
    /// Values by number or name of the column (E29).
    pub data: Vec<(String, Option<String>)>,
    /// The response (E88).
    pub answers: Vec<CustomerAnswer>,
}

static FINISHED_ADD: Table<FinishedAddRequest> = Table {
    name: "FinishedAddRequest",
    members: &[
        Member::required(Member::value("questionnaire", |request, sent| {
            must(sent, &mut request.questionnaire)
        })),
        Member::value("test", |request, sent| must(sent, &mut request.test)),
        Member::value("concept", |request, sent| must(sent, &mut request.concept)),
        Member::value("finishedDate", |request, sent| maybe(sent, &mut request.finished_date)),
        Member::text("language", 35, |request| &mut request.language),
        Member::value("contactRequested", |request, sent| must(sent, &mut request.contact_requested)),
        Member::text("email", usize::MAX, |request| &mut request.email),
        Member::text("phone", 30, |request| &mut request.phone),
        Member::value("transactionDate", |request, sent| maybe(sent, &mut request.transaction_date)),
        Member::value("endDate", |request, sent| maybe(sent, &mut request.end_date)),
        Member::part("data", |request, spot| spot.named_texts(&mut request.data)),
        Member::limited("answers", MOST_ANSWERS, |request, spot| {
            spot.list(&CUSTOMER_ANSWER, &mut request.answers)
        }),
    ],
};

/// Reads a body: the request as far as it could be bound and all that is wrong with its form.
pub fn read(body: &[u8]) -> Result<Bound<FinishedAddRequest>, Faults> {
    read_object(body, BodyForm::Json, &FINISHED_ADD, &DIALECT)
}

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: FinishedAddRequest) -> AddFinished {
    AddFinished {
        is_test: request.test,
        is_concept: request.concept,
        questionnaire: QuestionnaireKey::Guid(request.questionnaire),
        finished_at: request.finished_date,
        language: request.language,
        is_contact_requested: request.contact_requested,
        customer: NewCustomer {
            email: request.email,
            phone: request.phone,
            transaction_date: request.transaction_date,
            end_date: request.end_date,
            values: request.data.into_iter().map(value).collect(),
            answers: request.answers.into_iter().map(CustomerAnswer::lower).collect(),
            ..NewCustomer::default()
        },
    }
}

/// Adds what the rules found to the faults of the reading, in the order of the document.
pub fn judge(body: &[u8], faults: &mut Faults, broken: &[Broken], names: &Names) {
    one_customer::judge(FINISHED_ADD.name, body, faults, broken, names);
}

#[cfg(test)]
mod tests {
    use canvass_domain::command::{Place, QuestionKey};
    use canvass_domain::decide::import_customers::Problem;

    use super::*;

    const BODY: &str = r#"{"questionnaire":"457c0551-f897-4dea-b228-f47ca1dcc04f","data":{"Name":"Ann","16":"x"},
        "answers":[{"question":1,"positions":[{"value":9}]},{"guid":"67b9047e-e45f-4247-b7b1-ca2aade9db7a","text":"t"}]}"#;

    #[test]
    fn e88_questions_are_named_by_number_or_guid() {
        let bound = read(BODY.as_bytes()).unwrap();
        assert!(bound.faults.is_empty());
        let command = lower(bound.request);
        let answers = command.customer.answers;
        assert_eq!(answers[0].question, QuestionKey::Base(1));
        assert_eq!(answers[0].positions[0].value, Some(9));
        assert!(matches!(answers[1].question, QuestionKey::Guid(_)));
        assert_eq!(command.customer.values[1].column, 16);
    }

    #[test]
    fn e22_what_the_rules_found_stands_at_its_place() {
        let bound = read(BODY.as_bytes()).unwrap();
        let names = Names::of_one(&bound.request.data);
        let mut faults = bound.faults;
        let broken = [
            Broken { place: Place::AnswerPosition(0, 0, 0), problem: Problem::PositionUnknown },
            Broken { place: Place::Value(0, 0), problem: Problem::ColumnNameUnknown("Name".into()) },
            Broken { place: Place::Questionnaire, problem: Problem::QuestionnaireUnknown },
        ];
        judge(BODY.as_bytes(), &mut faults, &broken, &names);
        let told: Vec<String> = faults.into_ordered("").into_iter().map(|(path, _)| path).collect();
        assert_eq!(told, ["/questionnaire", "/data/Name", "/answers/0/positions/0"]);
    }
}

//! What the calls about one customer share: its answers, and the places of faults and warnings as JSON pointers.

use canvass_domain::command::{NewAnswer, NewPosition, Place, QuestionKey};
use canvass_domain::decide::import_customers::{Fault as Broken, Warning};
use canvass_domain::when::When;
use uuid::Uuid;

use super::batch_add::{Names, WORDS};
use super::{DIALECT, ProblemFault};
use crate::fault::{Fault, Faults, Path, Style};
use crate::member::{Member, Most, Table, maybe, must, places};
use crate::read::BodyForm;
use crate::rule::kind;

/// An answer that comes with a customer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerAnswer {
    /// The question by its number.
    pub question: Option<i32>,
    /// The question by its id in the questionnaire.
    pub guid: Option<Uuid>,
    /// "Not applicable" (E93).
    pub not_applicable: bool,
    /// Text of a text question.
    pub text: Option<String>,
    /// Chosen positions (E90).
    pub positions: Vec<ChosenPosition>,
    /// When it was given (E87).
    pub date: Option<When>,
}

/// A chosen position: found by the first present of id, value, label (E90).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChosenPosition {
    /// Its id.
    pub id: Option<i32>,
    /// Its value.
    pub value: Option<i32>,
    /// Its label.
    pub label: Option<String>,
}

/// E124
pub(super) const MOST_ANSWERS: Most =
    Most { count: 500, text: "At most 500 answers are accepted for one customer." };

/// Members of an answer.
pub(super) static CUSTOMER_ANSWER: Table<CustomerAnswer> = Table {
    name: "CustomerAnswer",
    members: &[
        Member::value("question", |answer, sent| maybe(sent, &mut answer.question)),
        Member::value("guid", |answer, sent| maybe(sent, &mut answer.guid)),
        Member::value("notApplicable", |answer, sent| must(sent, &mut answer.not_applicable)),
        Member::text("text", 100_000, |answer| &mut answer.text),
        Member::part("positions", |answer, spot| spot.list(&CHOSEN_POSITION, &mut answer.positions)),
        Member::value("date", |answer, sent| maybe(sent, &mut answer.date)),
    ],
};

static CHOSEN_POSITION: Table<ChosenPosition> = Table {
    name: "ChosenPosition",
    members: &[
        Member::value("id", |position, sent| maybe(sent, &mut position.id)),
        Member::value("value", |position, sent| maybe(sent, &mut position.value)),
        Member::text("label", 500, |position| &mut position.label),
    ],
};

impl CustomerAnswer {
    /// The answer in our own words; the GUID decides where both are sent.
    pub(super) fn lower(self) -> NewAnswer {
        let position = |chosen: ChosenPosition| NewPosition {
            id: chosen.id,
            value: chosen.value,
            label: chosen.label,
            ranking: None,
        };
        NewAnswer {
            question: self
                .guid
                .map_or_else(|| QuestionKey::Base(self.question.unwrap_or(0)), QuestionKey::Guid),
            is_not_applicable: self.not_applicable,
            text: self.text,
            positions: self.positions.into_iter().map(position).collect(),
            answered_at: self.date,
            ..NewAnswer::default()
        }
    }
}

/// Adds what the rules found to the faults of the reading, in the order of the document; `root` is the name of the table.
pub(super) fn judge(root: &str, body: &[u8], faults: &mut Faults, broken: &[Broken], names: &Names) {
    if broken.is_empty() {
        return;
    }
    let places = places(body, BodyForm::Json, root, &DIALECT);
    faults.join(broken.iter().map(|broken| {
        let path = path(broken.place);
        Fault {
            position: places.position(&path),
            path: spelled(broken.place, &path, names),
            text: WORDS.problem(&broken.problem),
            kind: kind(&broken.problem),
        }
    }));
}

/// A warning of the answer (E23).
pub fn warning(warning: &Warning, names: &Names) -> ProblemFault {
    ProblemFault {
        path: spelled(warning.place, &path(warning.place), names),
        text: WORDS.notice(&warning.notice),
    }
}

/// The place as a pointer: values have the sender's own names.
fn spelled(place: Place, path: &Path, names: &Names) -> String {
    let pointer = path.spelled();
    if let Place::Value(customer, value) = place
        && let Some(step) = names.step(customer, value)
    {
        return format!("{pointer}/{step}");
    }
    pointer
}

/// The place as far as it is a member of the tables. Places of members that this API does not have are the request.
fn path(place: Place) -> Path {
    let root = Path::root(Style::Pointer);
    let answer = |index| Path::root(Style::Pointer).item("answers", index);
    match place {
        Place::Questionnaire => root.name("questionnaire"),
        Place::FinishedAt => root.name("finishedDate"),
        Place::Language => root.name("language"),
        Place::Host => root.name("host"),
        Place::BatchIsConcept => root.name("concept"),
        Place::Email(_) => root.name("email"),
        Place::EndDate(_) => root.name("endDate"),
        Place::Previous(_) => root.name("previous"),
        Place::AnswersToCopy(_) => root.name("answersToCopy"),
        Place::CopyAllAnswers(_) => root.name("copyAllAnswers"),
        Place::Values(_) | Place::Value(..) | Place::Thumbprint(..) | Place::Key(..) => root.name("data"),
        Place::AnswerPosition(_, index, position) => answer(index).item("positions", position),
        Place::AnswerText(_, index) => answer(index).name("text"),
        Place::AnswerQuestion(_, index) => answer(index).name("question"),
        Place::AnswerDate(_, index) => answer(index).name("date"),
        Place::Answer(_, index)
        | Place::AnswerFiles(_, index)
        | Place::AnswerFile(_, index, _)
        | Place::AnswerFileThumbprint(_, index, _)
        | Place::AnswerFileKey(_, index, _)
        | Place::AnswerPageRepetition(_, index)
        | Place::AnswerSectionRepetition(_, index) => answer(index),
        Place::Request | Place::BatchEndDate | Place::Customers | Place::Notify => root,
    }
}

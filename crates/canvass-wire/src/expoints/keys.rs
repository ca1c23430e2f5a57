//! The calls that name people by keys, and where each has the members that the rules about keys speak of (E73, E74, E81,
//! E82).

use canvass_domain::command::NamedPerson;
use canvass_domain::decide::block::{BlockFault, BlockPlace, BlockProblem};
use canvass_domain::decide::import_customers::Problem;

use super::finding::{Finding, join};
use super::layout::{WORDS, root};
use super::part::CustomerData;
use crate::fault::{Faults, Path};
use crate::read::BodyForm;
use crate::rule::grouped;

/// Where a call has its keys.
#[derive(Debug)]
pub(super) struct Keys {
    /// Its document element.
    pub(super) root: &'static str,
    /// A person by its place in the list.
    pub(super) person: fn(usize) -> Path,
    /// The list of identifying columns.
    pub(super) values: &'static str,
    /// The names of the keys, as the text about none of them lists them.
    pub(super) names: &'static str,
}

impl Keys {
    /// Adds what the rules found to the faults of the reading, in the order of the document.
    pub(super) fn judge(&self, body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[BlockFault]) {
        let findings = broken.iter().map(|broken| {
            let (path, text) = (self.path(broken.place), self.text(&broken.problem));
            match broken.problem {
                BlockProblem::NoKey | BlockProblem::NoPeople | BlockProblem::ColumnUnnamed => {
                    Finding::lacking(path, text)
                }
                BlockProblem::TooManyPeople { .. }
                | BlockProblem::CustomerUnknown
                | BlockProblem::QuestionnaireUnknown
                | BlockProblem::DateAhead
                | BlockProblem::ColumnIdUnknown(_)
                | BlockProblem::ColumnNameUnknown(_)
                | BlockProblem::ColumnTwice(..)
                | BlockProblem::ColumnNotIdentifying(..)
                | BlockProblem::NumberUnreadable
                | BlockProblem::ValueEncrypted => Finding::rule(path, text),
            }
        });
        join(body, form, self.root, faults, findings.collect());
    }

    fn text(&self, problem: &BlockProblem) -> String {
        let words = |problem: &Problem| WORDS.problem(problem);
        match problem {
            BlockProblem::NoKey => format!("At least one key is required: {}.", self.names),
            BlockProblem::NoPeople => words(&Problem::NoCustomers),
            BlockProblem::TooManyPeople { most } => {
                format!("At most {} persons are checked in one call.", grouped(*most))
            }
            BlockProblem::CustomerUnknown => "The customer is not known.".to_owned(),
            BlockProblem::QuestionnaireUnknown => words(&Problem::QuestionnaireUnknown),
            BlockProblem::DateAhead => words(&Problem::DateAhead),
            BlockProblem::ColumnUnnamed => words(&Problem::ColumnUnnamed),
            BlockProblem::ColumnIdUnknown(id) => words(&Problem::ColumnIdUnknown(*id)),
            BlockProblem::ColumnNameUnknown(name) => words(&Problem::ColumnNameUnknown(name.clone())),
            BlockProblem::ColumnTwice(id, name) => words(&Problem::ColumnTwice(*id, name.clone())),
            BlockProblem::ColumnNotIdentifying(id, name) => {
                format!("Column {id} ({name}) does not identify a person.")
            }
            BlockProblem::NumberUnreadable => {
                "This is not a telephone number that can be read: write it with + and the calling code."
                    .to_owned()
            }
            BlockProblem::ValueEncrypted => "An encrypted value identifies nobody.".to_owned(),
        }
    }

    /// The place in the spelling of the request (S2).
    fn path(&self, place: BlockPlace) -> Path {
        match place {
            BlockPlace::CreatedAt => root().name("CreationDate"),
            BlockPlace::Questionnaire => root().name("QuestionnaireId"),
            BlockPlace::People => root().name("Customers"),
            BlockPlace::Person(at) => (self.person)(at),
            BlockPlace::Email(at) => (self.person)(at).name("Email"),
            BlockPlace::Customer(at) => (self.person)(at).name("CustomerId"),
            BlockPlace::Value(at, value) => (self.person)(at).item(self.values, value),
        }
    }
}

/// Whom the keys of a request mean.
pub(super) fn person(
    customer: Option<i32>,
    email: Option<String>,
    values: impl IntoIterator<Item = CustomerData>,
) -> NamedPerson {
    NamedPerson { customer, email, values: values.into_iter().map(CustomerData::lower).collect() }
}

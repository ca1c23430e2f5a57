//! POST locks and POST opt-outs: whom, by any of customer, address and identifying values (E73, E80).

use canvass_domain::command::{AddLock, NamedPerson, OptOut, QuestionnaireKey};
use canvass_domain::decide::block::{BlockFault, BlockPlace, BlockProblem};
use canvass_domain::decide::import_customers::Problem;
use canvass_domain::id::QuestionnaireId;
use canvass_domain::when::When;

use super::batch_add::{Names, WORDS, value};
use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Table, maybe};

/// Whom, and for a lock from when and for what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BlockAddRequest {
    /// A customer: its address, and its identifying values together.
    pub customer: Option<i32>,
    /// A mail address.
    pub email: Option<String>,
    /// Identifying values by number or name of the column; all of them must match.
    pub data: Vec<(String, Option<String>)>,
    /// Only its invitations; absent = all.
    pub questionnaire: Option<i32>,
    /// From when the lock counts; absent = now.
    pub created_at: Option<When>,
    /// The person may lift it (E79).
    pub opt_in: Option<bool>,
}

static LOCK_ADD: Table<BlockAddRequest> = Table {
    name: "LockAddRequest",
    members: &[
        CUSTOMER,
        EMAIL,
        DATA,
        Member::value("questionnaire", |block, sent| maybe(sent, &mut block.questionnaire)),
        Member::value("createdAt", |block, sent| maybe(sent, &mut block.created_at)),
        Member::value("optIn", |block, sent| maybe(sent, &mut block.opt_in)),
    ],
};

static OPT_OUT_ADD: Table<BlockAddRequest> =
    Table { name: "OptOutAddRequest", members: &[CUSTOMER, EMAIL, DATA] };

type Key = Member<BlockAddRequest>;

const CUSTOMER: Key = Member::value("customer", |block, sent| maybe(sent, &mut block.customer));
const EMAIL: Key = Member::text("email", 1_000, |block| &mut block.email);
const DATA: Key = Member::part("data", |block, spot| spot.named_texts(&mut block.data));

/// Reads the body of a lock.
pub fn read_lock(body: &[u8]) -> Result<(AddLock, Names), Faults> {
    let mut request = read_native(body, &LOCK_ADD)?;
    let names = Names::of_one(&request.data);
    let command = AddLock {
        created_at: request.created_at,
        opt_in: request.opt_in,
        questionnaire: request.questionnaire.map(|id| QuestionnaireKey::Number(QuestionnaireId(id))),
        person: person(&mut request),
    };
    Ok((command, names))
}

/// Reads the body of an opt-out.
pub fn read_opt_out(body: &[u8]) -> Result<(OptOut, Names), Faults> {
    let mut request = read_native(body, &OPT_OUT_ADD)?;
    let names = Names::of_one(&request.data);
    Ok((OptOut { person: person(&mut request) }, names))
}

fn person(request: &mut BlockAddRequest) -> NamedPerson {
    NamedPerson {
        customer: request.customer,
        email: request.email.take(),
        values: std::mem::take(&mut request.data).into_iter().map(value).collect(),
    }
}

/// What the rules found, as pointers and texts.
pub fn told(broken: &[BlockFault], names: &Names) -> Vec<(String, String)> {
    broken.iter().map(|fault| (pointer(fault.place, names), text(&fault.problem))).collect()
}

fn pointer(place: BlockPlace, names: &Names) -> String {
    match place {
        BlockPlace::CreatedAt => "/createdAt".to_owned(),
        BlockPlace::Questionnaire => "/questionnaire".to_owned(),
        BlockPlace::Email(_) => "/email".to_owned(),
        BlockPlace::Customer(_) => "/customer".to_owned(),
        BlockPlace::People | BlockPlace::Person(_) => String::new(),
        BlockPlace::Value(_, at) => match names.step(0, at) {
            Some(step) => format!("/data/{step}"),
            None => "/data".to_owned(),
        },
    }
}

/// Why a number is refused.
const NUMBER_UNREADABLE: &str = "This is not a telephone number that can be read: write it with + and the calling code, or without these in a workspace that has its country set (callingCode).";

fn text(problem: &BlockProblem) -> String {
    let words = |problem: &Problem| WORDS.problem(problem);
    match problem {
        BlockProblem::NoKey | BlockProblem::NoPeople => {
            "At least one key is required: customer, email or data.".to_owned()
        }
        BlockProblem::TooManyPeople { most } => format!("At most {most} people are accepted."),
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
        BlockProblem::NumberUnreadable => NUMBER_UNREADABLE.to_owned(),
        BlockProblem::ValueEncrypted => "An encrypted value identifies nobody.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use canvass_domain::id::ColumnId;

    use super::*;

    #[test]
    fn a_lock_and_an_opt_out_are_read() {
        let (lock, _) =
            read_lock(br#"{"customer":7,"questionnaire":2,"optIn":true,"data":{"20":"A-1"}}"#).unwrap();
        assert_eq!((lock.person.customer, lock.opt_in), (Some(7), Some(true)));
        assert_eq!(lock.questionnaire, Some(QuestionnaireKey::Number(QuestionnaireId(2))));
        assert_eq!(lock.person.values[0].column, 20);
        let (opt_out, _) = read_opt_out(br#"{"email":"ann@example.org"}"#).unwrap();
        assert_eq!(opt_out.person.email.as_deref(), Some("ann@example.org"));
        let faults = read_opt_out(br#"{"optIn":true}"#).unwrap_err().into_ordered("");
        assert_eq!(faults, [("/optIn".to_owned(), "The member is not known.".to_owned())]);
    }

    #[test]
    fn e74_faults_name_the_column_by_the_senders_own_word() {
        let (_, names) = read_lock(br#"{"data":{"Unit/1":"x"}}"#).unwrap();
        let problem = BlockProblem::ColumnNotIdentifying(ColumnId(18), "Unit/1".to_owned());
        let broken = [BlockFault { place: BlockPlace::Value(0, 0), problem }];
        let expected =
            ("/data/Unit~11".to_owned(), "Column 18 (Unit/1) does not identify a person.".to_owned());
        assert_eq!(told(&broken, &names), [expected]);
    }
}

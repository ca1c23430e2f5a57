//! What cases put in: workspaces, questionnaires, batches, and a seeded source of numbers.

use std::collections::BTreeMap;

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::approve_batch as judge;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import, KeptAnswer, Routing};
use canvass_domain::decision::Decision;
use canvass_domain::id::{
    BaseQuestionId, BatchId, ColumnId, ContactHash, CustomerId, PositionId, QuestionnaireId, VersionNumber,
    WorkspaceId,
};
use canvass_domain::message::{AttemptResult, MessageState, Slot, Window};
use canvass_domain::questionnaire::{Document, Page, Question, QuestionKind, Section, Texts};
use canvass_domain::reason::{Reason, Rule};
use canvass_domain::schedule::Late;
use canvass_domain::value::Value;
use canvass_domain::workspace::{Policy, Settings};
use jiff::Timestamp;
use jiff::civil::time;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::Fixture;
use crate::area::{
    Attempt, Claim, CustomerChange, NewAnswers, NewColumn, NewQuestionnaire, NewWorkspace, NodeId,
    SavedImport, ScoredAnswer, Settlement, Verdict,
};

pub(super) const NODE: NodeId = NodeId(71);
pub(super) const LEASE: std::time::Duration = std::time::Duration::from_mins(2);
pub(super) const DAY: i64 = 86_400;
/// Customers end so many seconds after the intake.
pub(super) const ENDS: i64 = 21 * DAY;
/// The closing hour comes so many seconds after the intake.
pub(super) const CLOSES: i64 = 8 * 3600;

pub(super) fn settings() -> Settings {
    Settings {
        zone: TimeZone::get("Europe/Amsterdam").expect("a zone"),
        send_time: time(9, 0, 0, 0),
        closing_time: time(21, 30, 15, 0),
        open_days: 21,
        language: "nl".to_owned(),
        sender_name: "Caf\u{e9} \"N\u{fc}rnberg\"".to_owned(),
    }
}

pub(super) fn workspace(fixture: &Fixture, slug: &'static str) -> WorkspaceId {
    let at = fixture.now();
    fixture.write_system(move |tx| {
        let new = NewWorkspace {
            slug: slug.to_owned(),
            name: slug.to_uppercase(),
            settings: settings(),
            policy: Policy::default(),
        };
        tx.add_workspace(&new, at)
    })
}

pub(super) fn document(title: &str) -> Document {
    let texts = |text: &str| Texts(BTreeMap::from([("en".to_owned(), text.to_owned())]));
    let question = |id: i32, kind| Question {
        id: BaseQuestionId(id),
        guid: Uuid::from_u128(u128::from(id.unsigned_abs())),
        text: texts("How likely?"),
        hint: None,
        is_required: id == 1,
        kind,
    };
    let questions = vec![
        question(1, QuestionKind::Recommendation { low: None, high: None }),
        question(2, QuestionKind::OpenText { max_chars: 2000, is_single_line: false }),
    ];
    Document {
        title: texts(title),
        languages: vec!["en".to_owned()],
        introduction: None,
        thanks: None,
        pages: vec![Page { title: None, sections: vec![Section { title: None, questions }] }],
    }
}

/// A published questionnaire.
pub(super) fn questionnaire(
    fixture: &Fixture,
    workspace: WorkspaceId,
    name: &'static str,
) -> QuestionnaireId {
    let at = fixture.now();
    fixture.write(workspace, move |tx| {
        let new = NewQuestionnaire { guid: Uuid::from_u128(9), name: name.to_owned(), draft: document(name) };
        let id = tx.add_questionnaire(&new, at)?;
        tx.publish(id, at)?;
        Ok(id)
    })
}

pub(super) fn new_column(name: &str, is_reportable: bool) -> NewColumn {
    NewColumn {
        id: None,
        name: name.to_owned(),
        display_name: format!("The {name}"),
        external_name: Some(format!("EXT_{name}")),
        is_required: false,
        is_identifying: false,
        is_reportable,
    }
}

pub(super) fn column(fixture: &Fixture, workspace: WorkspaceId, name: &'static str) -> ColumnId {
    fixture.write(workspace, move |tx| Ok(tx.add_column(&new_column(name, true))?.id))
}

pub(super) fn window(fixture: &Fixture) -> Window {
    Window { due_at: fixture.now(), closes_at: fixture.at(CLOSES), ends_at: fixture.at(ENDS) }
}

pub(super) fn decided(rule: Rule, at: Timestamp) -> Decision {
    Decision { rule, detail: None, at }
}

/// A customer that may be asked from now on.
pub(super) fn scheduled(fixture: &Fixture, number: i32) -> DecidedCustomer {
    let window = window(fixture);
    let at = fixture.now();
    DecidedCustomer {
        state: CustomerState::Scheduled,
        reason: None,
        email: Some(format!("Person.{number}@example.org")),
        address: Some(format!("person.{number}@example.org")),
        phone: (number % 2 == 0).then(|| format!("+31 6 {number}")),
        send_at: at,
        transaction_at: fixture.at(-DAY),
        ends_at: Some(window.ends_at),
        // What is due together leaves in the order of the numbers.
        priority: -number,
        previous: None,
        routing: Some(Routing {
            questionnaire: QuestionnaireId(1),
            version: VersionNumber(1),
            template: None,
            language: "en".to_owned(),
        }),
        values: BTreeMap::from([(ColumnId(1), Value::Plain(format!("value {}", number % 3)))]),
        answers: Vec::new(),
        window: Some(window),
        decisions: vec![decided(Rule::Received, at), decided(Rule::Scheduled, at)],
        ..DecidedCustomer::received(at)
    }
}

/// A customer that is not asked.
pub(super) fn faulted(fixture: &Fixture, number: i32) -> DecidedCustomer {
    DecidedCustomer {
        state: CustomerState::Fault,
        reason: Some(Reason::InvalidEmail),
        email: Some("nobody".to_owned()),
        address: None,
        window: None,
        decisions: vec![decided(Rule::Received, fixture.now()), decided(Rule::AddressInvalid, fixture.now())],
        ..scheduled(fixture, number)
    }
}

pub(super) fn import(customers: Vec<DecidedCustomer>) -> Import {
    Import {
        send_time: Some(time(11, 30, 5, 0)),
        notify: Some("front@example.org".to_owned()),
        customers,
        ..Import::named("March".to_owned())
    }
}

/// The same as an import that waits for a person: nobody is scheduled yet.
pub(super) fn pending(customers: Vec<DecidedCustomer>) -> Import {
    let customers = customers
        .into_iter()
        .map(|customer| {
            if customer.state != CustomerState::Scheduled {
                return customer;
            }
            DecidedCustomer { state: CustomerState::Initial, window: None, ends_at: None, ..customer }
        })
        .collect();
    Import { state: BatchState::PendingApproval, ..import(customers) }
}

pub(super) fn contacts(import: &Import) -> Vec<Option<ContactHash>> {
    let hash = |customer: &DecidedCustomer| {
        let mut bytes = [7; 16];
        for (byte, from) in bytes.iter_mut().zip(customer.address.as_ref()?.bytes()) {
            *byte ^= from;
        }
        Some(ContactHash(bytes))
    };
    import.customers.iter().map(hash).collect()
}

pub(super) fn save(fixture: &Fixture, workspace: WorkspaceId, import: Import) -> SavedImport {
    let at = fixture.now();
    fixture.write(workspace, move |tx| tx.save_import(&import, &contacts(&import), at))
}

/// An approved batch of so many customers whose mail is due now.
pub(super) fn due_batch(fixture: &Fixture, workspace: WorkspaceId, customers: i32) -> SavedImport {
    let customers = (0..customers).map(|number| scheduled(fixture, number)).collect();
    save(fixture, workspace, import(customers))
}

pub(super) fn claim(fixture: &Fixture, most: usize) -> Vec<Claim> {
    fixture.write_system(move |tx| tx.claim(NODE, most, LEASE))
}

pub(super) fn attempt(claim: &Claim) -> Attempt {
    Attempt { key: claim.key, fence: claim.fence }
}

pub(super) fn hand_over(fixture: &Fixture, claims: &[Claim]) -> Vec<bool> {
    let attempts: Vec<Attempt> = claims.iter().map(attempt).collect();
    fixture.write_system(move |tx| tx.hand_over(NODE, &attempts))
}

/// Claims and hands over so many messages.
pub(super) fn handed_over(fixture: &Fixture, most: usize) -> Vec<Attempt> {
    let claims = claim(fixture, most);
    assert!(hand_over(fixture, &claims).into_iter().all(|is_ours| is_ours));
    claims.iter().map(attempt).collect()
}

pub(super) fn settlement(attempt: Attempt, result: AttemptResult, next: Option<Window>) -> Settlement {
    Settlement { attempt, result, next, reminder: None, peer: "mx.example.org".to_owned() }
}

pub(super) fn settle(
    fixture: &Fixture,
    attempt: Attempt,
    result: AttemptResult,
    next: Option<Window>,
) -> Verdict {
    let settlements = [settlement(attempt, result, next)];
    let verdicts = fixture.write_system(move |tx| tx.settle(&settlements));
    assert_eq!(verdicts.len(), 1);
    verdicts[0]
}

/// Looks after mail of a workspace that was due so many seconds ago; tells how much there was.
pub(super) fn catch_up(fixture: &Fixture, workspace: WorkspaceId, seconds: i64, late: Late) -> u64 {
    let before = fixture.at(-seconds);
    fixture.write_system(move |tx| tx.catch_up(workspace, before, late, 1000))
}

/// Cancels a batch as the use case does; tells how many messages it stopped.
pub(super) fn cancel(fixture: &Fixture, workspace: WorkspaceId, batch: BatchId) -> u64 {
    let at = fixture.now();
    fixture.write(workspace, move |tx| {
        let stopped = tx.stop_messages(batch, at)?;
        let change = |facts: &crate::area::ApprovalFacts| {
            let (state, reason, rule) = judge::cancelled(facts.state, facts.message).customer?;
            let decision = decided(rule, at);
            Some(CustomerChange {
                customer: facts.customer,
                state,
                reason,
                ends_at: None,
                window: None,
                decision,
            })
        };
        let changes: Vec<_> = tx.approval_facts(batch)?.iter().filter_map(change).collect();
        tx.save_batch_decision(batch, BatchState::Cancelled, &changes, at)?;
        Ok(stopped)
    })
}

pub(super) fn said(text: &str) -> String {
    text.to_owned()
}

/// The rules of a ledger in order.
pub(super) fn ledger(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId) -> Vec<Rule> {
    fixture.read(workspace, move |tx| tx.decisions(customer)).into_iter().map(|entry| entry.rule).collect()
}

/// How a customer stands, and why.
pub(super) fn stands(
    fixture: &Fixture,
    workspace: WorkspaceId,
    customer: i32,
) -> (CustomerState, Option<Reason>) {
    let found = fixture.read(workspace, move |tx| tx.customer(CustomerId(customer))).expect("the customer");
    (found.state, found.reason)
}

/// The state of a customer's invitation.
pub(super) fn invitation(fixture: &Fixture, workspace: WorkspaceId, customer: i32) -> MessageState {
    let found = fixture.read(workspace, move |tx| tx.message(CustomerId(customer), Slot::Invitation));
    found.expect("the message").state
}

pub(super) fn score_answer(score: i32, at: Timestamp) -> ScoredAnswer {
    ScoredAnswer {
        answer: KeptAnswer {
            question: BaseQuestionId(1),
            page_repetition: 1,
            section_repetition: 1,
            positions: vec![PositionId(score + 1)],
            is_not_applicable: false,
            text: None,
            files: Vec::new(),
            answered_at: at,
        },
        score: Some(score),
    }
}

/// A submission that finishes the questionnaire with a score.
pub(super) fn finishing(customer: CustomerId, score: i32, at: Timestamp) -> NewAnswers {
    NewAnswers {
        customer,
        answers: vec![score_answer(score, at)],
        state: CustomerState::Finished,
        month: Some(202_603),
        cuts: Vec::new(),
        counts: true,
        is_elsewhere: false,
        decisions: vec![decided(Rule::AnswerFinished, at)],
        reminder: None,
        at,
    }
}

/// Numbers that look random and are the same in each run.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `sides`.
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let sides = u64::try_from(sides).expect("a number of sides");
        usize::try_from(self.0 % sides).expect("a side")
    }
}

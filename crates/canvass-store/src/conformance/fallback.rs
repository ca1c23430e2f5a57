//! What left before falls back to sent, however its next try is stopped (Q48): by whatever statement, from whatever state. It
//! is told once, counted as what it is, and no webhook hears of it again.

use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::bounce::TryAgain;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::DecidedCustomer;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Round, Slot, Window};
use canvass_domain::reason::{Reason, Rule};
use canvass_domain::schedule::Late;
use canvass_domain::webhook::{EventKind, EventKinds, EventTarget};

use super::Fixture;
use super::rest::rest;
use super::sample::{
    DAY, ENDS, NODE, attempt, cancel, catch_up, claim, contacts, decided, due_batch, finishing, hand_over,
    handed_over, import, ledger, said, save, scheduled, settle, settlement, stands, workspace,
};
use crate::area::{Asked, Attempt, Claim, MessageRecord, NewAnswers, NewWebhook, OperatorSettlement, Page};

/// The next try is due so many seconds later.
const WAIT: i64 = 4 * 3600;

/// Where the next try is when it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Line,
    Worker,
    Hold,
}

/// A batch of one customer whose invitation left, came back softly and is on its way to its next try.
struct Story<'a> {
    fixture: &'a Fixture,
    workspace: WorkspaceId,
    batch: BatchId,
    customer: CustomerId,
    left_at: MessageRecord,
}

fn try_again(fixture: &Fixture, workspace: WorkspaceId, customer: CustomerId, slot: Slot) {
    let at = fixture.now();
    let window =
        Window { due_at: fixture.at(WAIT), closes_at: fixture.at(WAIT + 3600), ends_at: fixture.at(ENDS) };
    let line = said("452 4.2.2 full");
    let round = Round::new(2).expect("a round");
    let again = TryAgain { customer, slot, round, window, last_line: line.clone(), detail: line };
    assert!(fixture.write(workspace, move |tx| tx.try_again(&again, at)));
}

impl<'a> Story<'a> {
    /// Its mail left; every event of the workspace is kept from then on.
    fn begin(fixture: &'a Fixture, slug: &'static str) -> Self {
        let workspace = workspace(fixture, slug);
        let saved = due_batch(fixture, workspace, 1);
        let (batch, customer) = (saved.batch, saved.first_customer);
        let first = handed_over(fixture, 1)[0];
        settle(fixture, first, AttemptResult::Sent(said("250 ok")), None);
        let left_at =
            fixture.read(workspace, move |tx| tx.message(customer, Slot::Invitation)).expect("a message");
        let at = fixture.now();
        let webhook = NewWebhook {
            url: "https://hooks.example.org/in".to_owned(),
            description: String::new(),
            kinds: EventKinds::all(),
            keep_days: 30,
            secret: vec![1],
            headers: None,
        };
        fixture.write(workspace, move |tx| tx.add_webhook(&webhook, at).map(drop));
        Self { fixture, workspace, batch, customer, left_at }
    }

    fn came_back(self) -> Self {
        self.fixture.step(60);
        try_again(self.fixture, self.workspace, self.customer, Slot::Invitation);
        self
    }

    /// Brings the next try there; the claim of it, if there is one.
    fn brought(&self, to: At) -> Option<Claim> {
        match to {
            At::Line => None,
            At::Worker => Some(self.claimed()),
            At::Hold => {
                self.fixture.step(WAIT + 7200);
                assert_eq!(catch_up(self.fixture, self.workspace, 3600, Late::Hold), 1);
                assert_eq!(self.message(Slot::Invitation).state, MessageState::Held);
                None
            }
        }
    }

    fn claimed(&self) -> Claim {
        self.fixture.step(WAIT);
        let claims = claim(self.fixture, 10);
        assert_eq!(claims.len(), 1);
        claims[0]
    }

    fn message(&self, slot: Slot) -> MessageRecord {
        let customer = self.customer;
        self.fixture.read(self.workspace, move |tx| tx.message(customer, slot)).expect("the message")
    }

    /// The next try is over, the first is what counts: the row, the ledger, the counts and the events say so.
    #[track_caller]
    fn ends_as_sent(&self, customer: CustomerState, by: &str) {
        let message = self.message(Slot::Invitation);
        assert_eq!((message.state, message.settled_at), (MessageState::Sent, None), "{by}: {message:?}");
        assert_eq!(message.first_left_at, self.left_at.handed_over_at, "{by}");
        assert_eq!(stands(self.fixture, self.workspace, self.customer.0).0, customer, "{by}");
        let told = ledger(self.fixture, self.workspace, self.customer);
        let count = |rule| told.iter().filter(|told| **told == rule).count();
        assert_eq!((count(Rule::MessageSent), count(Rule::MessageTriedAgain)), (1, 1), "{by}: {told:?}");
        let batch = self.batch;
        let counts = self.fixture.read(self.workspace, move |tx| tx.message_counts(Some(batch)));
        assert_eq!(counts, [(MessageState::Sent, 1)], "{by}");
        let left = self.fixture.read(self.workspace, move |tx| tx.left_counts(batch));
        assert_eq!(left, [(MessageState::Sent, 1)], "{by}");
        let events = self.fixture.read(self.workspace, |tx| tx.new_events(1_000));
        let again = events.iter().filter(|event| {
            let is_of_message = matches!(event.target, EventTarget::Message { .. });
            is_of_message && matches!(event.kind, EventKind::MessageSent | EventKind::MessageRejected)
        });
        assert_eq!(again.count(), 0, "{by}: {events:?}");
        // Nothing of it leaves any more.
        self.fixture.step(10 * DAY);
        assert_eq!(claim(self.fixture, 10), [], "{by}");
    }
}

fn block(story: &Story<'_>, kind: BlockKind) {
    let contact = contacts(&import(vec![scheduled(story.fixture, 0)]))[0].expect("an address");
    let at = story.fixture.now();
    let groups = vec![Group::new(vec![Key::of_contact(contact)]).expect("a group")];
    let block = NewBlock {
        kind,
        questionnaire: None,
        opt_in: None,
        customer: None,
        groups: groups.clone(),
        starts_at: at,
        ends_at: (kind == BlockKind::Lock).then(|| story.fixture.at(90 * DAY)),
    };
    story.fixture.write(story.workspace, move |tx| {
        tx.hold_people()?;
        let id = tx.add_block(&block, at)?;
        if kind == BlockKind::OptOut {
            tx.opt_out_customers(id, &groups, None, at)?;
        }
        Ok(())
    });
}

pub fn q48_a_cancel_stops_a_next_try_wherever_it_is_and_counts_it_as_sent(fixture: &Fixture) {
    for (slug, place) in [("line", At::Line), ("worker", At::Worker), ("hold", At::Hold)] {
        let story = Story::begin(fixture, slug).came_back();
        let claimed = story.brought(place);
        assert_eq!(cancel(fixture, story.workspace, story.batch), 0, "it left, so it is not cancelled");
        if let Some(claimed) = claimed {
            assert_eq!(hand_over(fixture, &[claimed]), [false]);
        }
        story.ends_as_sent(CustomerState::Closed, slug);
    }
    // Beside it what never left is counted.
    let ours = workspace(fixture, "both");
    let batch = due_batch(fixture, ours, 3).batch;
    let first = handed_over(fixture, 1)[0];
    settle(fixture, first, AttemptResult::Sent(said("250 ok")), None);
    try_again(fixture, ours, first.key.customer, Slot::Invitation);
    assert_eq!(cancel(fixture, ours, batch), 2);
    let counts = fixture.read(ours, |tx| tx.message_counts(None));
    assert_eq!(counts, [(MessageState::Sent, 1), (MessageState::Cancelled, 2)]);
}

pub fn q48_an_end_date_stops_a_next_try_wherever_it_is(fixture: &Fixture) {
    for (slug, place) in [("line", At::Line), ("hold", At::Hold), ("worker", At::Worker)] {
        let story = Story::begin(fixture, slug).came_back();
        let claimed = story.brought(place);
        fixture.write_system(|tx| tx.beat(NODE));
        fixture.step(ENDS + 1);
        fixture.write_system(|tx| tx.beat(NODE));
        assert_eq!(fixture.write_system(|tx| tx.sweep(100)).closed_customers, 1, "{slug}");
        if let Some(claimed) = claimed {
            assert_eq!(hand_over(fixture, &[claimed]), [false]);
        }
        story.ends_as_sent(CustomerState::Closed, slug);
    }
    // What is late enough to be dropped.
    let story = Story::begin(fixture, "late").came_back();
    fixture.step(WAIT + 7200);
    assert_eq!(catch_up(fixture, story.workspace, 3600, Late::Drop), 1);
    story.ends_as_sent(CustomerState::Invited, "late");
}

pub fn q48_an_end_date_stops_a_next_try_of_a_reminder_to_finish(fixture: &Fixture) {
    for (slug, place) in [("line", At::Line), ("hold", At::Hold)] {
        let story = Story::begin(fixture, slug);
        let window = Window { due_at: fixture.now(), closes_at: fixture.at(3600), ends_at: fixture.at(ENDS) };
        let partly = NewAnswers {
            state: CustomerState::PartiallyAnswered,
            reminder: Some(window),
            ..finishing(story.customer, 9, fixture.now())
        };
        fixture.write(story.workspace, move |tx| tx.save_answers(&partly));
        let reminder = handed_over(fixture, 1)[0];
        settle(fixture, reminder, AttemptResult::Sent(said("250 ok")), None);
        try_again(fixture, story.workspace, story.customer, Slot::PartialReminder);
        if place == At::Hold {
            fixture.step(WAIT + 7200);
            assert_eq!(catch_up(fixture, story.workspace, 3600, Late::Hold), 1);
        }
        fixture.step(ENDS + 1);
        fixture.write_system(|tx| tx.sweep(100));
        fixture.write_system(|tx| tx.sweep(100));
        let message = story.message(Slot::PartialReminder);
        assert_eq!((message.state, message.settled_at), (MessageState::Sent, None), "{slug}");
        assert_eq!(stands(fixture, story.workspace, story.customer.0).0, CustomerState::PartiallyAnswered);
        let told = ledger(fixture, story.workspace, story.customer);
        let sent = told.iter().filter(|rule| **rule == Rule::PartialReminderSent).count();
        assert_eq!(sent, 1, "{slug}: {told:?}");
    }
}

pub fn q48_locks_and_opt_outs_stop_a_next_try(fixture: &Fixture) {
    for (slug, place) in [("line", At::Line), ("worker", At::Worker), ("hold", At::Hold)] {
        let story = Story::begin(fixture, slug).came_back();
        let claimed = story.brought(place);
        block(&story, BlockKind::OptOut);
        if let Some(claimed) = claimed {
            assert_eq!(hand_over(fixture, &[claimed]), [false]);
        }
        story.ends_as_sent(CustomerState::OptedOut, slug);
    }
    // A lock and a complaint are asked at the fence; who was asked stays so.
    for (slug, kind) in [("lock", BlockKind::Lock), ("complaint", BlockKind::Suppression)] {
        let story = Story::begin(fixture, slug).came_back();
        block(&story, kind);
        let claimed = story.claimed();
        assert_eq!(hand_over(fixture, &[claimed]), [false], "{slug}");
        story.ends_as_sent(CustomerState::Invited, slug);
    }
}

pub fn q48_answers_and_openings_stop_a_next_try(fixture: &Fixture) {
    for (slug, place) in [("line", At::Line), ("worker", At::Worker), ("hold", At::Hold)] {
        let story = Story::begin(fixture, slug).came_back();
        story.brought(place);
        let answers = finishing(story.customer, 9, fixture.now());
        fixture.write(story.workspace, move |tx| tx.save_answers(&answers));
        story.ends_as_sent(CustomerState::Finished, slug);
        assert_eq!(ledger(fixture, story.workspace, story.customer).last(), Some(&Rule::AnswerFinished));
    }
    for (slug, place) in [("line-2", At::Line), ("worker-2", At::Worker), ("hold-2", At::Hold)] {
        let story = Story::begin(fixture, slug).came_back();
        story.brought(place);
        let (customer, opened) = (story.customer, decided(Rule::QuestionnaireOpened, fixture.now()));
        assert!(fixture.write(story.workspace, move |tx| tx.record_opening(customer, &opened)));
        story.ends_as_sent(CustomerState::Opened, slug);
        let told = ledger(fixture, story.workspace, story.customer);
        assert_eq!(told.last(), Some(&Rule::QuestionnaireOpened), "nothing was in doubt");
        let trail = fixture.read(story.workspace, |tx| tx.audit_trail(Page { after: 0, most: 100 }));
        assert!(trail.iter().all(|row| row.audit.action != "settle-message"), "{trail:?}");
    }
}

pub fn q48_what_a_worker_hears_of_a_next_try_takes_nothing_back(fixture: &Fixture) {
    for (slug, result, is_bounced) in [
        ("refused", AttemptResult::Rejected(said("550 5.1.1 no")), true),
        ("unmade", AttemptResult::Failed(said("no subject")), false),
        ("unwanted", AttemptResult::Withdrawn(said("over")), false),
        ("late", AttemptResult::Deferred(said("451")), false),
    ] {
        let story = Story::begin(fixture, slug).came_back();
        let claimed = story.claimed();
        settle(fixture, attempt(&claimed), result, None);
        let state = if is_bounced { CustomerState::Bounced } else { CustomerState::Invited };
        story.ends_as_sent(state, slug);
    }
    // After the hand-over.
    let story = Story::begin(fixture, "refused-late").came_back();
    let claimed = story.claimed();
    assert_eq!(hand_over(fixture, &[claimed]), [true]);
    settle(fixture, attempt(&claimed), AttemptResult::Rejected(said("550 no")), None);
    assert_eq!(ledger(fixture, story.workspace, story.customer).last(), Some(&Rule::MessageRejected));
    story.ends_as_sent(CustomerState::Bounced, "refused-late");
}

pub fn q48_a_next_try_that_is_given_up_or_comes_back_takes_nothing_back(fixture: &Fixture) {
    let held = Story::begin(fixture, "held").came_back();
    held.brought(At::Hold);
    assert!(settled_by_hand(&held, OperatorSettlement::GiveUp));
    held.ends_as_sent(CustomerState::Invited, "held");
    for (slug, settlement, state) in [
        ("given-up", OperatorSettlement::GiveUp, CustomerState::Invited),
        ("back", OperatorSettlement::CameBack, CustomerState::Bounced),
    ] {
        let story = Story::begin(fixture, slug).came_back();
        in_doubt(&story);
        assert!(settled_by_hand(&story, settlement));
        story.ends_as_sent(state, slug);
    }
    for (slug, is_doubtful) in [("reported-doubt", true), ("reported-early", false)] {
        let story = Story::begin(fixture, slug).came_back();
        if is_doubtful {
            in_doubt(&story);
        } else {
            assert_eq!(hand_over(fixture, &[story.claimed()]), [true]);
        }
        let (customer, at) = (story.customer, fixture.now());
        let back = fixture.write(story.workspace, move |tx| {
            tx.hold_people()?;
            tx.mail_came_back(customer, Slot::Invitation, "550 5.1.1 no", at)
        });
        assert!(back.is_some_and(|back| back.is_settled && back.is_customer_bounced), "{slug}");
        story.ends_as_sent(CustomerState::Bounced, slug);
    }
}

fn in_doubt(story: &Story<'_>) -> Attempt {
    let claimed = story.claimed();
    assert_eq!(hand_over(story.fixture, &[claimed]), [true]);
    settle(story.fixture, attempt(&claimed), AttemptResult::InDoubt(said("lost")), None);
    assert_eq!(story.message(Slot::Invitation).state, MessageState::InDoubt, "a doubt is no end");
    attempt(&claimed)
}

fn settled_by_hand(story: &Story<'_>, by: OperatorSettlement) -> bool {
    let (customer, at) = (story.customer, story.fixture.now());
    story.fixture.write(story.workspace, move |tx| {
        let is_settled = tx.settle_message(customer, Slot::Invitation, by, at)?;
        tx.add_decisions(&[(customer, decided(Rule::MessageSettled, at))])?;
        Ok(is_settled)
    })
}

pub fn q48_a_next_try_that_leaves_is_told_and_stands_for_itself(fixture: &Fixture) {
    let story = Story::begin(fixture, "ours").came_back();
    let claimed = story.claimed();
    assert_eq!(hand_over(fixture, &[claimed]), [true]);
    let sent = settlement(attempt(&claimed), AttemptResult::Sent(said("250 ok")), None);
    fixture.write_system(move |tx| tx.settle(std::slice::from_ref(&sent)));
    let message = story.message(Slot::Invitation);
    assert_eq!((message.state, message.settled_at), (MessageState::Sent, Some(fixture.now())));
    let events = fixture.read(story.workspace, |tx| tx.new_events(1_000));
    let told = events.iter().filter(|event| event.kind == EventKind::MessageSent).count();
    assert_eq!(told, 1, "{events:?}");
    let told = ledger(fixture, story.workspace, story.customer);
    assert_eq!(told.iter().filter(|rule| **rule == Rule::MessageSent).count(), 2, "{told:?}");
}

pub fn q48_whose_mail_waits_for_a_next_try_was_asked_before_all_of_a_lower_priority(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let high = DecidedCustomer { priority: 9, ..scheduled(fixture, 0) };
    let high = save(fixture, ours, import(vec![high])).first_customer;
    let first = handed_over(fixture, 1)[0];
    settle(fixture, first, AttemptResult::Sent(said("250 ok")), None);
    try_again(fixture, ours, high, Slot::Invitation);
    fixture.step(60);
    let low = save(fixture, ours, import(vec![scheduled(fixture, 0)])).first_customer;
    let claims = claim(fixture, 10);
    assert_eq!(claims.iter().map(|claim| claim.key.customer).collect::<Vec<_>>(), [low]);
    assert_eq!(hand_over(fixture, &claims), [false]);
    assert_eq!(stands(fixture, ours, low.0), (CustomerState::Locked, Some(Reason::LowerPriority)));
}

pub fn q48_a_person_rests_while_its_next_try_waits(fixture: &Fixture) {
    for (to, slug) in [(At::Line, "line"), (At::Worker, "worker"), (At::Hold, "hold")] {
        let story = Story::begin(fixture, slug).came_back();
        let ours = story.workspace;
        story.brought(to);
        rest(fixture, ours, 30);
        let contact = contacts(&import(vec![scheduled(fixture, 0)])).remove(0);
        let asked = Asked { keys: contact.map(Key::of_contact).into_iter().collect(), questionnaire: None };
        let (since, at) = (fixture.at(-30 * DAY), fixture.now());
        let standing = fixture
            .read(ours, move |tx| tx.standings(std::slice::from_ref(&asked), Some(since), at))
            .remove(0);
        assert_eq!((standing.contacts.len(), standing.queue.any), (1, false), "{to:?}");
        let again = due_batch(fixture, ours, 1).first_customer;
        let claims: Vec<Claim> =
            claim(fixture, 9).into_iter().filter(|claim| claim.key.customer == again).collect();
        assert_eq!(hand_over(fixture, &claims), [false], "{to:?}");
        assert_eq!(ledger(fixture, ours, again).last(), Some(&Rule::Resting), "{to:?}");
        cancel(fixture, ours, story.batch);
    }
}

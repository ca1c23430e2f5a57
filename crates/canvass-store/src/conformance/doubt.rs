//! What is in doubt: counted by workspace, ended by a report that it came back, and by evidence that stands in the trail.

use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState, Slot};
use canvass_domain::reason::Rule;

use super::Fixture;
use super::sample::{due_batch, finishing, handed_over, said, settle, workspace};
use crate::area::{InDoubt, OperatorSettlement, Page};

fn doubt(fixture: &Fixture, most: usize) -> Vec<CustomerId> {
    let attempts = handed_over(fixture, most);
    for attempt in &attempts {
        settle(fixture, *attempt, AttemptResult::InDoubt(said("no reply")), None);
    }
    attempts.iter().map(|attempt| attempt.key.customer).collect()
}

fn came_back(fixture: &Fixture, ours: WorkspaceId, id: CustomerId) -> bool {
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.settle_message(id, Slot::Invitation, OperatorSettlement::CameBack, at))
}

pub fn what_is_in_doubt_is_counted_with_its_age(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let counted = |workspace| fixture.read(workspace, |tx| tx.in_doubt());
    assert_eq!(counted(ours), InDoubt::default());
    due_batch(fixture, ours, 4);
    let first = fixture.now();
    let doubted = doubt(fixture, 2);
    fixture.step(30);
    doubt(fixture, 1);
    assert_eq!(counted(ours), InDoubt { messages: 3, notifications: 0, oldest: Some(first) });
    // The wall stands here too.
    assert_eq!(counted(theirs), InDoubt::default());
    for id in doubted {
        assert!(came_back(fixture, ours, id));
    }
    let later = counted(ours);
    assert_eq!((later.messages, later.oldest), (1, Some(fixture.now())));
}

pub fn a_mail_that_came_back_ends_the_doubt_as_a_refusal_would(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 3);
    let doubted = doubt(fixture, 1)[0];
    assert!(came_back(fixture, ours, doubted));
    assert!(!came_back(fixture, ours, doubted), "once");
    let message = fixture.read(ours, move |tx| tx.message(doubted, Slot::Invitation)).expect("the message");
    assert_eq!((message.state, message.settled_at), (MessageState::Rejected, Some(fixture.now())));
    let customer = fixture.read(ours, move |tx| tx.customer(doubted)).expect("the customer");
    assert_eq!((customer.state, customer.invited_at), (CustomerState::Bounced, None));
    // What waits was never away.
    let waiting = CustomerId(if doubted.0 == 3 { 2 } else { 3 });
    assert!(!came_back(fixture, ours, waiting));
}

pub fn out_20_evidence_of_a_person_stands_in_the_trail(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    due_batch(fixture, ours, 2);
    let doubted = doubt(fixture, 2);
    let opened = Decision { rule: Rule::QuestionnaireOpened, detail: None, at: fixture.now() };
    let id = doubted[0];
    fixture.write(ours, move |tx| tx.record_opening(id, &opened));
    let answers = finishing(doubted[1], 9, fixture.now());
    fixture.write(ours, move |tx| tx.save_answers(&answers));
    let trail = fixture.read(ours, |tx| tx.audit_trail(Page { after: 0, most: 1000 }));
    let told: Vec<(&str, &str)> = trail
        .iter()
        .filter(|row| row.audit.action == "settle-message")
        .map(|row| (row.audit.actor.as_str(), row.audit.object.as_str()))
        .collect();
    let expected = [
        format!("message {}/invitation was-sent: its link was opened", doubted[0]),
        format!("message {}/invitation was-sent: an answer was given", doubted[1]),
    ];
    assert_eq!(told, expected.iter().map(|object| ("respondent", object.as_str())).collect::<Vec<_>>());
}

//! Many doubts are ended at once: by name, by Message-ID, or all that fit.

use canvass_app::message::{
    FoundMessages, SettledMessages, StuckFilter, WhichMessages, find_messages, settle_messages,
};
use canvass_domain::message::MessageKey;

use super::*;

/// So many customers whose mail is in doubt.
fn doubtful(acme: &TestWorkspace<'_>, names: &[&str]) -> Vec<CustomerId> {
    let people = names.iter().map(|name| customer(&format!("{name}@example.org"))).collect();
    let made = acme.import(batch_of(people));
    doubt(acme.test);
    made.customers.into_iter().map(|customer| customer.id).collect()
}

fn found(acme: &TestWorkspace<'_>, which: WhichMessages) -> FoundMessages {
    find_messages(&acme.test.app, &acme.client, acme.id, which).wait().unwrap()
}

fn settled(acme: &TestWorkspace<'_>, found: &FoundMessages, verdict: MessageVerdict) -> SettledMessages {
    let (test, messages) = (acme.test, found.messages.clone());
    settle_messages(&test.app, &test.operator, acme.id, messages, verdict).wait().unwrap()
}

fn invitations(customers: &[CustomerId]) -> Vec<(CustomerId, Slot)> {
    customers.iter().map(|customer| (*customer, Slot::Invitation)).collect()
}

const ANY: StuckFilter =
    StuckFilter { state: MessageState::InDoubt, batch: None, peer: None, from: None, to: None };

#[test]
fn what_a_relay_knows_is_settled_by_message_id() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customers = doubtful(&acme, &["ann", "bob", "cid"]);
    let id = |customer: CustomerId| {
        test.app.message_id(MessageKey { workspace: acme.id, customer, slot: Slot::Invitation })
    };
    let ids = vec![format!("<{}>", id(customers[2])), id(customers[0]), "nobody@example.org".to_owned()];
    let which = found(&acme, WhichMessages::MessageIds(ids.clone()));
    assert_eq!((&which.messages, which.unknown), (&invitations(&[customers[0], customers[2]]), 1));
    let counts = settled(&acme, &which, MessageVerdict::WasSent);
    assert_eq!(counts, SettledMessages { settled: 2, ..SettledMessages::default() });
    let states = [MessageState::Sent, MessageState::InDoubt, MessageState::Sent];
    assert_eq!(customers.iter().map(|customer| state(&acme, *customer)).collect::<Vec<_>>(), states);
    assert_eq!(trail(&acme).len(), 2, "each has its row");
    // The same log once more.
    assert_eq!(found(&acme, WhichMessages::MessageIds(ids)).messages, []);
    assert_eq!(
        settled(&acme, &which, MessageVerdict::SendAgain),
        SettledMessages { not_open: 2, ..counts_none() }
    );
    // Another workspace has no such Message-ID.
    let other = test.workspace("other");
    let which = WhichMessages::MessageIds(vec![id(customers[1])]);
    assert_eq!(find_messages(&test.app, &other.client, other.id, which).wait().unwrap().unknown, 1);
}

fn counts_none() -> SettledMessages {
    SettledMessages::default()
}

#[test]
fn all_of_a_peer_between_two_times_are_settled_at_once() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let first = doubtful(&acme, &["ann", "bob"]);
    test.clock.step(SignedDuration::from_mins(10));
    let now = test.app.clock.now();
    let second = doubtful(&acme, &["cid"]);
    let of = |filter: StuckFilter| found(&acme, WhichMessages::Stuck(filter)).messages;
    let all = [first.clone(), second.clone()].concat();
    assert_eq!(of(ANY), invitations(&all));
    assert_eq!(of(StuckFilter { to: Some(now), ..ANY }), invitations(&first));
    assert_eq!(of(StuckFilter { from: Some(now), ..ANY }), invitations(&second));
    assert_eq!(of(StuckFilter { peer: Some("other.example".to_owned()), ..ANY }), []);
    assert_eq!(of(StuckFilter { state: MessageState::Held, ..ANY }), []);
    let peer = Some("mx.example.org".to_owned());
    let which = found(&acme, WhichMessages::Stuck(StuckFilter { peer, to: Some(now), ..ANY }));
    assert_eq!(settled(&acme, &which, MessageVerdict::SendAgain).settled, 2);
    let mut sent = send_all(&test);
    sent.sort_unstable();
    assert_eq!(sent, first);
    assert_eq!(of(ANY), invitations(&second));
}

#[test]
fn what_has_no_window_left_is_told_apart() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let customers = doubtful(&acme, &["ann"]);
    test.clock.step(SignedDuration::from_hours(24 * 400));
    let which = found(&acme, WhichMessages::Named(invitations(&customers)));
    let counts = settled(&acme, &which, MessageVerdict::SendAgain);
    assert_eq!(counts, SettledMessages { ended: 1, ..counts_none() });
    assert_eq!(state(&acme, customers[0]), MessageState::InDoubt);
}

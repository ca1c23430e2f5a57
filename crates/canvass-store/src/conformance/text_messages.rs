//! Customers who are invited by text message: the same claim, fence and ledger as for mail.

use canvass_domain::block::{BlockKind, Group, Key, NewBlock};
use canvass_domain::contact_rule::{Outcome, Terms};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::DecidedCustomer;
use canvass_domain::id::{BlockId, ContactHash, CustomerId, WorkspaceId};
use canvass_domain::message::{AttemptResult, Channel, MessageKey, MessageState, Notification, Window};

use super::Fixture;
use super::notifications::told;
use super::sample::{
    LEASE, NODE, attempt, claim, hand_over, import, invitation, said, save, scheduled, settle, stands,
    workspace,
};
use crate::area::NewContactRule;

const NUMBER: ContactHash = ContactHash([9; 16]);
const GATEWAY: &str = "mx.example.org";

fn texted(fixture: &Fixture, number: i32) -> DecidedCustomer {
    let phone = Some(format!("+3161234567{number}"));
    DecidedCustomer { channel: Channel::Sms, phone, priority: 0, ..scheduled(fixture, number) }
}

/// A customer with an address whose number is a key beside it.
fn with_number(fixture: &Fixture, number: i32) -> DecidedCustomer {
    DecidedCustomer { keys: vec![Key::of_contact(NUMBER)], ..texted(fixture, number) }
}

fn opt_out(fixture: &Fixture, workspace: WorkspaceId) -> (BlockId, u64) {
    let at = fixture.now();
    let group = Group::new(vec![Key::of_contact(NUMBER)]).expect("a group");
    let block = NewBlock {
        kind: BlockKind::OptOut,
        questionnaire: None,
        opt_in: Some(true),
        customer: None,
        groups: vec![group],
        starts_at: at,
        ends_at: None,
    };
    fixture.write(workspace, move |tx| {
        let id = tx.add_block(&block, at)?;
        Ok((id, tx.opt_out_customers(id, &block.groups, None, at)?))
    })
}

pub fn a_customer_keeps_the_way_by_which_it_is_invited(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let mailed = DecidedCustomer { priority: 1, ..scheduled(fixture, 1) };
    let first = save(fixture, ours, import(vec![mailed, texted(fixture, 2)])).first_customer.0;
    let claims = claim(fixture, 10);
    let asked = claims.clone();
    let facts = fixture.read_system(move |tx| tx.load_letter_facts(&asked));
    let found: Vec<_> = facts.iter().map(|fact| (fact.channel, fact.phone.clone())).collect();
    assert_eq!(found, [(Channel::Mail, None), (Channel::Sms, Some(said("+31612345672")))]);
    let kept = |customer: i32| {
        fixture.read(ours, move |tx| tx.customer(CustomerId(customer))).expect("the customer").channel
    };
    assert_eq!((kept(first), kept(first + 1)), (Channel::Mail, Channel::Sms));
    assert_eq!(hand_over(fixture, &claims), [true, true]);
}

pub fn a_rule_about_text_messages_counts_and_holds_them_alone(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let terms = Terms { channel: Some(Channel::Sms), outcome: Outcome::Drop, days: 7, ..Terms::default() };
    let new = NewContactRule { name: said("One text a week"), is_enabled: true, terms };
    fixture.write(ours, move |tx| tx.add_contact_rule(&new, at));
    let gone = |channel: Channel| {
        let customer = DecidedCustomer { channel, ..texted(fixture, 1) };
        let id = save(fixture, ours, import(vec![customer])).first_customer.0;
        (hand_over(fixture, &claim(fixture, 1)) == [true], stands(fixture, ours, id).0)
    };
    assert_eq!(gone(Channel::Mail), (true, CustomerState::Scheduled));
    assert_eq!(gone(Channel::Sms), (true, CustomerState::Scheduled), "the mail does not count");
    assert_eq!(gone(Channel::Sms), (false, CustomerState::Locked));
    assert_eq!(gone(Channel::Mail), (true, CustomerState::Scheduled), "mail is not held");
}

pub fn a_block_of_a_number_holds_who_has_it_beside_an_address(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let customers = vec![with_number(fixture, 1), texted(fixture, 2)];
    let first = save(fixture, ours, import(customers)).first_customer.0;
    let claims = claim(fixture, 10);
    let (_, stopped) = opt_out(fixture, ours);
    assert_eq!(stopped, 1, "who has the number, and nobody else");
    assert_eq!(stands(fixture, ours, first).0, CustomerState::OptedOut);
    assert_eq!(hand_over(fixture, &claims), [false, true]);
    // Whoever comes later is found at the fence.
    let later = save(fixture, ours, import(vec![with_number(fixture, 3)])).first_customer.0;
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [false]);
    assert_eq!(stands(fixture, ours, later).0, CustomerState::OptedOut);
    assert_eq!(invitation(fixture, ours, later), MessageState::Cancelled);
}

pub fn a_number_was_texted_by_the_gateway_that_was_spoken_to(fixture: &Fixture) {
    let (ours, other) = (workspace(fixture, "ours"), workspace(fixture, "other"));
    let was = |workspace, contact: ContactHash, gateway: &'static str| {
        fixture.read(workspace, move |tx| tx.was_texted(contact, gateway))
    };
    let mailed = DecidedCustomer { channel: Channel::Mail, ..with_number(fixture, 1) };
    save(fixture, ours, import(vec![mailed]));
    assert_eq!(hand_over(fixture, &claim(fixture, 1)), [true]);
    assert!(!was(ours, NUMBER, GATEWAY), "it was a mail");
    let customer = with_number(fixture, 2);
    let contact = super::sample::contacts(&import(vec![customer.clone()]))[0].expect("an address");
    save(fixture, ours, import(vec![customer]));
    let claims = claim(fixture, 1);
    assert!(!was(ours, NUMBER, GATEWAY), "it has not left");
    assert_eq!(hand_over(fixture, &claims), [true]);
    assert!(was(ours, NUMBER, "any"), "it leaves just now");
    settle(fixture, attempt(&claims[0]), AttemptResult::Sent(said("201 SM1")), None);
    assert!(was(ours, NUMBER, GATEWAY) && was(ours, contact, GATEWAY));
    assert!(!was(ours, NUMBER, "any") && !was(other, NUMBER, GATEWAY));
    assert!(!was(ours, ContactHash([8; 16]), GATEWAY));
}

pub fn of_one_channel_is_claimed_what_was_listed_and_is_due_still(fixture: &Fixture) {
    let (ours, other) = (workspace(fixture, "ours"), workspace(fixture, "other"));
    let due = |seconds: i64, customer: DecidedCustomer| {
        let window = customer.window.map(|window| Window { due_at: fixture.at(seconds), ..window });
        DecidedCustomer { priority: 0, window, ..customer }
    };
    let sent = vec![
        due(-30, scheduled(fixture, 0)),
        due(-10, texted(fixture, 1)),
        due(-20, texted(fixture, 2)),
        due(1, texted(fixture, 3)),
    ];
    let first = save(fixture, ours, import(sent)).first_customer.0;
    let elsewhere = save(fixture, other, import(vec![texted(fixture, 4)]));
    let window = Notification::window(fixture.now());
    fixture.write(other, move |tx| tx.save_notification(elsewhere, &told(), window));
    let by = |channel: Channel, most: usize| fixture.read_system(move |tx| tx.due_by(channel, most));
    let numbers = |keys: &[MessageKey]| -> Vec<(bool, i32, i16)> {
        keys.iter().map(|key| (key.workspace == ours, key.customer.0, key.slot.number())).collect()
    };
    let texts = by(Channel::Sms, 10);
    assert_eq!(
        numbers(&texts),
        [(true, first + 2, 0), (false, elsewhere.first_customer.0, 0), (true, first + 1, 0)]
    );
    assert_eq!(by(Channel::Sms, 2), texts[..2], "each workspace has its share");
    // A mail about a batch is a mail, though the customer whose row it hangs on gets text messages.
    let mails = by(Channel::Mail, 10);
    assert_eq!(
        numbers(&mails),
        [
            (true, first, 0),
            (false, elsewhere.first_customer.0, 100),
            (false, elsewhere.first_customer.0, 101)
        ]
    );
    let later = MessageKey { customer: CustomerId(first + 3), ..texts[0] };
    let listed = [texts.clone(), vec![later]].concat();
    let claim_listed = || {
        let listed = listed.clone();
        fixture.write_system(move |tx| tx.claim_listed(NODE, &listed, LEASE))
    };
    let claims = claim_listed();
    assert_eq!(
        claims.iter().map(|claim| claim.key).collect::<Vec<_>>(),
        texts,
        "in their order, and what is due"
    );
    assert!(claims.iter().all(|claim| (claim.fence, claim.tries) == (1, 0)));
    assert_eq!((claim_listed(), by(Channel::Sms, 10)), (vec![], vec![]), "not twice");
    assert_eq!(claim(fixture, 10).len(), mails.len(), "all that is left is mail");
}

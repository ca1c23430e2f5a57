//! Locks and opt-outs: at intake, at the fence, and for those under way.

use std::sync::atomic::{AtomicBool, Ordering};

use canvass_domain::block::{BlockKind, Group, Hit, Key, NewBlock, Queue, Standing};
use canvass_domain::contact_rule::{Contact, ContactKind};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::DecidedCustomer;
use canvass_domain::id::{BlockId, ColumnId, ContactHash, CustomerId, QuestionnaireId, WorkspaceId};
use canvass_domain::message::{AttemptResult, MessageState};
use canvass_domain::reason::{Reason, Rule};
use jiff::Timestamp;

use super::Fixture;
use super::sample::{
    DAY, attempt, claim, contacts, decided, finishing, hand_over, import, invitation, ledger, save,
    scheduled, settle, stands, workspace,
};
use crate::StoreError;
use crate::area::{Asked, Page};

const ALL: Page = Page { after: 0, most: 100 };

fn key(column: i32, hash: u8) -> Key {
    Key { column: ColumnId(column), hash: [hash; 16] }
}

fn group(keys: &[Key]) -> Group {
    Group::new(keys.to_vec()).expect("a group of keys")
}

fn contact_of(customer: &DecidedCustomer) -> ContactHash {
    contacts(&import(vec![customer.clone()]))[0].expect("an address")
}

fn block(fixture: &Fixture, kind: BlockKind, groups: Vec<Group>) -> NewBlock {
    let ends_at = (kind == BlockKind::Lock).then(|| fixture.at(90 * DAY));
    let starts_at = fixture.now();
    NewBlock { kind, questionnaire: None, opt_in: None, customer: None, groups, starts_at, ends_at }
}

fn add(fixture: &Fixture, workspace: WorkspaceId, block: NewBlock) -> BlockId {
    let at = fixture.now();
    fixture.write(workspace, move |tx| tx.add_block(&block, at))
}

fn lock(fixture: &Fixture, workspace: WorkspaceId, customer: &DecidedCustomer) -> BlockId {
    let groups = vec![group(&[Key::of_contact(contact_of(customer))])];
    add(fixture, workspace, block(fixture, BlockKind::Lock, groups))
}

/// How persons with these keys stand, asked this questionnaire.
fn standing(fixture: &Fixture, workspace: WorkspaceId, keys: &[Key], asked: Option<i32>) -> Standing {
    let asked = Asked { keys: keys.to_vec(), questionnaire: asked.map(QuestionnaireId) };
    let at = fixture.now();
    let found = fixture.write(workspace, move |tx| {
        tx.standings(&[Asked::default(), asked.clone()], Some(Timestamp::MIN), at)
    });
    assert_eq!((found.len(), found[0].clone()), (2, Standing::default()), "nobody has no keys");
    found[1].clone()
}

pub fn blocks_come_back_and_end(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let wanted = NewBlock {
        questionnaire: Some(QuestionnaireId(7)),
        opt_in: Some(true),
        customer: Some(CustomerId(3)),
        ..block(fixture, BlockKind::Lock, vec![group(&[key(0, 1)]), group(&[key(20, 2), key(21, 3)])])
    };
    let (starts_at, ends_at) = (wanted.starts_at, wanted.ends_at);
    let id = add(fixture, ours, wanted);
    add(fixture, ours, block(fixture, BlockKind::OptOut, vec![group(&[key(0, 9)])]));
    let locks = fixture.read(ours, |tx| tx.blocks(BlockKind::Lock, ALL));
    assert_eq!(locks.len(), 1);
    let found = &locks[0];
    assert_eq!((found.id, found.kind, found.questionnaire), (id, BlockKind::Lock, Some(QuestionnaireId(7))));
    assert_eq!((found.opt_in, found.customer), (Some(true), Some(CustomerId(3))));
    assert_eq!((found.starts_at, found.ends_at, found.created_at), (starts_at, ends_at, fixture.now()));
    fixture.step(60);
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.end_block(BlockKind::Lock, id, at));
    fixture.step(60);
    let later = fixture.now();
    fixture.write(ours, move |tx| tx.end_block(BlockKind::Lock, id, later));
    let ended = fixture.read(ours, |tx| tx.blocks(BlockKind::Lock, ALL))[0].ends_at;
    assert_eq!(ended, Some(at), "what is over stays as it is (E78)");
    let refused = fixture.try_write(ours, move |tx| tx.end_block(BlockKind::OptOut, id, later));
    assert_eq!(refused, Err(StoreError::Missing("opt-out")));
    let refused = fixture.try_write(theirs, move |tx| tx.end_block(BlockKind::Lock, id, later));
    assert_eq!(refused, Err(StoreError::Missing("lock")));
}

pub fn e73_a_person_is_meant_by_all_keys_of_one_group(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let groups = vec![group(&[key(0, 1)]), group(&[key(20, 2), key(21, 3)])];
    let id = add(fixture, ours, block(fixture, BlockKind::Lock, groups));
    let hit = Some(Hit { block: id, kind: BlockKind::Lock });
    let is_hit = |keys: &[Key]| standing(fixture, ours, keys, None).hit;
    assert_eq!(is_hit(&[key(0, 1)]), hit);
    assert_eq!(is_hit(&[key(0, 8), key(20, 2), key(21, 3), key(22, 4)]), hit);
    for keys in [&[key(20, 2)][..], &[key(20, 3), key(21, 2)], &[key(0, 2), key(21, 3)], &[key(20, 1)]] {
        assert_eq!(is_hit(keys), None, "{keys:?}");
    }
    assert_eq!(standing(fixture, theirs, &[key(0, 1)], None).hit, None);
}

pub fn e80_an_opt_out_beats_a_lock_and_a_lock_has_its_end_and_questionnaire(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let own = || vec![group(&[key(0, 1)])];
    let narrow =
        NewBlock { questionnaire: Some(QuestionnaireId(7)), ..block(fixture, BlockKind::Lock, own()) };
    let narrow = add(fixture, ours, narrow);
    let hit = |asked| standing(fixture, ours, &[key(0, 1)], asked).hit;
    assert_eq!(hit(Some(7)), Some(Hit { block: narrow, kind: BlockKind::Lock }));
    assert_eq!((hit(Some(8)), hit(None)), (None, None));
    fixture.step(90 * DAY - 1);
    assert!(hit(Some(7)).is_some());
    fixture.step(1);
    assert_eq!(hit(Some(7)), None, "it blocks before its end");
    let wide = add(fixture, ours, block(fixture, BlockKind::Lock, own()));
    let out = add(fixture, ours, block(fixture, BlockKind::OptOut, own()));
    assert_eq!(hit(Some(8)), Some(Hit { block: out, kind: BlockKind::OptOut }));
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.end_block(BlockKind::OptOut, out, at));
    assert_eq!(hit(Some(8)), Some(Hit { block: wide, kind: BlockKind::Lock }));
}

pub fn e82_opt_outs_are_found_by_more_and_by_fewer_columns(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let groups = vec![group(&[key(0, 1)]), group(&[key(20, 2), key(21, 3)])];
    let first = add(fixture, ours, block(fixture, BlockKind::OptOut, groups));
    let second = add(fixture, ours, block(fixture, BlockKind::OptOut, vec![group(&[key(20, 2)])]));
    add(fixture, ours, block(fixture, BlockKind::Lock, vec![group(&[key(0, 1)])]));
    let items = vec![
        vec![group(&[key(0, 1)])],
        vec![group(&[key(0, 8)]), group(&[key(20, 2)])],
        vec![group(&[key(20, 2), key(21, 3)])],
        vec![group(&[key(20, 2), key(21, 4)])],
        vec![],
    ];
    let at = fixture.now();
    let asked = items.clone();
    let found = fixture.read(ours, move |tx| tx.opt_outs_of(&asked, at));
    assert_eq!(found, [vec![first], vec![first, second], vec![first, second], vec![second], vec![]]);
    fixture.write(ours, move |tx| tx.end_block(BlockKind::OptOut, first, at));
    let found = fixture.read(ours, move |tx| tx.opt_outs_of(&items, at));
    assert_eq!(found, [vec![], vec![second], vec![second], vec![second], vec![]]);
}

pub fn e79_all_blocks_on_a_person_are_found(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let both = vec![group(&[key(0, 1)]), group(&[key(20, 2), key(21, 3)])];
    let out = add(fixture, ours, block(fixture, BlockKind::OptOut, both.clone()));
    let lifted = NewBlock {
        opt_in: Some(true),
        questionnaire: Some(QuestionnaireId(7)),
        ..block(fixture, BlockKind::Lock, both)
    };
    let lock = add(fixture, ours, lifted);
    let own = vec![group(&[key(0, 1)])];
    let over = add(fixture, ours, block(fixture, BlockKind::Lock, own.clone()));
    add(fixture, theirs, block(fixture, BlockKind::OptOut, own));
    add(fixture, ours, block(fixture, BlockKind::OptOut, vec![group(&[key(20, 2), key(21, 9)])]));
    let at = fixture.now();
    fixture.write(ours, move |tx| {
        tx.hold_people()?;
        tx.end_block(BlockKind::Lock, over, at)
    });
    let found = |keys: Vec<Key>| {
        let found = fixture.read(ours, move |tx| tx.blocks_on(&keys, at));
        found.into_iter().map(|block| (block.id, block.kind, block.opt_in)).collect::<Vec<_>>()
    };
    let expected = [(out, BlockKind::OptOut, None), (lock, BlockKind::Lock, Some(true))];
    assert_eq!(found(vec![key(0, 1), key(20, 2), key(21, 3)]), expected);
    assert_eq!(found(vec![key(20, 2), key(21, 3), key(0, 8)]), expected);
    for keys in [vec![], vec![key(20, 2)], vec![key(20, 2), key(21, 4)], vec![key(0, 2)]] {
        assert_eq!(found(keys.clone()), [], "{keys:?}");
    }
    fixture.step(90 * DAY);
    let later = fixture.now();
    let left = fixture.read(ours, move |tx| tx.blocks_on(&[key(0, 1)], later));
    assert_eq!(left.iter().map(|block| block.id).collect::<Vec<_>>(), [out], "an opt-out has no end");
}

pub fn e16_an_opt_out_stops_who_has_not_opened(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let keyed = |number, address: &str, hash| DecidedCustomer {
        address: Some(address.to_owned()),
        keys: vec![key(20, hash), key(21, 5)],
        ..scheduled(fixture, number)
    };
    let saved = save(
        fixture,
        ours,
        import(vec![
            keyed(0, "ann@example.org", 1),
            keyed(1, "ann@example.org", 2),
            keyed(2, "other@example.org", 1),
            keyed(3, "third@example.org", 3),
            keyed(4, "ann@example.org", 4),
        ]),
    );
    let number = move |index: i32| saved.first_customer.0 + index;
    let (opened, finished) = (CustomerId(number(1)), CustomerId(number(4)));
    let at = fixture.now();
    fixture.write(ours, move |tx| {
        tx.record_opening(opened, &decided(Rule::QuestionnaireOpened, at))?;
        tx.save_answers(&finishing(finished, 9, at)).map(drop)
    });
    let own = fixture.read(ours, move |tx| tx.keys_of_customer(CustomerId(number(0)))).expect("its keys");
    assert_eq!(own.len(), 3);
    let groups = canvass_domain::block::group_of_columns(&own);
    let wanted = block(fixture, BlockKind::OptOut, groups.clone());
    let (id, stopped) = fixture.write(ours, move |tx| {
        let id = tx.add_block(&wanted, at)?;
        Ok((id, tx.opt_out_customers(id, &groups, Some(CustomerId(number(0))), at)?))
    });
    assert_eq!(stopped, 2, "its own, and the one with the same identifying values");
    let out = (CustomerState::OptedOut, Some(Reason::OptedOut));
    let states: Vec<_> = (0..5).map(|index| stands(fixture, ours, number(index))).collect();
    let expected = [
        out,
        (CustomerState::Opened, None),
        out,
        (CustomerState::Scheduled, None),
        (CustomerState::Finished, None),
    ];
    assert_eq!(states, expected);
    let messages: Vec<_> = [0, 1, 2, 3].map(|index| invitation(fixture, ours, number(index))).to_vec();
    let gone = MessageState::Cancelled;
    assert_eq!(messages, [gone, gone, gone, MessageState::Waiting]);
    assert_eq!(ledger(fixture, ours, CustomerId(number(2))).last(), Some(&Rule::OptedOut));
    let told = fixture.read(ours, move |tx| tx.decisions(CustomerId(number(2))));
    assert_eq!(told.last().expect("an entry").detail, Some(id.to_string()));
}

pub fn q45_q46_what_was_sent_and_what_waits_is_known_of_a_person(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let customer = scheduled(fixture, 1);
    let own = [Key::of_contact(contact_of(&customer))];
    save(fixture, ours, import(vec![customer]));
    let seen = |asked| standing(fixture, ours, &own, Some(asked));
    let waits = |same| Standing { queue: Queue { any: true, same }, ..Standing::default() };
    assert_eq!((seen(1), seen(2)), (waits(true), waits(false)));
    let claims = claim(fixture, 1);
    assert_eq!(hand_over(fixture, &claims), [true]);
    let at = fixture.now();
    let sent = |standing: Standing| {
        let told = |contact: &Contact| (contact.questionnaire, contact.kind, contact.at);
        standing.contacts.iter().map(told).collect::<Vec<_>>()
    };
    let invited = vec![(Some(QuestionnaireId(1)), ContactKind::Invitation, at)];
    assert_eq!((sent(seen(1)), sent(seen(2))), (invited.clone(), invited.clone()));
    fixture.step(60);
    settle(fixture, attempt(&claims[0]), AttemptResult::Sent("250 ok".to_owned()), None);
    assert_eq!((sent(seen(1)), seen(1).queue), (invited, Queue::default()));
    let test = canvass_domain::decide::import_customers::Import {
        is_test: true,
        ..import(vec![scheduled(fixture, 2)])
    };
    let other = [Key::of_contact(contact_of(&test.customers[0]))];
    save(fixture, ours, test);
    assert_eq!(standing(fixture, ours, &other, Some(1)), Standing::default(), "E57");
}

pub fn e72_a_lock_is_found_again_at_the_fence(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let by_column = |number: i32, keys: Vec<Key>| DecidedCustomer { keys, ..scheduled(fixture, number) };
    let customers = vec![
        scheduled(fixture, 0),
        by_column(1, vec![key(20, 1), key(21, 2)]),
        by_column(2, vec![key(20, 1)]),
        scheduled(fixture, 3),
    ];
    let locked = customers[0].clone();
    let saved = save(fixture, ours, import(customers));
    let claims = claim(fixture, 4);
    let id = lock(fixture, ours, &locked);
    let groups = vec![group(&[key(20, 1), key(21, 2)])];
    add(fixture, ours, block(fixture, BlockKind::Lock, groups));
    assert_eq!(hand_over(fixture, &claims), [false, false, true, true]);
    let number = move |index: i32| saved.first_customer.0 + index;
    for index in [0, 1] {
        let customer = number(index);
        assert_eq!(stands(fixture, ours, customer), (CustomerState::Locked, Some(Reason::Locked)));
        assert_eq!(invitation(fixture, ours, customer), MessageState::Cancelled);
    }
    let told = fixture.read(ours, move |tx| tx.decisions(CustomerId(number(0))));
    let last = told.last().expect("an entry");
    assert_eq!(
        (last.rule, last.detail.clone(), last.at),
        (Rule::Locked, Some(id.to_string()), fixture.now())
    );
    assert_eq!(hand_over(fixture, &claims[..2]), [false, false]);
    assert_eq!(ledger(fixture, ours, CustomerId(number(0))).len(), told.len(), "decided once");
}

pub fn p7_after_an_acknowledged_lock_nothing_is_handed_over(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at: Timestamp = fixture.now();
    let mut left = 0;
    for round in 0..60 {
        let customer = scheduled(fixture, round);
        save(fixture, ours, import(vec![customer.clone()]));
        let claims = claim(fixture, 1);
        let wanted = block(fixture, BlockKind::Lock, vec![group(&[Key::of_contact(contact_of(&customer))])]);
        let is_acknowledged = AtomicBool::new(false);
        let verdicts = fixture.at_once(2, |side| {
            if side == 0 {
                let wanted = wanted.clone();
                fixture.write(ours, move |tx| tx.add_block(&wanted, at));
                is_acknowledged.store(true, Ordering::SeqCst);
                return None;
            }
            let was_acknowledged = is_acknowledged.load(Ordering::SeqCst);
            Some((was_acknowledged, hand_over(fixture, &claims)[0]))
        });
        let (was_acknowledged, has_left) = verdicts[1].expect("the hand-over");
        assert!(!(was_acknowledged && has_left), "round {round}");
        left += u32::from(has_left);
        let after = hand_over(fixture, &claims);
        assert_eq!(after, [false], "round {round}");
    }
    let sent = fixture.read(ours, |tx| tx.message_counts(None));
    let handed: i64 =
        sent.iter().filter(|(state, _)| *state == MessageState::HandingOver).map(|(_, n)| n).sum();
    assert_eq!(handed, i64::from(left), "what was not handed over was cancelled");
}

//! E24, E29-E36, E59, E60, E96-E98.

use std::collections::BTreeMap;

use super::world::*;
use crate::certificate::{Certificate, Thumbprint};
use crate::command::{NewCustomer, NewValue, Place};
use crate::decide::import_customers::{Notice, Previous, Problem};
use crate::id::{ColumnId, QuestionnaireId};
use crate::value::{Opener, Sealed, Value};

const THUMBPRINT: &str = "0123456789abcdef0123456789ABCDEF01234567";

fn plain(text: &str) -> Value {
    Value::Plain(text.to_owned())
}

fn previous(values: &[(i32, Value)]) -> Previous {
    Previous {
        values: values.iter().map(|(id, value)| (ColumnId(*id), value.clone())).collect(),
        answers: Vec::new(),
    }
}

#[test]
fn e29_a_column_is_found_by_id_then_name_then_external_name() {
    let world = World::catch_all();
    for (sent, column) in [
        (value(NAME, "Ann"), NAME),
        (named("first_NAME_customer", "Ann"), NAME),
        (named(" First_name_customer\t", "Ann"), NAME),
        (named("Geslacht", "Ann"), GENDER),
        // The technical name of 14 wins over the external name of 16.
        (named("gender_customer", "Ann"), GENDER),
        (NewValue { name: Some("Segment".to_owned()), ..value(-1, "Ann") }, SEGMENT),
    ] {
        let decided = world.one(valued(vec![sent]));
        assert_eq!(decided.values, BTreeMap::from([(ColumnId(column), plain("Ann"))]));
    }
}

#[test]
fn e30_the_id_wins_with_a_warning_when_the_name_differs() {
    let world = World::catch_all();
    let sent = |name: &str| NewValue { name: Some(name.to_owned()), ..value(GENDER, "v") };
    for (name, warns) in
        [("Segment", true), ("unknown", true), (" GESLACHT", false), ("gender_Customer", false), (" ", false)]
    {
        let import = world.decide(batch(vec![valued(vec![value(NAME, "Ann"), sent(name)])]));
        assert_eq!(import.customers[0].values[&ColumnId(GENDER)], plain("v"));
        let warnings: Vec<_> = import.warnings.iter().map(|w| (w.place, w.notice.clone())).collect();
        let expected = vec![(Place::Value(0, 1), Notice::ColumnNameDiffers(ColumnId(GENDER)))];
        assert_eq!(warnings, if warns { expected } else { Vec::new() }, "{name}");
    }
}

#[test]
fn e31_e34_unknown_unnamed_and_archived_columns_refuse_the_request() {
    let world = World::catch_all();
    let faults = world.faults(batch(vec![
        valued(vec![value(99, "v"), named(" nobody ", "v"), value(0, "v")]),
        valued(vec![named("", "v"), value(OLD, "v"), NewValue { value: None, ..named("old", "") }]),
    ]));
    assert_eq!(
        faults,
        vec![
            (Place::Value(0, 0), Problem::ColumnIdUnknown(99)),
            (Place::Value(0, 1), Problem::ColumnNameUnknown("nobody".to_owned())),
            (Place::Value(0, 2), Problem::ColumnUnnamed),
            (Place::Value(1, 0), Problem::ColumnUnnamed),
            (Place::Value(1, 1), Problem::ColumnArchived(ColumnId(OLD), "Old".to_owned())),
            (Place::Value(1, 2), Problem::ColumnArchived(ColumnId(OLD), "Old".to_owned())),
        ]
    );
}

#[test]
fn e32_e33_a_required_column_needs_a_value_that_is_not_blank() {
    let mut world = World::catch_all();
    world.columns[0].is_required = true;
    world.previous.insert(7, previous(&[(GENDER, plain("f"))]));
    world.previous.insert(8, previous(&[(GENDER, plain(" "))]));
    let required = Problem::ColumnRequired(ColumnId(GENDER), "Gender_customer".to_owned());
    let with_previous = |id, values| NewCustomer { previous: Some(id), ..valued(values) };
    for (sent, is_missing) in [
        (valued(vec![]), true),
        (valued(vec![value(GENDER, "")]), true),
        (valued(vec![value(GENDER, " \t")]), true),
        (valued(vec![NewValue { value: None, ..value(GENDER, "") }]), true),
        (valued(vec![value(GENDER, "f")]), false),
        (valued(vec![encrypted(GENDER, Some(THUMBPRINT), Some("a2V5"))]), false),
        (with_previous(7, vec![]), false),
        // Null is "not sent", so the copied value stands; a blank text is sent and wins (E59).
        (with_previous(7, vec![NewValue { value: None, ..value(GENDER, "") }]), false),
        (with_previous(7, vec![value(GENDER, "")]), true),
        (with_previous(8, vec![]), true),
    ] {
        let faults = world.faults(batch(vec![sent.clone()]));
        let expected = if is_missing { vec![(Place::Values(0), required.clone())] } else { vec![] };
        assert_eq!(faults, expected, "{sent:?}");
    }
}

#[test]
fn e35_a_column_twice_is_taken_once_or_refused() {
    let world = World::catch_all();
    let decided = world.one(valued(vec![value(NAME, "Ann"), named("first_name_customer", "Ann")]));
    assert_eq!(decided.values, BTreeMap::from([(ColumnId(NAME), plain("Ann"))]));
    let twice = Problem::ColumnTwice(ColumnId(NAME), "First_name_customer".to_owned());
    for second in [
        value(NAME, "ann"),
        value(NAME, "Ann "),
        value(NAME, ""),
        encrypted(NAME, Some(THUMBPRINT), Some("k")),
    ] {
        let faults = world.faults(batch(vec![valued(vec![value(NAME, "Ann"), second])]));
        assert_eq!(faults, vec![(Place::Value(0, 1), twice.clone())]);
    }
}

#[test]
fn e36_values_are_kept_as_sent() {
    let decided = World::catch_all().one(valued(vec![value(NAME, "  Ann \n")]));
    assert_eq!(decided.values[&ColumnId(NAME)], plain("  Ann \n"));
}

#[test]
fn e59_e60_the_data_of_the_previous_customer_fills_the_other_columns() {
    let mut world = World::catch_all();
    let secret = Value::Encrypted { value: "Zm9v".into(), thumbprint: THUMBPRINT.into(), key: "k".into() };
    let before =
        previous(&[(GENDER, plain("f")), (NAME, plain("Old")), (SEGMENT, secret.clone()), (OLD, plain("x"))]);
    world.previous.insert(7, before);
    let decided = world.one(NewCustomer { previous: Some(7), ..valued(vec![value(NAME, "Ann")]) });
    let expected = [(GENDER, plain("f")), (NAME, plain("Ann")), (SEGMENT, secret)];
    assert_eq!(decided.values, expected.into_iter().map(|(id, value)| (ColumnId(id), value)).collect());
    assert_eq!(decided.previous, Some(7));
    let faults = world.faults(batch(vec![NewCustomer { previous: Some(6), ..valued(vec![]) }]));
    assert_eq!(faults, vec![(Place::Previous(0), Problem::PreviousUnknown)]);
}

#[test]
fn e96_e97_encrypted_values_need_a_thumbprint_and_a_key() {
    let world = World::catch_all();
    let long = "ab".repeat(32);
    for (thumbprint, key, expected) in [
        (None, Some("k"), vec![(Place::Thumbprint(0, 0), Problem::ThumbprintMissing)]),
        (Some(" "), Some("k"), vec![(Place::Thumbprint(0, 0), Problem::ThumbprintMissing)]),
        (Some("zz"), Some("k"), vec![(Place::Thumbprint(0, 0), Problem::ThumbprintInvalid)]),
        (
            THUMBPRINT.strip_prefix('0'),
            Some("k"),
            vec![(Place::Thumbprint(0, 0), Problem::ThumbprintInvalid)],
        ),
        (Some(THUMBPRINT), None, vec![(Place::Key(0, 0), Problem::KeyMissing)]),
        (
            None,
            None,
            vec![
                (Place::Thumbprint(0, 0), Problem::ThumbprintMissing),
                (Place::Key(0, 0), Problem::KeyMissing),
            ],
        ),
        (Some("01:23 45:67 89abcdef0123456789ABCDEF01234567"), Some("k"), vec![]),
        (Some(long.as_str()), Some("k"), vec![]),
    ] {
        let faults = world.faults(batch(vec![valued(vec![encrypted(NAME, thumbprint, key)])]));
        assert_eq!(faults, expected, "{thumbprint:?} {key:?}");
    }
    let import = world.decide(batch(vec![valued(vec![encrypted(NAME, Some(THUMBPRINT), Some(" k"))])]));
    let kept = Value::Encrypted { value: "Zm9v".into(), thumbprint: THUMBPRINT.into(), key: " k".into() };
    assert_eq!(import.customers[0].values[&ColumnId(NAME)], kept);
    assert_eq!(import.warnings[0].notice, Notice::ThumbprintUnregistered);
}

#[test]
fn e97_a_registered_certificate_is_known_by_both_its_thumbprints() {
    let thumbprint = |text: &str| Thumbprint::parse(text).unwrap();
    let mut world = World::catch_all();
    world.certificates = vec![Certificate {
        id: 1,
        sha1: thumbprint(THUMBPRINT),
        sha256: thumbprint(&"cd".repeat(32)),
        public_key: thumbprint(&"ef".repeat(32)),
        subject: "CN=sender".to_owned(),
        ends_at: now(),
        created_at: now(),
    }];
    for (sent, warnings) in [(THUMBPRINT, 0), ("CD CD".repeat(16).as_str(), 0), ("ef".repeat(32).as_str(), 1)]
    {
        let import = world.decide(batch(vec![valued(vec![encrypted(NAME, Some(sent), Some("k"))])]));
        assert_eq!(import.warnings.len(), warnings, "{sent}");
    }
}

/// Reads what ends in `!`, as a name of the column and what stands before it.
#[derive(Debug)]
struct Reads;

impl Opener for Reads {
    fn open(&self, column: ColumnId, sealed: Sealed<'_>) -> Option<String> {
        let text = sealed.value.strip_suffix('!')?;
        (column == ColumnId(SEGMENT) && sealed.key == "k").then(|| text.to_owned())
    }
}

#[test]
fn e98_a_value_that_can_be_read_routes_and_stays_as_it_was_sent() {
    let mut world = World::new();
    let sealed = |text: &str| NewValue {
        value: Some(text.to_owned()),
        ..encrypted(SEGMENT, Some(THUMBPRINT), Some("k"))
    };
    // E20: what cannot be read counts as blank, and leads nowhere here.
    assert_eq!(world.one(valued(vec![sealed("gold!")])).routing, None);
    world.opener = Box::new(Reads);
    let customer = world.one(valued(vec![sealed(" GOLD !")]));
    assert_eq!(customer.routing.map(|routing| routing.questionnaire), Some(QuestionnaireId(1)));
    let kept = Value::Encrypted { value: " GOLD !".into(), thumbprint: THUMBPRINT.into(), key: "k".into() };
    assert_eq!(customer.values[&ColumnId(SEGMENT)], kept);
    assert_eq!(world.one(valued(vec![sealed("gold")])).routing, None);
    // A copied one is read as well (E60).
    let values = BTreeMap::from([(ColumnId(SEGMENT), kept)]);
    world.previous.insert(7, Previous { values, ..Previous::default() });
    let copied = world.one(NewCustomer { previous: Some(7), ..valued(Vec::new()) });
    assert_eq!(copied.routing.map(|routing| routing.questionnaire), Some(QuestionnaireId(1)));
}

#[test]
fn e97_encryption_members_without_the_mark_are_dropped_with_a_warning() {
    let sent = NewValue { is_encrypted: false, ..encrypted(NAME, Some("whatever"), None) };
    let import = World::catch_all().decide(batch(vec![valued(vec![sent])]));
    assert_eq!(import.customers[0].values[&ColumnId(NAME)], plain("Zm9v"));
    assert_eq!(import.warnings.len(), 1);
    assert_eq!(import.warnings[0].place, Place::Value(0, 0));
    assert_eq!(import.warnings[0].notice, Notice::EncryptionDropped);
}

#[test]
fn a_hostile_request_gives_a_bounded_list_of_faults() {
    let many = vec![value(99, "v"); 100_000];
    assert_eq!(World::catch_all().faults(batch(vec![valued(many)])).len(), 1_000);
}

#[test]
fn e124_a_customer_brings_at_most_500_values() {
    let world = World::catch_all();
    let many = |count| batch(vec![customer("ann@example.org"), valued(vec![value(NAME, "v"); count])]);
    assert_eq!(world.faults(many(500)), vec![]);
    assert_eq!(world.faults(many(501)), vec![(Place::Values(1), Problem::TooManyValues { most: 500 })]);
}

//! What makes a key, and what refuses a call.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::*;
use crate::block::NamedKey;
use crate::command::NewValue;
use crate::id::ColumnId;
use crate::when::When;

struct World {
    columns: Vec<Column>,
    questionnaires: BTreeMap<Uuid, QuestionnaireId>,
    lock_days: i32,
    has_customer: bool,
    country: Option<CallingCode>,
}

impl World {
    fn new() -> Self {
        let column = |id: i32, name: &str, is_identifying| Column {
            id: ColumnId(id),
            name: name.to_owned(),
            display_name: name.to_owned(),
            external_name: Some(format!("ext_{name}")),
            is_required: true,
            is_archived: false,
            is_identifying,
            is_reportable: false,
        };
        Self {
            columns: vec![
                column(18, "Unit", false),
                column(20, "EmployeeId", true),
                column(21, "Born", true),
            ],
            questionnaires: BTreeMap::from([(Uuid::from_u128(9), QuestionnaireId(3))]),
            lock_days: 90,
            has_customer: true,
            country: None,
        }
    }

    fn add(&self, command: &AddLock) -> Result<DecidedLock, Vec<(BlockPlace, BlockProblem)>> {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let facts = Facts {
            zone: &zone,
            country: self.country,
            lock_days: self.lock_days,
            columns: &self.columns,
            questionnaires: &self.questionnaires,
            has_customer: self.has_customer,
        };
        add_lock(command, &facts, now())
            .map_err(|faults| faults.into_iter().map(|fault| (fault.place, fault.problem)).collect())
    }

    fn person(&self, person: NamedPerson) -> Result<NamedGroups, Vec<(BlockPlace, BlockProblem)>> {
        self.add(&AddLock { person, ..AddLock::default() }).map(|lock| lock.person)
    }
}

fn now() -> Timestamp {
    "2026-03-02T10:15:04+01:00".parse().unwrap()
}

fn by_mail() -> NamedPerson {
    NamedPerson { email: Some(" Ann@Example.org ".to_owned()), ..NamedPerson::default() }
}

fn value(column: i32, text: &str) -> NewValue {
    NewValue { column, value: Some(text.to_owned()), ..NewValue::default() }
}

fn employee(text: &str) -> NamedKey {
    NamedKey::Column(ColumnId(20), text.to_owned())
}

#[test]
fn e73_without_a_key_nothing_is_locked() {
    let world = World::new();
    let nothing = vec![(BlockPlace::Person(0), BlockProblem::NoKey)];
    assert_eq!(world.person(NamedPerson::default()), Err(nothing.clone()));
    let blank =
        NamedPerson { email: Some("  ".to_owned()), values: vec![value(20, " ")], ..NamedPerson::default() };
    assert_eq!(world.person(blank), Err(nothing));
}

#[test]
fn e73_each_key_is_a_group_and_all_columns_are_one() {
    let person = NamedPerson {
        customer: Some(90_001),
        values: vec![value(20, "A-1"), NewValue { name: Some("born".to_owned()), ..value(0, "1970-01-01") }],
        ..by_mail()
    };
    let groups = World::new().person(person).unwrap();
    assert_eq!(groups.customer, Some(CustomerId(90_001)));
    let address = NamedKey::Address("ann@example.org".to_owned());
    let born = NamedKey::Column(ColumnId(21), "1970-01-01".to_owned());
    assert_eq!(groups.groups, [vec![address], vec![employee("a-1"), born]]);
}

#[test]
fn e73_a_blank_value_makes_its_list_no_key_because_fewer_columns_mean_more_people() {
    let person = NamedPerson { values: vec![value(20, "A-1"), value(21, "")], ..by_mail() };
    assert_eq!(World::new().person(person).unwrap().groups.len(), 1, "only the address");
}

#[test]
fn e74_only_identifying_columns_that_can_be_read_are_keys() {
    let hidden = NewValue { is_encrypted: true, ..value(20, "x") };
    let unnamed = NewValue { value: Some("x".to_owned()), ..NewValue::default() };
    let named = NewValue { name: Some("Nobody".to_owned()), ..value(0, "x") };
    let person = NamedPerson {
        values: vec![value(18, "North"), hidden, value(99, "x"), unnamed, named],
        ..NamedPerson::default()
    };
    let expected = vec![
        (BlockPlace::Value(0, 0), BlockProblem::ColumnNotIdentifying(ColumnId(18), "Unit".to_owned())),
        (BlockPlace::Value(0, 1), BlockProblem::ValueEncrypted),
        (BlockPlace::Value(0, 2), BlockProblem::ColumnIdUnknown(99)),
        (BlockPlace::Value(0, 3), BlockProblem::ColumnUnnamed),
        (BlockPlace::Value(0, 4), BlockProblem::ColumnNameUnknown("Nobody".to_owned())),
    ];
    assert_eq!(World::new().person(person), Err(expected));
}

#[test]
fn e35_a_column_twice_is_one_key_with_equal_values_and_a_fault_with_others() {
    let equal = NamedPerson { values: vec![value(20, "a"), value(20, "A ")], ..NamedPerson::default() };
    assert_eq!(World::new().person(equal).unwrap().groups, [vec![employee("a")]]);
    let other = NamedPerson { values: vec![value(20, "a"), value(20, "b")], ..NamedPerson::default() };
    let twice = BlockProblem::ColumnTwice(ColumnId(20), "EmployeeId".to_owned());
    assert_eq!(World::new().person(other), Err(vec![(BlockPlace::Value(0, 1), twice)]));
}

#[test]
fn e37_a_column_is_found_by_its_external_name_too() {
    let by_external = NewValue { external_name: Some(" EXT_employeeid".to_owned()), ..value(0, "a") };
    let person = NamedPerson { values: vec![by_external], ..NamedPerson::default() };
    assert_eq!(World::new().person(person).unwrap().groups, [vec![employee("a")]]);
}

#[test]
fn a_customer_and_a_questionnaire_must_be_of_the_workspace() {
    let world = World { has_customer: false, ..World::new() };
    let command = AddLock {
        questionnaire: Some(QuestionnaireKey::Guid(Uuid::from_u128(1))),
        person: NamedPerson { customer: Some(0), ..NamedPerson::default() },
        ..AddLock::default()
    };
    let expected = vec![
        (BlockPlace::Questionnaire, BlockProblem::QuestionnaireUnknown),
        (BlockPlace::Customer(0), BlockProblem::CustomerUnknown),
    ];
    assert_eq!(world.add(&command), Err(expected));
    for key in [QuestionnaireKey::Guid(Uuid::from_u128(9)), QuestionnaireKey::Number(QuestionnaireId(3))] {
        let command = AddLock { questionnaire: Some(key), person: by_mail(), ..AddLock::default() };
        assert_eq!(World::new().add(&command).unwrap().questionnaire, Some(QuestionnaireId(3)));
    }
}

#[test]
fn e75_a_lock_counts_from_its_creation_date_and_an_old_one_may_be_over() {
    let at = |text: &str| When::Moment(text.parse().unwrap());
    let with = |when| AddLock { created_at: Some(when), person: by_mail(), ..AddLock::default() };
    let lock = World::new().add(&with(at("2025-01-01T00:00:00Z"))).unwrap();
    assert!(lock.ends_at < now());
    let lock = World::new().add(&with(at("2026-03-02T10:20:04+01:00"))).unwrap();
    assert_eq!(
        lock.starts_at.to_string(),
        "2026-03-02T09:20:04Z",
        "five minutes ahead are clocks that differ"
    );
    let ahead = World::new().add(&with(at("2026-03-02T10:20:05+01:00")));
    assert_eq!(ahead, Err(vec![(BlockPlace::CreatedAt, BlockProblem::DateAhead)]));
}

#[test]
fn e77_with_lock_days_0_the_lock_ends_at_once() {
    let world = World { lock_days: 0, ..World::new() };
    let lock = world.add(&AddLock { person: by_mail(), ..AddLock::default() }).unwrap();
    assert_eq!((lock.starts_at, lock.ends_at), (now(), now()));
}

#[test]
fn e82_every_item_of_a_question_needs_a_key_and_all_faults_are_told() {
    let world = World::new();
    let zone = TimeZone::UTC;
    let facts = Facts {
        zone: &zone,
        country: None,
        lock_days: 90,
        columns: &world.columns,
        questionnaires: &world.questionnaires,
        has_customer: false,
    };
    let asked = |people| check_opt_outs(&CheckOptOuts { people }, &facts);
    assert_eq!(asked(vec![by_mail(), by_mail()]).unwrap().len(), 2);
    let faults = asked(vec![by_mail(), NamedPerson::default(), NamedPerson::default()]).unwrap_err();
    let places: Vec<BlockPlace> = faults.iter().map(|fault| fault.place).collect();
    assert_eq!(places, [BlockPlace::Person(1), BlockPlace::Person(2)]);
    assert_eq!(asked(vec![]).unwrap_err()[0].problem, BlockProblem::NoPeople);
    let many = asked(vec![by_mail(); 1_001]).unwrap_err();
    assert_eq!(many[0].problem, BlockProblem::TooManyPeople { most: 1_000 });
}

#[test]
fn a_national_number_is_read_by_the_workspaces_country_or_refused() {
    let by_number = |text: &str| NamedPerson { email: Some(text.to_owned()), ..NamedPerson::default() };
    let mut world = World::new();
    let refused = Err(vec![(BlockPlace::Email(0), BlockProblem::NumberUnreadable)]);
    for text in [
        "0612345678",
        " 06 - 12 34 56 78",
        "(020) 123.4567",
        "[06] 12345678",
        "06\u{2013}12345678",
        "06/12345678",
    ] {
        assert_eq!(world.person(by_number(text)), refused, "{text}");
    }
    let whole = world.person(by_number("+31 6 12345678")).unwrap();
    world.country = CallingCode::new(31);
    assert_eq!(world.person(by_number("06-12345678")), Ok(whole.clone()));
    assert_eq!(world.person(by_number("+31612345678")), Ok(whole));
    // One that nobody can have would block nobody, too.
    for text in ["06/12345678", "00 00 00 00"] {
        assert_eq!(world.person(by_number(text)), refused, "{text}");
    }
    // E73: what is neither is a key that nobody has, as ever.
    assert!(world.person(by_number("No Address")).is_ok());
}

#[test]
fn what_is_plainly_a_number_is_read_or_refused() {
    let by_number = |text: &str| NamedPerson { email: Some(text.to_owned()), ..NamedPerson::default() };
    let mut world = World::new();
    let refused = Err(vec![(BlockPlace::Email(0), BlockProblem::NumberUnreadable)]);
    for country in [None, CallingCode::new(31)] {
        world.country = country;
        let whole = world.person(by_number("+31612345678")).unwrap();
        for text in ["tel:+31612345678", " TEL:+31 6-12345678 "] {
            assert_eq!(world.person(by_number(text)), Ok(whole.clone()), "{text}");
        }
        for text in [
            "+0655555555",
            "+31612345678;ext=3",
            "tel:+31612345678;ext=3",
            "tel:",
            "+\u{ff13}\u{ff11}\u{ff16}\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}\u{ff17}\u{ff18}",
            "\u{660}\u{666}\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}\u{667}\u{668}",
            "\u{202a}+31612345678\u{202c}",
        ] {
            assert_eq!(world.person(by_number(text)), refused, "{text}");
        }
        for text in ["0612345678@example.org", "31612345678@", "Room 12345 of the house"] {
            assert!(world.person(by_number(text)).is_ok(), "{text}");
        }
    }
}

use super::*;
use crate::command::{ChangeOrganisation, CreateOrganisation, NewField};
use crate::id::OrganisationId;
use crate::organisation::{Organisation, SharedProviders};

fn named(name: &str) -> CreateOrganisation {
    CreateOrganisation { name: Some(name.to_owned()), ..CreateOrganisation::default() }
}

fn draft(command: CreateOrganisation) -> Draft {
    Draft::of(command, &SharedProviders::default())
}

fn decided(command: CreateOrganisation) -> Result<NewOrganisation, Vec<Fault>> {
    create_organisation(draft(command), &Facts::default())
}

fn texts(sent: &[&str]) -> Vec<Option<String>> {
    sent.iter().map(|text| Some((*text).to_owned())).collect()
}

fn field(name: &str, kind: &str, value: &str) -> NewField {
    let text = |text: &str| Some(text.to_owned());
    NewField { name: text(name), kind: text(kind), value: text(value) }
}

fn standing(is_active: bool, domains: &[&str]) -> Organisation {
    let domain = |text: &&str| Domain { text: (*text).to_owned(), kind: DomainKind::Tying };
    Organisation {
        id: OrganisationId(4),
        name: "Standing".to_owned(),
        is_active,
        profile: Profile::default(),
        domains: domains.iter().map(domain).collect(),
        fields: Vec::new(),
        created_at: jiff::Timestamp::UNIX_EPOCH,
    }
}

#[test]
fn c11_c15_an_organisation_is_active_unless_told_otherwise_and_its_name_is_trimmed() {
    let made = decided(named("  Example Ltd ")).unwrap();
    assert_eq!((made.name.as_str(), made.is_active), ("Example Ltd", true));
    let silent = CreateOrganisation { is_active: Some(false), ..named("b") };
    assert!(!decided(silent).unwrap().is_active);
    for blank in ["", " \t", "\u{a0}"] {
        let faults = decided(named(blank)).unwrap_err();
        assert_eq!(faults, [Fault { place: Place::Name, problem: Problem::Required }], "{blank:?}");
    }
    assert!(decided(CreateOrganisation::default()).is_err());
}

#[test]
fn c12_c17_all_texts_that_are_too_long_are_told_at_once_and_none_is_cut() {
    let long = |count: usize| Some("\u{e9}".repeat(count));
    let profile = Profile { city: long(256), notes: long(4_001), phone: long(51), ..Profile::default() };
    let command = CreateOrganisation {
        profile,
        domains: vec![None, long(254)],
        fields: vec![Some(field(&"n".repeat(256), "t", &"v".repeat(4_001)))],
        ..named("x")
    };
    let faults = decided(command).unwrap_err();
    let places: Vec<Place> = faults.iter().map(|fault| fault.place).collect();
    assert_eq!(
        places,
        [
            Place::City,
            Place::Notes,
            Place::Phone,
            Place::Domain(1),
            Place::FieldName(0),
            Place::FieldValue(0)
        ]
    );
    let fitting = Profile { city: long(255), notes: long(4_000), phone: long(50), ..Profile::default() };
    let made = decided(CreateOrganisation { profile: fitting.clone(), ..named("x") }).unwrap();
    assert_eq!(made.profile, fitting);
}

#[test]
fn c16_c20_what_another_has_is_told_by_name_and_domain() {
    let command = CreateOrganisation {
        domains: texts(&["free.example", " @Held.example", "gmail.com"]),
        ..named(" Taken ")
    };
    let draft = draft(command);
    let wanted = draft.wanted();
    assert_eq!(wanted.name_key.as_deref(), Some("taken"));
    assert_eq!(wanted.domains, ["free.example", "held.example"]);
    let facts = Facts {
        is_name_taken: true,
        held: ["held.example", "gmail.com"].map(str::to_owned).into(),
        ..Facts::default()
    };
    let domain = "held.example".to_owned();
    assert_eq!(
        create_organisation(draft, &facts).unwrap_err(),
        [
            Fault { place: Place::Name, problem: Problem::NameTaken },
            Fault { place: Place::Domain(1), problem: Problem::DomainTaken { domain } },
        ]
    );
}

#[test]
fn c18_c19_c21_doubles_nulls_and_blanks_are_dropped_and_nothing_else() {
    let mut sent =
        texts(&["Example.com", "https://example.com/x", "", "gmail.com", "no domain", "no domain"]);
    sent.push(None);
    let made = decided(CreateOrganisation { domains: sent, ..named("x") }).unwrap();
    let kept: Vec<(&str, DomainKind)> =
        made.domains.iter().map(|domain| (domain.text.as_str(), domain.kind)).collect();
    assert_eq!(
        kept,
        [
            ("example.com", DomainKind::Tying),
            ("gmail.com", DomainKind::Shared),
            ("no domain", DomainKind::Invalid)
        ]
    );
    assert_eq!(held_domains(true, &made.domains).collect::<Vec<_>>(), ["example.com"]);
    assert_eq!(held_domains(false, &made.domains).count(), 0);
}

#[test]
fn c22_the_last_of_equal_names_wins_and_known_fields_keep_their_definition() {
    let nameless = Some(NewField { value: Some("lost".to_owned()), ..NewField::default() });
    let sent = vec![
        Some(field("Tier", "text", "gold")),
        None,
        nameless,
        Some(field("  ", "text", "lost")),
        Some(field("Region", "list", "north")),
        Some(field(" TIER ", "number", "silver")),
    ];
    let draft = draft(CreateOrganisation { fields: sent, ..named("x") });
    assert_eq!(draft.wanted().field_keys, ["tier", "region"]);
    let fields = [("region".to_owned(), OrganisationFieldId(7))].into();
    let made = create_organisation(draft, &Facts { fields, ..Facts::default() }).unwrap();
    let tier = FieldOf::New { name: "Tier".to_owned(), kind: Some("number".to_owned()) };
    assert_eq!(
        made.fields,
        [
            (tier, Some("silver".to_owned())),
            (FieldOf::Known(OrganisationFieldId(7)), Some("north".to_owned()))
        ]
    );
}

#[test]
fn c28_an_organisation_that_wakes_up_asks_for_its_domains_again() {
    let change = |is_active| ChangeOrganisation {
        id: OrganisationId(4),
        is_active,
        domains: None,
        fields: Vec::new(),
    };
    let shared = SharedProviders::default();
    let asleep = Draft::of_change(change(None), standing(false, &["a.example"]), &shared);
    assert_eq!(asleep.wanted().domains, Vec::<String>::new());
    let awake = Draft::of_change(change(Some(true)), standing(false, &["a.example"]), &shared);
    assert_eq!(awake.wanted().domains, ["a.example"]);
    assert_eq!(awake.wanted().name_key, None);
    let held = ["a.example".to_owned()].into();
    let faults = change_organisation(awake, &Facts { held, ..Facts::default() }).unwrap_err();
    assert_eq!(faults.len(), 1);
}

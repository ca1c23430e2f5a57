//! What a workspace is set up with.

use std::sync::Arc;

use canvass_domain::column::Column;
use canvass_domain::id::{ColumnId, QuestionnaireId, RouteId, TemplateId, VersionNumber};
use canvass_domain::questionnaire::{Policy, Reminders};
use canvass_domain::route::Condition;
use canvass_domain::template::{self, Template};
use canvass_domain::workspace::Workspace;
use jiff::tz::TimeZone;
use parking_lot::Mutex;

use super::Fixture;
use super::sample::{column, document, new_column, questionnaire, settings, workspace};
use crate::StoreError;
use crate::area::{NewColumn, NewRoute, NewTemplate};

fn route_to(questionnaire: QuestionnaireId, position: i32) -> NewRoute {
    NewRoute {
        position,
        conditions: vec![Condition { column: ColumnId(1), values: vec!["North".to_owned(), String::new()] }],
        questionnaire,
        template: None,
        language: Some("nl".to_owned()),
    }
}

fn new_template(name: &str) -> NewTemplate {
    NewTemplate {
        name: name.to_owned(),
        document: template::Document::plain(
            "How was it?",
            "{{ link }}\r\n\u{1F600} '\"\\",
            Some("<a href=\"{{ link }}\">".to_owned()),
        ),
        sms: None,
    }
}

pub fn every_change_raises_the_version(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let versions = fixture.write(ours, move |tx| {
        let mut seen = vec![tx.configuration_version()?];
        let column = tx.add_column(&new_column("unit", true))?;
        seen.push(tx.configuration_version()?);
        tx.save_column(&column)?;
        seen.push(tx.configuration_version()?);
        let new = crate::area::NewQuestionnaire {
            guid: uuid::Uuid::nil(),
            name: "q".to_owned(),
            draft: document("q"),
        };
        let id = tx.add_questionnaire(&new, at)?;
        seen.push(tx.configuration_version()?);
        tx.publish(id, at)?;
        seen.push(tx.configuration_version()?);
        tx.save_questionnaire_policy(id, &Policy::default())?;
        seen.push(tx.configuration_version()?);
        let route = tx.add_route(&route_to(id, 1))?;
        seen.push(tx.configuration_version()?);
        tx.remove_route(route.id)?;
        seen.push(tx.configuration_version()?);
        let template = tx.add_template(&new_template("t"))?;
        seen.push(tx.configuration_version()?);
        tx.save_template(&template)?;
        seen.push(tx.configuration_version()?);
        let workspace = tx.load_configuration()?.workspace;
        tx.save_workspace(&workspace)?;
        seen.push(tx.configuration_version()?);
        Ok(seen)
    });
    assert!(versions.windows(2).all(|pair| pair[0] < pair[1]), "{versions:?}");
    let loaded = fixture.read(ours, |tx| tx.load_configuration());
    assert_eq!(loaded.version, versions[versions.len() - 1]);
}

/// Whoever looked at it beside the change, as those of a group of writes do, keeps what it saw by its version.
pub fn an_undone_change_shares_its_version_with_no_other(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let undone = fixture.try_write(ours, move |tx| {
        tx.add_column(&new_column("unit", true))?;
        kept.lock().push(tx.configuration_version()?);
        Err::<(), _>(StoreError::Missing("change"))
    });
    assert_eq!(undone, Err(StoreError::Missing("change")));
    let kept = fixture.write(ours, |tx| {
        tx.add_column(&new_column("place", true))?;
        tx.configuration_version()
    });
    let seen = seen.lock();
    assert!(!seen.is_empty() && !seen.contains(&kept), "{kept} of {seen:?}");
}

pub fn column_names_and_numbers_are_unique(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let wanted = NewColumn { id: Some(ColumnId(14)), ..new_column("Größe", true) };
    let made = fixture.write(ours, move |tx| tx.add_column(&wanted));
    assert_eq!(made.id, ColumnId(14));
    let add = |new: NewColumn| fixture.try_write(ours, move |tx| tx.add_column(&new)).map(|column| column.id);
    let twice = add(NewColumn { id: Some(ColumnId(14)), ..new_column("other", false) });
    assert_eq!(twice, Err(StoreError::Conflict("column_id")));
    assert_eq!(add(new_column("GRÖSSE", false)).map(|_| ()), Ok(()));
    assert_eq!(add(new_column("größE", false)), Err(StoreError::Conflict("column_name")));
    column(fixture, theirs, "größe");
    let renamed = Column { name: "GRÖSSE".to_owned(), ..made.clone() };
    let refused = fixture.try_write(ours, move |tx| tx.save_column(&renamed));
    assert_eq!(refused, Err(StoreError::Conflict("column_name")));
    let unknown = Column { id: ColumnId(99), name: "new".to_owned(), ..made.clone() };
    let refused = fixture.try_write(ours, move |tx| tx.save_column(&unknown));
    assert_eq!(refused, Err(StoreError::Missing("column")));
    let changed = Column { is_archived: true, external_name: None, is_required: true, ..made };
    let saved = changed.clone();
    fixture.write(ours, move |tx| tx.save_column(&saved));
    let columns = fixture.read(ours, |tx| tx.load_configuration()).columns;
    assert!(columns.contains(&changed) && columns.is_sorted_by_key(|column| column.id), "{columns:?}");
    assert_eq!(columns.len(), 2);
}

pub fn the_next_free_column_is_never_a_taken_one(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    for id in [2, 3, 5] {
        let wanted = NewColumn { id: Some(ColumnId(id)), ..new_column(&format!("wanted {id}"), false) };
        fixture.write(ours, move |tx| tx.add_column(&wanted));
    }
    let mut seen = vec![2, 3, 5];
    for number in 0..6 {
        let new = new_column(&format!("free {number}"), false);
        let id = fixture.write(ours, move |tx| tx.add_column(&new)).id.0;
        assert!(id > 0 && !seen.contains(&id), "{id} again");
        seen.push(id);
    }
}

pub fn routes_are_tried_by_position_and_lead_somewhere(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let asked = questionnaire(fixture, ours, "asked");
    let made = fixture.write(ours, move |tx| {
        let template = tx.add_template(&new_template("t"))?.id;
        let last = tx.add_route(&route_to(asked, 20))?;
        let first = tx.add_route(&NewRoute { template: Some(template), ..route_to(asked, 10) })?;
        let between =
            tx.add_route(&NewRoute { conditions: vec![], language: None, ..route_to(asked, 10) })?;
        Ok([first, between, last])
    });
    assert_eq!(fixture.read(ours, |tx| tx.load_configuration()).routes, made);
    let nowhere = fixture.try_write(ours, |tx| tx.add_route(&route_to(QuestionnaireId(99), 1)));
    assert_eq!(nowhere, Err(StoreError::Missing("questionnaire")));
    let bare = fixture.try_write(ours, move |tx| {
        tx.add_route(&NewRoute { template: Some(TemplateId(99)), ..route_to(asked, 1) })
    });
    assert_eq!(bare, Err(StoreError::Missing("template")));
    let gone = made[1].id;
    fixture.write(ours, move |tx| tx.remove_route(gone));
    let again = fixture.try_write(ours, move |tx| tx.remove_route(gone));
    assert_eq!(again, Err(StoreError::Missing("route")));
    let left: Vec<RouteId> =
        fixture.read(ours, |tx| tx.load_configuration()).routes.iter().map(|route| route.id).collect();
    assert_eq!(left, [made[0].id, made[2].id]);
}

pub fn templates_are_unique_and_change(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let made = fixture.write(ours, |tx| tx.add_template(&new_template("first")));
    fixture.write(ours, |tx| tx.add_template(&new_template("second")));
    let twice = fixture.try_write(ours, |tx| tx.add_template(&new_template("first")));
    assert_eq!(twice, Err(StoreError::Conflict("template_name")));
    let mut document = template::Document::plain("Other", "x", None);
    let (language, sms) = (Some("nl".to_owned()), Some("nl: {{ link }}".to_owned()));
    document.editions.push(template::Edition { language, sms, ..Default::default() });
    document.placeholders.push(template::Placeholder {
        name: "shop".to_owned(),
        column: "Shop".to_owned(),
        kind: template::Kind::Link,
        if_empty: template::Wording::everywhere("https://example.org"),
    });
    let changed = Template { document, sms: Some("{{ link }}".to_owned()), ..made.clone() };
    let saved = changed.clone();
    fixture.write(ours, move |tx| tx.save_template(&saved));
    let templates = fixture.read(ours, |tx| tx.load_configuration()).templates;
    assert_eq!(templates[0], changed);
    assert_eq!(templates.len(), 2);
    let unknown = Template { id: TemplateId(99), name: "third".to_owned(), ..made };
    let refused = fixture.try_write(ours, move |tx| tx.save_template(&unknown));
    assert_eq!(refused, Err(StoreError::Missing("template")));
}

pub fn e56_a_concept_is_a_version_until_the_next_is_published(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = questionnaire(fixture, ours, "first");
    let at = fixture.now();
    let freeze = |title: &'static str| {
        fixture.write(ours, move |tx| {
            tx.save_draft(id, &document(title))?;
            tx.freeze_concept(id, at)
        })
    };
    assert_eq!(freeze("second"), VersionNumber(2));
    assert_eq!(freeze("third"), VersionNumber(3));
    let loaded = fixture.read(ours, |tx| tx.load_configuration());
    let (published, concept) = (&loaded.published[&id], &loaded.concepts[&id]);
    assert_eq!((published.version, published.guid), (VersionNumber(1), uuid::Uuid::from_u128(9)));
    assert_eq!((concept.version, concept.guid), (VersionNumber(3), uuid::Uuid::from_u128(9)));
    assert_eq!((&*published.document, &*concept.document), (&document("first"), &document("third")));
    let list = fixture.read(ours, |tx| tx.questionnaires());
    assert_eq!((list[0].version, list[0].concept), (Some(VersionNumber(1)), Some(VersionNumber(3))));
    let before = loaded.version;
    assert_eq!(fixture.write(ours, move |tx| tx.publish(id, at)), VersionNumber(4));
    let loaded = fixture.read(ours, |tx| tx.load_configuration());
    assert!(loaded.version > before && loaded.concepts.is_empty());
    assert_eq!(loaded.published[&id].version, VersionNumber(4));
    let old = fixture.read(ours, move |tx| tx.load_version(id, VersionNumber(3)));
    assert_eq!(old.as_deref(), Some(&document("third")), "who was asked the concept is still asked it");
    let missing = fixture.try_write(ours, move |tx| tx.freeze_concept(QuestionnaireId(9), at).map(drop));
    assert_eq!(missing, Err(StoreError::Missing("questionnaire")));
}

pub fn a_published_version_is_frozen(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let id = questionnaire(fixture, ours, "first");
    let at = fixture.now();
    fixture.write(ours, move |tx| tx.save_draft(id, &document("second")));
    let loaded = fixture.read(ours, |tx| tx.load_configuration());
    assert_eq!(*loaded.published[&id].document, document("first"));
    assert_eq!(fixture.read(ours, move |tx| tx.load_draft(id)), Some(document("second")));
    let version = fixture.write(ours, move |tx| tx.publish(id, at));
    assert_eq!(version, VersionNumber(2));
    let load = |version| fixture.read(ours, move |tx| tx.load_version(id, VersionNumber(version)));
    assert_eq!(load(1).as_deref(), Some(&document("first")));
    assert_eq!(load(2).as_deref(), Some(&document("second")));
    assert_eq!(load(3), None);
    let published = fixture.read(ours, |tx| tx.load_configuration()).published;
    assert_eq!((published.len(), published[&id].version), (1, VersionNumber(2)));
    let list = fixture.read(ours, |tx| tx.questionnaires());
    assert_eq!((list[0].id, list[0].name.as_str(), list[0].version), (id, "first", Some(VersionNumber(2))));
    assert_eq!((list[0].guid, list[0].created_at), (uuid::Uuid::from_u128(9), at));
    for missing in [
        fixture.try_write(ours, |tx| tx.save_draft(QuestionnaireId(9), &document("x"))),
        fixture.try_write(ours, move |tx| tx.publish(QuestionnaireId(9), at).map(drop)),
    ] {
        assert_eq!(missing, Err(StoreError::Missing("questionnaire")));
    }
    let new = crate::area::NewQuestionnaire {
        guid: uuid::Uuid::nil(),
        name: "first".to_owned(),
        draft: document("x"),
    };
    let twice = fixture.try_write(ours, move |tx| tx.add_questionnaire(&new, at));
    assert_eq!(twice, Err(StoreError::Conflict("questionnaire_name")));
}

pub fn settings_come_back_as_saved(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let before = fixture.read(theirs, |tx| tx.load_configuration()).workspace;
    let mut changed: Workspace = fixture.read(ours, |tx| tx.load_configuration()).workspace;
    "Other".clone_into(&mut changed.name);
    changed.settings.zone = TimeZone::get("America/New_York").expect("a zone");
    changed.settings.closing_time = jiff::civil::time(0, 0, 0, 0);
    changed.settings.open_days = 7;
    let saved = changed.clone();
    fixture.write(ours, move |tx| tx.save_workspace(&saved));
    assert_eq!(fixture.read(ours, |tx| tx.load_configuration()).workspace, changed);
    assert_eq!(before.settings, settings());
    assert_eq!(fixture.read(theirs, |tx| tx.load_configuration()).workspace, before);
}

pub fn policies_come_back_with_the_configuration(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let asked = questionnaire(fixture, ours, "asked");
    let at = fixture.now();
    let other = fixture.write(ours, move |tx| {
        let guid = uuid::Uuid::from_u128(10);
        let new = crate::area::NewQuestionnaire { guid, name: "other".to_owned(), draft: document("other") };
        tx.add_questionnaire(&new, at)
    });
    let reminders = Reminders { after_days: Some(7), partial_after_days: Some(3), template: None };
    let policy = Policy {
        rest_days: 30,
        sampling_percent: Some(10),
        template: Some(TemplateId(2)),
        reminders,
        channel: Some(canvass_domain::message::ChannelChoice::SmsElseMail),
    };
    let wanted = policy.clone();
    let saved = fixture.write(ours, move |tx| {
        tx.save_questionnaire_policy(asked, &wanted)?;
        let mut workspace = tx.load_configuration()?.workspace;
        assert_eq!(workspace.policy, canvass_domain::workspace::Policy::default());
        workspace.policy.rest_days = 90;
        tx.save_workspace(&workspace)?;
        Ok(workspace.policy)
    });
    let loaded = fixture.read(ours, |tx| tx.load_configuration());
    assert_eq!(loaded.workspace.policy, saved);
    assert_eq!(loaded.policies.get(&asked), Some(&policy));
    assert_eq!(loaded.policies.get(&other), Some(&Policy::default()));
    let listed = fixture.read(ours, |tx| tx.questionnaires());
    assert_eq!(listed[0].policy, policy);
    let apart = fixture.read(theirs, |tx| tx.load_configuration());
    assert_eq!((apart.workspace.policy.rest_days, apart.policies.len()), (0, 0));
    let refused = fixture.try_write(theirs, move |tx| tx.save_questionnaire_policy(asked, &policy));
    assert_eq!(refused, Err(StoreError::Missing("questionnaire")));
}

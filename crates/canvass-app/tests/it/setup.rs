//! Setting workspaces up: what is refused is told whole, what is changed leaves a trail.

use canvass_app::secret::Keys;
use canvass_app::setup::{
    ColumnChange, PolicyInput, QuestionnaireInput, SettingsInput, WorkspaceInput, add_column,
    add_questionnaire, add_route, add_template, add_workspace, find_workspace, open_installation,
    publish_questionnaire, remove_route, save_draft, save_settings, save_template, show_configuration,
    update_column,
};
use canvass_app::view::list_audit;
use canvass_app::{App, FieldFault, Refusal};
use canvass_domain::column::Column;
use canvass_domain::id::{ColumnId, QuestionnaireId, VersionNumber};
use canvass_domain::questionnaire::QuestionKind;
use canvass_domain::template::Document;
use canvass_store::area::{NewColumn, NewRoute, NewTemplate, Page};
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer, sample_document};

/// The paths of the faults; another refusal stands there as it is, so that the comparison shows it.
fn paths(refusal: Refusal) -> Vec<String> {
    let Refusal::Fields(faults) = refusal else { return vec![format!("{refusal:?}")] };
    faults.into_iter().map(|FieldFault { path, .. }| path).collect()
}

fn column(id: Option<i32>, name: &str) -> NewColumn {
    NewColumn {
        id: id.map(ColumnId),
        name: name.to_owned(),
        display_name: name.to_owned(),
        external_name: None,
        is_required: false,
        is_identifying: false,
        is_reportable: false,
    }
}

#[test]
fn settings_changed_at_the_same_time_are_all_kept() {
    for test in [TestApp::new(), TestApp::on_postgres()] {
        let acme = test.bare_workspace("acme");
        for round in 0..20 {
            let name = format!("Round {round}");
            let changes = [
                SettingsInput { name: Some(name.clone()), ..SettingsInput::default() },
                SettingsInput { open_days: Some(round + 1), ..SettingsInput::default() },
                SettingsInput { sender_name: Some(name.clone()), ..SettingsInput::default() },
            ];
            let changing = changes.map(|input| save_settings(&test.app, &test.operator, acme.id, input));
            for change in changing {
                change.wait().unwrap();
            }
            let stored = show_configuration(&test.app, &test.operator, acme.id).wait().unwrap();
            let stored = &stored.workspace;
            assert_eq!((&stored.name, &stored.settings.sender_name), (&name, &name));
            assert_eq!(stored.settings.open_days, round + 1);
        }
    }
}

#[test]
fn a_workspace_is_made_once_and_found_by_its_word() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    assert_eq!(find_workspace(&test.app, &test.operator, "acme").wait(), Ok(acme.id));
    let nobody = find_workspace(&test.app, &test.operator, "nobody").wait();
    assert_eq!(nobody, Err(Refusal::NotFound("workspace")));
    let taken = WorkspaceInput { slug: "acme".to_owned(), ..WorkspaceInput::default() };
    let refusal = add_workspace(&test.app, &test.operator, taken).wait().unwrap_err();
    assert!(matches!(refusal, Refusal::Conflict("workspace_slug", _)), "{refusal:?}");
    let bad = WorkspaceInput {
        slug: "A B".to_owned(),
        settings: SettingsInput { zone: Some("Mars".to_owned()), ..SettingsInput::default() },
    };
    assert_eq!(paths(add_workspace(&test.app, &test.operator, bad).wait().unwrap_err()), ["/slug", "/zone"]);
}

#[test]
fn a_workspace_reaches_no_other() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let other = test.bare_workspace("other");
    let missing = Refusal::NotFound("workspace");
    assert_eq!(find_workspace(&test.app, &acme.client, "other").wait(), Err(missing.clone()));
    // From what was kept as well.
    assert_eq!(find_workspace(&test.app, &test.operator, "other").wait(), Ok(other.id));
    assert_eq!(find_workspace(&test.app, &acme.client, "other").wait(), Err(missing.clone()));
    let refused = add_column(&test.app, &acme.client, other.id, column(None, "x")).wait();
    assert_eq!(refused, Err(missing.clone()));
    let input = WorkspaceInput { slug: "third".to_owned(), ..WorkspaceInput::default() };
    assert_eq!(add_workspace(&test.app, &acme.client, input).wait(), Err(missing));
}

#[test]
fn columns_are_numbered_named_and_archived() {
    let test = TestApp::new();
    let acme = test.bare_workspace("acme");
    let add = |new: NewColumn| add_column(&test.app, &test.operator, acme.id, new).wait();
    assert_eq!(add(column(Some(14), "Gender_customer")).unwrap().id, ColumnId(14));
    let next: Column = add(column(None, "Other")).unwrap();
    assert_ne!(next.id, ColumnId(14));
    let twice = add(column(None, "gender_CUSTOMER")).unwrap_err();
    assert!(matches!(twice, Refusal::Conflict("column_name", _)), "{twice:?}");
    let taken = add(column(Some(14), "New")).unwrap_err();
    assert!(matches!(taken, Refusal::Conflict("column_id", _)), "{taken:?}");
    assert_eq!(paths(add(column(Some(0), " a ")).unwrap_err()), ["/id", "/name"]);
    let change = ColumnChange { is_archived: Some(true), ..ColumnChange::default() };
    let changed = update_column(&test.app, &test.operator, acme.id, next.id, change.clone()).wait().unwrap();
    assert!(changed.is_archived && changed.name == "Other");
    let missing = update_column(&test.app, &test.operator, acme.id, ColumnId(99), change).wait();
    assert_eq!(missing, Err(Refusal::NotFound("column")));
}

#[test]
fn a_questionnaire_with_faults_is_not_published() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let mut draft = sample_document();
    draft.pages[0].sections[0].questions[0].text.0.clear();
    draft.languages.clear();
    let save = |draft| save_draft(&test.app, &test.operator, acme.id, acme.questionnaire, draft).wait();
    let publish = || publish_questionnaire(&test.app, &test.operator, acme.id, acme.questionnaire).wait();
    save(draft).unwrap();
    assert!(paths(publish().unwrap_err()).len() > 1);
    // A published question keeps its kind.
    let mut other_kind = sample_document();
    other_kind.pages[0].sections[0].questions[0].kind =
        QuestionKind::OpenText { max_chars: 10, is_single_line: true };
    save(other_kind).unwrap();
    assert_eq!(paths(publish().unwrap_err()), ["/pages/0/sections/0/questions/0/type"]);
    save(sample_document()).unwrap();
    assert_eq!(publish(), Ok(VersionNumber(2)));
    let missing =
        publish_questionnaire(&test.app, &test.operator, acme.id, QuestionnaireId(9)).wait().unwrap_err();
    assert_eq!(missing, Refusal::NotFound("questionnaire"));
}

#[test]
fn a_guid_names_one_questionnaire_of_a_workspace() {
    let test = TestApp::new();
    let (acme, beta) = (test.workspace("acme"), test.workspace("beta"));
    let add = |workspace, name: &str, guid| {
        let input = QuestionnaireInput { guid: Some(guid), name: name.to_owned(), draft: sample_document() };
        add_questionnaire(&test.app, &test.operator, workspace, input).wait()
    };
    let guid = uuid::Uuid::from_u128(0x457c_0551);
    assert_eq!(add(acme.id, "First", guid).unwrap().guid, guid);
    let twice = add(acme.id, "Second", guid).unwrap_err();
    assert!(matches!(twice, Refusal::Conflict("questionnaire_guid", _)), "{twice:?}");
    assert_eq!(add(beta.id, "First", guid).unwrap().guid, guid);
    assert_eq!(paths(add(beta.id, "Second", uuid::Uuid::nil()).unwrap_err()), ["/guid"]);
}

#[test]
fn a_route_leads_to_a_published_questionnaire_only() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let input = QuestionnaireInput { guid: None, name: "Draft".to_owned(), draft: sample_document() };
    let draft = add_questionnaire(&test.app, &test.operator, acme.id, input).wait().unwrap();
    let route = NewRoute {
        position: 2,
        conditions: vec![canvass_domain::route::Condition { column: ColumnId(99), values: vec![] }],
        questionnaire: draft.id,
        template: Some(canvass_domain::id::TemplateId(9)),
        language: None,
    };
    let refusal = add_route(&test.app, &test.operator, acme.id, route).wait().unwrap_err();
    let expected = ["/questionnaire", "/template", "/conditions/0/column", "/conditions/0/values"];
    assert_eq!(paths(refusal), expected);
}

#[test]
fn without_a_route_nobody_is_asked() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let configuration = show_configuration(&test.app, &acme.client, acme.id).wait().unwrap();
    let route = configuration.routes[0].id;
    remove_route(&test.app, &test.operator, acme.id, route).wait().unwrap();
    let outcome = acme.import(batch_of(vec![customer("ann@example.org")]));
    assert_eq!(outcome.customers[0].reason, Some(canvass_domain::reason::Reason::NoQuestionnaire));
}

#[test]
fn a_template_that_cannot_be_rendered_is_not_taken() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let add = |text: &str| {
        let template = NewTemplate {
            name: "Invitation".to_owned(),
            document: Document::plain("Hello", text, None),
            sms: None,
        };
        add_template(&test.app, &test.operator, acme.id, template).wait()
    };
    assert_eq!(paths(add("No way to answer").unwrap_err()), ["/text"]);
    assert_eq!(paths(add("{{ link ").unwrap_err()), ["/text"]);
    assert!(add("Answer here: {{ link }}").is_ok());
}

#[test]
fn a_column_archived_under_a_template_is_named_by_check_and_refused_at_the_next_save() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let template = NewTemplate {
        name: "Invitation".to_owned(),
        document: Document::plain("Hello", "{{ data.Business_unit }}\n{{ link }}", None),
        sms: None,
    };
    let saved = add_template(&test.app, &test.operator, acme.id, template).wait().unwrap();
    assert_eq!(canvass_app::check(&test.app).unwrap(), [""; 0]);
    let archive = |is_archived| {
        let change = ColumnChange { is_archived: Some(is_archived), ..ColumnChange::default() };
        update_column(&test.app, &test.operator, acme.id, TestWorkspace::UNIT, change).wait().unwrap();
    };
    archive(true);
    let findings = canvass_app::check(&test.app).unwrap();
    let place =
        format!("Workspace acme: Template {} (Invitation), /text: line 1, column 1: the column", saved.id);
    assert!(matches!(findings.as_slice(), [one] if one.starts_with(&place)), "{findings:?}");
    assert_eq!(
        paths(save_template(&test.app, &test.operator, acme.id, saved).wait().unwrap_err()),
        ["/text"]
    );
    archive(false);
    assert_eq!(canvass_app::check(&test.app).unwrap(), [""; 0]);
}

#[test]
fn settings_change_when_mail_leaves() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let input = SettingsInput { send_time: Some("11:30".to_owned()), ..SettingsInput::default() };
    save_settings(&test.app, &test.operator, acme.id, input).wait().unwrap();
    acme.import(batch_of(vec![customer("ann@example.org")]));
    let next = test.app.store.read_system(|tx| tx.next_due()).wait().unwrap();
    assert_eq!(next, Some("2026-03-02T11:30:00+01:00".parse().unwrap()));
}

#[test]
fn every_change_leaves_an_audit_row() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let page = Page { after: 0, most: 100 };
    let audit = list_audit(&test.app, &acme.client, acme.id, page).wait().unwrap();
    let trail: Vec<(&str, &str)> =
        audit.iter().map(|row| (row.audit.action.as_str(), row.audit.object.as_str())).collect();
    let column = |id: ColumnId| format!("column {id}");
    let expected = [
        ("add-workspace", "workspace acme"),
        ("add-column", &column(TestWorkspace::NAME)),
        ("add-column", &column(TestWorkspace::UNIT)),
        ("add-questionnaire", "questionnaire 2"),
        ("publish-questionnaire", "questionnaire 2 version 1"),
        ("add-route", "route 1"),
    ];
    assert_eq!(trail, expected);
}

#[test]
fn a_store_of_another_instance_key_is_refused() {
    let test = TestApp::new();
    let (app, clock, random) = (&test.app, test.app.clock.clone(), test.app.random.clone());
    let (store, settings) = (app.store.clone(), (*app.settings).clone());
    let same = open_installation(app).wait().unwrap();
    assert!(!same.is_new);
    let other = App::new(store, clock, random, Keys::new(&[8; 32]), settings);
    let refusal = open_installation(&other).wait().unwrap_err();
    assert!(matches!(refusal, Refusal::Conflict("instance_key", _)));
}

#[test]
fn fewer_segments_than_the_built_in_text_takes_are_refused_unless_every_route_has_its_own() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let most = |count| SettingsInput {
        policy: PolicyInput { most_segments: Some(count), ..PolicyInput::default() },
        ..SettingsInput::default()
    };
    let set = |count| save_settings(&test.app, &test.operator, acme.id, most(count)).wait();
    let Err(Refusal::Fields(faults)) = set(1) else { panic!("one segment is too few") };
    assert_eq!(faults[0].path, "/mostSegments");
    assert!(faults[0].text.contains("takes 2 segments"), "{}", faults[0].text);
    set(2).unwrap();
    let input = WorkspaceInput { slug: "small".to_owned(), settings: most(1) };
    let made = add_workspace(&test.app, &test.operator, input).wait();
    assert_eq!(paths(made.unwrap_err()), ["/mostSegments"]);
    // Texts of one's own are as short as one likes.
    let configuration = show_configuration(&test.app, &test.operator, acme.id).wait().unwrap();
    let template = NewTemplate {
        name: "Short".to_owned(),
        document: Document::plain("Hello", "{{ link }}", None),
        sms: Some("Tell us: {{ link }}".to_owned()),
    };
    let template = add_template(&test.app, &test.operator, acme.id, template).wait().unwrap();
    for route in configuration.routes.clone() {
        remove_route(&test.app, &test.operator, acme.id, route.id).wait().unwrap();
        let own = NewRoute {
            position: 1,
            conditions: Vec::new(),
            questionnaire: route.questionnaire,
            template: Some(template.id),
            language: None,
        };
        add_route(&test.app, &test.operator, acme.id, own).wait().unwrap();
    }
    set(1).unwrap();
}

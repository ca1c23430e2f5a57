//! The workspace wall: whatever one workspace holds, another reads nothing of it and changes nothing in it.

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{
    BaseQuestionId, ColumnId, ContactRuleId, CustomerId, OrganisationId, RouteId, TemplateId, WorkspaceId,
};
use canvass_domain::message::{AttemptResult, Slot};
use canvass_domain::reason::Rule;

use super::Fixture;
use super::sample::{
    column, decided, document, due_batch, finishing, handed_over, questionnaire, said, settle, workspace,
};
use crate::StoreError;
use crate::area::{
    CustomerFilter, Cut, MessageFilter, NewAnswers, NewAudit, NewCapturedMail, NewContactRule, NewRoute,
    NewTemplate, OperatorSettlement, Page, RequestKey, ResultFilter, Standing,
};

const ALL: Page = Page { after: 0, most: 1000 };

fn request(fixture: &Fixture) -> RequestKey {
    RequestKey {
        route: "r".to_owned(),
        key: vec![1],
        is_client_key: true,
        principal: "p".to_owned(),
        body: vec![1],
        at: fixture.now(),
    }
}

/// Puts one of everything into a workspace.
fn fill(fixture: &Fixture, workspace: WorkspaceId) {
    questionnaire(fixture, workspace, "asked");
    let unit = column(fixture, workspace, "unit");
    let saved = due_batch(fixture, workspace, 3);
    let sent = handed_over(fixture, 1)[0];
    settle(fixture, sent, AttemptResult::Sent(said("250 ok")), None);
    let in_doubt = handed_over(fixture, 1)[0];
    settle(fixture, in_doubt, AttemptResult::InDoubt(said("no reply")), None);
    let (at, key) = (fixture.now(), request(fixture));
    let answers = NewAnswers {
        cuts: vec![Cut { column: unit, value: "North".to_owned() }],
        ..finishing(saved.first_customer, 9, at)
    };
    fixture.write(workspace, move |tx| {
        tx.save_answers(&answers)?;
        tx.add_template(&NewTemplate {
            name: "t".to_owned(),
            document: canvass_domain::template::Document::plain("s", "x", None),
            sms: None,
        })?;
        tx.add_route(&NewRoute {
            position: 1,
            conditions: vec![],
            questionnaire: canvass_domain::id::QuestionnaireId(1),
            template: None,
            language: None,
        })?;
        tx.keep_mail(&NewCapturedMail {
            customer: CustomerId(1),
            message_id: "m".to_owned(),
            recipient: "r".to_owned(),
            subject: "s".to_owned(),
            bytes: vec![1],
            at,
        })?;
        let terms = canvass_domain::contact_rule::Terms::default();
        tx.add_contact_rule(&NewContactRule { name: "r".to_owned(), is_enabled: true, terms }, at)?;
        tx.add_organisation(&super::organisations::new("o", &["wall.example"]), at)?;
        tx.audit(&NewAudit { actor: "a".to_owned(), action: "b".to_owned(), object: "c".to_owned(), at })?;
        assert_eq!(tx.begin_request(&key)?, Standing::Fresh);
        tx.finish_request(&key, "answer", None)
    });
}

/// Everything that a workspace can read, as text.
fn everything(fixture: &Fixture, workspace: WorkspaceId) -> Vec<(&'static str, String)> {
    let (batch, question) = (canvass_domain::id::BatchId(1), BaseQuestionId(1));
    let (asked, one) = (canvass_domain::id::QuestionnaireId(1), CustomerId(1));
    fixture.read(workspace, move |tx| {
        let configuration = tx.load_configuration()?;
        let mut all = vec![
            ("columns", format!("{:?}", configuration.columns)),
            ("routes", format!("{:?}", configuration.routes)),
            ("templates", format!("{:?}", configuration.templates)),
            ("contact rules", format!("{:?}", configuration.contact_rules)),
            ("past asks", format!("{:?}", tx.past_asks(None, 10, true)?)),
            ("published", format!("{:?}", configuration.published)),
            ("questionnaires", format!("{:?}", tx.questionnaires()?)),
            ("draft", format!("{:?}", tx.load_draft(asked)?)),
            ("version", format!("{:?}", tx.load_version(asked, canvass_domain::id::VersionNumber(1))?)),
            ("previous", format!("{:?}", tx.load_previous(&[1, 2, 3])?)),
            ("batch", format!("{:?}", tx.batch(batch)?)),
            ("batches", format!("{:?}", tx.batches(ALL)?)),
            ("approval_facts", format!("{:?}", tx.approval_facts(batch)?)),
            ("batch_counts", format!("{:?}", tx.batch_counts(batch)?)),
            ("left_counts", format!("{:?}", tx.left_counts(batch)?)),
            ("message_counts", format!("{:?}", tx.message_counts(None)?)),
            ("message_counts of batch", format!("{:?}", tx.message_counts(Some(batch))?)),
            ("customer", format!("{:?}", tx.customer(one)?)),
            ("customers", format!("{:?}", tx.customers(&CustomerFilter::default(), ALL)?)),
            ("decisions", format!("{:?}", tx.decisions(one)?)),
            ("message", format!("{:?}", tx.message(one, Slot::Invitation)?)),
            ("messages", format!("{:?}", tx.messages(&MessageFilter::default(), ALL)?)),
        ];
        let stuck = MessageFilter {
            state: Some(canvass_domain::message::MessageState::InDoubt),
            ..MessageFilter::default()
        };
        let left = MessageFilter { has_left: true, ..MessageFilter::default() };
        all.extend([
            ("messages in doubt", format!("{:?}", tx.messages(&stuck, ALL)?)),
            ("messages that left", format!("{:?}", tx.messages(&left, ALL)?)),
            ("respondent", format!("{:?}", tx.respondent(one)?)),
            ("answers", format!("{:?}", tx.answers(one)?)),
            ("finished", format!("{:?}", tx.finished(ALL)?)),
            ("funnel", format!("{:?}", tx.funnel(ResultFilter::default())?)),
            ("scores", format!("{:?}", tx.scores(asked, question, None)?)),
            ("cut scores", format!("{:?}", tx.scores(asked, question, Some(ColumnId(1)))?)),
            ("scanned scores", format!("{:?}", tx.scan_scores(asked, question, None)?)),
            ("scanned cut scores", format!("{:?}", tx.scan_scores(asked, question, Some(ColumnId(1)))?)),
            ("audit_trail", format!("{:?}", tx.audit_trail(ALL)?)),
            ("organisation", format!("{:?}", tx.organisation(OrganisationId(1))?)),
            ("organisations", format!("{:?}", tx.organisations(ALL)?)),
            ("organisation scores", format!("{:?}", tx.organisation_scores(asked, question)?)),
            ("organisation funnel", format!("{:?}", tx.organisation_funnel(ResultFilter::default())?)),
            ("mails", format!("{:?}", tx.mails(ALL)?)),
            ("mail", format!("{:?}", tx.mail(1)?)),
        ]);
        Ok(all)
    })
}

pub fn a_workspace_never_sees_another(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let empty = everything(fixture, theirs);
    for (what, text) in &empty {
        assert!(["[]", "{}", "None"].contains(&text.as_str()), "{what}: {text}");
    }
    fill(fixture, ours);
    let full = everything(fixture, ours);
    for (what, text) in &full {
        assert!(!["[]", "{}", "None"].contains(&text.as_str()), "{what} shows nothing, so it proves nothing");
    }
    assert_eq!(everything(fixture, theirs), empty);
    change_from_outside(fixture, theirs);
    assert_eq!(everything(fixture, ours), full);
    let key = request(fixture);
    assert_eq!(fixture.write(theirs, move |tx| tx.begin_request(&key)), Standing::Fresh);
}

/// Every change that names a row of another workspace finds nothing there.
fn change_from_outside(fixture: &Fixture, theirs: WorkspaceId) {
    let at = fixture.now();
    let (one, batch) = (CustomerId(2), canvass_domain::id::BatchId(1));
    let asked = canvass_domain::id::QuestionnaireId(1);
    let answers = NewAnswers { state: CustomerState::Finished, ..finishing(one, 1, at) };
    let opened = decided(Rule::QuestionnaireOpened, at);
    let attempts: Vec<Result<(), StoreError>> = vec![
        fixture.try_write(theirs, move |tx| tx.save_answers(&answers)),
        fixture.try_write(theirs, move |tx| tx.record_opening(one, &opened).map(drop)),
        fixture.try_write(theirs, move |tx| {
            tx.save_batch_decision(batch, BatchState::Cancelled, &[], at).map(drop)
        }),
        fixture.try_write(theirs, |tx| tx.remove_route(RouteId(1))),
        fixture.try_write(theirs, |tx| tx.remove_contact_rule(ContactRuleId(1))),
        fixture.try_write(theirs, |tx| {
            let change = canvass_domain::decide::create_organisation::OrganisationChange {
                is_active: false,
                domains: Vec::new(),
                fields: Vec::new(),
            };
            tx.save_organisation(OrganisationId(1), &change)
        }),
        fixture.try_write(theirs, move |tx| tx.save_draft(asked, &document("other"))),
        fixture.try_write(theirs, move |tx| tx.publish(asked, at).map(drop)),
        fixture.try_write(theirs, move |tx| {
            tx.add_route(&NewRoute {
                position: 1,
                conditions: vec![],
                questionnaire: asked,
                template: None,
                language: None,
            })
            .map(drop)
        }),
        fixture.try_write(theirs, |tx| {
            tx.save_template(&canvass_domain::template::Template {
                id: TemplateId(1),
                name: "other".to_owned(),
                document: canvass_domain::template::Document::default(),
                sms: None,
            })
        }),
    ];
    for (number, attempt) in attempts.into_iter().enumerate() {
        assert!(matches!(attempt, Err(StoreError::Missing(_))), "{number}: {attempt:?}");
    }
    let settled = fixture
        .write(theirs, move |tx| tx.settle_message(one, Slot::Invitation, OperatorSettlement::WasSent, at));
    assert!(!settled);
}

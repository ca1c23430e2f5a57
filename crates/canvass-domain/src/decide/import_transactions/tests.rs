//! Rows, where they lead, and who of them is invited.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, civil, tz::TimeZone};
use uuid::Uuid;

use super::*;
use crate::command::{Choices, ImportTransactions, Member, ProductLine, TransactionMode, TransactionRow};
use crate::contact::{CallingCode, Mobile};
use crate::customer::CustomerState;
use crate::decide::import_customers::Published;
use crate::id::{
    ColumnId, ProductGroupId, ProductId, QuestionnaireId, SegmentId, TemplateId, VersionNumber, WorkspaceId,
};
use crate::questionnaire::{Document, Texts};
use crate::reason::Reason;
use crate::segment::{QuestionnaireRule, Segment, SegmentTree};
use crate::transaction::{ChosenBy, ProductGroup};
use crate::value::Value;
use crate::workspace::{Policy, Settings, Workspace};
use crate::{batch::Remark, questionnaire};

struct World {
    workspace: Workspace,
    published: BTreeMap<QuestionnaireId, Published>,
    policies: BTreeMap<QuestionnaireId, questionnaire::Policy>,
    segments: SegmentTree,
    product_rules: Vec<ProductGroup>,
}

fn now() -> Timestamp {
    "2026-03-02T10:15:04+01:00".parse().unwrap()
}

fn published(languages: &[&str]) -> Published {
    let document = Document {
        title: Texts(BTreeMap::new()),
        languages: languages.iter().map(|&language| language.to_owned()).collect(),
        introduction: None,
        thanks: None,
        pages: Vec::new(),
    };
    Published { guid: Uuid::nil(), version: VersionNumber(3), document: Arc::new(document) }
}

fn segment(id: i32, parent: Option<i32>, code: &str, rule: Option<QuestionnaireRule>) -> Segment {
    Segment {
        id: SegmentId(id),
        parent: parent.map(SegmentId),
        code: code.to_owned(),
        name: code.to_owned(),
        rule,
        created_at: Timestamp::UNIX_EPOCH,
    }
}

fn leads(questionnaire: i32, template: Option<i32>) -> QuestionnaireRule {
    let template = template.map(TemplateId);
    QuestionnaireRule { questionnaire: QuestionnaireId(questionnaire), template }
}

impl World {
    /// Main segment with two below each other; questionnaire 1 by default, 2 by segment, 3 by product.
    fn new() -> Self {
        let mut policy = Policy::default();
        policy.transactions.questionnaire = Some(QuestionnaireId(1));
        policy.transactions.template = Some(TemplateId(1));
        policy.transactions.country = CallingCode::new(31);
        Self {
            workspace: Workspace {
                id: WorkspaceId(1),
                slug: "acme".to_owned(),
                name: "Acme".to_owned(),
                settings: Settings {
                    zone: TimeZone::get("Europe/Amsterdam").unwrap(),
                    send_time: civil::time(9, 0, 0, 0),
                    closing_time: civil::time(21, 0, 0, 0),
                    open_days: 21,
                    language: "en".to_owned(),
                    sender_name: String::new(),
                },
                policy,
            },
            published: [1, 2, 3].map(|id| (QuestionnaireId(id), published(&["nl", "en"]))).into(),
            policies: BTreeMap::new(),
            segments: SegmentTree::new(vec![
                segment(1, None, "S1", None),
                segment(2, Some(1), "North", Some(leads(2, Some(2)))),
                segment(3, Some(2), "Shop 7", None),
            ]),
            product_rules: vec![ProductGroup {
                id: ProductGroupId(5),
                name: "LG".to_owned(),
                rule: Some(leads(3, None)),
                created_at: Timestamp::UNIX_EPOCH,
            }],
        }
    }

    fn with<R>(&self, work: impl FnOnce(&Facts<'_>) -> R) -> R {
        let templates = [1, 2, 4].map(TemplateId);
        work(&Facts {
            workspace: &self.workspace,
            columns: &[],
            published: &self.published,
            policies: &self.policies,
            templates: &templates,
            text_templates: &[TemplateId(2)],
            segments: &self.segments,
            product_rules: &self.product_rules,
        })
    }

    fn errors(&self, rows: Vec<TransactionRow>) -> Vec<(usize, Member, RowProblem)> {
        let checked = self.with(|facts| check(&call(rows), facts, now()));
        checked.errors.into_iter().map(|error| (error.row, error.member, error.problem)).collect()
    }

    fn decide(&self, command: &ImportTransactions) -> DecidedTransactions {
        self.with(|facts| {
            let checked = check(command, facts, now());
            assert_eq!(checked.errors, []);
            let needs = checked.needs(facts);
            let made = Made {
                segments: needs.segments.into_iter().zip([SegmentId(9)]).collect(),
                columns: needs.columns.into_iter().map(|number| (number, ColumnId(number.into()))).collect(),
                products: needs
                    .products
                    .into_iter()
                    .zip(100..)
                    .map(|(name, id)| (name, (ProductGroupId(5), ProductId(id))))
                    .collect(),
            };
            judge(checked, &made, facts, now())
        })
    }

    fn one(&self, row: TransactionRow) -> crate::decide::import_customers::DecidedCustomer {
        self.decide(&call(vec![row])).import.customers.remove(0)
    }
}

fn call(rows: Vec<TransactionRow>) -> ImportTransactions {
    ImportTransactions {
        mode: TransactionMode::Invite,
        defaults: Choices::default(),
        rows,
        is_read_forgivingly: false,
    }
}

fn text<T: From<String>>(text: &str) -> T {
    text.to_owned().into()
}

fn row(email: &str) -> TransactionRow {
    TransactionRow { email: text(email), ..TransactionRow::default() }
}

fn product(group: &str, name: &str) -> ProductLine {
    ProductLine { name: text(name), group: text(group), custom: vec![(1, "white".to_owned())] }
}

#[test]
fn q22_every_error_of_every_refused_row_is_told() {
    let bad = TransactionRow {
        segment_code: text("S9"),
        transaction_date: text("14.01.2026"),
        first_name: text("a\u{7}b"),
        custom: vec![(3, "x".repeat(1_001)), (4, "tab\tand\nbreak".to_owned())],
        choices: Choices { email_template: Some(9), sends_email: text("yes"), ..Choices::default() },
        ..row("first@example.com")
    };
    let date = RowProblem::DateInvalid(DateOrder::DayFirst);
    assert_eq!(
        World::new().errors(vec![row("first@example.com"), bad]),
        [
            (1, Member::FirstName, RowProblem::CharacterInvalid),
            (1, Member::TransactionDate, date),
            (1, Member::SegmentCode, RowProblem::SegmentUnknown),
            (1, Member::EmailTemplate, RowProblem::TemplateUnknown),
            (1, Member::SendsEmail, RowProblem::FlagInvalid),
            (1, Member::Custom(3), RowProblem::TooLong { most: 1_000 }),
        ]
    );
}

#[test]
fn q28_without_any_usable_identity_a_row_is_refused() {
    let mobile = |email: Option<&str>, mobile: &str| TransactionRow {
        email: email.map(str::to_owned),
        mobile: text(mobile),
        ..TransactionRow::default()
    };
    let rows =
        vec![TransactionRow::default(), row("nobody"), mobile(None, "12"), mobile(Some("x"), "12"), row(" ")];
    assert_eq!(
        World::new().errors(rows),
        [
            (0, Member::Email, RowProblem::IdentityMissing),
            (1, Member::Email, RowProblem::EmailInvalid),
            (2, Member::Mobile, RowProblem::MobileInvalid),
            (3, Member::Email, RowProblem::EmailInvalid),
            (4, Member::Email, RowProblem::IdentityMissing),
        ]
    );
}

#[test]
fn q28_an_unusable_address_beside_a_usable_mobile_is_left_out() {
    let sent = TransactionRow { mobile: text("06 12345678"), ..row("[email protected]") };
    let decided = World::new().decide(&call(vec![sent]));
    let customer = &decided.import.customers[0];
    assert_eq!((customer.email.as_ref(), customer.address.as_ref()), (None, None));
    assert_eq!(customer.mobile.as_ref().map(Mobile::as_str), Some("+31612345678"));
    assert_eq!((customer.state, customer.reason), (CustomerState::Fault, Some(Reason::InvalidEmail)));
    assert_eq!(decided.import.remarks, [Remark::EmailLeftOut(0)]);
    assert_eq!(decided.email_status(&decided.import), EmailStatus::NoAddress);
}

#[test]
fn q29_an_unusable_mobile_beside_a_usable_address_is_left_out() {
    let decided =
        World::new().decide(&call(vec![TransactionRow { mobile: text("x"), ..row("a@example.com") }]));
    assert_eq!(decided.import.remarks, [Remark::MobileLeftOut(0)]);
    let customer = &decided.import.customers[0];
    assert_eq!(
        (customer.state, customer.phone.as_ref(), customer.mobile.as_ref()),
        (CustomerState::Scheduled, None, None)
    );
}

#[test]
fn q30_a_made_up_address_identifies_and_is_never_mailed() {
    let sent = TransactionRow { is_email_made_up: true, ..row("1b9d6bcd@sdk.example") };
    let decided = World::new().decide(&call(vec![sent]));
    let customer = &decided.import.customers[0];
    assert_eq!(customer.address.as_deref(), Some("1b9d6bcd@sdk.example"));
    assert_eq!((customer.window, customer.reason), (None, Some(Reason::MissingContact)));
    assert_eq!(decided.email_status(&decided.import), EmailStatus::NoAddress);
}

#[test]
fn q34_without_a_code_a_row_belongs_to_the_main_segment() {
    let world = World::new();
    let of = |code: Option<&str>| {
        let sent = TransactionRow { segment_code: code.map(str::to_owned), ..row("a@example.com") };
        world.one(sent).transaction.unwrap().segment.0
    };
    assert_eq!((of(None), of(Some("  ")), of(Some(" North "))), (1, 1, 2));
}

#[test]
fn q33_with_the_option_on_an_unknown_code_makes_a_segment() {
    let mut world = World::new();
    world.workspace.policy.transactions.creates_segments = true;
    let sent = TransactionRow { segment_code: text("New"), ..row("a@example.com") };
    let about = world.one(sent).transaction.unwrap();
    assert_eq!((about.segment, about.chosen_by), (SegmentId(9), ChosenBy::Workspace));
}

#[test]
fn q40_the_nearest_word_about_the_questionnaire_counts() {
    let mut world = World::new();
    let chosen = |world: &World, code: &str, groups: &[&str], own: Option<i64>, call_wide: Option<i64>| {
        let sent = TransactionRow {
            segment_code: text(code),
            products: groups.iter().map(|group| product(group, "x")).collect(),
            choices: Choices { questionnaire: own, ..Choices::default() },
            ..row("a@example.com")
        };
        let defaults = Choices { questionnaire: call_wide, ..Choices::default() };
        let decided = world.decide(&ImportTransactions { defaults, ..call(vec![sent]) });
        let customer = &decided.import.customers[0];
        (customer.routing.as_ref().unwrap().questionnaire.0, customer.transaction.as_ref().unwrap().chosen_by)
    };
    assert_eq!(chosen(&world, "S1", &[], None, None), (1, ChosenBy::Workspace));
    assert_eq!(chosen(&world, "Shop 7", &[], None, None), (2, ChosenBy::Segment(SegmentId(2))));
    let by_group = ChosenBy::ProductGroup(ProductGroupId(5));
    assert_eq!(chosen(&world, "Shop 7", &["Microsoft", "lg "], None, None), (3, by_group));
    assert_eq!(chosen(&world, "Shop 7", &["LG"], None, Some(1)), (1, ChosenBy::Caller));
    assert_eq!(chosen(&world, "Shop 7", &["LG"], Some(2), Some(1)), (2, ChosenBy::Caller));
    let unknown = TransactionRow {
        choices: Choices { questionnaire: Some(i64::MAX), ..Choices::default() },
        ..row("a@example.com")
    };
    assert_eq!(world.errors(vec![unknown]), [(0, Member::Questionnaire, RowProblem::QuestionnaireUnknown)]);
    world.workspace.policy.transactions.questionnaire = None;
    assert_eq!(
        world.errors(vec![row("a@example.com")]),
        [(0, Member::Questionnaire, RowProblem::QuestionnaireMissing)]
    );
}

#[test]
fn q41_the_nearest_word_about_the_template_counts() {
    let mut world = World::new();
    let template = |world: &World, code: &str, own: Option<i64>, call_wide: Option<i64>| {
        let choices = |email_template| Choices { email_template, ..Choices::default() };
        let sent = TransactionRow { segment_code: text(code), choices: choices(own), ..row("a@example.com") };
        let decided = world.decide(&ImportTransactions { defaults: choices(call_wide), ..call(vec![sent]) });
        decided.import.customers[0].routing.as_ref().unwrap().template.map(|id| id.0)
    };
    assert_eq!(template(&world, "S1", None, None), Some(1));
    assert_eq!(template(&world, "North", None, None), Some(2));
    assert_eq!(template(&world, "North", None, Some(4)), Some(4));
    assert_eq!(template(&world, "North", Some(1), Some(4)), Some(1));
    let own = questionnaire::Policy { template: Some(TemplateId(4)), ..questionnaire::Policy::default() };
    world.policies.insert(QuestionnaireId(1), own);
    assert_eq!(template(&world, "S1", None, None), Some(4));
    let text = TransactionRow {
        choices: Choices { text_template: Some(1), ..Choices::default() },
        ..row("a@b.com")
    };
    assert_eq!(world.errors(vec![text]), [(0, Member::TextTemplate, RowProblem::TemplateUnknown)]);
}

#[test]
fn q41_the_language_sent_counts_if_the_questionnaire_has_it() {
    let world = World::new();
    for (sent, expected) in [(None, "nl"), (Some("EN"), "en"), (Some("fr"), "nl"), (Some(""), "nl")] {
        let row = TransactionRow { language: sent.map(str::to_owned), ..row("a@example.com") };
        assert_eq!(world.one(row).routing.unwrap().language, expected, "{sent:?}");
    }
}

#[test]
fn q43_the_first_status_that_fits_is_told() {
    let mut world = World::new();
    let status = |world: &World, rows: Vec<TransactionRow>| {
        let decided = world.decide(&call(rows));
        decided.email_status(&decided.import)
    };
    let asks = |flag: &str| TransactionRow {
        choices: Choices { sends_email: text(flag), ..Choices::default() },
        ..row("a@example.com")
    };
    assert_eq!(status(&world, vec![row("a@example.com"), asks("false")]), EmailStatus::Initiated);
    assert_eq!(status(&world, vec![asks("false")]), EmailStatus::NotRequested);
    world.workspace.policy.transactions.template = None;
    assert_eq!(status(&world, vec![row("a@example.com")]), EmailStatus::NotRequested, "Q42");
    assert_eq!(status(&world, vec![asks("true")]), EmailStatus::NoTemplate);
    let customer = world.one(asks("true"));
    assert_eq!((customer.state, customer.reason), (CustomerState::Fault, Some(Reason::NoTemplate)));
    let mut decided = World::new().decide(&call(vec![row("a@example.com")]));
    decided.import.customers[0].window = None;
    assert_eq!(decided.email_status(&decided.import), EmailStatus::NobodyEligible, "the person rests");
}

#[test]
fn q37_q38_texts_and_products_stand_on_the_transaction() {
    let sent = TransactionRow {
        custom: vec![(1, " kept ".to_owned()), (255, "x".to_owned())],
        products: vec![product("LG", "60 inch TV"), ProductLine::default(), product("LG", "60 inch TV")],
        ..row("a@example.com")
    };
    let customer = World::new().one(sent);
    assert_eq!(
        customer.values,
        BTreeMap::from([
            (ColumnId(1), Value::Plain(" kept ".to_owned())),
            (ColumnId(255), Value::Plain("x".to_owned())),
        ])
    );
    let lines = customer.transaction.unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.product.0).collect::<Vec<_>>(), [100, 100]);
    assert_eq!(lines[0].values, BTreeMap::from([(1, "white".to_owned())]));
}

#[test]
fn q35_q36_the_date_is_the_start_of_its_day_and_today_without_one() {
    let world = World::new();
    let of = |date: Option<&str>| {
        let sent = TransactionRow { transaction_date: date.map(str::to_owned), ..row("a@example.com") };
        world.one(sent).transaction_at
    };
    assert_eq!(of(None), now());
    assert_eq!(of(Some("14/01/2020")), "2020-01-14T00:00:00+01:00".parse().unwrap());
    let ahead = TransactionRow { transaction_date: text("04/03/2026"), ..row("a@example.com") };
    assert_eq!(world.errors(vec![ahead]), [(0, Member::TransactionDate, RowProblem::DateFuture)]);
}

#[test]
fn q56_a_link_ends_thirty_days_after_it_was_handed_out() {
    let command = ImportTransactions { mode: TransactionMode::Link, ..call(vec![row("a@example.com")]) };
    let decided = World::new().decide(&command);
    let customer = &decided.import.customers[0];
    assert_eq!((customer.state, customer.window), (CustomerState::Initial, None));
    assert_eq!(customer.ends_at, Some("2026-04-01T09:15:04Z".parse().unwrap()));
}

//! Calls that bring transactions, and responses that were given elsewhere, from the command to the rows.

use std::collections::BTreeSet;

use canvass_app::request::{Answered, RequestIdentity};
use canvass_app::respondent::Standing;
use canvass_app::setup::{
    ProductGroupInput, RuleInput, SegmentInput, SettingsInput, add_product_group, add_segment, save_settings,
};
use canvass_app::transactions::{ResponseOutcome, TransactionsOutcome, import_response, import_transactions};
use canvass_app::view::{list_contacts, list_customers, list_messages, show_batch, show_decisions};
use canvass_app::{Principal, Refusal, check};
use canvass_domain::batch::{BatchKind, Remark};
use canvass_domain::command::{Choices, Member};
use canvass_domain::command::{
    ChosenAnswer, ImportResponse, ImportTransactions, ProductLine, ResponseAnswer, ResponsePlace,
    TransactionMode, TransactionRow,
};
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_response::ResponseProblem;
use canvass_domain::decide::import_transactions::{EmailStatus, RowProblem};
use canvass_domain::id::WorkspaceId;
use canvass_domain::reason::Reason;
use canvass_domain::transaction::ChosenBy;
use canvass_store::area::{CustomerFilter, CustomerRecord, MessageFilter, Page};
use canvass_testkit::TestApp;
use jiff::SignedDuration;

use crate::delivering::send_all;

const ALL: Page = Page { after: 0, most: 1_000 };

/// A new workspace and somebody who may push into it.
struct Shop<'a> {
    test: &'a TestApp,
    id: WorkspaceId,
    key: Principal,
}

impl<'a> Shop<'a> {
    fn new(test: &'a TestApp) -> Self {
        let id = test.bare_workspace("shop").id;
        let key = Principal {
            actor: "token:shop".to_owned(),
            reach: canvass_app::Reach::Workspace(id),
            ..test.operator.clone()
        };
        Self { test, id, key }
    }

    fn try_call(
        &self,
        command: ImportTransactions,
        key: Option<&str>,
    ) -> Result<Answered<TransactionsOutcome>, Refusal> {
        let body = format!("{command:?}");
        let request = RequestIdentity::of_body("test/transactions", key.map(str::to_owned), body.as_bytes());
        import_transactions(&self.test.app, &self.key, self.id, command, &request).wait()
    }

    fn call(&self, rows: Vec<TransactionRow>) -> TransactionsOutcome {
        self.try_call(invite(rows), None).unwrap().result
    }

    fn respond(&self, command: ImportResponse) -> Result<ResponseOutcome, Refusal> {
        let request = RequestIdentity::of_body("test/response", None, format!("{command:?}").as_bytes());
        let answered = import_response(&self.test.app, &self.key, self.id, command, &request).wait()?;
        Ok(answered.result)
    }

    fn customers(&self) -> Vec<CustomerRecord> {
        let filter = CustomerFilter::default();
        list_customers(&self.test.app, &self.key, self.id, filter, ALL).wait().unwrap()
    }

    fn messages(&self) -> usize {
        let filter = MessageFilter::default();
        list_messages(&self.test.app, &self.key, self.id, filter, ALL).wait().unwrap().len()
    }

    fn contacts(&self) -> usize {
        list_contacts(&self.test.app, &self.key, self.id, ALL).wait().unwrap().len()
    }

    fn set(&self, change: impl FnOnce(&mut SettingsInput)) {
        let mut input = SettingsInput::default();
        change(&mut input);
        save_settings(&self.test.app, &self.test.operator, self.id, input).wait().unwrap();
    }
}

fn invite(rows: Vec<TransactionRow>) -> ImportTransactions {
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

/// A row of the published sample.
fn sample(email: &str, mobile: &str) -> TransactionRow {
    let product = |group: &str, name: &str| ProductLine {
        name: text(name),
        group: text(group),
        custom: vec![(1, "white".to_owned())],
    };
    TransactionRow {
        first_name: text("First"),
        last_name: text("Contact"),
        email: text(email),
        mobile: text(mobile),
        segment_code: text("S1"),
        transaction_date: text("14/01/2020"),
        custom: vec![(1, "Additional".to_owned()), (2, "Information".to_owned())],
        products: vec![product("LG", "60 inch TV"), product("Microsoft", "Xbox")],
        ..TransactionRow::default()
    }
}

fn two() -> Vec<TransactionRow> {
    vec![sample("first@example.com", "+10123456789"), sample("second@example.com", "+10123456780")]
}

#[test]
fn q28_check_1_masked_addresses_are_stored_by_their_mobiles() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    let masked = "[email protected]";
    let outcome = shop.call(vec![sample(masked, "+10123456789"), sample(masked, "+10123456780")]);
    assert_eq!((outcome.stored(), outcome.email), (2, EmailStatus::NoAddress));
    assert_eq!((shop.contacts(), shop.messages()), (2, 0));
    let customers = shop.customers();
    let reasons: BTreeSet<_> = customers.iter().map(|customer| (customer.state, customer.reason)).collect();
    assert_eq!(reasons, [(CustomerState::Fault, Some(Reason::InvalidEmail))].into());
    let lines: usize =
        customers.iter().map(|customer| customer.transaction.as_ref().unwrap().lines.len()).sum();
    assert_eq!(lines, 4);
    let groups = canvass_app::setup::list_product_groups(&test.app, &shop.key, shop.id, ALL).wait().unwrap();
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["LG", "Microsoft"]);
    let batch = show_batch(&test.app, &shop.key, shop.id, outcome.batch).wait().unwrap().batch;
    assert_eq!(batch.remarks, [Remark::EmailLeftOut(0), Remark::EmailLeftOut(1)]);
}

/// Q9, Q39: batch, people, values and messages are there when the call is answered, approved and due.
#[test]
fn q21_check_2_real_addresses_are_invited_by_the_defaults_of_a_new_workspace() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    let outcome = shop.call(two());
    assert_eq!((outcome.stored(), outcome.email), (2, EmailStatus::Initiated));
    assert_eq!((shop.contacts(), shop.messages()), (2, 2));
    let customers = shop.customers();
    assert!(customers.iter().all(|customer| customer.state == CustomerState::Scheduled));
    let about = customers[0].transaction.as_ref().unwrap();
    assert_eq!((about.chosen_by, about.segment.0), (ChosenBy::Workspace, 1));
    assert!(customers[0].routing.as_ref().unwrap().template.is_some(), "Q32: a default template");
    assert_eq!(customers[0].values.len(), 2, "Q37: columns are made at first use");
    let contacts = list_contacts(&test.app, &shop.key, shop.id, ALL).wait().unwrap();
    assert_eq!(contacts[0].number.0, customers[0].id.0);
    assert_eq!(contacts[0].profile.first_name.as_deref(), Some("First"));
}

#[test]
fn q45_check_3_within_the_resting_period_transactions_are_stored_and_nobody_is_invited() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    shop.set(|input| input.policy.rest_days = Some(30));
    shop.call(two());
    let again = shop.call(two());
    assert_eq!((again.stored(), again.email), (2, EmailStatus::NobodyEligible));
    assert_eq!((shop.customers().len(), shop.contacts(), shop.messages()), (4, 2, 2));
    let last = shop.customers().pop().unwrap();
    assert_eq!((last.state, last.reason), (CustomerState::Locked, Some(Reason::Locked)));
    let told = show_decisions(&test.app, &shop.key, shop.id, last.id).wait().unwrap();
    assert_eq!(told.last().unwrap().code, "resting_queued", "Q46");
}

#[test]
fn q46_of_two_rows_for_one_person_the_second_is_skipped() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    shop.set(|input| input.policy.rest_days = Some(1));
    let outcome = shop.call(vec![sample("a@example.com", ""), sample("A@Example.com ", "")]);
    assert_eq!((outcome.stored(), outcome.email), (2, EmailStatus::Initiated));
    let states: Vec<i32> = shop.customers().iter().map(|customer| customer.state.code()).collect();
    assert_eq!((states, shop.contacts()), (vec![2, 9], 1));
}

#[test]
fn q50_check_4_one_key_has_one_effect() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    let first = shop.try_call(invite(two()), Some("k")).unwrap();
    let again = shop.try_call(invite(two()), Some("k")).unwrap();
    assert_eq!((first.is_replayed, again.is_replayed), (false, true));
    assert_eq!((first.result.standings.len(), again.result.standings.len()), (2, 0), "not kept");
    assert_eq!(TransactionsOutcome { standings: Vec::new(), ..first.result }, again.result);
    assert_eq!((shop.customers().len(), shop.messages()), (2, 2));
    let other = shop.try_call(invite(vec![sample("c@example.com", "")]), Some("k"));
    assert_eq!(other.unwrap_err(), Refusal::KeyReused);
}

#[test]
fn q22_q23_check_8_sound_rows_are_stored_and_a_call_without_any_stores_nothing() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    let bad = TransactionRow { segment_code: text("S9"), ..sample("b@example.com", "") };
    let outcome = shop.call(vec![bad.clone(), sample("a@example.com", ""), bad.clone()]);
    assert_eq!(outcome.stored(), 1);
    assert_eq!(outcome.rows.iter().map(Option::is_some).collect::<Vec<_>>(), [false, true, false]);
    let errors: Vec<_> =
        outcome.errors.iter().map(|error| (error.row, error.member, error.problem)).collect();
    let unknown = RowProblem::SegmentUnknown;
    assert_eq!(errors, [(0, Member::SegmentCode, unknown), (2, Member::SegmentCode, unknown)]);
    let before = test.digest("shop");
    let named = TransactionRow { custom: vec![(9, "new".to_owned())], ..bad };
    let Err(Refusal::Rows(refused)) = shop.try_call(invite(vec![named]), Some("k")) else {
        panic!("a call without a sound row is refused")
    };
    assert_eq!(refused.errors.len(), 1);
    assert_eq!(test.digest("shop"), before, "Q8: nothing is stored, no column made");
    assert!(shop.try_call(invite(two()), Some("k")).is_ok(), "Q51: the key is free");
}

#[test]
fn q38_what_a_call_made_before_is_found_by_the_next() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    shop.set(|input| input.policy.creates_segments = Some(true));
    let there = |code: &str| TransactionRow { segment_code: text(code), ..sample("a@example.com", "") };
    shop.call(vec![there("North"), there("North")]);
    shop.call(vec![there("North"), there("S1")]);
    let segments: Vec<i32> =
        shop.customers().iter().map(|customer| customer.transaction.as_ref().unwrap().segment.0).collect();
    assert_eq!(segments, [2, 2, 2, 1]);
    let columns = canvass_app::setup::show_configuration(&test.app, &shop.key, shop.id).wait().unwrap();
    let names: Vec<&str> = columns.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["custom1", "custom2"]);
}

#[test]
fn q40_rules_of_segments_and_product_groups_lead() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    let (app, operator) = (&test.app, &test.operator);
    let rule = RuleInput { questionnaire: Some(1), template: None };
    let segment = SegmentInput { code: text("North"), rule, ..SegmentInput::default() };
    let north = add_segment(app, operator, shop.id, segment).wait().unwrap();
    let group = ProductGroupInput { name: text("lg"), rule };
    let lg = add_product_group(app, operator, shop.id, group).wait().unwrap();
    let plain =
        TransactionRow { products: Vec::new(), segment_code: text("North"), ..sample("a@example.com", "") };
    shop.call(vec![plain, TransactionRow { segment_code: text("North"), ..sample("b@example.com", "") }]);
    let chosen: Vec<_> =
        shop.customers().iter().map(|customer| customer.transaction.as_ref().unwrap().chosen_by).collect();
    assert_eq!(chosen, [ChosenBy::Segment(north.id), ChosenBy::ProductGroup(lg.id)]);
    let wrong = RuleInput { questionnaire: Some(99), template: Some(98) };
    let refused = add_segment(
        app,
        operator,
        shop.id,
        SegmentInput { code: text("South "), parent: text("?"), rule: wrong, ..SegmentInput::default() },
    );
    let Err(Refusal::Fields(faults)) = refused.wait() else { panic!("faults are expected") };
    let paths: Vec<&str> = faults.iter().map(|fault| fault.path.as_str()).collect();
    assert_eq!(paths, ["/code", "/parent", "/template", "/questionnaire"]);
}

#[test]
fn q47_q53_q56_links_are_given_to_everybody_and_work_for_thirty_days() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    shop.set(|input| input.policy.rest_days = Some(30));
    shop.call(two());
    let command = ImportTransactions { mode: TransactionMode::Link, ..invite(two()) };
    let answered = shop.try_call(command.clone(), Some("k")).unwrap();
    assert_eq!(shop.messages(), 2, "nothing is sent");
    let batch = show_batch(&test.app, &shop.key, shop.id, answered.result.batch).wait().unwrap().batch;
    assert_eq!(batch.kind, BatchKind::Portal);
    let link = answered.result.link(shop.id, 1).unwrap();
    let replay = shop.try_call(command, Some("k")).unwrap();
    assert_eq!(replay.result.link(shop.id, 1), Some(link));
    let page = || {
        canvass_app::respondent::show_page(
            &test.app,
            canvass_app::respondent::PageRequest {
                link: link.text(&test.app.keys),
                page: None,
                language: None,
            },
        )
    };
    test.clock.step(SignedDuration::from_hours(30 * 24 - 1));
    assert!(matches!(page().wait().unwrap().standing, Standing::Open(_)));
    test.clock.step(SignedDuration::from_hours(2));
    assert!(!matches!(page().wait().map(|page| page.standing), Ok(Standing::Open(_))));
}

fn response() -> ImportResponse {
    let answer = |question: i64, answer: Option<i64>, said: &str| ResponseAnswer {
        question: Some(question),
        code: None,
        chosen: vec![ChosenAnswer { answer, text: text(said) }],
    };
    ImportResponse {
        questionnaire: 1,
        answers: vec![answer(1_000_001, Some(8_804), "3"), answer(1_000_002, None, "Late delivery")],
        ..ImportResponse::default()
    }
}

#[test]
fn q68_q69_a_response_from_elsewhere_counts_and_asks_nobody() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    let outcome = shop.respond(ImportResponse { language: text("NL"), ..response() }).unwrap();
    assert_eq!((outcome.answers.len(), outcome.language.as_str(), outcome.is_partial), (2, "nl", false));
    assert_eq!(outcome.answers[0].positions[0].0, 4, "a score is found by its text");
    assert_eq!((shop.contacts(), shop.messages()), (0, 0), "Q69: anonymous");
    let customer = shop.customers().pop().unwrap();
    assert_eq!((customer.id, customer.state), (outcome.response, CustomerState::Finished));
    let by_code = ResponseAnswer { question: None, code: text("Q1"), ..response().answers[0].clone() };
    let partial = ImportResponse {
        email: text("a@example.com"),
        is_partial: true,
        answers: vec![by_code],
        ..response()
    };
    shop.respond(partial).unwrap();
    assert_eq!(
        (shop.customers().pop().unwrap().state, shop.contacts()),
        (CustomerState::PartiallyAnswered, 1)
    );
    assert_eq!(check(&test.app).unwrap(), Vec::<String>::new());
}

#[test]
fn q69_a_response_from_elsewhere_makes_nobody_rest() {
    for test in [TestApp::new(), TestApp::on_postgres()] {
        let shop = Shop::new(&test);
        shop.set(|input| input.policy.rest_days = Some(30));
        shop.respond(ImportResponse { email: text("a@example.com"), ..response() }).unwrap();
        let outcome = shop.call(vec![sample("a@example.com", "")]);
        assert_eq!(outcome.email, EmailStatus::Initiated);
        assert_eq!(send_all(&test), [outcome.rows[0].unwrap()], "nor at the fence");
    }
}

#[test]
fn q68_any_fault_refuses_the_whole_response() {
    let test = TestApp::new();
    let shop = Shop::new(&test);
    let mut wrong = ImportResponse {
        segment_code: text("S9"),
        email: text("nobody"),
        variables: vec![("No such".to_owned(), String::new())],
        finished: Some(canvass_domain::command::ResponseTime::Epoch(99_999_999_999)),
        ..response()
    };
    wrong.answers.push(wrong.answers[0].clone());
    wrong.answers[0].chosen[0].text = text("11");
    wrong.answers.push(ResponseAnswer { question: Some(5), ..ResponseAnswer::default() });
    let Err(Refusal::Response(faults)) = shop.respond(wrong) else { panic!("faults are expected") };
    let told: Vec<_> = faults.into_iter().map(|fault| (fault.place, fault.problem)).collect();
    assert_eq!(
        told,
        [
            (ResponsePlace::Email, ResponseProblem::EmailInvalid),
            (ResponsePlace::SegmentCode, ResponseProblem::SegmentUnknown),
            (ResponsePlace::Finished, ResponseProblem::TimeAhead),
            (ResponsePlace::Variable(0), ResponseProblem::VariableUnknown),
            (ResponsePlace::Question(2), ResponseProblem::QuestionTwice),
            (ResponsePlace::Question(3), ResponseProblem::QuestionUnknown),
            (ResponsePlace::Answer(0, 0), ResponseProblem::AnswerUnknown),
        ]
    );
    assert_eq!(shop.customers().len(), 0);
    let unknown = shop.respond(ImportResponse { questionnaire: 99, ..response() });
    assert_eq!(unknown.unwrap_err(), Refusal::NotFound("questionnaire"));
}

/// Customers of calls that came at other hours, and of another outcome.
#[test]
fn the_hour_at_which_transactions_come_in_does_not_show_in_the_digest() {
    let digest = |hours: i64, emails: &[&str]| {
        let test = TestApp::new();
        test.clock.step(SignedDuration::from_hours(hours));
        let shop = Shop::new(&test);
        shop.call(emails.iter().map(|email| sample(email, "")).collect());
        test.digest("shop")
    };
    let first = digest(0, &["ann@example.org", "bob@example.org"]);
    for hours in [3, 11] {
        assert_eq!(digest(hours, &["ann@example.org", "bob@example.org"]), first, "{hours}");
    }
    assert_ne!(digest(0, &["ann@example.org", "eve@example.org"]), first);
}

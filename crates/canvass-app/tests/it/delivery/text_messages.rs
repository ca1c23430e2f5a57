//! Text messages from intake to a twin of a provider: the same ledger, fence and states as mail.

use canvass_app::block::{opt_out_by_link, show_preferences};
use canvass_app::job::{MailPlan, Relay, StoreMailbox};
use canvass_app::setup::{QuestionnairePolicyInput, save_questionnaire_policy};
use canvass_app::text_message::{Door, Fate, Heard, Members, hear, take_receipt, workspaces};
use canvass_delivery::capture::CaptureTransport;
use canvass_delivery::gateway::{Description, GatewayTransport, twilio};
use canvass_delivery::sink::{GatewayAct, GatewayTwin, SinkScript};
use canvass_domain::block::BlockKind;
use canvass_domain::customer::CustomerState;
use canvass_domain::reason::Reason;
use canvass_domain::text_message::Words;
use canvass_store::area::{CustomerRecord, Page};

use super::*;

const NUMBERS: [&str; 3] = ["+31612345678", "+31687654321", "+447700900123"];

fn by(acme: &TestWorkspace<'_>, word: &str) {
    let input =
        QuestionnairePolicyInput { channel: Some(word.to_owned()), ..QuestionnairePolicyInput::default() };
    let (app, operator) = (&acme.test.app, &acme.test.operator);
    save_questionnaire_policy(app, operator, acme.id, acme.questionnaire, input).wait().unwrap();
}

fn of(email: Option<&str>, phone: &str) -> NewCustomer {
    let known = customer(email.unwrap_or("nobody@example.org"));
    NewCustomer { email: email.map(str::to_owned), phone: Some(phone.to_owned()), ..known }
}

fn gateway(twin: &GatewayTwin) -> Relay {
    let described = twilio("texts", "AC1", "secret".into(), "+15005550006");
    let receipts = Some("https://canvass.example/t/texts/secret/".to_owned());
    let description = Description { url: twin.url(), timeout: PATIENCE, receipts, ..described };
    Relay::gateway("texts", Arc::new(GatewayTransport::new(description, &[]).unwrap()))
}

fn texting(app: &App, twin: &GatewayTwin, node: i64) -> Jobs {
    let plan = MailPlan { relays: vec![gateway(twin)], ..MailPlan::default() };
    Jobs::with_plan(app.clone(), plan, settings(node)).unwrap()
}

fn door() -> Door {
    Door {
        gateway: "texts".to_owned(),
        secret: "secret".into(),
        signed_with: None,
        members: Members::default(),
        words: Words::default(),
    }
}

fn record(batch: &Watched<'_>, index: usize) -> CustomerRecord {
    let customer = batch.customers[index];
    batch.store().read(batch.workspace.id, move |tx| tx.customer(customer)).wait().unwrap().unwrap()
}

fn say(app: &App, from: &str, text: &str) -> Vec<bool> {
    let heard = Heard::of(&door(), from, text).unwrap();
    let all = workspaces(app).wait().unwrap();
    all.into_iter().map(|workspace| hear(app, workspace, heard.clone()).wait().unwrap()).collect()
}

#[test]
fn each_is_invited_by_what_it_has_and_what_the_questionnaire_prefers() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    by(&acme, "sms-else-mail");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let twin = GatewayTwin::start([]).unwrap();
    let plan =
        MailPlan { relays: vec![Relay::new("main", smtp(&sink)), gateway(&twin)], ..MailPlan::default() };
    let jobs = Jobs::with_plan(test.app.clone(), plan, settings(1)).unwrap();
    let people =
        vec![of(None, NUMBERS[0]), of(Some("both@example.org"), NUMBERS[1]), customer("mail@example.org")];
    let batch = Watched::import(&acme, people);
    batch.until(&[(MessageState::Sent, 3)]);
    assert_eq!(sink.accepted().len(), 1);
    let requests = twin.requests();
    let mut told: Vec<(String, bool)> = requests
        .iter()
        .map(|request| {
            let body = request.member("Body").unwrap();
            let own = (0..2).any(|index| body.contains(&format!("/q/{}", acme.link(batch.customers[index]))));
            (request.member("To").unwrap(), own)
        })
        .collect();
    told.sort();
    assert_eq!(told, [(NUMBERS[0].to_owned(), true), (NUMBERS[1].to_owned(), true)]);
    for (index, peer) in [(0, "texts"), (1, "texts")] {
        let message = batch.message(index);
        assert_eq!(message.peer.as_deref(), Some(peer));
        assert!(message.last_line.unwrap_or_default().starts_with("201 SM"));
        assert_eq!(record(&batch, index).state, CustomerState::Invited);
    }
    assert_ne!(batch.message(2).peer.as_deref(), Some("texts"));
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_29_what_the_provider_says_is_what_the_ledger_says() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    by(&acme, "sms");
    let twin = GatewayTwin::start([]).unwrap();
    let jobs = texting(&test.app, &twin, 1);
    let said = |act: GatewayAct, number: &str, state: MessageState| {
        twin.next([act]);
        let batch = Watched::import(&acme, vec![of(None, number)]);
        batch.until(&[(state, 1)]);
        batch
    };
    let refused =
        GatewayAct::Answer(400, Vec::new(), r#"{"code":21211,"message":"+31612345678"}"#.to_owned());
    let rejected = said(refused, NUMBERS[0], MessageState::Rejected);
    assert_eq!(rejected.message(0).last_line.as_deref(), Some("400, code 21211"));
    assert_eq!(record(&rejected, 0).state, CustomerState::Bounced);
    let doubt = said(GatewayAct::HangUp, NUMBERS[1], MessageState::InDoubt);
    // A receipt is evidence; its word was in the request, and no other one is taken.
    let sent = twin.requests().last().unwrap().member("StatusCallback").unwrap();
    let word = sent.rsplit('/').next().unwrap();
    let receipt = |word: &str, fate| take_receipt(&test.app, &door(), word, fate).wait();
    assert!(receipt(&word.replace('a', "b"), Fate::Delivered).is_err());
    receipt(word, Fate::UnderWay).unwrap();
    assert_eq!(doubt.count(MessageState::InDoubt), 1);
    receipt(word, Fate::Delivered).unwrap();
    doubt.until(&[(MessageState::Sent, 1)]);
    assert_eq!(twin.requests().len(), 2, "nothing is sent twice for it");
    // What the network could not deliver is told of a message that was taken.
    let taken = said(GatewayAct::Take, NUMBERS[2], MessageState::Sent);
    let sent = twin.requests().last().unwrap().member("StatusCallback").unwrap();
    receipt(sent.rsplit('/').next().unwrap(), Fate::Failed("undelivered, code 30003".to_owned())).unwrap();
    assert_eq!(record(&taken, 0).state, CustomerState::Bounced);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn out_30_a_busy_provider_is_asked_again_later() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    by(&acme, "sms");
    let twin = GatewayTwin::start([GatewayAct::Answer(503, Vec::new(), String::new())]).unwrap();
    let jobs = texting(&test.app, &twin, 1);
    let batch = Watched::import(&acme, vec![of(None, NUMBERS[0])]);
    until("the first try", || batch.message(0).tries == 1);
    batch.until(&[(MessageState::Waiting, 1)]);
    test.clock.step(SignedDuration::from_hours(1));
    batch.until(&[(MessageState::Sent, 1)]);
    assert_eq!(twin.requests().len(), 2);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_stop_is_an_opt_out_of_the_number_and_a_start_lifts_no_other() {
    let test = TestApp::new();
    let (acme, other) = (test.workspace("acme"), test.workspace("other"));
    by(&acme, "sms-else-mail");
    by(&other, "sms");
    let twin = GatewayTwin::start([]).unwrap();
    let jobs = texting(&test.app, &twin, 1);
    Watched::import(&acme, vec![of(None, NUMBERS[0])]).until(&[(MessageState::Sent, 1)]);
    assert!(Heard::of(&door(), NUMBERS[0], "stop by for coffee").is_none());
    assert_eq!(say(&test.app, NUMBERS[1], "STOP"), [false, false], "nobody wrote to it");
    assert_eq!(say(&test.app, NUMBERS[0].trim_start_matches('+'), " Stop. "), [true, false]);
    assert_eq!(say(&test.app, NUMBERS[0], "STOP"), [false, false], "said twice is said once");
    let stopped = |workspace: &TestWorkspace<'_>, sent: NewCustomer| {
        let outcome = workspace.import(batch_of(vec![sent]));
        let id = outcome.customers[0].id;
        let found = test.app.store.read(workspace.id, move |tx| tx.customer(id)).wait().unwrap().unwrap();
        (found.state, found.reason)
    };
    let out = (CustomerState::OptedOut, Some(Reason::OptedOut));
    assert_eq!(stopped(&acme, of(None, "+31 (0)6 12345678")), out);
    assert_eq!(stopped(&acme, of(Some("new@example.org"), NUMBERS[0])), out, "whatever it comes with");
    assert_eq!(stopped(&other, of(None, NUMBERS[0])).0, CustomerState::Scheduled);
    assert_eq!(say(&test.app, NUMBERS[0], "START"), [true, false]);
    assert_eq!(stopped(&acme, of(None, NUMBERS[0])).0, CustomerState::Scheduled);
    // An opt-out that was made by other means stays.
    let person = canvass_domain::command::NamedPerson {
        email: Some(NUMBERS[0].to_owned()),
        ..canvass_domain::command::NamedPerson::default()
    };
    let command = canvass_domain::command::OptOut { person };
    let request = canvass_app::request::RequestIdentity::of_body("test/opt-out", None, b"x");
    canvass_app::block::opt_out(&test.app, &test.operator, acme.id, command, &request).wait().unwrap();
    assert_eq!(say(&test.app, NUMBERS[0], "START"), [false, false]);
    assert_eq!(stopped(&acme, of(None, NUMBERS[0])), out);
    // A STOP beside it stands when that one is taken away. The other workspace may have written to the number by now.
    assert!(say(&test.app, NUMBERS[0], "STOP")[0]);
    assert!(!say(&test.app, NUMBERS[0], "STOP")[0]);
    let all = test.app.store.read(acme.id, |tx| tx.blocks(BlockKind::OptOut, Page { after: 0, most: 9 }));
    let other = all.wait().unwrap().into_iter().find(|block| block.opt_in != Some(true)).unwrap().id;
    let ended: Result<_, canvass_store::StoreError> = test
        .app
        .store
        .write(acme.id, 1, move |tx| {
            let now = tx.now()?;
            tx.end_block(BlockKind::OptOut, other, now)
        })
        .wait();
    ended.unwrap();
    assert_eq!(stopped(&acme, of(None, NUMBERS[0])), out);
    assert!(say(&test.app, NUMBERS[0], "START")[0]);
    assert_eq!(stopped(&acme, of(None, NUMBERS[0])).0, CustomerState::Scheduled);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn the_link_opts_out_who_was_only_by_the_number_and_no_word_lifts_that() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    by(&acme, "sms-else-mail");
    let twin = GatewayTwin::start([]).unwrap();
    let jobs = texting(&test.app, &twin, 1);
    let batch = Watched::import(&acme, vec![of(Some("both@example.org"), NUMBERS[0])]);
    batch.until(&[(MessageState::Sent, 1)]);
    let link = acme.preferences_link(batch.customers[0]);
    let is_opted_out = || show_preferences(&test.app, &link).wait().unwrap().is_opted_out;
    assert_eq!(say(&test.app, NUMBERS[0], "STOP"), [true]);
    assert!(!is_opted_out(), "mail may still come");
    for _ in 0..2 {
        opt_out_by_link(&test.app, &link).wait().unwrap();
    }
    assert!(is_opted_out());
    let made = test.app.store.read(acme.id, |tx| tx.blocks(BlockKind::OptOut, Page { after: 0, most: 9 }));
    assert_eq!(made.wait().unwrap().len(), 2, "that of the word, and one by the link");
    assert_eq!(say(&test.app, NUMBERS[0], "START"), [true]);
    let sent = [customer("both@example.org"), of(None, NUMBERS[0])];
    let outcome = acme.import(batch_of(sent.to_vec()));
    for known in &outcome.customers {
        let id = known.id;
        let found = test.app.store.read(acme.id, move |tx| tx.customer(id)).wait().unwrap().unwrap();
        assert_eq!(found.state, CustomerState::OptedOut);
    }
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_captured_text_message_stands_in_the_mailbox_with_its_link() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    by(&acme, "sms");
    let mailbox = Arc::new(StoreMailbox::new(&test.app));
    let transport = Arc::new(CaptureTransport::new(Arc::clone(&mailbox) as _));
    let settings = JobSettings { mailbox: Some(mailbox), ..settings(1) };
    let plan = MailPlan { relays: vec![Relay::gateway("capture", transport)], ..MailPlan::default() };
    let jobs = Jobs::with_plan(test.app.clone(), plan, settings).unwrap();
    let batch = Watched::import(&acme, vec![of(None, NUMBERS[0])]);
    batch.until(&[(MessageState::Sent, 1)]);
    let kept = test.app.store.read(acme.id, |tx| tx.mails(Page { after: 0, most: 10 })).wait().unwrap();
    assert_eq!((kept.len(), kept[0].mail.recipient.as_str()), (1, NUMBERS[0]));
    let letter = String::from_utf8_lossy(&kept[0].mail.bytes).into_owned();
    assert!(letter.contains(&acme.link(batch.customers[0])), "{letter}");
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn without_a_gateway_text_messages_wait_and_hold_up_no_mail() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    by(&acme, "mail-else-sms");
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let texts = Watched::import(&acme, vec![of(None, NUMBERS[0]), of(None, NUMBERS[1])]);
    let mail = Watched::import(&acme, vec![customer("mail@example.org")]);
    let plan = MailPlan { relays: vec![Relay::new("main", smtp(&sink))], ..MailPlan::default() };
    let jobs =
        Jobs::with_plan(test.app.clone(), plan, JobSettings { connections: 1, ..settings(1) }).unwrap();
    mail.until(&[(MessageState::Sent, 1)]);
    texts.until(&[(MessageState::Waiting, 2)]);
    assert_eq!([0, 1].map(|index| texts.message(index).tries), [0, 0]);
    assert_eq!(sink.accepted().len(), 1);
    assert!(jobs.drain(PATIENCE));
}

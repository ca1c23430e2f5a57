//! One channel is down and the other one is not: what cannot leave stays where it is, untouched, and holds up nothing.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;

use canvass_app::job::{MailPlan, Relay};
use canvass_app::setup::{QuestionnairePolicyInput, save_questionnaire_policy};
use canvass_delivery::gateway::{Description, GatewayTransport, twilio};
use canvass_delivery::sink::{GatewayAct, GatewayTwin, SinkScript};
use canvass_domain::message::Channel;

use super::transports::{Hooked, Moment, Switched};
use super::*;

fn prefer_text_messages(acme: &TestWorkspace<'_>) {
    let input = QuestionnairePolicyInput {
        channel: Some("sms-else-mail".to_owned()),
        ..QuestionnairePolicyInput::default()
    };
    let (app, operator) = (&acme.test.app, &acme.test.operator);
    save_questionnaire_policy(app, operator, acme.id, acme.questionnaire, input).wait().unwrap();
}

fn texted(numbers: std::ops::Range<usize>) -> Vec<NewCustomer> {
    let one = |number| NewCustomer {
        email: None,
        phone: Some(format!("+316123456{number:02}")),
        ..customer("nobody@example.org")
    };
    numbers.map(one).collect()
}

fn gateway(twin: &GatewayTwin) -> Arc<dyn Transport> {
    let described = twilio("texts", "AC1", "secret".into(), "+15005550006");
    let description = Description { url: twin.url(), timeout: PATIENCE, ..described };
    Arc::new(GatewayTransport::new(description, &[]).unwrap())
}

fn run(test: &TestApp, mail: Arc<dyn Transport>, texts: Arc<dyn Transport>) -> Jobs {
    let relays = vec![Relay::new("main", mail), Relay::gateway("texts", texts)];
    let plan = MailPlan { relays, ..MailPlan::default() };
    Jobs::with_plan(test.app.clone(), plan, settings(1)).unwrap()
}

/// Not tried, not claimed and not put off: nobody touched it.
fn assert_untouched(batch: &Watched<'_>) {
    for index in 0..batch.customers.len() {
        let message = batch.message(index);
        let found = (message.state, message.tries, message.fence, message.window.due_at);
        assert_eq!(found, (MessageState::Waiting, 0, 0, batch.workspace.test.app.clock.now()));
    }
}

fn is_down(test: &TestApp, channel: Channel) -> bool {
    test.app.channels().contains(&(channel, true))
}

#[test]
fn while_no_mail_relay_answers_text_messages_leave_and_mail_is_not_touched() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    prefer_text_messages(&acme);
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let twin = GatewayTwin::start([]).unwrap();
    let relay = Switched::down(smtp(&sink));
    let mail = Watched::import(&acme, people(30));
    let jobs = run(&test, Arc::clone(&relay) as _, gateway(&twin));
    until("the relay is tried", || relay.refused.load(Ordering::SeqCst) > 0);
    let texts = Watched::import(&acme, texted(0..4));
    texts.until(&[(MessageState::Sent, 4)]);
    until("the relay is tried again", || relay.refused.load(Ordering::SeqCst) > 2);
    let more = Watched::import(&acme, texted(4..6));
    more.until(&[(MessageState::Sent, 2)]);
    assert_untouched(&mail);
    assert!(is_down(&test, Channel::Mail) && !is_down(&test, Channel::Sms));
    relay.is_up.store(true, Ordering::SeqCst);
    mail.until(&[(MessageState::Sent, 30)]);
    assert!((0..30).all(|index| (mail.message(index).tries, mail.message(index).fence) == (0, 1)));
    assert_eq!((taken(&sink), twin.requests().len()), (mail.message_ids(), 6));
    assert!(!is_down(&test, Channel::Mail));
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn while_no_gateway_answers_mail_leaves_and_text_messages_are_not_touched() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    prefer_text_messages(&acme);
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let twin = GatewayTwin::start([]).unwrap();
    let provider = Switched::down(gateway(&twin));
    let texts = Watched::import(&acme, texted(0..20));
    let jobs = run(&test, smtp(&sink), Arc::clone(&provider) as _);
    until("nobody answers", || is_down(&test, Channel::Sms));
    let mail = Watched::import(&acme, people(20));
    mail.until(&[(MessageState::Sent, 20)]);
    until("it is tried again", || provider.refused.load(Ordering::SeqCst) > 2);
    assert_untouched(&texts);
    assert!(!is_down(&test, Channel::Mail));
    provider.is_up.store(true, Ordering::SeqCst);
    texts.until(&[(MessageState::Sent, 20)]);
    assert!((0..20).all(|index| (texts.message(index).tries, texts.message(index).fence) == (0, 1)));
    assert_eq!((twin.requests().len(), taken(&sink)), (20, mail.message_ids()));
    assert!(jobs.drain(PATIENCE));
}

/// Takes connections and hangs up, for as long as it is kept.
struct WithoutTls {
    address: SocketAddr,
    taken: Arc<AtomicUsize>,
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl WithoutTls {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (taken, is_over) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, end) = (Arc::clone(&taken), Arc::clone(&is_over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                drop(stream);
                count.fetch_add(1, Ordering::SeqCst);
                if end.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        Self { address, taken, is_over, thread: Some(thread) }
    }
}

impl Drop for WithoutTls {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(self.address));
        self.thread.take().unwrap().join().unwrap();
    }
}

#[test]
fn a_gateway_that_takes_connections_and_speaks_no_tls_is_down_and_costs_no_text_message_a_try() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    prefer_text_messages(&acme);
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let provider = WithoutTls::start();
    let described = twilio("texts", "AC1", "secret".into(), "+15005550006");
    let url = format!("https://{}", provider.address);
    let description = Description { url, timeout: PATIENCE, ..described };
    let texts = Watched::import(&acme, texted(0..5));
    let jobs = run(&test, smtp(&sink), Arc::new(GatewayTransport::new(description, &[]).unwrap()));
    until("it is down", || is_down(&test, Channel::Sms));
    let mail = Watched::import(&acme, people(5));
    mail.until(&[(MessageState::Sent, 5)]);
    until("it is tried again", || provider.taken.load(Ordering::SeqCst) > 2);
    assert_untouched(&texts);
    assert!(!is_down(&test, Channel::Mail));
    assert!(jobs.drain(PATIENCE));
}

/// A peer that keeps each delivery until it is released.
fn slow(inner: Arc<dyn Transport>) -> (Arc<dyn Transport>, Arc<AtomicBool>) {
    let is_released = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&is_released);
    let transport = Hooked::new(inner, move |_, moment| {
        if moment == Moment::BeforeFence {
            until("it is released", || seen.load(Ordering::SeqCst));
        }
    });
    (transport, is_released)
}

#[test]
fn a_peer_that_takes_its_time_keeps_nothing_of_the_other_channel_waiting_in_any_workspace() {
    for slow_one in Channel::ALL {
        let test = TestApp::new();
        let (acme, other) = (test.workspace("acme"), test.workspace("other"));
        prefer_text_messages(&acme);
        prefer_text_messages(&other);
        let sink = ScriptedSink::start(SinkScript::default()).unwrap();
        let twin = GatewayTwin::start([]).unwrap();
        let (mail, texts) = (smtp(&sink), gateway(&twin));
        let of = |channel, numbers: std::ops::Range<usize>| match channel {
            Channel::Mail => people(numbers.end).split_off(numbers.start),
            Channel::Sms => texted(numbers),
        };
        let quick_one = if slow_one == Channel::Mail { Channel::Sms } else { Channel::Mail };
        let (relays, is_released) = if slow_one == Channel::Mail {
            let (mail, is_released) = slow(mail);
            (vec![Relay::new("main", mail), Relay::gateway("texts", texts)], is_released)
        } else {
            let (texts, is_released) = slow(texts);
            (vec![Relay::new("main", mail), Relay::gateway("texts", texts)], is_released)
        };
        // Far more than a node claims ahead.
        let long = Watched::import(&acme, of(slow_one, 0..40));
        let plan = MailPlan { relays, ..MailPlan::default() };
        let jobs =
            Jobs::with_plan(test.app.clone(), plan, JobSettings { connections: 2, claim: 8, ..settings(1) });
        let jobs = jobs.unwrap();
        until("it holds what it got", || long.count(MessageState::Claimed) > 0);
        let short =
            [Watched::import(&acme, of(quick_one, 0..20)), Watched::import(&other, of(quick_one, 40..60))];
        for batch in &short {
            batch.until(&[(MessageState::Sent, 20)]);
        }
        assert_eq!(long.count(MessageState::Sent), 0, "{slow_one:?} was kept all the while");
        is_released.store(true, Ordering::SeqCst);
        long.until(&[(MessageState::Sent, 40)]);
        assert_eq!((taken(&sink).len(), twin.requests().len()), (40, 40));
        assert!(jobs.drain(PATIENCE));
    }
}

#[test]
fn a_channel_that_goes_away_later_costs_no_message_a_try() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    prefer_text_messages(&acme);
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let twin = GatewayTwin::start([]).unwrap();
    let (relay, provider) = (Switched::down(smtp(&sink)), Switched::down(gateway(&twin)));
    let switch = |to: &Switched, is_up: bool| to.is_up.store(is_up, Ordering::SeqCst);
    switch(&relay, true);
    switch(&provider, true);
    let jobs = run(&test, Arc::clone(&relay) as _, Arc::clone(&provider) as _);
    let before = [Watched::import(&acme, people(10)), Watched::import(&acme, texted(0..2))];
    before[0].until(&[(MessageState::Sent, 10)]);
    before[1].until(&[(MessageState::Sent, 2)]);
    // Sessions that are in hand break, and no new one is opened; the gateway goes too.
    switch(&relay, false);
    switch(&provider, false);
    sink.cut_connections();
    assert!(sink.wait_for_silence(PATIENCE));
    let after = [Watched::import(&acme, people(20).split_off(10)), Watched::import(&acme, texted(2..5))];
    until("both are down", || is_down(&test, Channel::Mail) && is_down(&test, Channel::Sms));
    switch(&provider, true);
    after[1].until(&[(MessageState::Sent, 3)]);
    after[0].until(&[(MessageState::Waiting, 10)]);
    switch(&relay, true);
    after[0].until(&[(MessageState::Sent, 10)]);
    let tries =
        |batch: &Watched<'_>| (0..batch.customers.len()).map(|index| batch.message(index).tries).sum::<i32>();
    assert_eq!((tries(&after[0]), tries(&after[1]), twin.requests().len()), (0, 0, 5));
    assert_eq!(taken(&sink).len(), 20);
    assert!(jobs.drain(PATIENCE));
}

#[test]
fn a_gateway_in_trouble_keeps_its_own_text_messages_and_those_of_no_other() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    prefer_text_messages(&acme);
    let busy = || GatewayAct::Answer(503, Vec::new(), String::new());
    let (first, second) =
        (GatewayTwin::start((0..3).map(|_| busy())).unwrap(), GatewayTwin::start([]).unwrap());
    let relays = vec![Relay::gateway("first", gateway(&first)), Relay::gateway("second", gateway(&second))];
    let plan = MailPlan { relays, ..MailPlan::default() };
    let jobs = Jobs::with_plan(test.app.clone(), plan, settings(1)).unwrap();
    let put_off = Watched::import(&acme, texted(0..3));
    until("three were put off", || (0..3).all(|index| put_off.message(index).tries == 1));
    // The clock stands: the first gateway is left alone for its ten seconds, and the second one was never asked.
    assert_eq!(second.requests().len(), 0);
    let more = Watched::import(&acme, texted(3..7));
    more.until(&[(MessageState::Sent, 4)]);
    assert!((0..4).all(|index| more.message(index).tries == 0));
    assert_eq!((first.requests().len(), second.requests().len()), (3, 4));
    // Afterwards the first one is asked again, and takes.
    test.clock.step(SignedDuration::from_mins(10));
    put_off.until(&[(MessageState::Sent, 3)]);
    let last = Watched::import(&acme, texted(7..8));
    last.until(&[(MessageState::Sent, 1)]);
    assert_eq!((first.requests().len(), second.requests().len()), (7, 4));
    assert!(jobs.drain(PATIENCE));
}

/// Connections that want the same free place: whoever comes late waits for his turn, not for half a minute of the store's clock.
#[test]
fn text_messages_of_a_small_batch_wait_for_no_clock_where_one_connection_serves_them() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    prefer_text_messages(&acme);
    let sink = ScriptedSink::start(SinkScript::default()).unwrap();
    let twin = GatewayTwin::start([]).unwrap();
    let texts = Relay { connections: Some(1), ..Relay::gateway("texts", gateway(&twin)) };
    let plan = MailPlan { relays: vec![Relay::new("main", smtp(&sink)), texts], ..MailPlan::default() };
    let jobs =
        Jobs::with_plan(test.app.clone(), plan, JobSettings { connections: 4, ..settings(1) }).unwrap();
    for batch in 0..20 {
        let first = batch * 4;
        Watched::import(&acme, texted(first..first + 4)).until(&[(MessageState::Sent, 4)]);
    }
    assert_eq!(twin.requests().len(), 80);
    assert!(jobs.drain(PATIENCE));
}

//! Text messages over real sockets, against a twin of the provider (OUT-29, OUT-30, EXP-10).

use std::cell::Cell;
use std::net::TcpListener;
use std::time::Duration;

use canvass_delivery::gateway::{Body, Description, GatewayTransport, Method, Rules, twilio};
use canvass_delivery::sink::{GatewayAct, GatewayTwin};
use canvass_delivery::{Fence, OpenError, Outcome, TextMessage, Transport};
use serde_json::json;

const PATIENCE: Duration = Duration::from_secs(90);

fn message() -> TextMessage {
    TextMessage {
        message_id: "m1@example.org".to_owned(),
        to: "+31612345678".to_owned(),
        text: "Hallo Zoë & Bo: https://a.example/q/x?y=1+2 € {to}".to_owned(),
        receipt: "word".to_owned(),
        copy_id: "m1@example.org".to_owned(),
    }
}

fn of_twin(url: &str) -> Description {
    let described = twilio("texts", "AC1", "secret".into(), "+15005550006");
    let path = described.url.strip_prefix("https://api.twilio.com").unwrap().to_owned();
    Description {
        url: format!("{url}{path}"),
        timeout: PATIENCE,
        receipts: Some("https://canvass.example/sms/texts/receipt/".to_owned()),
        ..described
    }
}

fn deliver(transport: &GatewayTransport) -> (Outcome, bool) {
    let asked = Cell::new(0);
    let mut session = transport.open().unwrap();
    let outcome = session.deliver(&message().built(), &mut || {
        asked.set(asked.get() + 1);
        Fence::Go
    });
    assert!(asked.get() <= 1);
    (outcome, asked.get() == 1)
}

fn said(act: GatewayAct) -> Outcome {
    let twin = GatewayTwin::start([act]).unwrap();
    let outcome = deliver(&GatewayTransport::new(of_twin(&twin.url()), &[]).unwrap()).0;
    assert_eq!(twin.requests().len(), 1, "each message is asked once");
    outcome
}

fn refusal(status: u16, code: u32) -> GatewayAct {
    let body = format!(r#"{{"code":{code},"message":"The number +31612345678 is wrong","status":{status}}}"#);
    GatewayAct::Answer(status, Vec::new(), body)
}

#[test]
fn a_message_reaches_the_provider_as_its_form_wants_it() {
    let twin = GatewayTwin::start([]).unwrap();
    let transport = GatewayTransport::new(of_twin(&twin.url()), &[]).unwrap();
    let (outcome, was_asked) = deliver(&transport);
    assert_eq!(outcome, Outcome::Sent { reply: format!("201 SM{:032}", 1) });
    assert!(was_asked);
    assert_eq!((transport.name(), transport.peer().as_str()), ("gateway", "texts"));
    let requests = twin.requests();
    let [request] = requests.as_slice() else { panic!("one request is expected: {requests:?}") };
    assert_eq!(request.line, "POST /2010-04-01/Accounts/AC1/Messages.json HTTP/1.1");
    assert_eq!(request.header("authorization"), Some("Basic QUMxOnNlY3JldA=="));
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    let expected = [
        ("To", "+31612345678"),
        ("From", "+15005550006"),
        ("Body", "Hallo Zoë & Bo: https://a.example/q/x?y=1+2 € {to}"),
        ("StatusCallback", "https://canvass.example/sms/texts/receipt/word"),
    ];
    for (name, value) in expected {
        assert_eq!(request.member(name).as_deref(), Some(value), "{name}");
    }
}

#[test]
fn a_json_gateway_gets_its_own_members_and_headers() {
    let answer = GatewayAct::Answer(202, Vec::new(), r#"{"messages":[{"id":77}]}"#.to_owned());
    let twin = GatewayTwin::start([answer]).unwrap();
    let description = Description {
        name: "other".to_owned(),
        url: format!("{}/v1/send?x=1", twin.url()),
        method: Method::Put,
        headers: vec![("X-Api-Key".to_owned(), "k1".into())],
        sign_in: None,
        from: "Acme".to_owned(),
        body: Body::Json(
            json!({ "messages": [{ "to": "{to}", "content": "{text}", "ref": "{id}", "key": "{key}" }], "from": "{from}" }),
        ),
        rules: Rules { id: Some("/messages/0/id".to_owned()), ..Rules::default() },
        timeout: PATIENCE,
        idempotency_header: Some("Idempotency-Key".to_owned()),
        idempotent_for: None,
        receipts: None,
    };
    let (outcome, _) = deliver(&GatewayTransport::new(description, &[]).unwrap());
    assert_eq!(outcome, Outcome::Sent { reply: "202 77".to_owned() });
    let requests = twin.requests();
    let [request] = requests.as_slice() else { panic!("one request is expected: {requests:?}") };
    assert_eq!(request.line, "PUT /v1/send?x=1 HTTP/1.1");
    let key = message().key();
    assert_eq!(request.header("idempotency-key"), Some(key.as_str()));
    assert_eq!((request.header("x-api-key"), request.header("authorization")), (Some("k1"), None));
    let body: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(body["messages"][0]["ref"], "m1@example.org");
    assert_eq!(body["messages"][0]["key"], key);
    assert_eq!((&body["messages"][0]["content"], &body["from"]), (&json!(message().text), &json!("Acme")));
}

#[test]
fn nothing_is_asked_of_the_provider_when_the_fence_says_stop() {
    let twin = GatewayTwin::start([]).unwrap();
    let mut session = GatewayTransport::new(of_twin(&twin.url()), &[]).unwrap().open().unwrap();
    assert_eq!(session.deliver(&message().built(), &mut || Fence::Stop), Outcome::Stopped);
    assert_eq!(twin.requests(), []);
}

#[test]
fn a_refusal_tells_status_and_code_and_no_number() {
    for (status, code, permanent) in [
        (400, 21211, true),
        (400, 21610, true),
        (400, 21611, false),
        (401, 20003, false),
        (429, 20429, false),
    ] {
        let reply = format!("{status}, code {code}");
        let expected = Outcome::Refused { code: status, reply, permanent, handed_over: true };
        assert_eq!(said(refusal(status, code)), expected);
    }
}

#[test]
fn out_29_without_a_complete_answer_it_is_in_doubt() {
    assert!(matches!(said(GatewayAct::HangUp), Outcome::InDoubt { .. }));
    assert_eq!(said(refusal(500, 20500)), Outcome::InDoubt { last_line: "500, code 20500".to_owned() });
    let twin = GatewayTwin::start([GatewayAct::Silence]).unwrap();
    let description = Description { timeout: Duration::from_millis(300), ..of_twin(&twin.url()) };
    let (outcome, _) = deliver(&GatewayTransport::new(description, &[]).unwrap());
    assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
    // The status came: the message was taken, whatever becomes of the rest.
    assert_eq!(said(GatewayAct::BreakOff), Outcome::Sent { reply: "201".to_owned() });
}

#[test]
fn what_fails_before_a_connection_stands_is_put_back() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let transport = GatewayTransport::new(of_twin(&url), &[]).unwrap();
    let mut session = transport.open().unwrap();
    // It goes after the fence said go.
    let mut listener = Some(listener);
    let outcome = session.deliver(&message().built(), &mut || {
        drop(listener.take());
        Fence::Go
    });
    assert!(listener.is_none() && matches!(outcome, Outcome::PutBack { .. }), "{outcome:?}");
    assert!(matches!(transport.open(), Err(OpenError::Connect(_))), "and now nobody is there at all");
}

#[test]
fn out_30_a_gateway_that_asks_for_rest_gets_it() {
    let rest = |seconds: &str| vec![format!("Retry-After: {seconds}")];
    for status in [429, 503] {
        let twin = GatewayTwin::start([GatewayAct::Answer(status, rest("3600"), String::new())]).unwrap();
        let transport = GatewayTransport::new(of_twin(&twin.url()), &[]).unwrap();
        let mut other = transport.open().unwrap();
        let (outcome, _) = deliver(&transport);
        assert!(matches!(outcome, Outcome::Refused { permanent: false, .. }), "{outcome:?}");
        assert!(matches!(transport.open(), Err(OpenError::Refused { code: 429, .. })));
        // A session that stood before asks nobody either, and no fence.
        let mut asked = false;
        let outcome = other.deliver(&message().built(), &mut || {
            asked = true;
            Fence::Go
        });
        assert!(matches!(outcome, Outcome::NotSent { .. }) && !asked && !other.is_reusable());
        assert_eq!(twin.requests().len(), 1);
    }
    let twin = GatewayTwin::start([GatewayAct::Answer(429, rest("0"), String::new())]).unwrap();
    let transport = GatewayTransport::new(of_twin(&twin.url()), &[]).unwrap();
    deliver(&transport);
    assert!(matches!(deliver(&transport).0, Outcome::Sent { .. }), "no rest, no wait");
}

//! The dialogue over TCP: reuse, breaks before and after the fence, odd peers.

use std::thread;
use std::time::Duration;

use canvass_delivery::sink::{Act, At, ScriptedSink, SinkScript};
use canvass_delivery::smtp::Timeouts;
use canvass_delivery::{Built, Fence, OpenError, Outcome, Session, Transport};

use crate::relay::{PATIENCE, impatient, letter, transport};

fn sink(script: SinkScript) -> ScriptedSink {
    ScriptedSink::start(script).unwrap()
}

fn deliver_one(sink: &ScriptedSink) -> Outcome {
    let mut session = transport(&sink.url()).open().unwrap();
    let outcome = session.deliver(&letter(1), &mut || Fence::Go);
    session.close();
    outcome
}

fn go(session: &mut dyn Session, built: &Built) -> Outcome {
    session.deliver(built, &mut || Fence::Go)
}

#[test]
fn three_letters_go_over_one_connection() {
    for pipelining in [true, false] {
        let sink = sink(SinkScript { pipelining, ..SinkScript::default() });
        let transport = transport(&sink.url());
        assert_eq!((transport.name(), transport.peer()), ("smtp", sink.address().to_string()));
        let mut session = transport.open().unwrap();
        for number in 1..=3 {
            let outcome = go(&mut *session, &letter(number));
            assert_eq!(outcome, Outcome::Sent { reply: "250 kept".to_owned() });
            assert!(session.is_reusable());
        }
        session.close();
        assert!(sink.wait_for_silence(PATIENCE));
        assert_eq!(sink.connections(), 1);
        let accepted = sink.accepted();
        for (number, got) in (1..=3).zip(&accepted) {
            let sent = letter(number);
            assert_eq!(got.bytes, sent.bytes, "byte for byte");
            assert_eq!(got.recipients, [sent.envelope_to]);
            assert!(got.mail.starts_with("<cx@example.org>"));
            assert_eq!(got.message_id(), Some(format!("letter{number}@mail.example.org")));
        }
        assert_eq!((accepted.len(), sink.duplicates()), (3, Vec::new()));
        assert_eq!(sink.commands().last().unwrap().1, "QUIT");
    }
}

#[test]
fn the_fence_is_asked_when_the_peer_has_the_body_and_not_the_dot() {
    let sink = sink(SinkScript::default());
    let mut session = transport(&sink.url()).open().unwrap();
    let built = letter(1);
    let mut asked = 0;
    let outcome = session.deliver(&built, &mut || {
        asked += 1;
        assert!(sink.wait_for_body_bytes(built.bytes.len(), PATIENCE), "the body is not out");
        // The last bytes of the body are there; whatever had been written behind them would be soon.
        assert!(
            !sink.wait_for_body_bytes(built.bytes.len() + 1, Duration::from_millis(50)),
            "the dot is out"
        );
        assert!(sink.accepted().is_empty());
        Fence::Go
    });
    assert!(matches!(outcome, Outcome::Sent { .. }));
    assert_eq!((asked, sink.body_bytes()), (1, built.bytes.len() + 3));
}

#[test]
fn a_stop_leaves_nothing_at_the_peer() {
    let sink = sink(SinkScript::default());
    let mut session = transport(&sink.url()).open().unwrap();
    assert_eq!(session.deliver(&letter(1), &mut || Fence::Stop), Outcome::Stopped);
    assert!(!session.is_reusable());
    session.close();
    assert!(sink.wait_for_silence(PATIENCE));
    assert_eq!((sink.accepted().len(), sink.body_bytes()), (0, letter(1).bytes.len()));
}

#[test]
fn a_hand_over_that_took_too_long_is_put_back() {
    let sink = sink(SinkScript::default());
    // No time at all is allowed, and waiting for the body takes some.
    let timeouts = Timeouts { connect: PATIENCE, reply: PATIENCE, dot: PATIENCE, fence: Duration::ZERO };
    let mut session = impatient(&sink.url(), timeouts).open().unwrap();
    let outcome = session.deliver(&letter(1), &mut || {
        assert!(sink.wait_for_body_bytes(letter(1).bytes.len(), PATIENCE));
        Fence::Go
    });
    assert!(matches!(outcome, Outcome::PutBack { .. }), "{outcome:?}");
    session.close();
    assert!(sink.wait_for_silence(PATIENCE));
    assert!(sink.accepted().is_empty());
}

#[test]
fn out_06_a_close_after_the_dot_is_in_doubt_whether_it_was_kept_or_not() {
    for (act, kept) in [(Act::Close, 0), (Act::KeepAndClose, 1), (Act::HalfLine, 0)] {
        let sink = sink(SinkScript::default().always(At::Dot, act));
        let outcome = deliver_one(&sink);
        assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
        assert_eq!(sink.accepted().len(), kept);
    }
}

#[test]
fn a_silent_peer_after_the_dot_is_in_doubt_when_the_time_is_over() {
    let sink = sink(SinkScript::default().always(At::Dot, Act::KeepAndSilence));
    let dot = Duration::from_millis(50);
    let timeouts = Timeouts { connect: PATIENCE, reply: PATIENCE, dot, fence: PATIENCE };
    let mut session = impatient(&sink.url(), timeouts).open().unwrap();
    let outcome = go(&mut *session, &letter(1));
    let expected = "354 go on / the peer did not answer in time".to_owned();
    assert_eq!(outcome, Outcome::InDoubt { last_line: expected });
    assert_eq!(sink.accepted().len(), 1);
}

#[test]
fn out_07_a_deferral_after_the_dot_is_definite_and_the_session_goes_on() {
    let sink = sink(SinkScript::default().times(1, At::Dot, Act::Say("451 4.3.0 later".to_owned())));
    let mut session = transport(&sink.url()).open().unwrap();
    let reply = "451 4.3.0 later".to_owned();
    let refused = Outcome::Refused { code: 451, reply, permanent: false, handed_over: true };
    assert_eq!(go(&mut *session, &letter(1)), refused);
    assert!(matches!(go(&mut *session, &letter(1)), Outcome::Sent { .. }));
    assert_eq!(sink.connections(), 1);
}

#[test]
fn out_09_out_10_refusals_of_a_recipient_spare_the_session() {
    for pipelining in [true, false] {
        let script = SinkScript { pipelining, ..SinkScript::default() };
        let sink = sink(script.times(3, At::Rcpt, Act::Say("450 busy".to_owned())));
        let mut session = transport(&sink.url()).open().unwrap();
        for _ in 0..3 {
            let outcome = session.deliver(&letter(1), &mut || panic!("asked"));
            let reply = "450 busy".to_owned();
            assert_eq!(outcome, Outcome::Refused { code: 450, reply, permanent: false, handed_over: false });
            assert!(session.is_reusable());
        }
        assert!(matches!(go(&mut *session, &letter(1)), Outcome::Sent { .. }));
        assert_eq!((sink.connections(), sink.accepted().len()), (1, 1));
    }
}

#[test]
fn out_02_a_close_at_any_step_before_the_fence_leaves_the_letter_here() {
    for at in [At::Mail, At::Rcpt, At::Data, At::Body] {
        for pipelining in [true, false] {
            let script = SinkScript { pipelining, ..SinkScript::default() };
            let sink = sink(script.times(1, at, Act::Close));
            let mut session = transport(&sink.url()).open().unwrap();
            let outcome = session.deliver(&letter(1), &mut || {
                // The close at the body may reach us after the question; then nothing goes out either.
                assert_eq!(at, At::Body, "asked");
                assert!(sink.wait_for_silence(PATIENCE));
                Fence::Stop
            });
            assert!(matches!(outcome, Outcome::NotSent { .. } | Outcome::Stopped), "{at:?}: {outcome:?}");
            assert!(!session.is_reusable());
            assert!(sink.accepted().is_empty());
        }
    }
}

#[test]
fn out_11_replies_in_single_bytes_and_of_great_length_are_understood() {
    let long = format!("250 {}", "x".repeat(10_000));
    let many = format!("{}250 end", "250-more\r\n".repeat(200));
    for (at, act) in [
        (At::Greeting, Act::PerByte),
        (At::Hello, Act::PerByte),
        (At::Mail, Act::PerByte),
        (At::Data, Act::PerByte),
        (At::Dot, Act::PerByte),
        (At::Mail, Act::Say("250".to_owned())),
        (At::Dot, Act::Say("250".to_owned())),
        (At::Dot, Act::Say(long)),
        (At::Rcpt, Act::Say(many.clone())),
        (At::Dot, Act::Say(many)),
        (At::Dot, Act::Say("250 nul \0 inside".to_owned())),
        (At::Hello, Act::Delay(Duration::from_millis(20))),
    ] {
        let sink = sink(SinkScript::default().always(at, act.clone()));
        let outcome = deliver_one(&sink);
        assert!(matches!(outcome, Outcome::Sent { .. }), "{at:?} {act:?}: {outcome:?}");
        assert_eq!(sink.accepted().len(), 1);
    }
}

#[test]
fn out_11_nonsense_before_the_fence_is_a_retry_and_after_it_in_doubt() {
    for nonsense in [&b"\0\0\0\r\n"[..], b"25\r\n", b"HTTP/1.1 200 OK\r\n", b"250-a\r\n550 b\r\n"] {
        let before = sink(SinkScript::default().always(At::Rcpt, Act::Raw(nonsense.to_vec())));
        let mut session = transport(&before.url()).open().unwrap();
        let outcome = session.deliver(&letter(1), &mut || panic!("asked"));
        assert!(matches!(outcome, Outcome::NotSent { .. }), "{outcome:?}");
        let after = sink(SinkScript::default().always(At::Dot, Act::Raw(nonsense.to_vec())));
        let outcome = deliver_one(&after);
        assert!(matches!(outcome, Outcome::InDoubt { .. }), "{outcome:?}");
    }
}

#[test]
fn out_14_each_peer_gets_what_it_can_read() {
    let offers = [true, false];
    for (knows_ehlo, pipelining) in [(true, true), (true, false), (false, false)] {
        for extras in offers {
            let sink = sink(SinkScript {
                knows_ehlo,
                pipelining,
                chunking: extras,
                eight_bit: extras,
                smtputf8: extras,
                ..SinkScript::default()
            });
            assert!(matches!(deliver_one(&sink), Outcome::Sent { .. }));
            assert_eq!(sink.accepted()[0].bytes, letter(1).bytes);
            assert!(sink.commands().iter().all(|(_, line)| !line.starts_with("BDAT")));
        }
    }
}

#[test]
fn exp_05_a_lenient_peer_sees_one_message_too() {
    let sink = sink(SinkScript { is_lenient: true, ..SinkScript::default() });
    let mut session = transport(&sink.url()).open().unwrap();
    // Bytes no builder of ours makes: the stuffing alone must hold.
    let nasty = Built { bytes: b"Subject: x\r\n\r\na\n.\nb\r.\rc\r\n.\r\n.d\r\n".to_vec(), ..letter(1) };
    for built in [&letter(1), &nasty, &letter(2)] {
        assert!(matches!(go(&mut *session, built), Outcome::Sent { .. }));
    }
    let bodies: Vec<_> = sink.accepted().into_iter().map(|letter| letter.bytes).collect();
    assert_eq!(bodies, [letter(1).bytes, nasty.bytes, letter(2).bytes]);
}

#[test]
fn a_size_limit_is_known_before_a_word_is_said() {
    let sink = sink(SinkScript { most_bytes: Some(100), ..SinkScript::default() });
    let mut session = transport(&sink.url()).open().unwrap();
    let outcome = session.deliver(&letter(1), &mut || panic!("asked"));
    assert!(matches!(outcome, Outcome::Refused { code: 552, permanent: true, .. }), "{outcome:?}");
    assert!(sink.commands().iter().all(|(_, line)| line.starts_with("EHLO")));
}

#[test]
fn a_peer_that_went_away_between_letters_costs_no_letter() {
    let sink = sink(SinkScript::default());
    let transport = transport(&sink.url());
    let mut session = transport.open().unwrap();
    assert!(matches!(go(&mut *session, &letter(1)), Outcome::Sent { .. }));
    sink.cut_connections();
    assert!(sink.wait_for_silence(PATIENCE));
    let outcome = session.deliver(&letter(2), &mut || panic!("asked"));
    assert!(matches!(outcome, Outcome::NotSent { .. }), "{outcome:?}");
    assert!(!session.is_reusable());
    assert!(matches!(go(&mut *transport.open().unwrap(), &letter(2)), Outcome::Sent { .. }));
    assert_eq!((sink.accepted().len(), sink.duplicates()), (2, Vec::new()));
}

#[test]
fn a_peer_that_does_not_open_says_why() {
    let refusing = sink(SinkScript::default().always(At::Greeting, Act::Say("554 not you".to_owned())));
    let error = transport(&refusing.url()).open().map(|_| ()).unwrap_err();
    assert_eq!(error, OpenError::Refused { code: 554, reply: "not you".to_owned() });
    let foreign = sink(SinkScript::default().always(At::Greeting, Act::Raw(b"SSH-2.0-x\r\n".to_vec())));
    assert!(matches!(transport(&foreign.url()).open(), Err(OpenError::Protocol(_))));
    let closing = sink(SinkScript::default().always(At::Hello, Act::Close));
    assert!(matches!(transport(&closing.url()).open(), Err(OpenError::Broken(_))));
    let address = closing.url();
    drop(closing);
    assert!(matches!(transport(&address).open(), Err(OpenError::Connect(_))));
}

#[test]
fn a_peer_that_never_ends_its_reply_is_left_in_time() {
    let endless = Act::Raw(b"250-more\r\n".repeat(3));
    let sink = sink(SinkScript::default().always(At::Hello, endless));
    let reply = Duration::from_millis(100);
    let timeouts = Timeouts { connect: PATIENCE, reply, dot: PATIENCE, fence: PATIENCE };
    assert!(matches!(impatient(&sink.url(), timeouts).open(), Err(OpenError::Broken(_))));
}

#[test]
fn sign_in_works_on_this_machine_with_either_mechanism() {
    for mechanism in ["PLAIN", "LOGIN"] {
        let script = SinkScript {
            mechanisms: vec![mechanism.to_owned()],
            user: ("ada".to_owned(), "p@ss".to_owned()),
            ..SinkScript::default()
        };
        let sink = sink(script);
        let good = format!("smtp://ada:p%40ss@{}?tls=none", sink.address());
        assert!(matches!(go(&mut *transport(&good).open().unwrap(), &letter(1)), Outcome::Sent { .. }));
        let bad = format!("smtp://ada:wrong@{}", sink.address());
        assert!(matches!(transport(&bad).open(), Err(OpenError::Auth { code: 535, .. })));
        // Without sign-in the peer refuses the letter.
        let outcome = transport(&sink.url()).open().unwrap().deliver(&letter(2), &mut || panic!("asked"));
        assert!(matches!(outcome, Outcome::Refused { code: 530, .. }), "{outcome:?}");
    }
}

#[test]
fn four_connections_deliver_side_by_side_and_the_file_holds_every_letter() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("accepted");
    let sink = sink(SinkScript { append_to: Some(path.clone()), ..SinkScript::default() });
    thread::scope(|scope| {
        for worker in 0..4 {
            let transport = transport(&sink.url());
            scope.spawn(move || {
                let mut session = transport.open().unwrap();
                for number in 0..25 {
                    let outcome = go(&mut *session, &letter(worker * 100 + number));
                    assert!(matches!(outcome, Outcome::Sent { .. }), "{outcome:?}");
                }
                session.close();
            });
        }
    });
    assert!(sink.wait_for_accepted(100, PATIENCE));
    assert_eq!((sink.accepted().len(), sink.connections(), sink.duplicates()), (100, 4, Vec::new()));
    let file = std::fs::read_to_string(path).unwrap();
    assert_eq!(file.matches("Message-ID: <letter").count(), 100);
}

#[test]
fn the_sink_finds_duplicates() {
    let sink = sink(SinkScript::default());
    let mut session = transport(&sink.url()).open().unwrap();
    for number in [1, 2, 1] {
        assert!(matches!(go(&mut *session, &letter(number)), Outcome::Sent { .. }));
    }
    assert_eq!(sink.duplicates(), ["letter1@mail.example.org"]);
}

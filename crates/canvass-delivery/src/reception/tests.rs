//! The dialogue, without sockets.

use std::sync::{Mutex, PoisonError};

use proptest::prelude::*;

use super::dialogue::{Dialogue, Flow};
use super::{Intake, Limits, NotNow, TurnedAway};

/// Knows addresses that begin with `known`, and cannot keep mail for `known-busy`.
#[derive(Debug, Default)]
struct Desk {
    taken: Mutex<Vec<(String, Vec<u8>)>>,
    turned_away: Mutex<Vec<TurnedAway>>,
}

impl Intake for Desk {
    fn knows(&self, recipient: &str) -> bool {
        recipient.starts_with("known")
    }

    fn take(&self, recipient: &str, mail: &[u8]) -> Result<(), NotNow> {
        if recipient.starts_with("known-busy") {
            return Err(NotNow);
        }
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.push((recipient.to_owned(), mail.to_vec()));
        Ok(())
    }

    fn turned_away(&self, what: TurnedAway) {
        self.turned_away.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }
}

/// What one connection said and left.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    answers: Vec<String>,
    taken: Vec<(String, Vec<u8>)>,
    turned_away: Vec<TurnedAway>,
    flow: Flow,
}

impl Said {
    /// The first words of the answers, without those of the greeting and LHLO.
    fn codes(&self) -> Vec<&str> {
        let codes = self.answers.iter().skip(7).map(|line| line.split(' ').next().unwrap_or_default());
        codes.collect()
    }
}

fn small() -> Limits {
    Limits { mail_bytes: 100, recipients: 3, commands: 40, refusals: 20, ..Limits::default() }
}

fn say<'b>(pieces: impl IntoIterator<Item = &'b [u8]>) -> Said {
    let (desk, limits) = (Desk::default(), small());
    let mut dialogue = Dialogue::new(&desk, &limits, "mx.example.org");
    let mut flow = Flow::On;
    for piece in pieces {
        if flow == Flow::On {
            flow = dialogue.hear(piece);
        }
    }
    let answers = String::from_utf8(dialogue.answers()).unwrap();
    assert!(answers.ends_with("\r\n") && answers.is_ascii());
    let answers = answers.lines().map(str::to_owned).collect();
    Said {
        answers,
        taken: desk.taken.into_inner().unwrap(),
        turned_away: desk.turned_away.into_inner().unwrap(),
        flow,
    }
}

fn whole(hello: &str, rest: &str) -> Said {
    say([format!("{hello} there\r\n{rest}").as_bytes()])
}

fn lmtp(rest: &str) -> Said {
    whole("LHLO", rest)
}

const MAIL: &str = "MAIL FROM:<>\r\n";
const KNOWN: &str = "RCPT TO:<known+a@example.org>\r\n";
const OTHER: &str = "RCPT TO:<known+b@example.org>\r\n";
const BUSY: &str = "RCPT TO:<known-busy@example.org>\r\n";
const UNKNOWN: &str = "RCPT TO:<ann@example.org>\r\n";
const DATA: &str = "DATA\r\nSubject: x\r\n\r\n..y\r\n.\r\n";

#[test]
fn the_greeting_offers_what_is_served() {
    let said = lmtp("QUIT\r\n");
    assert_eq!(
        said.answers,
        [
            "220 mx.example.org ESMTP LMTP canvass takes returned mail",
            "250-mx.example.org",
            "250-PIPELINING",
            "250-SIZE 100",
            "250-8BITMIME",
            "250-SMTPUTF8",
            "250 ENHANCEDSTATUSCODES",
            "221 2.0.0 Bye",
        ]
    );
    assert_eq!(said.flow, Flow::End);
    assert_eq!(
        say([&b"HELO there\r\nMAIL FROM:<>\r\n"[..]]).answers[1..],
        ["250 2.0.0 Done", "250 2.1.0 Sender fine"]
    );
}

#[test]
fn lmtp_answers_for_each_recipient_and_smtp_once() {
    let rest = format!("{MAIL}{KNOWN}{BUSY}{UNKNOWN}{OTHER}{DATA}QUIT\r\n");
    let said = lmtp(&rest);
    assert_eq!(said.codes(), ["250", "250", "250", "550", "250", "354", "250", "451", "250", "221"]);
    let mail = b"Subject: x\r\n\r\n.y\r\n".to_vec();
    let both = [("known+a@example.org".to_owned(), mail.clone()), ("known+b@example.org".to_owned(), mail)];
    assert_eq!(said.taken, both);
    assert_eq!(said.turned_away, [TurnedAway::Recipient]);
    let said = whole("EHLO", &rest);
    assert_eq!(said.codes(), ["250", "250", "250", "550", "250", "354", "451", "221"]);
    assert_eq!(said.taken, both);
    let one = whole("EHLO", &format!("{MAIL}{KNOWN}{OTHER}{DATA}"));
    assert_eq!(one.codes(), ["250", "250", "250", "354", "250"]);
}

#[test]
fn nothing_is_taken_for_others_or_out_of_order() {
    for (rest, codes) in [
        (format!("{MAIL}{UNKNOWN}DATA\r\n"), vec!["250", "550", "503"]),
        (format!("{KNOWN}DATA\r\n"), vec!["503", "503"]),
        (format!("{MAIL}{MAIL}"), vec!["250", "503"]),
        (format!("{MAIL}{KNOWN}RSET\r\nDATA\r\n"), vec!["250", "250", "250", "503"]),
        (format!("{MAIL}{KNOWN}LHLO again\r\n{KNOWN}"), vec!["250", "250"]),
        ("EHLO\r\nMAIL FROM:x\r\nRCPT TO\r\nSTARTTLS\r\nAUTH PLAIN AA==\r\nVRFY ann\r\nEXPN ann\r\nHELP\r\nX\r\n\r\n".to_owned(),
         vec!["501", "501", "501", "502", "502", "252", "502", "502", "500", "500"]),
        ("MAIL FROM:<> SIZE=101\r\nMAIL FROM:<> SIZE=100\r\n".to_owned(), vec!["552", "250"]),
        ("MAIL FROM:<ann@example.org> BODY=8BITMIME SMTPUTF8\r\nRCPT TO:<known\u{e9}@example.org>\r\n".to_owned(), vec!["250", "250"]),
    ] {
        let said = lmtp(&rest);
        let found = said.codes();
        let found: Vec<&str> = found.iter().filter(|code| !code.contains('-')).copied().collect();
        assert_eq!(found[..codes.len().min(found.len())], codes[..], "{rest}");
        assert!(said.taken.is_empty(), "{rest}");
    }
    let said = say([MAIL.as_bytes()]);
    assert_eq!(said.answers[1], "503 5.5.1 LHLO or EHLO first");
}

#[test]
fn a_mail_that_is_too_large_is_refused_for_every_recipient() {
    let rest = format!("{MAIL}{KNOWN}{OTHER}DATA\r\n{}\r\n.\r\n{MAIL}", "a".repeat(200));
    let said = lmtp(&rest);
    assert_eq!(said.codes(), ["250", "250", "250", "354", "552", "552", "250"]);
    assert_eq!((said.taken.len(), said.turned_away), (0, vec![TurnedAway::Size]));
}

#[test]
fn ten_thousand_recipients_are_counted_and_end_it() {
    let said = lmtp(&format!("{MAIL}{}", KNOWN.repeat(10_000)));
    assert_eq!(said.codes()[..5], ["250", "250", "250", "250", "452"]);
    assert_eq!(said.answers.last().map(String::as_str), Some("421 4.7.0 Too many commands"));
    assert!(said.answers.len() < 60 && said.flow == Flow::End);
    assert_eq!(lmtp(&"NOOP\r\n".repeat(10_000)).answers.len(), 7 + 39 + 1);
}

#[test]
fn what_is_no_line_ends_the_connection() {
    for (rest, code) in [
        ("NOOP\nQUIT\r\n", "500"),
        ("NO\rOP\r\n", "500"),
        ("BDAT 6 LAST\r\nQUIT\r\n", "502"),
        (&*format!("NOOP {}", "a".repeat(3_000)), "500"),
        (&*format!("{MAIL}{KNOWN}DATA\r\nx\r\n.\r\r\nQUIT\r\n"), "554"),
    ] {
        let said = lmtp(rest);
        assert_eq!((said.codes().last().copied(), said.flow), (Some(code), Flow::End), "{rest}");
        assert_eq!((said.turned_away, said.taken), (vec![TurnedAway::Conduct], vec![]), "{rest}");
    }
}

#[test]
fn a_mail_without_its_final_dot_is_not_taken() {
    for end in ["", "\r\n", "\r\n.", "\r\n.\r", "\n.\n", "\r.\r"] {
        let said = lmtp(&format!("{MAIL}{KNOWN}DATA\r\nSubject: x{end}"));
        assert_eq!(said.codes(), ["250", "250", "354"], "{end:?}");
        assert!(said.taken.is_empty());
    }
}

/// Words that dialogues are made of, whole and broken.
fn words() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<Vec<u8>> = [
        MAIL,
        KNOWN,
        BUSY,
        UNKNOWN,
        DATA,
        "LHLO x\r\n",
        "EHLO x\r\n",
        "DATA\r\n",
        ".\r\n",
        "\r\n.\r\n",
        "\n.\n",
        "RSET\r\n",
        "\r\n",
        "\n",
        "\r",
        "\0",
        "MAIL FROM:<\"a\\\"@b",
        "RCPT TO:<@a,@b:known@c>\r\n",
        "NOOP \"",
        "MAIL FROM:<> SIZE=99999999999999999999999\r\n",
        "MAIL FROM:<> BY=-9;R MT-PRIORITY=-99 HOLDFOR=9\r\n",
        "RCPT TO:<known@x> ORCPT=rfc822;+4\r\n",
        "AUTH PLAIN =\r\n",
        "ATRN ,\r\n",
    ]
    .iter()
    .map(|word| word.as_bytes().to_vec())
    .collect();
    prop_oneof![4 => prop::sample::select(known), 1 => prop::collection::vec(any::<u8>(), 0..20)]
}

proptest! {
    // PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(400)))]

    /// Nothing that is said makes it panic; how it comes in pieces changes nothing; and nothing is taken that was not
    /// allowed by its recipient.
    #[test]
    fn pieces_change_nothing_and_only_known_recipients_get_mail(
        words in prop::collection::vec(words(), 0..30),
        cuts in prop::collection::vec(1..40_usize, 1..20),
    ) {
        let bytes: Vec<u8> = words.concat();
        let at_once = say([bytes.as_slice()]);
        let singly = say(bytes.chunks(1));
        let mut rest = bytes.as_slice();
        let mut pieces = Vec::new();
        for cut in cuts.iter().cycle() {
            if rest.is_empty() { break; }
            let (piece, after) = rest.split_at((*cut).min(rest.len()));
            pieces.push(piece);
            rest = after;
        }
        prop_assert_eq!(&at_once, &singly);
        prop_assert_eq!(&at_once, &say(pieces));
        for (recipient, mail) in &at_once.taken {
            prop_assert!(recipient.starts_with("known") && mail.len() <= small().mail_bytes);
        }
    }
}

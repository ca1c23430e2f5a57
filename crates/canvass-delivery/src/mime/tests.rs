//! The builder against a real parser.

use mail_parser::{HeaderValue, MessageParser, MimeHeaders};
use proptest::prelude::*;

use super::*;

pub(crate) fn letter() -> Letter {
    Letter {
        message_id: "abc234@mail.example.org".to_owned(),
        from: Mailbox { name: Some("Café Canvass".to_owned()), address: "cx@example.org".to_owned() },
        reply_to: None,
        to_address: "ada@example.org".to_owned(),
        to_name: Some("Ada Lovelace".to_owned()),
        subject: "How was it?".to_owned(),
        text: "Hello Ada,\nplease tell us.\n".to_owned(),
        html: Some("<p>Hello Ada,</p>\n<p>please tell us.</p>".to_owned()),
        date: "2026-07-01T09:30:00Z".parse().unwrap(),
        headers: Vec::new(),
    }
}

fn lines(bytes: &[u8]) -> Vec<&str> {
    std::str::from_utf8(bytes).unwrap().split("\r\n").collect()
}

/// The wire form is plain: ASCII, CRLF only, no long line, no line that starts with a dot.
fn assert_clean(bytes: &[u8]) {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.is_ascii());
    assert!(text.ends_with("\r\n"));
    for line in text.split("\r\n") {
        assert!(!line.contains(['\r', '\n', '\0']), "bare line end in {line:?}");
        assert!(line.len() <= 998, "{} bytes in a line", line.len());
        assert!(!line.starts_with('.'), "leading dot in {line:?}");
    }
}

#[test]
fn a_letter_carries_its_headers_and_both_texts() {
    let built = build(&letter()).unwrap();
    assert_clean(&built.bytes);
    let head = lines(&built.bytes);
    assert_eq!(head[0], "Message-ID: <abc234@mail.example.org>");
    assert_eq!(head[1], "Date: Wed, 1 Jul 2026 09:30:00 +0000");
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    assert_eq!(mail.message_id(), Some("abc234@mail.example.org"));
    assert_eq!(mail.from().unwrap().first().unwrap().name(), Some("Café Canvass"));
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("ada@example.org"));
    assert_eq!(mail.to().unwrap().first().unwrap().name(), Some("Ada Lovelace"));
    assert_eq!(mail.subject(), Some("How was it?"));
    assert_eq!(mail.header("Auto-Submitted").and_then(HeaderValue::as_text), Some("auto-generated"));
    assert_eq!(mail.header("MIME-Version").and_then(HeaderValue::as_text), Some("1.0"));
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), "Hello Ada,\nplease tell us.");
    assert_eq!(mail.body_html(0).unwrap().replace("\r\n", "\n"), "<p>Hello Ada,</p>\n<p>please tell us.</p>");
    assert_eq!(
        (built.envelope_from.as_str(), built.envelope_to.as_str()),
        ("cx@example.org", "ada@example.org")
    );
    assert!(!built.needs_smtputf8);
}

#[test]
fn the_same_letter_gives_the_same_bytes() {
    assert_eq!(build(&letter()), build(&letter()));
    let other = Letter { message_id: "zzz@mail.example.org".to_owned(), ..letter() };
    assert_ne!(build(&letter()).unwrap().bytes, build(&other).unwrap().bytes);
}

#[test]
fn exp_04_line_breaks_in_names_and_subject_add_no_header_and_no_recipient() {
    let attack = "Ada\r\nBcc: eve@example.org\r\n\r\nbody\n.\n\rX: y\0\u{85}\u{2028}end";
    let plain = MessageParser::default().parse(&build(&letter()).unwrap().bytes).unwrap().into_owned();
    let built = build(&Letter {
        to_name: Some(attack.to_owned()),
        from: Mailbox { name: Some(attack.to_owned()), address: "cx@example.org".to_owned() },
        subject: attack.to_owned(),
        ..letter()
    })
    .unwrap();
    assert_clean(&built.bytes);
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    let names = |mail: &mail_parser::Message<'_>| -> Vec<String> {
        mail.headers().iter().map(|header| header.name().to_owned()).collect()
    };
    assert_eq!(names(&mail), names(&plain));
    assert!(mail.bcc().is_none());
    assert_eq!(mail.to().unwrap().iter().count(), 1);
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("ada@example.org"));
    assert_eq!(mail.subject(), Some("Ada Bcc: eve@example.org body . X: y end"));
    assert_eq!(built.envelope_to, "ada@example.org");
}

#[test]
fn exp_04_a_name_that_looks_like_a_list_of_addresses_stays_a_name() {
    for name in ["eve@example.org, Ada", "a <eve@example.org>", "x\", eve@example.org, \"y", "\\", "a;b:c(d)"]
    {
        let built = build(&Letter { to_name: Some(name.to_owned()), ..letter() }).unwrap();
        assert_clean(&built.bytes);
        let mail = MessageParser::default().parse(&built.bytes).unwrap();
        assert_eq!(mail.to().unwrap().iter().count(), 1, "{name}");
        assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("ada@example.org"), "{name}");
        assert_eq!(mail.to().unwrap().first().unwrap().name(), Some(name));
    }
}

#[test]
fn a_subject_that_looks_encoded_is_shown_as_it_was_written() {
    let tricky = "=?utf-8?q?=0D=0ABcc:_eve=40example.org?=";
    let built =
        build(&Letter { subject: tricky.to_owned(), to_name: Some(tricky.to_owned()), ..letter() }).unwrap();
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    assert_eq!(mail.subject(), Some(tricky));
    assert_eq!(mail.to().unwrap().first().unwrap().name(), Some(tricky));
}

#[test]
fn an_endless_word_in_a_subject_or_name_is_folded() {
    let word = "x".repeat(5_000);
    let built = build(&Letter { subject: word.clone(), to_name: Some(word.clone()), ..letter() }).unwrap();
    assert_clean(&built.bytes);
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    assert_eq!(mail.subject(), Some(word.as_str()));
    assert_eq!(mail.to().unwrap().first().unwrap().name(), Some(word.as_str()));
}

#[test]
fn exp_05_dots_and_bare_line_ends_in_a_body_are_encoded_away() {
    let nasty = "a\r.\rb\n.\nc\n.\r\nd\r\n.\r\n..\r\nQUIT\r\n".to_owned();
    let built = build(&Letter { text: nasty.clone(), html: None, ..letter() }).unwrap();
    assert_clean(&built.bytes);
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    // A message of one part ends with the line end that closes every SMTP body.
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), "a\n.\nb\n.\nc\n.\nd\n.\n..\nQUIT\n");
}

#[test]
fn exp_05_a_line_of_ten_megabytes_is_broken_softly() {
    let long = ".".repeat(10_000_000);
    let built = build(&Letter { text: long.clone(), html: None, ..letter() }).unwrap();
    assert!(lines(&built.bytes).iter().all(|line| line.len() <= 78 && !line.starts_with('.')));
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    assert!(mail.body_text(0).unwrap().trim_end() == long, "the text came back changed");
}

#[test]
fn foreign_scripts_go_as_base64_and_come_back() {
    let text = "Γειά σου Άντα,\nπες μας.".to_owned();
    let built = build(&Letter { text: text.clone(), html: None, subject: text.clone(), ..letter() }).unwrap();
    assert_clean(&built.bytes);
    assert!(lines(&built.bytes).contains(&"Content-Transfer-Encoding: base64"));
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    assert_eq!(mail.body_text(0).unwrap().trim_end().replace("\r\n", "\n"), text);
    assert_eq!(mail.subject(), Some("Γειά σου Άντα, πες μας."));
}

#[test]
fn a_boundary_in_the_text_does_not_end_the_part() {
    let text = "--=_canvass_abc234--\n--=_canvass_abc234\n".to_owned();
    let built = build(&Letter { text: text.clone(), ..letter() }).unwrap();
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    assert_eq!(mail.text_body_count(), 1);
    assert_eq!(mail.parts.len(), 3);
    assert_eq!(mail.body_text(0).unwrap().replace("\r\n", "\n"), text.trim_end());
    assert!(mail.parts[1].content_type().is_some());
}

#[test]
fn further_headers_are_plain_and_never_ours() {
    let with = |name: &str, value: &str| {
        build(&Letter { headers: vec![(name.to_owned(), value.to_owned())], ..letter() })
    };
    let link = format!("<https://example.org/o/{}>, <mailto:stop@example.org>", "k".repeat(200));
    let built = with("List-Unsubscribe", &link).unwrap();
    assert_clean(&built.bytes);
    assert!(String::from_utf8(built.bytes).unwrap().contains(&"k".repeat(200)));
    for name in ["Bcc", "to", "FROM", "Subject", "Content-Type", "X Y", "X:Y", "X\r\nBcc", "", "Resent-To"] {
        assert_eq!(with(name, "x").unwrap_err(), BuildError::Header(name.to_owned()));
    }
    for value in ["a\r\nBcc: x@y.org", "a\nb", "a\0b", "é", "", " ", &"x".repeat(901)] {
        assert_eq!(with("X-Test", value).unwrap_err(), BuildError::Header("X-Test".to_owned()));
    }
}

#[test]
fn bad_addresses_and_ids_are_faults() {
    let bad = "a@x.org\r\nBcc: b@y.org".to_owned();
    let to = build(&Letter { to_address: bad.clone(), ..letter() });
    assert_eq!(to, Err(BuildError::Address("recipient's")));
    let from = build(&Letter { from: Mailbox { name: None, address: bad.clone() }, ..letter() });
    assert_eq!(from, Err(BuildError::Address("sender's")));
    let reply = build(&Letter { reply_to: Some(Mailbox { name: None, address: bad }), ..letter() });
    assert_eq!(reply, Err(BuildError::Address("reply")));
    for message_id in ["", "a", "@b", "a@", "a@b@c", "<a@b>", "a b@c", "a\r\n@b", "é@b"] {
        let built = build(&Letter { message_id: message_id.to_owned(), ..letter() });
        assert_eq!(built, Err(BuildError::MessageId), "{message_id:?}");
    }
}

#[test]
fn a_foreign_local_part_needs_smtputf8_and_is_not_mangled() {
    let built = build(&Letter { to_address: "jürgen@example.org".to_owned(), ..letter() }).unwrap();
    assert!(built.needs_smtputf8);
    assert_eq!(built.envelope_to, "jürgen@example.org");
    let mail = MessageParser::default().parse(&built.bytes).unwrap();
    assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("jürgen@example.org"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_comes_back_and_any_name_stays_inside_its_header(
        text in "(?s).{0,400}",
        subject in "(?s).{0,200}",
        name in "(?s).{0,200}",
    ) {
        let built = build(&Letter {
            text: text.clone(), subject, to_name: Some(name), html: Some(text.clone()), ..letter()
        }).unwrap();
        assert_clean(&built.bytes);
        let mail = MessageParser::default().parse(&built.bytes).unwrap();
        prop_assert_eq!(mail.headers().len(), 8);
        prop_assert_eq!(mail.to().unwrap().iter().count(), 1);
        prop_assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("ada@example.org"));
        let expected = text.replace("\r\n", "\n").replace('\r', "\n");
        let expected = expected.strip_suffix('\n').unwrap_or(&expected);
        let read = mail.parts[1].contents();
        prop_assert_eq!(String::from_utf8(read.to_vec()).unwrap().replace("\r\n", "\n"), expected);
    }
}

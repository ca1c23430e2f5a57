use proptest::prelude::*;

use super::*;

const SAMPLES: [(&str, &str); 7] = [
    ("postfix", include_str!("sample/postfix.eml")),
    ("exchange", include_str!("sample/exchange.eml")),
    ("gmail", include_str!("sample/gmail.eml")),
    ("delayed", include_str!("sample/delayed.eml")),
    ("exim", include_str!("sample/exim.eml")),
    ("complaint", include_str!("sample/complaint.eml")),
    ("out-of-office", include_str!("sample/out-of-office.eml")),
];

/// A sample as it comes over the wire, with the identity of a mail of ours.
fn sample(name: &str) -> Vec<u8> {
    let (_, text) = SAMPLES.into_iter().find(|(known, _)| *known == name).unwrap();
    let text = text.replace("TOKEN", "abc").replace("<MESSAGE-ID>", "<id-1@example.com>");
    text.replace('\n', "\r\n").into_bytes()
}

fn read(name: &str) -> Report {
    Report::read(&sample(name)).unwrap()
}

#[test]
fn the_usual_forms_of_servers_are_read() {
    for (name, status, reply) in [
        (
            "postfix",
            Some("5.1.1"),
            "550 5.1.1 <ann@example.org>: Recipient address rejected: User unknown in local recipient table",
        ),
        (
            "exchange",
            Some("5.1.10"),
            "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        ),
        (
            "gmail",
            Some("5.2.2"),
            "552-5.2.2 The recipient's inbox is out of storage space and inactive. 552 5.2.2  https://support.google.com/mail/?p=OverQuotaPerm x1sor1",
        ),
        ("exim", None, "550 No such user here"),
    ] {
        let report = read(name);
        assert_eq!(report.message_id.as_deref(), Some("id-1@example.com"), "{name}");
        let [recipient] = report.recipients.as_slice() else { panic!("{name}: one recipient") };
        assert!(recipient.addresses.iter().all(|address| address == "ann@example.org"), "{name}");
        assert!(!recipient.addresses.is_empty(), "{name}");
        assert_eq!(recipient.action, Action::Failed, "{name}");
        assert_eq!(
            (recipient.status.as_deref(), recipient.diagnostic.as_deref()),
            (status, Some(reply)),
            "{name}"
        );
    }
}

#[test]
fn the_address_it_was_returned_to_is_told() {
    for name in ["postfix", "gmail", "delayed", "complaint"] {
        let told = read(name).returned_to;
        assert!(told.iter().any(|address| address == "bounce+abc@example.com"), "{name}: {told:?}");
    }
    assert_eq!(read("exchange").returned_to, ["survey@example.com"]);
}

#[test]
fn what_is_delayed_has_not_failed() {
    let report = read("delayed");
    assert_eq!(report.recipients[0].action, Action::Delayed);
    assert_eq!(report.message_id.as_deref(), Some("id-1@example.com"));
}

#[test]
fn a_complaint_is_told_with_its_type_and_praise_is_none() {
    let report = read("complaint");
    let [recipient] = report.recipients.as_slice() else { panic!("one recipient") };
    assert_eq!((recipient.action, recipient.diagnostic.as_deref()), (Action::Complained, Some("abuse")));
    assert_eq!(recipient.addresses, ["ann@example.org"]);
    assert_eq!(report.message_id.as_deref(), Some("id-1@example.com"));
    let text = String::from_utf8(sample("complaint")).unwrap();
    assert_eq!(
        Report::read(text.replace("Feedback-Type: abuse", "Feedback-Type: not-spam").as_bytes()),
        None
    );
}

#[test]
fn an_answer_of_a_person_or_robot_is_no_report() {
    assert_eq!(Report::read(&sample("out-of-office")), None);
    for bytes in [&b""[..], b"\r\n\r\n", b"Subject: x\r\n\r\n550 5.1.1 no", b"\xff\xfe\0\0"] {
        assert_eq!(Report::read(bytes), None);
    }
}

#[test]
fn several_recipients_are_told_apart_and_not_without_limit() {
    let text = String::from_utf8(sample("postfix")).unwrap();
    let group = "Final-Recipient: rfc822; bea@example.org\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n";
    let at = text.find("Final-Recipient").unwrap();
    let with = |count: usize| {
        let mut text = text.clone();
        text.insert_str(at, &group.repeat(count));
        Report::read(text.as_bytes()).unwrap().recipients
    };
    let two = with(1);
    assert_eq!((two.len(), two[0].action, two[1].action), (2, Action::Passed, Action::Failed));
    assert_eq!(with(10_000).len(), MOST);
}

#[test]
fn mails_inside_mails_are_opened_only_so_deep() {
    let mut bytes = sample("postfix");
    for depth in 0..200 {
        let head = format!("Subject: {depth}\r\nContent-Type: message/rfc822\r\n\r\n");
        bytes.splice(0..0, head.into_bytes());
    }
    assert_eq!(Report::read(&bytes), None);
}

/// The library asserts in debug builds what damaged mails do not keep; the root manifest takes its assertions out.
#[test]
fn a_part_that_ends_within_a_mail_in_a_mail_is_read() {
    let bytes =
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n\
        Content-Type: message/rfc822\r\n\r\n\r\n--b--\r\n";
    assert_eq!(Report::read(bytes), None);
}

proptest! {
    // PROPTEST_CASES asks for more.
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases.max(600)))]

    /// Cuts, doubles and overwrites pieces of real reports; whatever comes out is read without a panic.
    #[test]
    fn no_damage_makes_the_reader_panic(
        which in 0..SAMPLES.len(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..5_u8, any::<Vec<u8>>()), 1..12),
    ) {
        let mut bytes = sample(SAMPLES[which].0);
        for (at, what, with) in edits {
            let at = at.index(bytes.len().max(1)).min(bytes.len());
            let end = (at + with.len()).min(bytes.len());
            match what {
                0 => drop(bytes.splice(at..end, with)),
                1 => drop(bytes.drain(at..end)),
                2 => bytes.truncate(at),
                3 => { let copy = bytes[at..].to_vec(); bytes.extend(copy); }
                _ => drop(bytes.splice(at..at, *b"\r\n\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\n")),
            }
            bytes.truncate(200_000);
        }
        if let Some(report) = Report::read(&bytes) {
            prop_assert!(report.recipients.len() <= MOST && report.returned_to.len() <= MOST);
        }
    }
}

use super::*;

#[test]
fn q47_only_what_names_the_recipient_is_hard() {
    for (reply, kind) in [
        ("550 5.1.1 no such user", BounceKind::Hard),
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", BounceKind::Hard),
        ("5.1.2 (bad destination system)", BounceKind::Hard),
        ("550 5.2.1 disabled", BounceKind::Hard),
        ("5.4.4", BounceKind::Hard),
        ("550 no such user here", BounceKind::Hard),
        ("550 5.0.0 User unknown", BounceKind::Hard),
        ("552 5.2.2 mailbox full", BounceKind::Soft),
        ("552 over quota", BounceKind::Soft),
        ("550 not now", BounceKind::Soft),
        ("451 4.7.1 greylisted", BounceKind::Soft),
        ("4.4.1 (connection timed out)", BounceKind::Soft),
        ("5.0.0", BounceKind::Soft),
        ("554 5.7.1 looks like spam", BounceKind::Refused),
        ("550 5.1.8 bad sender", BounceKind::Refused),
        ("552 5.3.4 too big", BounceKind::Refused),
        ("552 5.2.3 too big", BounceKind::Refused),
        ("554 transaction failed", BounceKind::Refused),
        ("500 what", BounceKind::Refused),
    ] {
        assert_eq!(judge_reply(reply), Some(kind), "{reply}");
    }
}

#[test]
fn what_tells_no_failure_is_no_bounce() {
    for reply in ["250 2.0.0 ok", "2.1.5", "", "no such user", "5.1", "9.1.1", "55", "5.1.1.1", "5.1111.1"] {
        assert_eq!(judge_reply(reply), None, "{reply}");
    }
}

#[test]
fn q48_so_many_soft_ones_put_an_address_on_the_list_and_one_hard_one_does() {
    let limit = SoftLimit::default();
    assert_eq!(limit.suppresses(BounceKind::Soft, 4), None);
    assert_eq!(limit.suppresses(BounceKind::Soft, 5), Some(SuppressionKind::SoftLimit));
    assert_eq!(limit.suppresses(BounceKind::Hard, 0), Some(SuppressionKind::Hard));
    assert_eq!(limit.suppresses(BounceKind::Complaint, 0), Some(SuppressionKind::Complaint));
    assert_eq!(limit.suppresses(BounceKind::Refused, 9), None);
    assert_eq!(SoftLimit { count: 0, days: 30 }.suppresses(BounceKind::Soft, 99), None);
    let now: Timestamp = "2026-03-31T00:00:00Z".parse().unwrap();
    assert_eq!(limit.since(now), "2026-03-01T00:00:00Z".parse().unwrap());
}

#[test]
fn what_is_kept_of_a_reply_names_nobody() {
    let line = line_without_address("550 5.1.1 <ann@example.org>:\r\n  unknown\u{7}user");
    assert_eq!(line, "550 5.1.1 <address> unknown user");
    assert_eq!(line_without_address(&"ä ".repeat(1_000)).chars().count(), 300);
}

#[test]
fn codes_and_words_lead_back() {
    for kind in BounceKind::ALL {
        assert_eq!(BounceKind::from_code(kind.code()), Some(kind));
        assert_eq!(BounceKind::from_word(kind.as_str()), Some(kind));
    }
    for kind in SuppressionKind::ALL {
        assert_eq!(SuppressionKind::from_code(kind.code()), Some(kind));
    }
    for source in BounceSource::ALL {
        assert_eq!(BounceSource::from_code(source.code()), Some(source));
    }
}

//! What an outcome of a transport means for the message (promises 2.3).

use canvass_delivery::Outcome;
use canvass_domain::message::AttemptResult;

const MOST_CHARS: usize = 500;

/// What comes after a delivery.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum After {
    /// The attempt ended: store it.
    Ended(AttemptResult),
    /// Nothing was said about the message: another session or relay may do better.
    Dropped(String),
    /// The peer does not serve now (421), before anything was handed over: another session or relay may do better.
    Unavailable(String),
    /// The fence said stop; the fence knows what is to be done.
    Stopped,
}

/// Total: every outcome has its place in the table of states.
pub(super) fn after(outcome: Outcome, recipient: &str) -> After {
    let line = |text: String| without_recipient(&text, recipient);
    match outcome {
        Outcome::Sent { reply } => After::Ended(AttemptResult::Sent(line(reply))),
        Outcome::Refused { reply, permanent: true, .. } => After::Ended(AttemptResult::Rejected(line(reply))),
        Outcome::Refused { code: 421, reply, handed_over: false, .. } => After::Unavailable(line(reply)),
        // A complete 4xx after the dot is a definite refusal too (OUT-07).
        Outcome::Refused { reply, permanent: false, .. } => {
            After::Ended(AttemptResult::Deferred(line(reply)))
        }
        Outcome::NotSent { reason } => After::Dropped(line(reason)),
        Outcome::PutBack { reason } => After::Ended(AttemptResult::Deferred(line(reason))),
        Outcome::InDoubt { last_line } => After::Ended(AttemptResult::InDoubt(line(last_line))),
        Outcome::Stopped => After::Stopped,
    }
}

/// Peers like to repeat the address they refuse; the ledger and the logs hold no personal data.
fn without_recipient(text: &str, recipient: &str) -> String {
    let (lower, needle) = (text.to_ascii_lowercase(), recipient.to_ascii_lowercase());
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    if !needle.is_empty() {
        while let Some(at) = lower.get(from..).and_then(|rest| rest.find(&needle)).map(|at| at + from) {
            clean.push_str(text.get(from..at).unwrap_or_default());
            clean.push_str("(recipient)");
            from = at + needle.len();
        }
    }
    clean.push_str(text.get(from..).unwrap_or_default());
    match clean.char_indices().nth(MOST_CHARS) {
        Some((at, _)) => clean.get(..at).unwrap_or_default().to_owned(),
        None => clean,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_its_place() {
        let refused = |permanent, handed_over| Outcome::Refused {
            code: 550,
            reply: "no".to_owned(),
            permanent,
            handed_over,
        };
        let text = || "no".to_owned();
        let table = [
            (Outcome::Sent { reply: text() }, After::Ended(AttemptResult::Sent(text()))),
            (refused(true, false), After::Ended(AttemptResult::Rejected(text()))),
            (refused(true, true), After::Ended(AttemptResult::Rejected(text()))),
            (refused(false, false), After::Ended(AttemptResult::Deferred(text()))),
            (refused(false, true), After::Ended(AttemptResult::Deferred(text()))),
            (Outcome::NotSent { reason: text() }, After::Dropped(text())),
            (Outcome::PutBack { reason: text() }, After::Ended(AttemptResult::Deferred(text()))),
            (Outcome::InDoubt { last_line: text() }, After::Ended(AttemptResult::InDoubt(text()))),
            (Outcome::Stopped, After::Stopped),
        ];
        for (outcome, expected) in table {
            assert_eq!(after(outcome, "bo@example.net"), expected);
        }
    }

    #[test]
    fn out_07_only_before_the_hand_over_a_421_is_about_the_session() {
        let refused = |handed_over| Outcome::Refused {
            code: 421,
            reply: "421 closing".to_owned(),
            permanent: false,
            handed_over,
        };
        let line = || "421 closing".to_owned();
        assert_eq!(after(refused(false), ""), After::Unavailable(line()));
        assert_eq!(after(refused(true), ""), After::Ended(AttemptResult::Deferred(line())));
    }

    #[test]
    fn the_address_does_not_reach_the_ledger() {
        let said = "550 <Bo@Example.net>: bo@example.net unknown, ünly 1".to_owned();
        let Outcome::Sent { reply } = (Outcome::Sent { reply: said }) else { unreachable!() };
        assert_eq!(
            without_recipient(&reply, "bo@example.net"),
            "550 <(recipient)>: (recipient) unknown, ünly 1"
        );
        assert_eq!(without_recipient(&"x".repeat(9000), "").chars().count(), MOST_CHARS);
    }
}

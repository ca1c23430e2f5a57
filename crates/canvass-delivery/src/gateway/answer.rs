//! What the answer of a gateway means. Of its words only status, code and the provider's number of the message are kept:
//! refusals like to repeat the number they are about.

use serde_json::Value;

use super::description::Rules;
use crate::Outcome;

const MOST_CHARS: usize = 100;

/// The outcome of a complete answer.
pub(super) fn judge(rules: &Rules, status: u16, body: &[u8]) -> Outcome {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let found = |pointer: &Option<String>| word(body.pointer(pointer.as_deref()?)?);
    let code = found(&rules.code);
    match fate(rules, status, code.as_deref()) {
        Fate::Taken => {
            let id = found(&rules.id).map(|id| format!(" {id}")).unwrap_or_default();
            Outcome::Sent { reply: format!("{status}{id}") }
        }
        Fate::Doubt => Outcome::InDoubt { last_line: line(status, code.as_deref()) },
        fate @ (Fate::Never | Fate::Later) => Outcome::Refused {
            code: status,
            reply: line(status, code.as_deref()),
            permanent: fate == Fate::Never,
            handed_over: true,
        },
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Taken,
    Never,
    Later,
    Doubt,
}

fn fate(rules: &Rules, status: u16, code: Option<&str>) -> Fate {
    let is_success =
        if rules.success.is_empty() { (200..=299).contains(&status) } else { rules.success.has(status) };
    let is_among = |codes: &[String]| code.is_some_and(|code| codes.iter().any(|own| own == code));
    if is_success {
        return Fate::Taken;
    }
    if is_among(&rules.permanent_codes) || rules.permanent.has(status) && !is_among(&rules.temporary_codes) {
        return Fate::Never;
    }
    if is_among(&rules.temporary_codes) || rules.temporary.has(status) {
        return Fate::Later;
    }
    if rules.doubt.has(status) {
        return Fate::Doubt;
    }
    match status {
        408 | 425 | 429 | 503 => Fate::Later,
        400 | 404 | 410 | 422 => Fate::Never,
        // A success that the rules do not know, or a failure somewhere behind: it may have been sent.
        200..=299 | 500..=599 => Fate::Doubt,
        _ => Fate::Later,
    }
}

fn line(status: u16, code: Option<&str>) -> String {
    match code {
        Some(code) => format!("{status}, code {code}"),
        None => status.to_string(),
    }
}

/// A text or number, short and on one line.
fn word(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let text: String = text.chars().filter(|sign| !sign.is_control()).take(MOST_CHARS).collect();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rules: &Rules, status: u16, body: &str) -> String {
        match judge(rules, status, body.as_bytes()) {
            Outcome::Sent { reply } => format!("sent {reply}"),
            Outcome::Refused { reply, permanent: true, .. } => format!("never {reply}"),
            Outcome::Refused { reply, .. } => format!("later {reply}"),
            Outcome::InDoubt { last_line } => format!("doubt {last_line}"),
            other @ (Outcome::NotSent { .. } | Outcome::Stopped | Outcome::PutBack { .. }) => {
                format!("{other:?}")
            }
        }
    }

    #[test]
    fn what_no_rule_names_is_never_sent_twice_for_it() {
        let rules = Rules::default();
        for (status, expected) in [
            (201, "sent 201"),
            (302, "later 302"),
            (400, "never 400"),
            (401, "later 401"),
            (429, "later 429"),
            (500, "doubt 500"),
            (502, "doubt 502"),
            (503, "later 503"),
        ] {
            assert_eq!(told(&rules, status, "not json"), expected);
        }
    }

    #[test]
    fn codes_go_before_the_status_and_numbers_of_people_are_not_kept() {
        let rules = Rules {
            success: "200".parse().unwrap(),
            permanent: "400-499".parse().unwrap(),
            doubt: "503".parse().unwrap(),
            id: Some("/messages/0/id".to_owned()),
            code: Some("/code".to_owned()),
            permanent_codes: vec!["7".to_owned()],
            temporary_codes: vec!["21611".to_owned()],
            ..Rules::default()
        };
        assert_eq!(told(&rules, 200, r#"{"messages":[{"id":"m\n1"}]}"#), "sent 200 m1");
        assert_eq!(told(&rules, 200, r#"{"messages":[]}"#), "sent 200");
        assert_eq!(told(&rules, 400, r#"{"code":21211,"message":"+316 is wrong"}"#), "never 400, code 21211");
        assert_eq!(told(&rules, 400, r#"{"code":21611}"#), "later 400, code 21611");
        assert_eq!(told(&rules, 500, r#"{"code":"7"}"#), "never 500, code 7");
        assert_eq!(told(&rules, 503, ""), "doubt 503");
        assert_eq!(told(&rules, 201, ""), "doubt 201", "a success that the rules do not know");
    }
}

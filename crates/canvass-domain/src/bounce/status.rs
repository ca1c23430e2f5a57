//! What answers and status codes of mail servers say of an address. Only what names the recipient as the trouble is held
//! against it.

use super::BounceKind;
use crate::mail_status::Status;

impl Status {
    /// What a failure with this code says; `None` for a success.
    #[expect(clippy::match_same_arms, reason = "the arms stand in the order of the codes")]
    pub fn kind(self) -> Option<BounceKind> {
        match (self.class, self.subject, self.detail) {
            (2, ..) => None,
            (4, ..) => Some(BounceKind::Soft),
            // A bad sender address is ours.
            (_, 1, 7 | 8) => Some(BounceKind::Refused),
            (_, 1, _) | (_, 2, 1) => Some(BounceKind::Hard),
            // A mail that is too large, a list that does not take it.
            (_, 2, 3 | 4) => Some(BounceKind::Refused),
            (_, 2, _) => Some(BounceKind::Soft),
            // No such domain, and no way to it.
            (_, 4, 4) => Some(BounceKind::Hard),
            (_, 0 | 4, _) => Some(BounceKind::Soft),
            _ => Some(BounceKind::Refused),
        }
    }
}

/// Words of servers that tell no code more exact than 550 or 5.0.0.
const NOBODY: [&str; 9] = [
    "user unknown",
    "unknown user",
    "no such user",
    "no such recipient",
    "does not exist",
    "recipient not found",
    "mailbox not found",
    "unknown recipient",
    "address unknown",
];

/// What a whole reply of a server says, such as `550 5.1.1 no such user`: by its enhanced code, else by words and the basic
/// code. `None` where there is no code of a failure.
#[expect(clippy::match_same_arms, reason = "the arms stand in the order of the codes")]
pub fn judge_reply(reply: &str) -> Option<BounceKind> {
    let reply = reply.trim_start();
    let basic = reply.get(..3).and_then(|digits| digits.parse::<u16>().ok());
    let is_basic = reply.as_bytes().get(3).is_none_or(|sign| matches!(sign, b' ' | b'-'));
    let basic = basic.filter(|_| is_basic);
    let rest = if basic.is_some() { reply.get(4..).unwrap_or_default().trim_start() } else { reply };
    let is_nobody = || {
        let lower = reply.to_ascii_lowercase();
        NOBODY.iter().any(|words| lower.contains(words))
    };
    if let Some(status) = Status::parse(rest).filter(|status| status.class != 2) {
        let is_vague = status.class == 5 && status.subject == 0;
        return if is_vague && is_nobody() { Some(BounceKind::Hard) } else { status.kind() };
    }
    match basic? {
        400..=499 => Some(BounceKind::Soft),
        550 | 551 | 553 if is_nobody() => Some(BounceKind::Hard),
        550..=552 => Some(BounceKind::Soft),
        500..=599 => Some(BounceKind::Refused),
        _ => None,
    }
}

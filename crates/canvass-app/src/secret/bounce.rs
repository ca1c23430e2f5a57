//! The return address of one message: it names the message to us and nobody can make one for another, so a report that is
//! returned to it needs no further proof. Derived when a letter is made, never stored.
//!
//! Base32, lower case: key version (1 byte), workspace (4), customer (4), rounds before this one (1), slot (1), 128-bit tag
//! over them; behind a `+`. Each round has an address of its own, so a report tells which one came back (Q48).

use aws_lc_rs::hmac;
use canvass_domain::address::EmailAddress;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_domain::message::{MessageKey, Round, Slot};
use data_encoding::BASE32_NOPAD_NOCASE;

use super::keys::{Keys, sign};

const KEY_VERSION: u8 = 1;
const HEAD_BYTES: usize = 11;
const TAG_BYTES: usize = 16;
/// Signs of a token: 27 bytes of 8 bits by 5.
const TOKEN_CHARS: usize = 44;
/// RFC 5321: the part before the `@`.
const LOCAL_CHARS: usize = 64;

/// The address to which mail of an installation is returned, such as `bounces@example.org`; each message has a token behind
/// a `+` of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BounceAddress {
    local: String,
    domain: String,
}

impl BounceAddress {
    /// The address of a text; `None` if it is none or leaves no room for a token.
    pub fn parse(text: &str) -> Option<Self> {
        let address = EmailAddress::parse(text).ok()?;
        let (local, domain) = (address.as_sent().rsplit_once('@')?.0, address.domain());
        let fits = local.is_ascii() && local.len() + 1 + TOKEN_CHARS <= LOCAL_CHARS;
        fits.then(|| Self { local: local.to_ascii_lowercase(), domain: domain.to_owned() })
    }

    /// The domain behind the `@`.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The return address of a round of a message.
    pub fn of(&self, key: MessageKey, round: Round, keys: &Keys) -> String {
        format!("{}+{}@{}", self.local, keys.receipt(key, round), self.domain)
    }

    /// The message that a return address of ours is of.
    pub fn message(&self, address: &str, keys: &Keys) -> Option<(MessageKey, Round)> {
        let (local, domain) = address.trim().rsplit_once('@')?;
        if !domain.eq_ignore_ascii_case(&self.domain) {
            return None;
        }
        let (local, token) = local.rsplit_once('+')?;
        if !local.eq_ignore_ascii_case(&self.local) {
            return None;
        }
        keys.of_receipt(token)
    }
}

impl Keys {
    /// The word by which a report names a round of a message to us.
    pub fn receipt(&self, key: MessageKey, round: Round) -> String {
        let head = head(key, round);
        let mut bytes = head.to_vec();
        bytes.extend(tag(&self.bounce, &head));
        data_encoding::BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
    }

    /// The message that a word of ours names.
    pub fn of_receipt(&self, token: &str) -> Option<(MessageKey, Round)> {
        if token.len() != TOKEN_CHARS {
            return None;
        }
        let bytes = BASE32_NOPAD_NOCASE.decode(token.as_bytes()).ok()?;
        let (head, sent) = bytes.split_first_chunk::<HEAD_BYTES>()?;
        let expected = tag(&self.bounce, head);
        aws_lc_rs::constant_time::verify_slices_are_equal(sent, &expected).ok()?;
        key_of(head)
    }
}

impl std::fmt::Display for BounceAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

#[expect(clippy::many_single_char_names, reason = "a byte has no name")]
fn head(key: MessageKey, round: Round) -> [u8; HEAD_BYTES] {
    let [a, b, c, d] = key.workspace.0.to_be_bytes();
    let [e, f, g, h] = key.customer.0.to_be_bytes();
    let [i, j] = numbered(key.slot, round).to_be_bytes();
    [KEY_VERSION, a, b, c, d, e, f, g, h, i, j]
}

#[expect(clippy::many_single_char_names, reason = "a byte has no name")]
fn key_of(head: &[u8; HEAD_BYTES]) -> Option<(MessageKey, Round)> {
    let [KEY_VERSION, a, b, c, d, e, f, g, h, i, j] = *head else { return None };
    let key = MessageKey {
        workspace: WorkspaceId(i32::from_be_bytes([a, b, c, d])),
        customer: CustomerId(i32::from_be_bytes([e, f, g, h])),
        slot: Slot::from_number(j.into())?,
    };
    Some((key, Round::new(i16::from(i) + 1)?))
}

/// Slots and rounds in one number: rounds count in the high byte, which is zero in the first.
pub(super) fn numbered(slot: Slot, round: Round) -> i16 {
    (round.number() - 1) * 256 + slot.number()
}

fn tag(key: &hmac::Key, head: &[u8]) -> Vec<u8> {
    sign(key, &[head]).as_ref().iter().copied().take(TAG_BYTES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> MessageKey {
        MessageKey { workspace: WorkspaceId(3), customer: CustomerId(90_001), slot: Slot::Reminder }
    }

    #[test]
    fn q48_each_round_has_an_address_of_its_own_and_the_first_that_of_old() {
        let (keys, ours) = (Keys::new(&[7; 32]), BounceAddress::parse("b@example.org").unwrap());
        let last = Slot::Notification(canvass_domain::message::NoticePlace::new(19).unwrap());
        for slot in Slot::OWN.into_iter().chain([last]) {
            let key = MessageKey { slot, ..key() };
            let found = Round::ALL.map(|round| ours.message(&ours.of(key, round, &keys), &keys));
            assert_eq!(found, Round::ALL.map(|round| Some((key, round))));
        }
        // What was mailed before there were rounds comes back as ever.
        let of_old = [1, 0, 0, 0, 3, 0, 1, 95, 145, 0, 1];
        assert_eq!(head(key(), Round::FIRST), of_old);
        assert_eq!(key_of(&[1, 0, 0, 0, 3, 0, 1, 95, 145, 3, 1]), None, "no fourth round");
    }

    #[test]
    fn a_return_address_leads_to_its_message_in_either_case() {
        let (keys, ours) = (Keys::new(&[7; 32]), BounceAddress::parse("Bounces@Example.org").unwrap());
        let address = ours.of(key(), Round::FIRST, &keys);
        assert!(address.starts_with("bounces+") && address.ends_with("@example.org"), "{address}");
        assert!(address.split('@').next().is_some_and(|local| local.len() <= LOCAL_CHARS));
        let found = Some((key(), Round::FIRST));
        assert_eq!(ours.message(&address, &keys), found);
        assert_eq!(ours.message(&address.to_ascii_uppercase(), &keys), found);
    }

    #[test]
    fn every_changed_sign_of_a_return_address_voids_it() {
        let (keys, ours) = (Keys::new(&[7; 32]), BounceAddress::parse("b@example.org").unwrap());
        let address = ours.of(key(), Round::FIRST, &keys);
        for (at, sign) in address.char_indices() {
            let other = if sign == 'a' { "c" } else { "a" };
            let mut forged = address.clone();
            forged.replace_range(at..=at, other);
            assert_eq!(ours.message(&forged, &keys), None, "{forged}");
        }
        assert_eq!(ours.message(&address, &Keys::new(&[8; 32])), None);
        for text in ["", "@", "b@example.org", "b+@example.org", "+@", "b+\u{e9}@example.org"] {
            assert_eq!(ours.message(text, &keys), None, "{text}");
        }
    }

    #[test]
    fn an_address_without_room_for_a_token_is_none() {
        assert!(BounceAddress::parse(&format!("{}@example.org", "b".repeat(19))).is_some());
        assert!(BounceAddress::parse(&format!("{}@example.org", "b".repeat(20))).is_none());
        assert!(BounceAddress::parse("no address").is_none());
    }
}

//! The personal links of a customer, to its questionnaire and to its preferences: derived when they are shown, never stored
//! (promises 2.10). Each has a key of its own, so that neither opens what the other does.
//!
//! Base32, lower case: key version (1 byte), workspace (4), customer (4), generation (4), 128-bit tag over them.

use aws_lc_rs::hmac;
use canvass_domain::id::{CustomerId, WorkspaceId};
use data_encoding::BASE32_NOPAD_NOCASE;

use super::keys::{Keys, sign};

const KEY_VERSION: u8 = 1;
const HEAD_BYTES: usize = 13;
const TAG_BYTES: usize = 16;

/// Whose questionnaire or preferences a link opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Workspace.
    pub workspace: WorkspaceId,
    /// Customer.
    pub customer: CustomerId,
    /// Raising the customer's generation voids earlier links.
    pub generation: i32,
}

/// The text is no link of ours. One answer for all causes: unknown and forged links look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkFault;

impl Link {
    /// The personal part of the questionnaire's address.
    pub fn text(self, keys: &Keys) -> String {
        self.signed(&keys.link)
    }

    /// The personal part of the preference page's address.
    pub fn preferences_text(self, keys: &Keys) -> String {
        self.signed(&keys.preferences)
    }

    /// The questionnaire's link of a text, if the tag is ours.
    pub fn parse(text: &str, keys: &Keys) -> Result<Self, LinkFault> {
        Self::verified(text, &keys.link)
    }

    /// The preference page's link of a text, if the tag is ours.
    pub fn parse_preferences(text: &str, keys: &Keys) -> Result<Self, LinkFault> {
        Self::verified(text, &keys.preferences)
    }

    fn signed(self, key: &hmac::Key) -> String {
        let mut bytes = self.head();
        bytes.extend(sign(key, &[&self.head()]).as_ref().iter().take(TAG_BYTES));
        data_encoding::BASE32_NOPAD.encode(&bytes).to_ascii_lowercase()
    }

    fn verified(text: &str, key: &hmac::Key) -> Result<Self, LinkFault> {
        let bytes = BASE32_NOPAD_NOCASE.decode(text.as_bytes()).map_err(|_cause| LinkFault)?;
        let (head, tag) = bytes.split_at_checked(HEAD_BYTES).ok_or(LinkFault)?;
        let expected = sign(key, &[head]);
        let expected = expected.as_ref().get(..TAG_BYTES).ok_or(LinkFault)?;
        aws_lc_rs::constant_time::verify_slices_are_equal(tag, expected).map_err(|_cause| LinkFault)?;
        let (&version, numbers) = head.split_first().ok_or(LinkFault)?;
        let numbers: Vec<i32> =
            numbers.as_chunks::<4>().0.iter().map(|number| i32::from_be_bytes(*number)).collect();
        let (KEY_VERSION, &[workspace, customer, generation]) = (version, numbers.as_slice()) else {
            return Err(LinkFault);
        };
        Ok(Self { workspace: WorkspaceId(workspace), customer: CustomerId(customer), generation })
    }

    fn head(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEAD_BYTES + TAG_BYTES);
        bytes.push(KEY_VERSION);
        bytes.extend(self.workspace.0.to_be_bytes());
        bytes.extend(self.customer.0.to_be_bytes());
        bytes.extend(self.generation.to_be_bytes());
        bytes
    }
}

// P10 promises at least 128 bits.
const _: () = assert!(TAG_BYTES * 8 >= 128);

#[cfg(test)]
mod tests {
    use super::*;

    fn link() -> Link {
        Link { workspace: WorkspaceId(3), customer: CustomerId(90_001), generation: 1 }
    }

    #[test]
    fn a_link_is_read_back_in_either_case() {
        let keys = Keys::new(&[7; 32]);
        let text = link().text(&keys);
        assert_eq!(Link::parse(&text, &keys), Ok(link()));
        assert_eq!(Link::parse(&text.to_ascii_uppercase(), &keys), Ok(link()));
    }

    #[test]
    fn a_link_to_preferences_opens_no_questionnaire_and_the_other_way_round() {
        let keys = Keys::new(&[7; 32]);
        let (questionnaire, preferences) = (link().text(&keys), link().preferences_text(&keys));
        assert_eq!(Link::parse_preferences(&preferences, &keys), Ok(link()));
        assert_eq!(Link::parse(&preferences, &keys), Err(LinkFault));
        assert_eq!(Link::parse_preferences(&questionnaire, &keys), Err(LinkFault));
    }

    #[test]
    fn every_changed_sign_voids_a_link() {
        let keys = Keys::new(&[7; 32]);
        let text = link().text(&keys);
        for (index, sign) in text.char_indices() {
            let other = if sign == 'a' { 'b' } else { 'a' };
            let mut forged = text.clone();
            forged.replace_range(index..=index, &other.to_string());
            assert_eq!(Link::parse(&forged, &keys), Err(LinkFault), "sign {index}");
        }
        assert_eq!(Link::parse(&text, &Keys::new(&[8; 32])), Err(LinkFault));
        assert_eq!(Link::parse("", &keys), Err(LinkFault));
        assert_eq!(Link::parse(text.get(..text.len() - 8).unwrap(), &keys), Err(LinkFault));
    }
}

//! The form nonce of a questionnaire page: a GET stores nothing, so the nonce proves itself; its text is also the
//! idempotency key of the submission (promises 2.10).

use aws_lc_rs::constant_time::verify_slices_are_equal;
use data_encoding::BASE32_NOPAD_NOCASE;

use super::keys::{Keys, sign};
use super::link::Link;
use crate::seam::Random;

const RANDOM_BYTES: usize = 16;
const TAG_BYTES: usize = 16;

/// A nonce that was given out for one page of one link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormNonce(String);

impl FormNonce {
    /// A fresh nonce for a page of a link.
    pub fn make(link: Link, page: usize, keys: &Keys, random: &dyn Random) -> Self {
        let mut bytes = vec![0; RANDOM_BYTES];
        random.fill(&mut bytes);
        let tag = tag(link, page, &bytes, keys);
        bytes.extend(tag);
        Self(data_encoding::BASE32_NOPAD.encode(&bytes).to_ascii_lowercase())
    }

    /// The nonce of a text, if it was given out for this page of this link.
    pub fn parse(text: &str, link: Link, page: usize, keys: &Keys) -> Option<Self> {
        let bytes = BASE32_NOPAD_NOCASE.decode(text.as_bytes()).ok()?;
        let (random, sent) = bytes.split_at_checked(RANDOM_BYTES)?;
        verify_slices_are_equal(sent, &tag(link, page, random, keys)).ok()?;
        Some(Self(text.to_ascii_lowercase()))
    }

    /// The text in the form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn tag(link: Link, page: usize, random: &[u8], keys: &Keys) -> Vec<u8> {
    let page = u64::try_from(page).unwrap_or(u64::MAX);
    let tag = sign(
        &keys.nonce,
        &[
            &link.workspace.0.to_be_bytes(),
            &link.customer.0.to_be_bytes(),
            &link.generation.to_be_bytes(),
            &page.to_be_bytes(),
            random,
        ],
    );
    tag.as_ref().iter().copied().take(TAG_BYTES).collect()
}

#[cfg(test)]
mod tests {
    use canvass_domain::id::{CustomerId, WorkspaceId};

    use super::*;
    use crate::seam::SystemRandom;

    #[test]
    fn a_nonce_fits_its_page_and_link_only() {
        let keys = Keys::new(&[7; 32]);
        let link = Link { workspace: WorkspaceId(1), customer: CustomerId(2), generation: 1 };
        let nonce = FormNonce::make(link, 0, &keys, &SystemRandom::default());
        assert_eq!(FormNonce::parse(nonce.as_str(), link, 0, &keys), Some(nonce.clone()));
        assert_eq!(FormNonce::parse(nonce.as_str(), link, 1, &keys), None);
        let other = Link { customer: CustomerId(3), ..link };
        assert_eq!(FormNonce::parse(nonce.as_str(), other, 0, &keys), None);
        assert_eq!(FormNonce::parse("nonsense", link, 0, &keys), None);
    }
}

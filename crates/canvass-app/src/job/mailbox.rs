//! The mailbox behind the capture transport: letters are kept in the store, with whose they are.

use std::collections::HashMap;
use std::sync::Arc;

use canvass_delivery::Built;
use canvass_delivery::capture::{KeepLetter, NotKept};
use canvass_domain::message::MessageKey;
use canvass_store::area::NewCapturedMail;
use canvass_store::{Clock, Store, StoreError};
use parking_lot::Mutex;

use super::queue::Prepared;
use crate::App;

/// No head that we write is longer.
const LONGEST_HEAD: usize = 16_384;

/// Keeps captured letters in the store. The same one must stand in the capture transport and in the job settings: the
/// letter's bytes do not tell whose it is, so connections announce what they deliver.
pub struct StoreMailbox {
    store: Store,
    clock: Arc<dyn Clock>,
    /// Letters under way, by Message-ID.
    expected: Mutex<HashMap<String, (MessageKey, String)>>,
}

impl std::fmt::Debug for StoreMailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StoreMailbox").finish_non_exhaustive()
    }
}

impl StoreMailbox {
    /// The mailbox of an installation.
    pub fn new(app: &App) -> Self {
        Self { store: app.store.clone(), clock: Arc::clone(&app.clock), expected: Mutex::default() }
    }

    pub(super) fn expect(&self, letter: &Prepared) {
        let whose = (letter.claim.key, letter.subject.clone());
        self.expected.lock().insert(letter.message_id.clone(), whose);
    }

    pub(super) fn forget(&self, letter: &Prepared) {
        self.expected.lock().remove(&letter.message_id);
    }
}

impl KeepLetter for StoreMailbox {
    fn keep(&self, built: &Built) -> Result<(), NotKept> {
        let unknown = || NotKept { reason: "it is not a letter of this node".to_owned(), is_in_doubt: false };
        let message_id = message_id(&built.bytes).ok_or_else(unknown)?;
        let (key, subject) = self.expected.lock().get(&message_id).cloned().ok_or_else(unknown)?;
        let mail = NewCapturedMail {
            customer: key.customer,
            message_id,
            recipient: built.envelope_to.clone(),
            subject,
            bytes: built.bytes.clone(),
            at: self.clock.now(),
        };
        let kept = self.store.write(key.workspace, 1, move |tx| tx.keep_mail(&mail)).wait();
        kept.map(|_number| ()).map_err(|error: StoreError| NotKept {
            reason: error.to_string(),
            is_in_doubt: matches!(error, StoreError::OutcomeUnknown(_)),
        })
    }
}

/// The builder writes it first; signatures may stand in front of it.
fn message_id(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(LONGEST_HEAD))?);
    let head = text.split("\r\n\r\n").next()?.replace("\r\n ", " ").replace("\r\n\t", " ");
    head.split("\r\n").find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let (id, _) = value.split_once('<')?.1.split_once('>')?;
        name.eq_ignore_ascii_case("message-id").then(|| id.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_id_is_read_from_the_first_header() {
        assert_eq!(message_id(b"Message-ID: <a@b>\r\nX: <c@d>\r\n"), Some("a@b".to_owned()));
        assert_eq!(message_id(b"Message-ID:\r\n <a@b>\r\n"), Some("a@b".to_owned()));
        assert_eq!(
            message_id(b"DKIM-Signature: v=1;\r\n\tb=x\r\nMessage-ID: <a@b>\r\n"),
            Some("a@b".to_owned())
        );
        assert_eq!(message_id(b"Subject: <a@b>\r\n\r\nMessage-ID: <c@d>\r\n"), None);
        assert_eq!(message_id(b""), None);
    }
}

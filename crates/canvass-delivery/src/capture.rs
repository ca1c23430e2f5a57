//! The transport that sends nothing: letters are kept where the operator can read them.

use std::fmt;
use std::sync::Arc;

use crate::{Built, Fence, OpenError, Outcome, Session, Transport};

/// Where captured letters go.
pub trait KeepLetter: Send + Sync {
    /// Keeps the letter for good, or says why not.
    fn keep(&self, built: &Built) -> Result<(), NotKept>;
}

/// Why a letter was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotKept {
    /// What broke.
    pub reason: String,
    /// It may be kept after all: nobody knows.
    pub is_in_doubt: bool,
}

/// Keeps letters in place of sending them; the same fence applies, so the ledger tells the same story.
#[derive(Clone)]
pub struct CaptureTransport {
    keep: Arc<dyn KeepLetter>,
}

impl CaptureTransport {
    /// A transport that hands every letter to `keep`.
    pub fn new(keep: Arc<dyn KeepLetter>) -> Self {
        Self { keep }
    }
}

impl fmt::Debug for CaptureTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("CaptureTransport").finish_non_exhaustive()
    }
}

impl Transport for CaptureTransport {
    fn open(&self) -> Result<Box<dyn Session>, OpenError> {
        Ok(Box::new(CaptureSession { keep: Arc::clone(&self.keep) }))
    }

    fn name(&self) -> &'static str {
        "capture"
    }

    fn peer(&self) -> String {
        "capture".to_owned()
    }
}

struct CaptureSession {
    keep: Arc<dyn KeepLetter>,
}

impl Session for CaptureSession {
    fn deliver(&mut self, built: &Built, fence: &mut dyn FnMut() -> Fence) -> Outcome {
        match fence() {
            Fence::Stop => Outcome::Stopped,
            Fence::Go => match self.keep.keep(built) {
                Ok(()) => Outcome::Sent { reply: "kept in the mailbox".to_owned() },
                Err(NotKept { reason, is_in_doubt: false }) => Outcome::PutBack { reason },
                Err(NotKept { reason, is_in_doubt: true }) => Outcome::InDoubt { last_line: reason },
            },
        }
    }

    fn is_reusable(&self) -> bool {
        true
    }

    fn close(self: Box<Self>) {}
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Shelf {
        kept: Mutex<Vec<Built>>,
        broken: Option<NotKept>,
    }

    impl KeepLetter for Shelf {
        fn keep(&self, built: &Built) -> Result<(), NotKept> {
            if let Some(broken) = &self.broken {
                return Err(broken.clone());
            }
            self.kept.lock().unwrap().push(built.clone());
            Ok(())
        }
    }

    fn built() -> Built {
        Built {
            envelope_from: "cx@example.org".to_owned(),
            envelope_to: "ada@example.org".to_owned(),
            bytes: b"Subject: x\r\n\r\nhello\r\n".to_vec(),
            needs_smtputf8: false,
        }
    }

    #[test]
    fn a_letter_is_kept_after_the_fence_said_go() {
        let shelf = Arc::new(Shelf::default());
        let mut session = CaptureTransport::new(shelf.clone()).open().unwrap();
        let outcome = session.deliver(&built(), &mut || {
            assert!(shelf.kept.lock().unwrap().is_empty(), "kept before the fence");
            Fence::Go
        });
        assert!(matches!(outcome, Outcome::Sent { .. }));
        assert_eq!(*shelf.kept.lock().unwrap(), vec![built()]);
        assert!(session.is_reusable());
    }

    #[test]
    fn nothing_is_kept_when_the_fence_said_stop() {
        let shelf = Arc::new(Shelf::default());
        let mut session = CaptureTransport::new(shelf.clone()).open().unwrap();
        assert_eq!(session.deliver(&built(), &mut || Fence::Stop), Outcome::Stopped);
        assert!(shelf.kept.lock().unwrap().is_empty());
    }

    #[test]
    fn a_shelf_that_breaks_says_whether_the_letter_is_kept() {
        let reason = || "disk full".to_owned();
        for (is_in_doubt, expected) in
            [(false, Outcome::PutBack { reason: reason() }), (true, Outcome::InDoubt { last_line: reason() })]
        {
            let broken = Some(NotKept { reason: reason(), is_in_doubt });
            let shelf = Arc::new(Shelf { broken, ..Shelf::default() });
            let mut session = CaptureTransport::new(shelf).open().unwrap();
            assert_eq!(session.deliver(&built(), &mut || Fence::Go), expected);
        }
    }
}

//! The transport that sends nothing: letters are kept where the operator can read them.

use std::fmt;
use std::sync::Arc;

use crate::{Built, Fence, OpenError, Outcome, Session, Transport};

/// Where captured letters go.
pub trait KeepLetter: Send + Sync {
    /// Keeps the letter for good, or keeps nothing and says why.
    fn keep(&self, built: &Built) -> Result<(), String>;
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
                Err(reason) => Outcome::PutBack { reason },
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
        is_full: bool,
    }

    impl KeepLetter for Shelf {
        fn keep(&self, built: &Built) -> Result<(), String> {
            if self.is_full {
                return Err("disk full".to_owned());
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
    fn a_shelf_that_keeps_nothing_gives_the_letter_back() {
        let shelf = Arc::new(Shelf { is_full: true, ..Shelf::default() });
        let mut session = CaptureTransport::new(shelf).open().unwrap();
        assert_eq!(
            session.deliver(&built(), &mut || Fence::Go),
            Outcome::PutBack { reason: "disk full".to_owned() }
        );
    }
}

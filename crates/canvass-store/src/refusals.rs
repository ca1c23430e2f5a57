//! Tells that the store takes no work, once a minute however much is refused (STO-08). Every job passes here, so those who
//! asked need not say it again: see [`StoreError::tell`].

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;

use crate::clock::Clock;
use crate::error::StoreError;
use crate::handle::Access;

const BETWEEN: SignedDuration = SignedDuration::from_mins(1);

/// What was refused and is not told yet.
pub(crate) struct Refusals {
    clock: Arc<dyn Clock>,
    /// Asked by every job; the rest only while work is refused.
    is_refusing: AtomicBool,
    told: Mutex<Option<Told>>,
}

#[derive(Debug, Clone, Copy)]
struct Told {
    at: Timestamp,
    last: Timestamp,
    since: u64,
}

impl fmt::Debug for Refusals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refusals").field("told", &self.told).finish_non_exhaustive()
    }
}

impl Refusals {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, is_refusing: AtomicBool::new(false), told: Mutex::new(None) }
    }

    /// A job ended, with this error of the store or without one.
    pub(crate) fn ended(&self, access: Access, error: Option<&StoreError>) {
        match error {
            Some(error) if error.is_refusal() => self.refused(error),
            None if access == Access::Write && self.is_refusing.load(Ordering::Relaxed) => self.taken(),
            // Reading goes on while nothing can be written.
            Some(_) | None => {}
        }
    }

    fn refused(&self, error: &StoreError) {
        let now = self.clock.now();
        let mut told = self.told.lock();
        self.is_refusing.store(true, Ordering::Relaxed);
        let refused = match &mut *told {
            // A clock that went back is no reason to be silent.
            Some(told) if (told.at..told.at + BETWEEN).contains(&now) => {
                told.since += 1;
                told.last = now;
                return;
            }
            Some(told) => told.since + 1,
            None => 1,
        };
        *told = Some(Told { at: now, last: now, since: 0 });
        tracing::warn!(%error, refused, "the store takes no work; this is told once a minute");
    }

    /// A write that changes nothing may pass beside others that are refused: only a minute without any says that it is over.
    fn taken(&self) {
        let now = self.clock.now();
        let mut told = self.told.lock();
        if let Some(Told { since: refused, .. }) =
            told.take_if(|told| !(told.last..told.last + BETWEEN).contains(&now))
        {
            self.is_refusing.store(false, Ordering::Relaxed);
            tracing::info!(refused, "the store takes work again");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::atomic::AtomicI64;

    use super::*;

    #[derive(Default)]
    struct Stepped(AtomicI64);

    impl Clock for Stepped {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
        }
    }

    #[derive(Clone, Default)]
    struct Written(Arc<Mutex<Vec<u8>>>);

    impl Write for Written {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Written {
        fn take(&self) -> Vec<String> {
            let text = String::from_utf8(std::mem::take(&mut *self.0.lock())).unwrap();
            text.lines().map(str::to_owned).collect()
        }
    }

    #[test]
    fn sto_08_what_is_refused_is_told_once_a_minute_with_its_number_and_its_end_once() {
        let clock = Arc::new(Stepped::default());
        let refusals = Refusals::new(Arc::clone(&clock) as _);
        let written = Written::default();
        let kept = written.clone();
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || kept.clone()).finish();
        let full = StoreError::Unavailable("no room".to_owned());
        tracing::subscriber::with_default(log, || {
            // Each second ten writes are refused, one reads, and one that changes nothing passes.
            let mut lines = Vec::new();
            for second in 0..150 {
                clock.0.store(second, Ordering::SeqCst);
                (0..10).for_each(|_| refusals.ended(Access::Write, Some(&full)));
                refusals.ended(Access::Read, None);
                refusals.ended(Access::Write, None);
                refusals.ended(Access::Write, Some(&StoreError::Missing("not an outage")));
                let found = written.take();
                lines.extend(found.into_iter().map(|line| (second, line)));
            }
            assert_eq!(lines.iter().map(|(second, _)| *second).collect::<Vec<_>>(), [0, 60, 120]);
            for ((_, line), refused) in lines.iter().zip([1, 600, 600]) {
                assert!(line.contains("WARN") && line.contains("no room"), "{line}");
                assert!(line.contains(&format!("refused={refused}")), "{line}");
            }
            refusals.ended(Access::Read, None);
            assert_eq!(written.take(), [""; 0]);
            for second in 200..300 {
                clock.0.store(second, Ordering::SeqCst);
                refusals.ended(Access::Write, None);
            }
            let lines = written.take();
            assert!(lines.len() == 1 && lines[0].contains("takes work again"), "{lines:?}");
            assert!(lines[0].contains("refused=299"), "{lines:?}");
            // The next one is told at once, whatever the clock says.
            clock.0.store(10, Ordering::SeqCst);
            refusals.ended(Access::Write, Some(&StoreError::Busy));
            assert!(written.take().concat().contains("refused=1"));
        });
    }

    #[test]
    fn sto_08_those_who_were_refused_tell_the_rest_and_not_the_refusal() {
        let written = Written::default();
        let kept = written.clone();
        let log = tracing_subscriber::fmt().with_ansi(false).with_writer(move || kept.clone()).finish();
        tracing::subscriber::with_default(log, || {
            for refusal in [StoreError::Busy, StoreError::Contended, StoreError::Unavailable(String::new())] {
                refusal.tell("nothing can be claimed now");
            }
            assert_eq!(written.take(), [""; 0]);
            StoreError::Corrupt("message.state").tell("nothing can be claimed now");
            let lines = written.take();
            assert!(lines.len() == 1 && lines[0].contains("nothing can be claimed now"), "{lines:?}");
            assert!(lines[0].contains("message.state cannot be read"), "{lines:?}");
        });
    }
}

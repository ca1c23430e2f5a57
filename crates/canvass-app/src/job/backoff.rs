//! When a message that could not leave is tried again.

use canvass_domain::message::Window;
use jiff::{SignedDuration, Timestamp};

use crate::Random;

const MINUTES: [i64; 5] = [1, 5, 15, 30, 60];

/// The wait after so many earlier tries: 1, 5, 15, 30, 60 minutes, then hourly, ten per cent up or down so that what
/// was refused together does not come back together.
pub(super) fn wait(tries: i32, random: &dyn Random) -> SignedDuration {
    let step = usize::try_from(tries).unwrap_or(0).min(MINUTES.len() - 1);
    let minutes = MINUTES.get(step).copied().unwrap_or(60);
    let mut bytes = [0; 2];
    random.fill(&mut bytes);
    let per_mille = 900 + i64::from(u16::from_be_bytes(bytes)) * 200 / i64::from(u16::MAX);
    SignedDuration::from_millis(minutes * 60 * per_mille)
}

/// The window of the next try; nothing if the end date comes first (OUT-08). A due time past the closing hour is given
/// the next send time by the sweep once it is reached (E44): until then nothing can claim it. Nor does it begin before the
/// window does: a clock that went back may be in the hours before.
pub(super) fn again(window: Window, now: Timestamp, wait: SignedDuration) -> Option<Window> {
    let due_at = now.checked_add(wait).ok()?.max(window.due_at);
    (due_at <= window.ends_at).then_some(Window { due_at, ..window })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Same(u8);

    impl Random for Same {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn out_08_the_wait_grows_and_stays_within_ten_per_cent() {
        for (tries, minutes) in [(-1, 1), (0, 1), (1, 5), (2, 15), (3, 30), (4, 60), (5, 60), (9999, 60)] {
            let minute = SignedDuration::from_mins(minutes);
            assert_eq!(wait(tries, &Same(0)), minute * 9 / 10, "{tries}");
            assert_eq!(wait(tries, &Same(255)), minute * 11 / 10, "{tries}");
        }
    }

    #[test]
    fn out_25_nothing_is_tried_after_the_end_date() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let window = Window {
            due_at: at("2026-03-02T09:00:00Z"),
            closes_at: at("2026-03-02T21:00:00Z"),
            ends_at: at("2026-03-02T10:00:00Z"),
        };
        let minute = SignedDuration::from_mins(1);
        assert_eq!(
            again(window, at("2026-03-02T09:59:00Z"), minute),
            Some(Window { due_at: window.ends_at, ..window })
        );
        assert_eq!(again(window, at("2026-03-02T09:59:01Z"), minute), None);
        // The clock went back into the hours before the window.
        assert_eq!(again(window, at("2026-03-02T06:00:00Z"), minute), Some(window));
    }
}

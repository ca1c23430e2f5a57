//! How long a message that could not leave waits; the window of the next try is `Window::put_off`.

use jiff::SignedDuration;

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
}

//! How long the log may become, and what is done at which length (STO-14).

use std::sync::Arc;
use std::time::Duration;

use super::stay::Stays;

/// Pages are as the profile makes them, and each has a head in the log.
const PAGE_BYTES: u64 = 4_096 + 24;
/// The writer waits so long for readings that end by themselves: shorter than anybody minds who waits for it.
pub(super) const PATIENCE: Duration = Duration::from_millis(200);
/// So long it waits for readings that were told to end, which they do at their next statement.
pub(super) const LAST_PATIENCE: Duration = Duration::from_secs(5);

/// The room of the log, in pages.
#[derive(Debug)]
pub(super) struct Room {
    most: i32,
    /// Whose readings keep the log from beginning anew.
    pub(super) stays: Arc<Stays>,
}

/// What a length of the log asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    Nothing,
    /// It is carried over into the file.
    Carry,
    /// It should begin anew, if no reading is in the way.
    Anew,
    /// It must begin anew: readings that are in the way are ended.
    Must,
}

impl Room {
    pub(super) fn of(bytes: u64, stays: Arc<Stays>) -> Self {
        Self { most: i32::try_from(bytes / PAGE_BYTES).unwrap_or(i32::MAX), stays }
    }

    /// The wish of a log of so many pages, of which so many were carried over. The last quarter is for what is still written
    /// before the readings are gone.
    pub(super) fn wish(&self, pages: i32, carried: i32) -> Wish {
        if pages - carried < self.most / 16 {
            Wish::Nothing
        } else if pages < self.most / 4 {
            Wish::Carry
        } else if pages < self.most / 4 * 3 {
            Wish::Anew
        } else {
            Wish::Must
        }
    }

    /// The file is cut to so many bytes when the log begins anew.
    pub(super) fn kept_bytes(&self) -> i64 {
        i64::from(self.most / 4) * PAGE_BYTES.cast_signed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sto_14_the_longer_the_log_the_more_is_done_and_only_when_it_grew() {
        let room = Room::of(1_600 * PAGE_BYTES, Arc::default());
        let wishes = [99, 100, 399, 400, 1_199, 1_200].map(|pages| room.wish(pages, 0));
        assert_eq!(wishes, [Wish::Nothing, Wish::Carry, Wish::Carry, Wish::Anew, Wish::Anew, Wish::Must]);
        assert_eq!([1_299, 1_300].map(|pages| room.wish(pages, 1_200)), [Wish::Nothing, Wish::Must]);
        assert_eq!(room.kept_bytes(), 400 * 4_120);
    }
}

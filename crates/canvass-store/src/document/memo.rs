//! What a thread read lately: the policies of a workspace are read for each message that leaves, and change once a month.

use std::cell::RefCell;
use std::collections::VecDeque;

use crate::Result;

/// So many texts are remembered. They are few hundred bytes each.
const MOST: usize = 16;

/// The texts that were read last, with what they say.
pub(super) struct Memo<T>(RefCell<VecDeque<(String, T)>>);

impl<T: Clone> Memo<T> {
    pub(super) const fn new() -> Self {
        Self(RefCell::new(VecDeque::new()))
    }

    /// What a text says: as it was read before, or read now. A text that cannot be read is not remembered.
    pub(super) fn read(&self, text: &str, parse: impl FnOnce(&str) -> Result<T>) -> Result<T> {
        let known = self.0.borrow().iter().find(|(known, _)| known == text).map(|(_, says)| says.clone());
        if let Some(says) = known {
            return Ok(says);
        }
        let says = parse(text)?;
        let mut kept = self.0.borrow_mut();
        kept.truncate(MOST - 1);
        kept.push_front((text.to_owned(), says.clone()));
        Ok(says)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::StoreError;

    #[test]
    fn a_text_is_read_once_while_it_is_among_the_last() {
        let (memo, reads) = (Memo::new(), Cell::new(0));
        let read = |text: &str| {
            memo.read(text, |text| {
                reads.set(reads.get() + 1);
                text.parse::<usize>().map_err(|_cause| StoreError::Corrupt("a number"))
            })
        };
        assert_eq!((read("1"), read("2"), read("1")), (Ok(1), Ok(2), Ok(1)));
        assert_eq!(reads.get(), 2);
        for number in 3..3 + MOST {
            assert_eq!(read(&number.to_string()), Ok(number));
        }
        assert_eq!((read("1"), reads.get()), (Ok(1), 3 + MOST));
        assert_eq!((read("x").is_err(), read("x").is_err(), reads.get()), (true, true, 5 + MOST));
    }
}

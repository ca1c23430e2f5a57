//! About whom of a batch a decision is: all who wait, some of them, or all but some.

use std::collections::BTreeSet;

use crate::id::CustomerId;

/// Which of those who wait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Part {
    /// All.
    #[default]
    All,
    /// These.
    Customers(Vec<CustomerId>),
    /// So many, in the order in which they came.
    First(usize),
    /// All but these.
    Except(Vec<CustomerId>),
}

/// Customers who were named and do not wait, by their places in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotWaiting(pub Vec<usize>);

impl Part {
    /// Those of the waiting ones whom the decision is about. Naming somebody who does not wait is a mistake of whoever
    /// decides, and then nothing is decided; naming somebody twice is none.
    pub fn of(&self, waiting: &[CustomerId]) -> Result<BTreeSet<CustomerId>, NotWaiting> {
        let all: BTreeSet<CustomerId> = waiting.iter().copied().collect();
        match self {
            Self::All => Ok(all),
            Self::First(count) => Ok(all.into_iter().take(*count).collect()),
            Self::Customers(named) => {
                known(named, &all)?;
                Ok(named.iter().copied().collect())
            }
            Self::Except(named) => {
                known(named, &all)?;
                let named = named.iter().copied().collect();
                Ok(all.difference(&named).copied().collect())
            }
        }
    }
}

fn known(named: &[CustomerId], waiting: &BTreeSet<CustomerId>) -> Result<(), NotWaiting> {
    let strangers: Vec<usize> =
        named.iter().enumerate().filter(|(_, id)| !waiting.contains(id)).map(|(place, _)| place).collect();
    if strangers.is_empty() { Ok(()) } else { Err(NotWaiting(strangers)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(numbers: &[i32]) -> Vec<CustomerId> {
        numbers.iter().copied().map(CustomerId).collect()
    }

    fn chosen(part: &Part) -> Vec<CustomerId> {
        part.of(&ids(&[7, 3, 5])).unwrap().into_iter().collect()
    }

    #[test]
    fn a_part_is_all_some_the_first_or_all_but_some() {
        assert_eq!(chosen(&Part::All), ids(&[3, 5, 7]));
        assert_eq!(chosen(&Part::First(2)), ids(&[3, 5]));
        assert_eq!(chosen(&Part::First(9)), ids(&[3, 5, 7]));
        assert_eq!(chosen(&Part::Customers(ids(&[7, 7, 3]))), ids(&[3, 7]));
        assert_eq!(chosen(&Part::Except(ids(&[5]))), ids(&[3, 7]));
        assert_eq!(chosen(&Part::Except(ids(&[3, 5, 7]))), []);
    }

    #[test]
    fn who_does_not_wait_cannot_be_named() {
        let waiting = ids(&[3, 5]);
        assert_eq!(Part::Customers(ids(&[3, 4, 6])).of(&waiting), Err(NotWaiting(vec![1, 2])));
        assert_eq!(Part::Except(ids(&[4])).of(&waiting), Err(NotWaiting(vec![0])));
    }
}

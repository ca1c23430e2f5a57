//! Rows of one file with the same address: the first one is asked, whatever chunk the others are in (E38). Priorities of
//! rows do not matter here: a later row can be further away than memory reaches.

use std::collections::{HashMap, HashSet};

use canvass_domain::decide::import_customers::Import;
use canvass_domain::id::{BatchId, ContactHash, CustomerId};
use canvass_domain::import_file::give_way;
use canvass_store::{StoreError, WorkspaceTx};

/// Who of a file came before a chunk.
pub(super) enum Earlier<'a> {
    /// Several rows of one person are wanted.
    Nobody,
    /// The customers of the batch that the file fills.
    Stored(HashMap<ContactHash, CustomerId>),
    /// The persons of a file of which nothing is stored.
    Seen(&'a mut Seen),
}

/// The persons of a file that is only tried: half of each keyed hash, so that a million of them take about twenty
/// megabytes. Two persons of a million share it with a chance below 1 in ten million.
#[derive(Debug, Default)]
pub(super) struct Seen(HashSet<u64>);

impl Seen {
    fn is_new(&mut self, contact: ContactHash) -> bool {
        let mut half = [0; 8];
        for (to, from) in half.iter_mut().zip(contact.0) {
            *to = from;
        }
        self.0.insert(u64::from_le_bytes(half))
    }
}

/// The first customer of the address that another row has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    Stored(CustomerId),
    /// By place in the chunk's customers.
    Here(usize),
    /// Known to be there, and not by number.
    Somewhere,
}

impl Earlier<'_> {
    /// The persons of a chunk who are in the batch already.
    pub(super) fn stored(
        tx: &mut dyn WorkspaceTx,
        batch: Option<BatchId>,
        contacts: &[Option<ContactHash>],
    ) -> Result<Self, StoreError> {
        let Some(batch) = batch else { return Ok(Self::Stored(HashMap::new())) };
        let people: Vec<ContactHash> = contacts.iter().flatten().copied().collect();
        Ok(Self::Stored(tx.people_of_batch(batch, &people)?.into_iter().collect()))
    }
}

/// Lets each customer give way whose address came before; whom to, by place in the chunk's customers.
pub(super) fn turn_duplicates(
    import: &mut Import,
    contacts: &[Option<ContactHash>],
    mut earlier: Earlier<'_>,
) -> Vec<(usize, First)> {
    let mut here: HashMap<ContactHash, usize> = HashMap::new();
    let mut turned = Vec::new();
    for (at, (customer, contact)) in import.customers.iter_mut().zip(contacts).enumerate() {
        let Some(contact) = contact else { continue };
        let first = match &mut earlier {
            Earlier::Nobody => None,
            Earlier::Stored(known) => known.get(contact).map(|customer| First::Stored(*customer)),
            Earlier::Seen(seen) => (!seen.is_new(*contact)).then_some(First::Somewhere),
        };
        let is_compared = !matches!(earlier, Earlier::Nobody);
        let first = first.or_else(|| here.get(contact).filter(|_| is_compared).map(|at| First::Here(*at)));
        if let Some(first) = first {
            give_way(customer);
            turned.push((at, first));
        } else {
            here.insert(*contact, at);
        }
    }
    turned
}

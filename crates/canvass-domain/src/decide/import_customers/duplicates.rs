//! One of the customers with the same address is kept (E38-E40).

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;

use super::Problem;
use super::findings::Findings;
use crate::address;
use crate::command::{NewCustomer, Place};

/// A customer with a valid address; the others take no part (E39).
#[derive(Debug, Clone, Copy)]
pub(super) struct Rival<'a> {
    /// Place in the request.
    pub(super) index: usize,
    /// Normalised address (E40).
    pub(super) address: &'a str,
    pub(super) priority: i32,
    pub(super) send_at: Timestamp,
}

/// For each customer that gives way, the one that is kept: highest priority, then earliest send date, then first in
/// the list (E39).
pub(super) fn losers<'a>(rivals: impl Iterator<Item = Rival<'a>> + Clone) -> HashMap<usize, usize> {
    let mut kept: HashMap<&str, Rival<'a>> = HashMap::with_capacity(rivals.size_hint().1.unwrap_or(0));
    for rival in rivals.clone() {
        kept.entry(rival.address)
            .and_modify(|best| {
                if is_ahead(&rival, best) {
                    *best = rival;
                }
            })
            .or_insert(rival);
    }
    rivals
        .filter_map(|rival| {
            let best = kept.get(rival.address)?.index;
            (best != rival.index).then_some((rival.index, best))
        })
        .collect()
}

/// E41: each double is a fault of the request. Who has no valid address takes no part.
pub(super) fn reject(customers: &[NewCustomer], findings: &mut Findings) {
    let mut first: HashMap<String, usize> = HashMap::with_capacity(customers.len());
    for (index, customer) in customers.iter().enumerate() {
        let Some(Ok(address)) = customer.email.as_deref().map(address::normalise) else { continue };
        match first.entry(address) {
            Entry::Vacant(entry) => {
                entry.insert(index);
            }
            Entry::Occupied(entry) => {
                findings.fault(Place::Email(index), Problem::AddressTwice { first: *entry.get() });
            }
        }
    }
}

fn is_ahead(one: &Rival<'_>, other: &Rival<'_>) -> bool {
    one.priority
        .cmp(&other.priority)
        .then(other.send_at.cmp(&one.send_at))
        .then(other.index.cmp(&one.index))
        .is_gt()
}

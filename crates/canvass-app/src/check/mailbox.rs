//! The mailbox of the capture transport: nobody has more mails than hand-overs, and none without one (P4).

use std::collections::BTreeMap;

use canvass_domain::id::CustomerId;
use canvass_domain::message::{NoticePlace, Slot};
use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};

/// Mails are read whole, so a page of them is small.
const PAGE: usize = 100;

pub(super) fn check(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let mut kept: BTreeMap<CustomerId, i32> = BTreeMap::new();
    let mut after = 0;
    loop {
        let mails = tx.mails(Page { after, most: PAGE })?;
        let Some(last) = mails.last() else { break };
        after = last.id;
        for mail in &mails {
            *kept.entry(mail.mail.customer).or_default() += 1;
        }
    }
    let mut findings = Vec::new();
    for (customer, mails) in kept {
        let mut attempts = 0;
        for slot in Slot::OWN {
            attempts += tx.message(customer, slot)?.map_or(0, |message| message.attempts);
        }
        // Mails about the batch are kept with its first customer; their slots have no gaps.
        for place in (0..NoticePlace::MOST).filter_map(NoticePlace::new) {
            let Some(message) = tx.message(customer, Slot::Notification(place))? else { break };
            attempts += message.attempts;
        }
        if mails > attempts {
            findings.push(format!("Customer {customer} has {mails} mails of {attempts} hand-overs."));
        }
    }
    Ok(findings)
}

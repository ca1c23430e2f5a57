//! Who hears of a batch (E8).

use super::Notice;
use super::findings::Findings;
use crate::address::EmailAddress;
use crate::command::Place;
use crate::message::NoticePlace;

/// The most addresses that are told.
const MOST_ADDRESSES: usize = NoticePlace::MOST;

/// The addresses to tell: separated by commas or semicolons, at most 20, the invalid ones skipped (E8).
pub fn notify_addresses(text: &str) -> Vec<EmailAddress> {
    parts(text)
        .take(MOST_LOOKED_AT)
        .filter_map(|(_, part)| EmailAddress::parse(part).ok())
        .take(MOST_ADDRESSES)
        .collect()
}

/// The most addresses that are looked at for warnings, so that an endless list gives no endless answer.
const MOST_LOOKED_AT: usize = 100;

/// Warns of each address that is skipped: not valid, or beyond the most that are told.
pub(super) fn check(text: &str, findings: &mut Findings) {
    let mut told = 0_usize;
    for (position, part) in parts(text).take(MOST_LOOKED_AT) {
        if told < MOST_ADDRESSES && EmailAddress::parse(part).is_ok() {
            told += 1;
        } else {
            findings.warning(Place::Notify, Notice::NotifyAddressSkipped(position));
        }
    }
}

fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()).enumerate()
}

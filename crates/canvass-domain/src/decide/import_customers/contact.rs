//! The address of a customer who is not mailed: kept as sent, and a person only if it is valid.

use crate::address;

/// The address as it is kept, and its normal form if it is valid (E28, E40).
pub(super) fn of(sent: Option<String>) -> (Option<String>, Option<String>) {
    let email = sent.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    let address = email.as_deref().and_then(|email| address::normalise(email).ok());
    (email, address)
}

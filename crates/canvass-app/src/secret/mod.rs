//! Secrets: the instance key and everything derived from it. Nothing here is stored in clear, and comparisons take
//! constant time (promises 2.10).

mod bounce;
mod keys;
mod link;
mod nonce;
mod sealed;
mod token;

pub use bounce::BounceAddress;
pub use keys::Keys;
pub use link::{Link, LinkFault};
pub use nonce::FormNonce;
pub(crate) use sealed::Place;
pub use token::{AccessToken, NewSecret, TokenFault};

//! Values and files that senders encrypt (E96-E98): certificates are registered by their thumbprints; where the operator installs
//! a private key, one profile is read. What was read is used at once and kept nowhere: the opaque form is what stays.

mod certificate;
mod opener;
mod private_key;
mod profile;

pub use certificate::{CertificateFault, ReadCertificate};
pub use opener::SealStanding;
pub(crate) use opener::{CertifiedOpener, standing};
pub use private_key::{KeyFault, PrivateKey, PrivateKeys};

//! The mailbox of the capture transport: mails that were kept instead of sent.

use canvass_domain::id::CustomerId;
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// A mail to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCapturedMail {
    /// Whose invitation.
    pub customer: CustomerId,
    /// Its Message-ID.
    pub message_id: String,
    /// Envelope recipient.
    pub recipient: String,
    /// Subject line, decoded.
    pub subject: String,
    /// The whole message as it would have left.
    pub bytes: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// A kept mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapturedMail {
    /// Its number.
    pub id: i64,
    /// As kept.
    pub mail: NewCapturedMail,
}

/// The mailbox.
pub trait Mailbox {
    /// Keeps a mail.
    fn keep_mail(&mut self, mail: &NewCapturedMail) -> Result<i64>;
    /// Mails by id.
    fn mails(&mut self, page: Page) -> Result<Vec<CapturedMail>>;
    /// One mail.
    fn mail(&mut self, id: i64) -> Result<Option<CapturedMail>>;
}

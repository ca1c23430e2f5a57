//! A data value of a customer: a text, or an encrypted value that we keep and return but never read (E96).

use std::fmt;

use crate::id::ColumnId;

/// What one data column of a customer holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text as sent, outer blanks included (E36).
    Plain(String),
    /// Opaque: returned byte for byte, never searched, routed on or merged into a mail (E96).
    Encrypted {
        /// The ciphertext as sent.
        value: String,
        /// 40 or 64 hexadecimal digits, as sent.
        thumbprint: String,
        /// The wrapped key as sent.
        key: String,
    },
}

/// An encrypted value as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed<'a> {
    /// The ciphertext as sent.
    pub value: &'a str,
    /// The certificate as sent.
    pub thumbprint: &'a str,
    /// The wrapped key as sent.
    pub key: &'a str,
}

/// Reads encrypted values where the operator installed the private key (E98). What was read is used and forgotten:
/// the opaque form stays what is kept and returned.
pub trait Opener: fmt::Debug {
    /// The text of a column's value; `None` if it stays opaque.
    fn open(&self, column: ColumnId, sealed: Sealed<'_>) -> Option<String>;
}

/// Opens nothing: no private key is installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NothingOpens;

impl Opener for NothingOpens {
    fn open(&self, _column: ColumnId, _sealed: Sealed<'_>) -> Option<String> {
        None
    }
}

impl Value {
    /// The encrypted form, if it is encrypted.
    pub fn sealed(&self) -> Option<Sealed<'_>> {
        match self {
            Self::Plain(_) => None,
            Self::Encrypted { value, thumbprint, key } => Some(Sealed { value, thumbprint, key }),
        }
    }

    /// The text, if it may be read at all.
    pub fn plain(&self) -> Option<&str> {
        match self {
            Self::Plain(text) => Some(text),
            Self::Encrypted { .. } => None,
        }
    }

    /// Blank values do not satisfy a required column (E32); an encrypted one does (E33).
    pub fn is_blank(&self) -> bool {
        self.plain().is_some_and(|text| text.trim().is_empty())
    }
}

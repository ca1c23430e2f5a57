//! A data value of a customer: a text, or an encrypted value that we keep and return but never read (E96).

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

impl Value {
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

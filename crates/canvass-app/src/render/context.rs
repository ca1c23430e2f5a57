//! The values of one customer, as templates ask for them: encrypted ones are opened where they are used, and only then.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;

use canvass_domain::id::ColumnId;
use canvass_domain::template::Values;
use canvass_domain::value::{Opener as _, Sealed, Value};

use crate::encryption::CertifiedOpener;

/// The values of one customer.
#[derive(Debug)]
pub(super) struct Data<'a> {
    pub(super) values: &'a BTreeMap<ColumnId, Value>,
    pub(super) opener: CertifiedOpener,
    /// A value was asked for that only its owner can read: the letter must not leave (E96).
    pub(super) met_encrypted: Cell<bool>,
}

impl Values for Data<'_> {
    fn value(&self, column: ColumnId) -> Cow<'_, str> {
        match self.values.get(&column) {
            None => Cow::Borrowed(""),
            Some(Value::Plain(text)) => Cow::Borrowed(text),
            Some(Value::Encrypted { value, thumbprint, key }) => {
                let opened = self.opener.open(column, Sealed { value, thumbprint, key });
                if opened.is_none() {
                    self.met_encrypted.set(true);
                }
                Cow::Owned(opened.unwrap_or_default())
            }
        }
    }
}

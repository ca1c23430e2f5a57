//! JSON pointers into the document format (RFC 6901).

use std::fmt;

/// A place in a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Pointer(String);

impl Pointer {
    pub(super) fn root() -> Self {
        Self::default()
    }

    /// A member of the object at this place; a name that was sent is escaped.
    pub(super) fn member(&self, name: &str) -> Self {
        Self(format!("{}/{}", self.0, name.replace('~', "~0").replace('/', "~1")))
    }

    /// An item of the list at this place.
    pub(super) fn item(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

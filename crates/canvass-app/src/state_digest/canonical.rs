//! The canonical form under the digest: fields with their length in front, so that no two states write alike.

use std::fmt::Display;

use aws_lc_rs::digest::{Context, SHA256};

/// A digest in the making.
pub(super) struct Canonical(Context);

impl Default for Canonical {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

impl Canonical {
    /// Starts a record of a kind.
    pub(super) fn begin(&mut self, kind: &str) {
        self.0.update(b"\x1e");
        self.text(kind);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.0.update(text.len().to_string().as_bytes());
        self.0.update(b":");
        self.0.update(text.as_bytes());
    }

    pub(super) fn number(&mut self, number: impl Display) {
        self.text(&number.to_string());
    }

    pub(super) fn truth(&mut self, truth: bool) {
        self.text(if truth { "1" } else { "0" });
    }

    /// An absent value and an empty text differ.
    pub(super) fn optional(&mut self, value: Option<impl Display>) {
        match value {
            Some(value) => self.text(&value.to_string()),
            None => self.0.update(b"-"),
        }
    }

    pub(super) fn finish(self) -> String {
        data_encoding::HEXLOWER.encode(self.0.finish().as_ref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(write: impl Fn(&mut Canonical)) -> String {
        let mut canonical = Canonical::default();
        write(&mut canonical);
        canonical.finish()
    }

    #[test]
    fn no_two_lists_of_fields_write_alike() {
        let states = [
            digest(|_| {}),
            digest(|c| c.text("")),
            digest(|c| c.optional(None::<i32>)),
            digest(|c| {
                c.text("a");
                c.text("b");
            }),
            digest(|c| c.text("ab")),
            digest(|c| c.text("a1:b")),
            digest(|c| c.begin("ab")),
        ];
        for (index, state) in states.iter().enumerate() {
            assert_eq!(states.iter().position(|other| other == state), Some(index));
        }
    }
}

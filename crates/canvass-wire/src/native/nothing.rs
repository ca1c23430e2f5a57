//! Calls that take no body, or an empty object.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::Table;

#[derive(Debug, Default)]
struct Nothing;

static NOTHING: Table<Nothing> = Table { name: "Nothing", members: &[] };

/// Reads a body that must not say anything.
pub fn read(body: &[u8]) -> Result<(), Faults> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(());
    }
    read_native(body, &NOTHING).map(|Nothing| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_may_be_said() {
        assert_eq!(read(b""), Ok(()));
        assert_eq!(read(b" {}\n"), Ok(()));
        let faults = read(br#"{"force":true}"#).unwrap_err().into_ordered("");
        assert_eq!(faults, [("/force".to_owned(), "The member is not known.".to_owned())]);
    }
}

//! The XML declaration: version 1.0, UTF-8 or no encoding, standalone or not, in this order (X13).

use super::tag::raw_attribute;
use super::{Stop, stop};
use crate::node::is_blank;

/// Checks what stands between `<?` and `?>`.
pub(super) fn check(content: &str) -> Result<(), Stop> {
    let mut rest = content.strip_prefix("xml").unwrap_or_default();
    let mut expected = ["version", "encoding", "standalone"].into_iter();
    let mut has_version = false;
    while !rest.chars().all(is_blank) {
        let (name, value, more) =
            raw_attribute(rest).ok_or(stop(0, "the XML declaration is not well-formed."))?;
        rest = more;
        if !expected.any(|allowed| allowed == name) {
            return Err(stop(0, "the XML declaration is not well-formed."));
        }
        match name {
            "version" if value == "1.0" => has_version = true,
            "version" => return Err(stop(0, "only XML version 1.0 is read.")),
            "encoding" if value.eq_ignore_ascii_case("utf-8") => {}
            "encoding" => return Err(stop(0, "only the encoding UTF-8 is read.")),
            _ if matches!(value, "yes" | "no") => {}
            _ => return Err(stop(0, "the XML declaration is not well-formed.")),
        }
    }
    if has_version { Ok(()) } else { Err(stop(0, "the XML declaration lacks its version.")) }
}

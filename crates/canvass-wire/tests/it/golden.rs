//! Files that hold what is expected. A normal run only reads them; `CANVASS_BLESS=1` writes them anew.

use std::path::{Path, PathBuf};

/// A path inside the crate.
pub(crate) fn in_crate(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Compares `found` with the file.
pub(crate) fn check(path: &Path, found: &str) {
    if is_blessed() {
        std::fs::write(path, found).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    assert!(expected == found, "{} differs.\nexpected:\n{expected}\nfound:\n{found}", path.display());
}

#[expect(clippy::disallowed_methods, reason = "a test has no settings; this one is for the hand of a person")]
fn is_blessed() -> bool {
    std::env::var("CANVASS_BLESS").is_ok_and(|value| value == "1")
}

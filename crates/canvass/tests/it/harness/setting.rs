//! How the tests are run: in the gate nothing may be skipped, and a long run takes larger numbers.

use std::io::Write as _;

/// The gate sets `CI`.
fn is_gate() -> bool {
    is_set("CI")
}

/// `CANVASS_TEST_LONG` asks for the numbers of the promises in place of those of the gate.
pub(crate) fn is_long() -> bool {
    is_set("CANVASS_TEST_LONG")
}

/// Passes loudly over a case whose tool is not installed; the gate installs everything, so there it is a fault.
pub(crate) fn skip(case: &str, missing: &str) {
    assert!(!is_gate(), "{case} cannot run: {missing}");
    // What is printed by a test that passes is captured; what is written is not.
    writeln!(std::io::stderr(), "SKIPPED: {case}: {missing}").unwrap();
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
fn is_set(name: &str) -> bool {
    std::env::var(name).is_ok_and(|value| !value.is_empty())
}

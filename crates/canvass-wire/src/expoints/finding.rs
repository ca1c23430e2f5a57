//! Broken rules on their way among the faults of a reading, each at its place in the document (S4).

use super::DIALECT;
use crate::fault::{Fault, FaultKind, Faults, Path};
use crate::member::places;
use crate::read::BodyForm;

/// A broken rule before its place in the document is known.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) path: Path,
    pub(super) text: String,
    pub(super) kind: FaultKind,
}

impl Finding {
    /// Something is wrong with what is there.
    pub(super) fn rule(path: Path, text: impl Into<String>) -> Self {
        Self { path, text: text.into(), kind: FaultKind::Rule }
    }

    /// Something is not there; not told beside a part that could not be read (S9).
    pub(super) fn lacking(path: Path, text: impl Into<String>) -> Self {
        Self { path, text: text.into(), kind: FaultKind::Lacking }
    }
}

/// Puts them where they belong. The body, whose document element is `root` in XML, is read once more for the places;
/// that is paid only for a request that is refused.
pub(super) fn join(body: &[u8], form: BodyForm, root: &str, faults: &mut Faults, findings: Vec<Finding>) {
    if findings.is_empty() {
        return;
    }
    let places = places(body, form, root, &DIALECT);
    faults.join(findings.into_iter().map(|finding| Fault {
        position: places.position(&finding.path),
        path: finding.path.spelled(),
        text: finding.text,
        kind: finding.kind,
    }));
}

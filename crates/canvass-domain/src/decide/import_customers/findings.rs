//! What a check found so far: faults that refuse the request and warnings that do not (E21, E23).

use super::{Fault, Notice, Problem, Warning};
use crate::command::Place;

/// Warnings that are told (E23): they go with every answer and are kept with it.
const MOST_WARNINGS: usize = 100;

/// More than a surface ever lists (E22); beyond it a hostile request only costs its own reading.
const MOST_FAULTS: usize = 1_000;

#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) warnings: Vec<Warning>,
}

impl Findings {
    pub(super) fn fault(&mut self, place: Place, problem: Problem) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(Fault { place, problem });
        }
    }

    pub(super) fn warning(&mut self, place: Place, notice: Notice) {
        self.warnings.push(Warning { place, notice });
    }

    /// Everything in the order of the document, whatever the order in which it was found; of many warnings the first,
    /// and one that tells of the others.
    pub(super) fn sorted(mut self) -> Self {
        self.faults.sort_by_key(|fault| fault.place.document_order());
        self.warnings.sort_by_key(|warning| warning.place.document_order());
        if self.warnings.len() > MOST_WARNINGS {
            self.warnings.truncate(MOST_WARNINGS);
            self.warning(Place::Request, Notice::WarningsLeftOut);
        }
        self
    }
}

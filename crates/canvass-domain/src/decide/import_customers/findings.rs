//! What a check found so far: faults that refuse the request and warnings that do not (E21, E23).

use super::{Fault, Notice, Problem, Warning};
use crate::command::Place;

#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: Vec<Fault>,
    pub(super) warnings: Vec<Warning>,
}

impl Findings {
    pub(super) fn fault(&mut self, place: Place, problem: Problem) {
        self.faults.push(Fault { place, problem });
    }

    pub(super) fn warning(&mut self, place: Place, notice: Notice) {
        self.warnings.push(Warning { place, notice });
    }

    /// Everything in the order of the document, whatever the order in which it was found.
    pub(super) fn sorted(mut self) -> Self {
        self.faults.sort_by_key(|fault| fault.place.document_order());
        self.warnings.sort_by_key(|warning| warning.place.document_order());
        self
    }
}

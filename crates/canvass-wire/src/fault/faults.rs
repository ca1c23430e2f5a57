//! The collection: merging faults of rules with faults of reading (S9), order (S4) and the cap (S8).

use std::collections::{BTreeSet, HashMap};

use super::path::upwards;
use super::{Fault, FaultKind};

/// Texts told at most (S8).
const MOST_TEXTS: usize = 100;
/// Faults kept at most: a body of a million wrong values must not become a million texts in memory.
const MOST_KEPT: usize = 10_000;
const LEFT_OUT: &str = "More errors were left out.";

/// Keys in the order of the document, each with its texts.
pub type ModelState = Vec<(String, Vec<String>)>;

/// All that is wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Faults {
    list: Vec<Fault>,
    is_cut: bool,
}

impl Faults {
    /// Nothing is wrong.
    pub fn new() -> Self {
        Self::default()
    }

    /// A single fault, after which nothing was read.
    pub fn single(path: String, position: usize, text: String) -> Self {
        Self { list: vec![Fault { path, position, text, kind: FaultKind::Reading }], is_cut: false }
    }

    /// Whether the request is without fault.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The faults in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Fault> {
        self.list.iter()
    }

    /// Adds a fault.
    pub fn push(&mut self, fault: Fault) {
        if self.list.len() < MOST_KEPT {
            self.list.push(fault);
        } else {
            self.is_cut = true;
        }
    }

    /// Adds faults of rules, those left out that a fault of reading makes moot, and those already told (S9).
    pub fn join(&mut self, rules: impl IntoIterator<Item = Fault>) {
        let mut reading: HashMap<String, FaultKind> = HashMap::new();
        for fault in &self.list {
            match fault.kind {
                FaultKind::Reading => {
                    reading.insert(fault.path.clone(), FaultKind::Reading);
                }
                FaultKind::Stray => {
                    reading.entry(fault.path.clone()).or_insert(FaultKind::Stray);
                }
                FaultKind::Rule | FaultKind::Lacking => {}
            }
        }
        let above: BTreeSet<&str> = reading.keys().flat_map(|path| upwards(path)).collect();
        let lacking = self.list.iter().filter(|fault| fault.kind == FaultKind::Lacking);
        let lacking: BTreeSet<String> = lacking.map(|fault| fault.path.clone()).collect();
        let is_moot = |rule: &Fault| {
            // What is not there cannot be wrong, nor can a part of it.
            let is_of_nothing = rule.kind == FaultKind::Rule && lacking.contains(&rule.path)
                || upwards(&rule.path).skip(1).any(|path| lacking.contains(path));
            let is_unread = upwards(&rule.path).any(|path| reading.get(path) == Some(&FaultKind::Reading));
            let is_beside = reading.contains_key(&rule.path);
            let is_below = rule.kind == FaultKind::Lacking && above.contains(rule.path.as_str());
            is_of_nothing || is_unread || is_beside || is_below
        };
        let kept: Vec<Fault> = rules.into_iter().filter(|rule| !is_moot(rule)).collect();
        for rule in kept {
            let is_told = |fault: &Fault| fault.path == rule.path && fault.text == rule.text;
            if !self.list.iter().any(is_told) {
                self.push(rule);
            }
        }
    }

    /// Drops what the reading itself found lacking where a part could not be read (S9).
    pub(crate) fn settle(&mut self) {
        let (lacking, found): (Vec<Fault>, Vec<Fault>) =
            std::mem::take(&mut self.list).into_iter().partition(|fault| fault.kind == FaultKind::Lacking);
        self.list = found;
        self.join(lacking);
    }

    /// Keys in the order of the document, on one key reading before rules (S4), at most 100 texts and then one more
    /// on `parameter` (S8).
    pub fn into_model_state(mut self, parameter: &str) -> ModelState {
        let is_rule = |fault: &Fault| matches!(fault.kind, FaultKind::Rule | FaultKind::Lacking);
        self.list.sort_by_key(|fault| (fault.position, is_rule(fault)));
        let is_cut = self.is_cut || self.list.len() > MOST_TEXTS;
        let mut state = ModelState::new();
        let mut keys = HashMap::new();
        let mut tell = |path: String, text: String| {
            let index = *keys.entry(path.clone()).or_insert(state.len());
            match state.get_mut(index) {
                Some((_, texts)) => texts.push(text),
                None => state.push((path, vec![text])),
            }
        };
        for fault in self.list.into_iter().take(MOST_TEXTS) {
            tell(fault.path, fault.text);
        }
        if is_cut {
            tell(parameter.to_owned(), LEFT_OUT.to_owned());
        }
        state
    }

    /// The faults in the order of the document, for surfaces that list them one by one.
    pub fn into_ordered(self, root: &str) -> Vec<(String, String)> {
        let state = self.into_model_state(root);
        state
            .into_iter()
            .flat_map(|(path, texts)| texts.into_iter().map(move |text| (path.clone(), text)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s9_what_is_lacking_is_told_alone() {
        let mut faults = Faults::new();
        faults.push(fault("request.Customer", 0, "required", FaultKind::Lacking));
        faults.push(fault("request.Notes[0].CustomerId", 5, "required", FaultKind::Lacking));
        faults.join([
            fault("request.Customer.QuestionnaireId", 0, "unknown", FaultKind::Rule),
            fault("request.Customer.Data", 0, "column required", FaultKind::Lacking),
            fault("request.Notes[0].CustomerId", 5, "unknown", FaultKind::Rule),
            fault("request.Notes[0].Note", 5, "wrong", FaultKind::Rule),
            fault("request.Notes[0]", 5, "no key", FaultKind::Lacking),
        ]);
        assert_eq!(
            keys(faults),
            [
                "request.Customer: required",
                "request.Notes[0].CustomerId: required",
                "request.Notes[0].Note: wrong",
                "request.Notes[0]: no key",
            ]
        );
    }

    fn fault(path: &str, position: usize, text: &str, kind: FaultKind) -> Fault {
        Fault { path: path.to_owned(), position, text: text.to_owned(), kind }
    }

    fn keys(faults: Faults) -> Vec<String> {
        faults
            .into_model_state("request")
            .into_iter()
            .map(|(key, texts)| format!("{key}: {}", texts.join(" ")))
            .collect()
    }

    #[test]
    fn s4_keys_stand_in_the_order_of_the_document_reading_first() {
        let mut faults = Faults::new();
        faults.push(fault("request.C", 30, "c", FaultKind::Reading));
        faults.push(fault("request.A", 10, "a", FaultKind::Reading));
        faults.push(fault("request.E", 20, "stray", FaultKind::Stray));
        faults.join([
            fault("request.B", 20, "b", FaultKind::Rule),
            fault("request.A.X", 11, "moot", FaultKind::Rule),
        ]);
        assert_eq!(keys(faults), ["request.A: a", "request.E: stray", "request.B: b", "request.C: c"]);
    }

    #[test]
    fn s9_what_could_not_be_read_is_not_judged() {
        let mut faults = Faults::new();
        faults.push(fault("request.A", 1, "wrong", FaultKind::Reading));
        faults.push(fault("request.L[1].Id", 5, "wrong", FaultKind::Reading));
        faults.push(fault("request.S", 7, "twice", FaultKind::Stray));
        faults.join([
            fault("request.A", 1, "moot", FaultKind::Rule),
            fault("request.A.B", 1, "moot", FaultKind::Rule),
            fault("request.L", 4, "moot: an item is unread", FaultKind::Lacking),
            fault("request.L", 4, "parents are checked", FaultKind::Rule),
            fault("request.L[1]", 4, "also items", FaultKind::Rule),
            fault("request.L[10]", 9, "lacks", FaultKind::Lacking),
            fault("request.S", 7, "moot", FaultKind::Rule),
            fault("request.S.T", 8, "inside", FaultKind::Rule),
            fault("request.S.T", 8, "inside", FaultKind::Rule),
        ]);
        assert_eq!(
            keys(faults),
            [
                "request.A: wrong",
                "request.L: parents are checked",
                "request.L[1]: also items",
                "request.L[1].Id: wrong",
                "request.S: twice",
                "request.S.T: inside",
                "request.L[10]: lacks",
            ]
        );
    }

    #[test]
    fn s8_one_hundred_texts_are_told_and_that_there_are_more() {
        let many = |count: usize| {
            let mut faults = Faults::new();
            for index in (0..count).rev() {
                faults.push(fault(&format!("request[{index}]"), index, "wrong", FaultKind::Reading));
            }
            keys(faults)
        };
        assert_eq!(many(100).len(), 100);
        let told = many(101);
        assert_eq!(told.len(), 101);
        assert_eq!(told.first().map(String::as_str), Some("request[0]: wrong"));
        assert_eq!(told.last().map(String::as_str), Some("request: More errors were left out."));
        assert_eq!(many(20_000).len(), 101);
    }
}

//! Answers that come with a customer, pre-filled or given: sent (E87-E94) or copied from the previous one (E61-E63).

mod copied;
mod files;
mod sent;

pub(super) use sent::is_ahead;

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use super::dates::Calendar;
use super::findings::Findings;
use super::subject::Subject;
use super::{Edition, Facts, KeptAnswer, Problem};
use crate::certificate::Certificate;
use crate::command::{NewCustomer, QuestionKey};
use crate::id::{BaseQuestionId, QuestionnaireId};
use crate::questionnaire::Question;

/// An answer is told from others by question, page repetition and section repetition (E89).
type Key = (BaseQuestionId, i32, i32);

/// The questions that customers of one command are asked; empty when none of them brings answers. Where a concept is meant
/// and there is none, which refuses the command, answers are judged by what is published: all faults are told at once (E22).
pub(super) struct Questions<'a> {
    by_questionnaire: BTreeMap<QuestionnaireId, HashMap<BaseQuestionId, &'a Question>>,
    /// All that the workspace asks in any published version.
    known: HashSet<BaseQuestionId>,
    certificates: &'a [Certificate],
}

impl<'a> Questions<'a> {
    pub(super) fn of<'c>(
        mut customers: impl Iterator<Item = &'c NewCustomer>,
        facts: &Facts<'a>,
        edition: Edition,
    ) -> Self {
        if !customers.any(brings_answers) {
            let certificates = facts.certificates;
            return Self { by_questionnaire: BTreeMap::new(), known: HashSet::new(), certificates };
        }
        let by_questionnaire = facts
            .published
            .iter()
            .chain(facts.editions(edition)) // Takes the place of the published one.
            .map(|(id, published)| {
                (*id, published.document.questions().map(|question| (question.id, question)).collect())
            })
            .collect();
        let all = facts.published.values().chain(facts.concepts.values());
        let known = all.flat_map(|published| published.document.questions()).map(|question| question.id);
        Self { by_questionnaire, known: known.collect(), certificates: facts.certificates }
    }

    /// The questions as one customer meets them: led to this questionnaire, or to none.
    pub(super) fn asked_by(&self, questionnaire: Option<QuestionnaireId>) -> Asked<'_> {
        Asked {
            known: &self.known,
            by_id: questionnaire.and_then(|id| self.by_questionnaire.get(&id)),
            certificates: self.certificates,
        }
    }
}

/// The questions of the workspace, and those of the questionnaire that a customer is led to.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    known: &'a HashSet<BaseQuestionId>,
    by_id: Option<&'a HashMap<BaseQuestionId, &'a Question>>,
    certificates: &'a [Certificate],
}

/// What a question that was named is.
enum Found<'a> {
    Asked(&'a Question),
    /// Of another questionnaire of the workspace.
    Elsewhere,
    Unknown(Problem),
}

impl<'a> Asked<'a> {
    fn question(self, id: BaseQuestionId) -> Option<&'a Question> {
        self.by_id?.get(&id).copied()
    }

    /// A GUID is looked for in the questionnaire only, a number in the whole workspace (E88).
    fn find(self, key: QuestionKey) -> Found<'a> {
        match key {
            QuestionKey::Base(id) => match self.question(BaseQuestionId(id)) {
                Some(question) => Found::Asked(question),
                None if self.known.contains(&BaseQuestionId(id)) => Found::Elsewhere,
                None => Found::Unknown(Problem::QuestionUnknown(id)),
            },
            QuestionKey::Guid(guid) => {
                let mut asked = self.by_id.into_iter().flat_map(HashMap::values);
                match asked.find(|question| question.guid == guid) {
                    Some(question) => Found::Asked(question),
                    None => Found::Unknown(Problem::QuestionGuidUnknown(guid)),
                }
            }
        }
    }
}

/// How answers are taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// When an answer without a date was given (E87).
    pub(super) given_at: Timestamp,
    pub(super) stray: Stray,
}

/// What becomes of an answer to a question that is not asked (E88).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stray {
    /// It refuses the request.
    Refused,
    /// That of another questionnaire is left out with a warning; to a question nobody knows it refuses the request.
    LeftOut,
    /// Nothing is told: which questions are asked is not known, and that is told already.
    Untold,
}

/// The answers that the customer starts with: those sent, then the copied ones that were not sent as well (E63).
pub(super) fn check(
    subject: Subject<'_>,
    questions: Asked<'_>,
    manner: Manner,
    calendar: &mut Calendar<'_>,
    findings: &mut Findings,
) -> Vec<KeptAnswer> {
    if !brings_answers(subject.customer) {
        return Vec::new();
    }
    let (mut kept, sent) = sent::check(subject, questions, manner, calendar, findings);
    copied::check(subject, questions, &sent, &mut kept, findings);
    kept
}

fn brings_answers(customer: &NewCustomer) -> bool {
    !customer.answers.is_empty() || !customer.answers_to_copy.is_empty() || customer.copies_all_answers
}

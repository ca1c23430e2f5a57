//! Pre-filled answers: sent with the customer (E87-E94) or copied from the previous one (E61-E63).

mod copied;
mod sent;

use std::collections::{BTreeMap, HashMap};

use super::dates::Calendar;
use super::findings::Findings;
use super::subject::Subject;
use super::{Facts, KeptAnswer};
use crate::command::{ImportCustomers, NewCustomer};
use crate::id::{BaseQuestionId, QuestionnaireId};
use crate::questionnaire::Question;

/// An answer is told from others by question, page repetition and section repetition (E89).
type Key = (BaseQuestionId, i32, i32);

/// The questions of all published questionnaires; empty when no customer of the command brings answers.
pub(super) struct Questions<'a> {
    by_questionnaire: BTreeMap<QuestionnaireId, HashMap<BaseQuestionId, &'a Question>>,
}

impl<'a> Questions<'a> {
    pub(super) fn of(command: &ImportCustomers, facts: &Facts<'a>) -> Self {
        let is_needed = command.customers.iter().any(brings_answers);
        let published = facts.published.iter().filter(|_| is_needed);
        let by_questionnaire = published
            .map(|(id, published)| {
                (*id, published.document.questions().map(|question| (question.id, question)).collect())
            })
            .collect();
        Self { by_questionnaire }
    }

    /// The questions as one customer meets them: routed to this questionnaire, or to none.
    pub(super) fn asked_by(&self, questionnaire: Option<QuestionnaireId>) -> Asked<'_> {
        Asked { all: self, questionnaire }
    }
}

/// The questions of the workspace, and those of the questionnaire that a customer is routed to.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    all: &'a Questions<'a>,
    questionnaire: Option<QuestionnaireId>,
}

impl<'a> Asked<'a> {
    fn is_known(self, id: BaseQuestionId) -> bool {
        self.all.by_questionnaire.values().any(|questions| questions.contains_key(&id))
    }

    fn question(self, id: BaseQuestionId) -> Option<&'a Question> {
        self.all.by_questionnaire.get(&self.questionnaire?)?.get(&id).copied()
    }
}

/// The answers that the customer starts with: those sent, then the copied ones that were not sent as well (E63).
pub(super) fn check(
    subject: Subject<'_>,
    questions: Asked<'_>,
    calendar: &mut Calendar<'_>,
    findings: &mut Findings,
) -> Vec<KeptAnswer> {
    if !brings_answers(subject.customer) {
        return Vec::new();
    }
    let mut kept = Vec::with_capacity(subject.customer.answers.len());
    let sent = sent::check(subject, questions, calendar, &mut kept, findings);
    copied::check(subject, questions, &sent, &mut kept, findings);
    kept
}

fn brings_answers(customer: &NewCustomer) -> bool {
    !customer.answers.is_empty() || !customer.answers_to_copy.is_empty() || customer.copies_all_answers
}

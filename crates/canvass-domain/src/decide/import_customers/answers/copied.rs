//! Answers copied from the previous customer (E61-E63).

use std::collections::HashSet;

use super::{Asked, Key};
use crate::command::Place;
use crate::decide::import_customers::findings::Findings;
use crate::decide::import_customers::subject::Subject;
use crate::decide::import_customers::{KeptAnswer, Notice, Problem};

/// Adds the copied answers. What the target questionnaire does not ask, or does not offer any more, is left out with
/// one warning (E62).
pub(super) fn check(
    subject: Subject<'_>,
    questions: Asked<'_>,
    sent: &HashSet<Key>,
    kept: &mut Vec<KeptAnswer>,
    findings: &mut Findings,
) {
    let Some(chosen) = chosen(subject, findings) else { return };
    let mut copied = HashSet::new();
    let mut left_out = 0_usize;
    for answer in chosen {
        let key = (answer.question, answer.page_repetition, answer.section_repetition);
        if sent.contains(&key) || !copied.insert(key) {
            continue; // E63
        }
        let fits = questions.question(answer.question).is_some_and(|question| question.could_hold(answer));
        if fits {
            kept.push(answer.clone());
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        findings.warning(place(subject), Notice::AnswersLeftOut(left_out));
    }
}

/// All answers of the previous customer, or those listed (E61).
fn chosen<'a>(subject: Subject<'a>, findings: &mut Findings) -> Option<Vec<&'a KeptAnswer>> {
    let customer = subject.customer;
    if customer.previous.is_none() {
        if customer.copies_all_answers {
            findings.warning(Place::CopyAllAnswers(subject.at), Notice::CopyIgnored);
        }
        if !customer.answers_to_copy.is_empty() {
            findings.warning(Place::AnswersToCopy(subject.at), Notice::CopyIgnored);
        }
        return None;
    }
    // An unknown previous customer was reported where it was looked up.
    let answers = &subject.previous?.answers;
    if customer.copies_all_answers {
        return Some(answers.iter().collect());
    }
    let mut chosen = Vec::with_capacity(customer.answers_to_copy.len());
    for number in &customer.answers_to_copy {
        let found = usize::try_from(*number).ok().and_then(|number| answers.get(number.checked_sub(1)?));
        match found {
            Some(answer) => chosen.push(answer),
            None => findings.fault(Place::AnswersToCopy(subject.at), Problem::CopiedAnswerUnknown(*number)),
        }
    }
    Some(chosen)
}

fn place(subject: Subject<'_>) -> Place {
    if subject.customer.copies_all_answers {
        Place::CopyAllAnswers(subject.at)
    } else {
        Place::AnswersToCopy(subject.at)
    }
}

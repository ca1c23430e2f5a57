//! One submission of a page: judged against its page first, and against the whole questionnaire once it completes it.

use aws_lc_rs::digest::{SHA256, digest};
use canvass_domain::command::AnswerInput;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::id::BaseQuestionId;
use canvass_domain::questionnaire::{
    AnswerFault, AnswerProblem, CheckedAnswer, Document, Page, check_answers,
};
use canvass_store::area::ScoredAnswer;
use jiff::Timestamp;

/// What a respondent sends for one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerSubmission {
    /// The personal part of the address.
    pub link: String,
    /// The nonce that the form was given out with.
    pub nonce: String,
    /// Which page, from 0.
    pub page: usize,
    /// What was said, in the order of the form.
    pub answers: Vec<AnswerInput>,
}

impl AnswerSubmission {
    /// Tells two submissions under one nonce apart.
    pub(super) fn digest(&self) -> Vec<u8> {
        let text = format!("{} {:?}", self.page, self.answers);
        digest(&SHA256, text.as_bytes()).as_ref().iter().copied().take(16).collect()
    }
}

/// A submission that fits its page.
pub(super) struct Judged {
    /// What was said on this page, cleared answers as empty ones.
    pub(super) answers: Vec<ScoredAnswer>,
    /// The page that comes next; `None` = the questionnaire is complete.
    pub(super) next_page: Option<usize>,
}

/// Judges a submission by the questionnaire and what was given before.
pub(super) fn judge(
    document: &Document,
    submission: &AnswerSubmission,
    given: &[ScoredAnswer],
    now: Timestamp,
) -> Result<Judged, Vec<AnswerFault>> {
    // A page that is not there asks nothing, so every answer to it is one to an unknown question.
    let page = document.pages.get(submission.page);
    let checked = check_answers(&only(document, page), &submission.answers)?;
    let on_page =
        |question: BaseQuestionId| page.is_some_and(|page| questions(page).any(|asked| asked == question));
    let mut answers: Vec<ScoredAnswer> = checked.into_iter().map(|answer| scored(answer, now)).collect();
    let cleared: Vec<ScoredAnswer> = given
        .iter()
        // Files are not asked on the page, so a submission does not take them back.
        .filter(|earlier| on_page(earlier.answer.question) && earlier.answer.files.is_empty())
        .filter(|earlier| !answers.iter().any(|now| now.answer.question == earlier.answer.question))
        .map(|earlier| empty(earlier.answer.question, now))
        .collect();
    answers.extend(cleared);
    let is_last = submission.page + 1 >= document.pages.len();
    let next_page =
        if is_last { first_incomplete(document, given, &answers) } else { Some(submission.page + 1) };
    Ok(Judged { answers, next_page })
}

/// The first page on which a required question has no answer yet; `None` = all have.
fn first_incomplete(document: &Document, given: &[ScoredAnswer], new: &[ScoredAnswer]) -> Option<usize> {
    let is_new = |question| new.iter().any(|answer| answer.answer.question == question);
    let earlier = given.iter().filter(|earlier| !is_new(earlier.answer.question));
    let inputs: Vec<AnswerInput> = earlier.chain(new).map(|answer| input(&answer.answer)).collect();
    let Err(faults) = check_answers(document, &inputs) else { return None };
    let missing: Vec<BaseQuestionId> = faults
        .into_iter()
        .filter(|fault| fault.problem == AnswerProblem::Missing)
        .map(|fault| fault.question)
        .collect();
    document.pages.iter().position(|page| questions(page).any(|question| missing.contains(&question)))
}

fn only(document: &Document, page: Option<&Page>) -> Document {
    Document {
        title: document.title.clone(),
        languages: document.languages.clone(),
        introduction: None,
        thanks: None,
        pages: page.cloned().into_iter().collect(),
    }
}

fn questions(page: &Page) -> impl Iterator<Item = BaseQuestionId> {
    page.sections.iter().flat_map(|section| &section.questions).map(|question| question.id)
}

fn scored(checked: CheckedAnswer, now: Timestamp) -> ScoredAnswer {
    ScoredAnswer {
        score: checked.score,
        answer: KeptAnswer {
            positions: checked.positions,
            is_not_applicable: checked.is_not_applicable,
            text: checked.text,
            ..nothing(checked.question, now)
        },
    }
}

/// What stands for an answer that was taken back.
fn empty(question: BaseQuestionId, now: Timestamp) -> ScoredAnswer {
    ScoredAnswer { score: None, answer: nothing(question, now) }
}

fn nothing(question: BaseQuestionId, now: Timestamp) -> KeptAnswer {
    KeptAnswer {
        question,
        page_repetition: 1,
        section_repetition: 1,
        positions: Vec::new(),
        is_not_applicable: false,
        text: None,
        files: Vec::new(),
        answered_at: now,
    }
}

fn input(kept: &KeptAnswer) -> AnswerInput {
    AnswerInput {
        question: kept.question,
        positions: kept.positions.clone(),
        is_not_applicable: kept.is_not_applicable,
        text: kept.text.clone(),
    }
}

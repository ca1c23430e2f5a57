//! A page of a questionnaire as a form: document, what was filled in and what is wrong with it, as a view.

use canvass_domain::questionnaire::{
    AnswerFault, AnswerProblem, Document, HIGHEST_SCORE, Page, Question, QuestionKind, Section, Texts,
};

use super::frame::Frame;
use super::typed::{NOT_APPLICABLE, Typed, field_name};
use super::view::{
    ChoiceView, FaultView, FormPage, KindView, LanguageView, OptionView, QuestionView, SectionView, TextView,
};
use crate::asset;
use crate::text::{Words, own_name};

/// Which page of which questionnaire is shown to whom.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) link: &'a str,
    pub(super) document: &'a Document,
    pub(super) language: &'a str,
    pub(super) is_test: bool,
    /// The first opening is known.
    pub(super) is_opened: bool,
    /// From 1.
    pub(super) number: usize,
    pub(super) nonce: &'a str,
}

/// What is wrong, in the words of the page.
fn fault_text(problem: AnswerProblem, words: Words<'_>) -> String {
    match problem {
        AnswerProblem::Missing => words.say("fault-required"),
        AnswerProblem::TooManyPositions { most } => words.count("fault-most", most),
        AnswerProblem::TooLong { most } => words.count("fault-length", most),
        AnswerProblem::NotApplicableBesideAnswer => words.say("fault-mixed"),
        AnswerProblem::UnknownQuestion
        | AnswerProblem::Twice
        | AnswerProblem::UnknownPosition
        | AnswerProblem::WrongKind
        | AnswerProblem::NotApplicableNotOffered => words.say("fault-unknown"),
    }
}

/// The address of a page of a link.
pub(super) fn address(link: &str, number: usize, language: &str) -> String {
    format!("/q/{link}?page={number}&lang={language}")
}

impl<'a> Asked<'a> {
    /// The page to fill in; `None` if the document has no such page. `is_stored`: what is filled in is kept already.
    pub(super) fn form(
        self,
        typed: &'a Typed,
        faults: &[AnswerFault],
        is_stored: bool,
    ) -> Option<FormPage<'a>> {
        let page = self.document.pages.get(self.number.checked_sub(1)?)?;
        let heading = self.pick(&self.document.title);
        let words = Words::new(self.language);
        let title = if faults.is_empty() {
            heading.to_owned()
        } else {
            format!("{} {heading}", words.say("error-title-prefix"))
        };
        let introduction = self.document.introduction.as_ref().filter(|_| self.number == 1);
        let sections = page.sections.iter().map(|section| SectionView {
            title: section.title.as_ref().map(|title| self.pick(title)),
            questions: asked(section).map(|q| self.question(q, typed, faults)).collect(),
        });
        Some(FormPage {
            frame: Frame::new(self.language, title, self.is_test),
            action: format!("/q/{}", self.link),
            open_action: (!self.is_opened).then(|| format!("/q/{}/open", self.link)),
            script: asset::QUESTIONNAIRE_SCRIPT.url(),
            nonce: self.nonce,
            number: self.number,
            count: self.document.pages.len(),
            heading,
            introduction: introduction.map(|texts| self.pick(texts)),
            page_title: page.title.as_ref().map(|title| self.pick(title)),
            has_optional: has_both(page),
            sections: sections.collect(),
            lead: words.say(if is_stored { "missing-lead" } else { "faults-lead" }),
            faults: faults.iter().filter_map(|fault| self.fault(*fault)).collect(),
            languages: self.languages(),
            back: (self.number > 1).then(|| address(self.link, self.number - 1, self.language)),
        })
    }

    fn pick(&self, texts: &'a Texts) -> &'a str {
        texts.get(self.language, self.document.default_language())
    }

    fn languages(&self) -> Vec<LanguageView<'a>> {
        let languages = self.document.languages.iter();
        languages
            .map(|tag| LanguageView {
                tag,
                name: own_name(tag),
                href: address(self.link, self.number, tag),
                is_shown: tag == self.language,
            })
            .collect()
    }

    fn fault(&self, fault: AnswerFault) -> Option<FaultView<'a>> {
        let question = self.document.question(fault.question)?;
        let on_page = |page: &Page| {
            page.sections.iter().any(|section| section.questions.iter().any(|q| q.id == question.id))
        };
        let number = self.document.pages.iter().position(on_page)? + 1;
        let target = format!("#{}", first_field(question));
        let page = (number != self.number).then_some(number);
        Some(FaultView {
            href: page.map_or_else(|| target.clone(), |p| address(self.link, p, self.language) + &target),
            question: self.pick(&question.text),
            text: fault_text(fault.problem, Words::new(self.language)),
            page,
        })
    }

    fn question(&self, question: &'a Question, typed: &'a Typed, faults: &[AnswerFault]) -> QuestionView<'a> {
        let words = Words::new(self.language);
        let name = field_name(question);
        let fault = faults.iter().find(|fault| fault.question == question.id);
        let rule = match &question.kind {
            QuestionKind::Recommendation { .. } => Some(words.say("clear-hint")),
            QuestionKind::MultipleChoice { most: Some(most), .. } => Some(words.count("most-hint", *most)),
            QuestionKind::MultipleChoice { most: None, .. } => Some(words.say("any-hint")),
            QuestionKind::OpenText { max_chars, .. } => Some(words.count("chars-hint", *max_chars)),
            QuestionKind::Scale { .. } | QuestionKind::SingleChoice { .. } | QuestionKind::File { .. } => {
                None
            }
        };
        let notes = [("hint", question.hint.is_some()), ("rule", rule.is_some()), ("fault", fault.is_some())];
        let described_by: Vec<String> = notes
            .iter()
            .filter(|(_, is_there)| *is_there)
            .map(|(note, _)| format!("{name}-{note}"))
            .collect();
        QuestionView {
            text: self.pick(&question.text),
            hint: question.hint.as_ref().map(|hint| self.pick(hint)),
            rule,
            is_required: question.is_required,
            fault: fault.map(|fault| fault_text(fault.problem, words)),
            described_by: described_by.join(" "),
            kind: self.kind(question, typed.values(question.id)),
            name,
        }
    }

    fn kind(&self, question: &'a Question, values: &'a [String]) -> KindView<'a> {
        let listed = |input, shape| ChoiceView {
            input,
            shape,
            options: self.options(question, values),
            low: None,
            high: None,
        };
        match &question.kind {
            QuestionKind::Recommendation { low, high } => KindView::Choice(Self::scores(
                question,
                values,
                low.as_ref().map(|low| self.pick(low)),
                high.as_ref().map(|high| self.pick(high)),
            )),
            QuestionKind::Scale { positions, .. } => {
                KindView::Choice(listed("radio", scale_shape(positions.len())))
            }
            QuestionKind::SingleChoice { .. } => KindView::Choice(listed("radio", "list")),
            // Files are not shown: see `asked`.
            QuestionKind::MultipleChoice { .. } | QuestionKind::File { .. } => {
                KindView::Choice(listed("checkbox", "list"))
            }
            QuestionKind::OpenText { max_chars, is_single_line } => KindView::Text(TextView {
                value: values.first().map_or("", String::as_str),
                most: *max_chars,
                is_single_line: *is_single_line,
            }),
        }
    }

    fn scores(
        question: &Question,
        values: &[String],
        low: Option<&'a str>,
        high: Option<&'a str>,
    ) -> ChoiceView<'a> {
        let options = (0..=HIGHEST_SCORE).map(|score| {
            let value = score.to_string();
            OptionView {
                id: format!("{}-{score}", field_name(question)),
                label: value.clone(),
                meaning: if score == 0 { low } else { high.filter(|_| score == HIGHEST_SCORE) },
                is_chosen: values.contains(&value),
                is_apart: false,
                value,
            }
        });
        ChoiceView { input: "radio", shape: "row", options: options.collect(), low, high }
    }

    fn options(&self, question: &'a Question, values: &[String]) -> Vec<OptionView<'a>> {
        let name = field_name(question);
        let option = |value: String, label: &str, is_apart| OptionView {
            id: format!("{name}-{value}"),
            label: label.to_owned(),
            meaning: None,
            is_chosen: values.contains(&value),
            is_apart,
            value,
        };
        let positions = question.kind.positions().iter();
        let mut options: Vec<OptionView<'a>> = positions
            .map(|position| option(position.id.to_string(), self.pick(&position.label), false))
            .collect();
        if let QuestionKind::Scale { not_applicable: Some(label), .. } = &question.kind {
            options.push(option(NOT_APPLICABLE.to_owned(), self.pick(label), true));
        }
        options
    }
}

/// A row as long as its labels have room; the style sheet knows these words.
fn scale_shape(positions: usize) -> &'static str {
    match positions {
        2 => "scale of-2",
        3 => "scale of-3",
        4 => "scale of-4",
        5 => "scale of-5",
        6 => "scale of-6",
        7 => "scale of-7",
        _longer => "list",
    }
}

/// The questions that the page shows: files come with customers and responses, the page takes none.
fn asked(section: &Section) -> impl Iterator<Item = &Question> + Clone {
    section.questions.iter().filter(|question| !matches!(question.kind, QuestionKind::File { .. }))
}

fn has_both(page: &Page) -> bool {
    let mut questions = page.sections.iter().flat_map(asked);
    questions.clone().any(|question| question.is_required) && questions.any(|question| !question.is_required)
}

/// Id of the element that takes the focus when a fault is followed.
fn first_field(question: &Question) -> String {
    let name = field_name(question);
    match &question.kind {
        QuestionKind::Recommendation { .. } => format!("{name}-0"),
        QuestionKind::OpenText { .. } | QuestionKind::File { .. } => name,
        QuestionKind::Scale { positions, .. }
        | QuestionKind::SingleChoice { positions }
        | QuestionKind::MultipleChoice { positions, .. } => {
            positions.first().map_or_else(|| name.clone(), |first| format!("{name}-{}", first.id))
        }
    }
}

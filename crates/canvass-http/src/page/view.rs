//! What the questionnaire templates print. Filled by hand from the document; holds no rules.

use askama::Template;

use super::frame::Frame;

/// One page of a questionnaire, to be filled in.
#[derive(Debug, Template)]
#[template(path = "page/form.html")]
pub(super) struct FormPage<'a> {
    pub(super) frame: Frame<'a>,
    /// Where the form is sent.
    pub(super) action: String,
    /// Where the script tells the first opening, unless it is known.
    pub(super) open_action: Option<String>,
    pub(super) script: String,
    pub(super) nonce: &'a str,
    /// Number of the page, from 1.
    pub(super) number: usize,
    pub(super) count: usize,
    pub(super) heading: &'a str,
    pub(super) introduction: Option<&'a str>,
    pub(super) page_title: Option<&'a str>,
    /// Something on this page may be skipped while something else may not.
    pub(super) has_optional: bool,
    pub(super) sections: Vec<SectionView<'a>>,
    /// Says what became of what is filled in.
    pub(super) lead: String,
    pub(super) faults: Vec<FaultView<'a>>,
    pub(super) languages: Vec<LanguageView<'a>>,
    pub(super) back: Option<String>,
}

#[derive(Debug)]
pub(super) struct SectionView<'a> {
    pub(super) title: Option<&'a str>,
    pub(super) questions: Vec<QuestionView<'a>>,
}

#[derive(Debug)]
pub(super) struct QuestionView<'a> {
    /// Name of its field, and the root of its element ids.
    pub(super) name: String,
    pub(super) text: &'a str,
    pub(super) hint: Option<&'a str>,
    /// Our own help line: how many may be chosen, how long a text may be.
    pub(super) rule: Option<String>,
    pub(super) is_required: bool,
    pub(super) fault: Option<String>,
    /// Ids of hint, rule and fault, blank-separated.
    pub(super) described_by: String,
    pub(super) kind: KindView<'a>,
}

#[derive(Debug)]
pub(super) enum KindView<'a> {
    Choice(ChoiceView<'a>),
    Text(TextView<'a>),
}

#[derive(Debug)]
pub(super) struct ChoiceView<'a> {
    /// `radio` or `checkbox`.
    pub(super) input: &'static str,
    /// `row` (0 to 10), `scale` with its number of positions, or `list`.
    pub(super) shape: &'static str,
    pub(super) options: Vec<OptionView<'a>>,
    pub(super) low: Option<&'a str>,
    pub(super) high: Option<&'a str>,
}

#[derive(Debug)]
pub(super) struct OptionView<'a> {
    pub(super) id: String,
    pub(super) value: String,
    pub(super) label: String,
    /// What an end of the row means, for those who hear the page.
    pub(super) meaning: Option<&'a str>,
    pub(super) is_chosen: bool,
    /// Stands apart from the others: "not applicable".
    pub(super) is_apart: bool,
}

#[derive(Debug)]
pub(super) struct TextView<'a> {
    pub(super) value: &'a str,
    pub(super) most: usize,
    pub(super) is_single_line: bool,
}

#[derive(Debug)]
pub(super) struct FaultView<'a> {
    /// Leads to the first field of the question.
    pub(super) href: String,
    pub(super) question: &'a str,
    pub(super) text: String,
    /// The page it stands on, if it is another one.
    pub(super) page: Option<usize>,
}

#[derive(Debug)]
pub(super) struct LanguageView<'a> {
    pub(super) tag: &'a str,
    pub(super) name: &'a str,
    pub(super) href: String,
    pub(super) is_shown: bool,
}

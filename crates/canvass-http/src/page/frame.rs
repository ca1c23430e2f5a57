//! What every page of a respondent has around its content.

use crate::asset;
use crate::text::{Words, direction};

/// What every page of a respondent has around its content.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// Language of the questionnaire's words.
    pub(super) language: &'a str,
    /// `ltr` or `rtl`.
    pub(super) direction: &'static str,
    /// The words around them.
    pub(super) words: Words<'a>,
    /// Title of the tab.
    pub(super) title: String,
    /// Says that this is a test.
    pub(super) is_test: bool,
    /// Address of the style sheet.
    pub(super) style: String,
    /// Address of the icon.
    pub(super) icon: String,
}

impl<'a> Frame<'a> {
    /// A frame in this language.
    pub(super) fn new(language: &'a str, title: String, is_test: bool) -> Self {
        Self {
            language,
            direction: direction(language),
            words: Words::new(language),
            title,
            is_test,
            style: asset::STYLE.url(),
            icon: asset::ICON.url(),
        }
    }
}

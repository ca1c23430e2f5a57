//! What texts of a row may hold (Q20): no control characters, and not more than is kept.

use super::{RowError, RowProblem};
use crate::command::Member;

/// The most characters of a mail address.
pub(super) const MOST_EMAIL: usize = 254;
/// The most characters of a mobile number.
pub(super) const MOST_MOBILE: usize = 50;
/// The most characters of a name, a code, a word.
pub(super) const MOST_NAME: usize = 255;
/// The most characters of a further text.
pub(super) const MOST_CUSTOM: usize = 1_000;

/// Errors of one row so far.
pub(super) struct Errors<'a> {
    pub(super) row: usize,
    pub(super) found: &'a mut Vec<RowError>,
}

impl Errors<'_> {
    pub(super) fn add(&mut self, member: Member, problem: RowProblem) {
        self.found.push(RowError { row: self.row, member, problem });
    }

    /// A text without outer blanks; blank and absent are the same. `Err` = it was told already.
    pub(super) fn trimmed<'t>(
        &mut self,
        member: Member,
        text: Option<&'t str>,
        most: usize,
    ) -> Result<Option<&'t str>, ()> {
        let Some(text) = text.map(str::trim).filter(|text| !text.is_empty()) else { return Ok(None) };
        if text.chars().any(char::is_control) {
            self.add(member, RowProblem::CharacterInvalid);
            return Err(());
        }
        self.fits(member, text, most).then_some(Some(text)).ok_or(())
    }

    /// A further text, kept as sent: tabs and line breaks may stand in it.
    pub(super) fn kept(&mut self, member: Member, text: &str) {
        if text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')) {
            self.add(member, RowProblem::CharacterInvalid);
        } else {
            self.fits(member, text, MOST_CUSTOM);
        }
    }

    fn fits(&mut self, member: Member, text: &str, most: usize) -> bool {
        // Bytes first: most texts are short enough without counting.
        let fits = text.len() <= most || text.chars().count() <= most;
        if !fits {
            self.add(member, RowProblem::TooLong { most });
        }
        fits
    }
}

//! One table of a settings file: takes members one by one, knows where each stands, and tells what nobody took.

use std::num::NonZeroU32;
use std::path::Path;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub(super) struct Entry<'t, 'f> {
    path: &'t Path,
    text: &'t str,
    table_name: &'t str,
    line: usize,
    table: &'t DeTable<'t>,
    taken: Vec<&'static str>,
    faults: &'f mut Vec<String>,
    /// Secrets that could not be read.
    pub(super) missing: Vec<String>,
}

/// The line of a place in a text, from 1.
pub(super) fn line_of(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}

impl<'t, 'f> Entry<'t, 'f> {
    #[expect(clippy::too_many_arguments, reason = "where it stands in the file takes as many words")]
    pub(super) fn new(
        path: &'t Path,
        text: &'t str,
        table_name: &'t str,
        line: usize,
        table: &'t DeTable<'t>,
        faults: &'f mut Vec<String>,
    ) -> Self {
        Self { path, text, table_name, line, table, taken: Vec::new(), faults, missing: Vec::new() }
    }

    /// File, line and table.
    pub(super) fn place(&self) -> String {
        format!("{} line {}: {}", self.path.display(), self.line, self.table_name)
    }

    /// A fault of a member, at its line or, where it is missing, at that of the table.
    pub(super) fn fault(&mut self, member: &str, problem: &str) {
        let fault = self.told(member, problem);
        self.faults.push(fault);
    }

    /// A secret that cannot be read: only who sends needs it.
    pub(super) fn miss(&mut self, member: &str, problem: &str) {
        let fault = self.told(member, problem);
        self.missing.push(fault);
    }

    fn told(&self, member: &str, problem: &str) -> String {
        let found = self.table.iter().find(|(name, _)| name.get_ref() == member);
        let line = found.map_or(self.line, |(name, _)| line_of(self.text, name.span().start));
        let (path, table) = (self.path.display(), self.table_name);
        format!("{path} line {line}: {table}: {member} {problem}")
    }

    /// The settings file.
    pub(super) fn file(&self) -> &'t Path {
        self.path
    }

    /// A member whatever it is.
    pub(super) fn value(&mut self, member: &'static str) -> Option<&'t DeValue<'t>> {
        self.take(member).map(Spanned::get_ref)
    }

    fn take(&mut self, member: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.taken.push(member);
        self.table.get(member)
    }

    pub(super) fn text(&mut self, member: &'static str) -> Option<String> {
        let value = self.take(member)?;
        let text = value.get_ref().as_str().map(str::to_owned).filter(|text| !text.is_empty());
        if text.is_none() {
            self.fault(member, "is not a text");
        }
        text
    }

    pub(super) fn texts(&mut self, member: &'static str) -> Vec<String> {
        let Some(value) = self.take(member) else { return Vec::new() };
        let texts: Option<Vec<String>> = value
            .get_ref()
            .as_array()
            .and_then(|array| array.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect());
        match texts {
            Some(texts) if !texts.is_empty() => texts,
            Some(_) | None => {
                self.fault(member, "is not a list of texts");
                Vec::new()
            }
        }
    }

    pub(super) fn flag(&mut self, member: &'static str) -> bool {
        let Some(value) = self.take(member) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.fault(member, "is neither true nor false");
        }
        flag.unwrap_or(false)
    }

    pub(super) fn number(&mut self, member: &'static str, most: u32) -> Option<NonZeroU32> {
        let value = self.take(member)?;
        let number = value.get_ref().as_integer().and_then(|number| {
            u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| *number <= most)
        });
        let number = number.and_then(NonZeroU32::new);
        if number.is_none() {
            self.fault(member, &format!("is not a whole number from 1 to {most}"));
        }
        number
    }

    pub(super) fn date(&mut self, member: &'static str) -> Option<Date> {
        let value = self.take(member)?;
        let text = value.get_ref().as_datetime().map(ToString::to_string);
        let date =
            text.or_else(|| value.get_ref().as_str().map(str::to_owned)).and_then(|text| text.parse().ok());
        if date.is_none() {
            self.fault(member, "is not a date such as 2026-11-01");
        }
        date
    }

    /// A domain in lower case and ASCII.
    pub(super) fn domain(&mut self, member: &'static str, text: &str) -> Option<String> {
        let domain = canvass_delivery::dkim::check_dkim_place(text, "x").ok().map(|(domain, _)| domain);
        if domain.is_none() {
            self.fault(member, "is not a domain such as example.org");
        }
        domain
    }

    /// A table within this one.
    pub(super) fn inner<R>(
        &mut self,
        member: &'static str,
        read: impl FnOnce(&mut Entry<'t, '_>) -> Option<R>,
    ) -> Option<R> {
        let value = self.take(member)?;
        let line = line_of(self.text, value.span().start);
        let Some(table) = value.get_ref().as_table() else {
            self.fault(member, "is not a table");
            return None;
        };
        let mut entry = Entry::new(self.path, self.text, self.table_name, line, table, &mut *self.faults);
        let found = read(&mut entry);
        entry.finish();
        found
    }

    /// Tells what nobody took.
    pub(super) fn finish(self) {
        for (name, _) in self.table {
            let word: &str = name.get_ref();
            if !self.taken.contains(&word) {
                let (path, line) = (self.path.display(), line_of(self.text, name.span().start));
                self.faults.push(format!("{path} line {line}: {}: there is no {word}", self.table_name));
            }
        }
    }
}

//! The words of our own pages, in each language we speak. Built from embedded files once; nothing changes them later.
//!
//! The words of a questionnaire come from its document; these are the ones around it. A language we do not speak gets
//! English words, marked as such (`Words::mark`).

mod direction;
mod negotiate;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil;
use unic_langid::LanguageIdentifier;

pub(crate) use direction::direction;
pub(crate) use negotiate::{choose_language, own_name};

const SOURCES: [(&str, &str); 3] =
    [("en", include_str!("en.ftl")), ("nl", include_str!("nl.ftl")), ("de", include_str!("de.ftl"))];

/// The languages we speak.
pub(crate) const OUR_LANGUAGES: [&str; 3] = [SOURCES[0].0, SOURCES[1].0, SOURCES[2].0];

static TONGUES: LazyLock<Vec<Tongue>> =
    LazyLock::new(|| SOURCES.iter().map(|(tag, source)| Tongue::new(tag, source)).collect());

struct Tongue {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Tongue {
    fn new(tag: &'static str, source: &str) -> Self {
        // What is wrong in a file is found by a test; at run time the good entries serve.
        let resource =
            FluentResource::try_new(source.to_owned()).unwrap_or_else(|(resource, _faults)| resource);
        let mut bundle = FluentBundle::new_concurrent(vec![tag.parse().unwrap_or_default()]);
        // Isolation marks would be copied into mail subjects and search boxes; the pages isolate by elements.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        Self { tag, bundle }
    }
}

/// The words for one page.
#[derive(Clone, Copy)]
pub(crate) struct Words<'a> {
    tongue: &'static Tongue,
    page_language: &'a str,
}

impl std::fmt::Debug for Words<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").field("tongue", &self.tongue.tag).finish_non_exhaustive()
    }
}

#[expect(clippy::expect_used, reason = "SOURCES is a constant that holds three languages")]
fn tongue_of(language: &str) -> &'static Tongue {
    let primary = primary_subtag(language);
    let found = TONGUES.iter().find(|tongue| tongue.tag.eq_ignore_ascii_case(primary));
    found.or_else(|| TONGUES.first()).expect("a language")
}

impl<'a> Words<'a> {
    /// The words for a page in this language; English if we do not speak it.
    pub(crate) fn new(page_language: &'a str) -> Self {
        Self { tongue: tongue_of(page_language), page_language }
    }

    /// A text without variables.
    pub(crate) fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// A text with the variable `name`.
    pub(crate) fn about(&self, key: &str, name: &str) -> String {
        self.format(key, Some(&FluentArgs::from_iter([("name", name)])))
    }

    /// A text with the variable `count`.
    pub(crate) fn count(&self, key: &str, count: usize) -> String {
        self.format(key, Some(&FluentArgs::from_iter([("count", FluentValue::from(count))])))
    }

    /// A text with the variables `count` and `total`.
    pub(crate) fn of(&self, key: &str, count: usize, total: usize) -> String {
        let args = [("count", FluentValue::from(count)), ("total", FluentValue::from(total))];
        self.format(key, Some(&FluentArgs::from_iter(args)))
    }

    /// A date and clock time, written out.
    pub(crate) fn moment(&self, moment: civil::DateTime) -> String {
        let args = [
            ("day", FluentValue::from(i64::from(moment.day()))),
            ("month", FluentValue::from(i64::from(moment.month()))),
            ("year", FluentValue::from(moment.year().to_string())),
            ("clock", FluentValue::from(moment.strftime("%H:%M").to_string())),
        ];
        self.format("moment", Some(&FluentArgs::from_iter(args)))
    }

    /// A ready attribute for elements with our words on a page in a language we do not speak; else nothing. A
    /// language from a document is a checked tag, and ours are constants: neither needs escaping.
    pub(crate) fn mark(&self) -> &'static str {
        if self.tongue.tag.eq_ignore_ascii_case(primary_subtag(self.page_language)) {
            ""
        } else {
            r#" lang="en" dir="ltr""#
        }
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.tongue.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        self.tongue.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

fn primary_subtag(language: &str) -> &str {
    language.split(['-', '_']).next().unwrap_or(language)
}

fn parse_tag(language: &str) -> Option<LanguageIdentifier> {
    language.parse().ok()
}

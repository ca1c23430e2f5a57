//! From a template as sent to the domain's document, with the faults that no single member shows: unknown types, members
//! that do not belong to a type, one mail and several at once.

use std::collections::BTreeMap;

use canvass_domain::template::{Choice, Document, Edition, Kind, Placeholder, Wording};

use super::{SentChoice, SentEdition, SentPlaceholder, SentTemplate, SentWording, TemplateSave};
use crate::fault::{Fault, FaultKind, Path, Places};

const TYPES: &str = "text, number, date, choice, link";

/// A fault of a rule, before its place in the body is known.
#[derive(Debug)]
pub(super) struct Rule {
    path: Path,
    text: String,
    kind: FaultKind,
}

impl Rule {
    /// The fault with its place.
    pub(super) fn placed(self, places: &Places<'_>) -> Fault {
        let position = places.position(&self.path);
        Fault { path: self.path.spelled(), position, text: self.text, kind: self.kind }
    }
}

/// The template below `root`, and what is wrong with it.
pub(super) fn lower(sent: SentTemplate, root: &Path) -> (TemplateSave, Vec<Rule>) {
    let mut lowering = Lowering { rules: Vec::new() };
    let SentTemplate { name, subject, text, html, sms, placeholders, languages } = sent;
    // What was read of a template with one mail has an empty list, and may be sent back.
    let editions = match languages.filter(|languages| !languages.is_empty()) {
        None => {
            lowering.need(subject.is_some(), root, "subject");
            lowering.need(text.is_some(), root, "text");
            vec![edition(SentEdition { language: None, subject, text, html, sms: None })]
        }
        Some(editions) => {
            for (member, is_sent) in
                [("subject", subject.is_some()), ("text", text.is_some()), ("html", html.is_some())]
            {
                if is_sent {
                    let text = "It does not stand beside languages: each of them has its own.";
                    lowering.tell(root.clone().name(member), text);
                }
            }
            editions.into_iter().map(edition).collect()
        }
    };
    let placeholders = placeholders.into_iter().enumerate();
    let placeholders = placeholders
        .map(|(index, sent)| lowering.placeholder(sent, &root.clone().item("placeholders", index)))
        .collect();
    let document = Document { placeholders, editions };
    (TemplateSave { name: name.unwrap_or_default(), document, sms }, lowering.rules)
}

fn edition(sent: SentEdition) -> Edition {
    let SentEdition { language, subject, text, html, sms } = sent;
    Edition { language, subject: subject.unwrap_or_default(), text: text.unwrap_or_default(), html, sms }
}

struct Lowering {
    rules: Vec<Rule>,
}

impl Lowering {
    fn tell(&mut self, path: Path, text: impl Into<String>) {
        self.rules.push(Rule { path, text: text.into(), kind: FaultKind::Rule });
    }

    fn need(&mut self, is_there: bool, path: &Path, member: &'static str) {
        if !is_there {
            let text = format!("The {member} field is required.");
            self.rules.push(Rule { path: path.clone().name(member), text, kind: FaultKind::Lacking });
        }
    }

    fn placeholder(&mut self, sent: SentPlaceholder, path: &Path) -> Placeholder {
        self.check_members(&sent, path);
        let SentPlaceholder { name, column, kind, if_empty, format, choices, otherwise, .. } = sent;
        let kind = match kind.as_deref() {
            Some("number") => Kind::Number {
                decimals: self.decimals(sent.decimals, path),
                is_grouped: sent.grouped.unwrap_or(true),
                has_comma: self.has_comma(sent.decimal_mark.as_deref(), path),
            },
            Some("date") => {
                let format = self.wording(format, &path.clone().name("format"));
                self.need(!format.0.is_empty(), path, "format");
                Kind::Date { reads: sent.reads, format }
            }
            Some("choice") => {
                self.need(!choices.is_empty(), path, "choices");
                Kind::Choice {
                    choices: self.choices(choices, path),
                    otherwise: self.wording(otherwise, &path.clone().name("otherwise")),
                }
            }
            Some("link") => Kind::Link,
            Some("text") | None => Kind::Text,
            Some(_) => {
                self.tell(path.clone().name("type"), format!("It must be one of: {TYPES}."));
                Kind::Text
            }
        };
        Placeholder {
            name: name.unwrap_or_default(),
            column: column.unwrap_or_default(),
            kind,
            if_empty: self.wording(if_empty, &path.clone().name("ifEmpty")),
        }
    }

    /// A member of another type would be dropped in silence.
    fn check_members(&mut self, sent: &SentPlaceholder, path: &Path) {
        let is_sent = |wording: &SentWording| wording.single.is_some() || !wording.named.is_empty();
        let members = [
            ("decimals", "number", sent.decimals.is_some()),
            ("grouped", "number", sent.grouped.is_some()),
            ("decimalMark", "number", sent.decimal_mark.is_some()),
            ("reads", "date", sent.reads.is_some()),
            ("format", "date", is_sent(&sent.format)),
            ("choices", "choice", !sent.choices.is_empty()),
            ("otherwise", "choice", is_sent(&sent.otherwise)),
        ];
        for (member, kind, is_sent) in members {
            if is_sent && sent.kind.as_deref() != Some(kind) {
                self.tell(path.clone().name(member), format!("It belongs to the type {kind} only."));
            }
        }
    }

    fn decimals(&mut self, sent: Option<i32>, path: &Path) -> Option<u8> {
        let decimals = sent.map(u8::try_from)?;
        if decimals.is_err() {
            self.tell(path.clone().name("decimals"), "At most 6 decimals are printed.");
        }
        decimals.ok()
    }

    fn has_comma(&mut self, sent: Option<&str>, path: &Path) -> bool {
        if !matches!(sent, None | Some("." | ",")) {
            self.tell(path.clone().name("decimalMark"), "It must be a point or a comma.");
        }
        sent == Some(",")
    }

    fn choices(&mut self, sent: Vec<SentChoice>, path: &Path) -> Vec<Choice> {
        let choices = sent.into_iter().enumerate();
        choices
            .map(|(index, choice)| Choice {
                value: choice.value.unwrap_or_default(),
                text: self.wording(choice.text, &path.clone().item("choices", index).name("text")),
            })
            .collect()
    }

    /// A single text is that of every language; a text that is null is none.
    fn wording(&mut self, sent: SentWording, path: &Path) -> Wording {
        let mut texts = BTreeMap::new();
        if let Some(single) = sent.single {
            texts.insert(String::new(), single);
        }
        for (language, text) in sent.named {
            let Some(text) = text else { continue };
            if texts.insert(language, text).is_some() {
                self.tell(path.clone(), "A language occurs twice.");
            }
        }
        Wording(texts)
    }
}

//! The document format of a questionnaire (docs/questionnaire-format.md): what may stand in it, as member tables.
//!
//! `lower` turns what was sent into the document of the domain, `write` turns that back; what `write` wrote is read as
//! the same document. Whether a document may be published is judged by the domain, not here.

mod lower;
#[cfg(test)]
mod tests;
mod write;

use canvass_domain::questionnaire::Document;
use uuid::Uuid;

pub(super) use lower::lower;
pub use write::write;

use super::DIALECT;
use crate::fault::{Faults, Path};
use crate::member::{Bound, Filled, Member, Most, Spot, Table, maybe, must, places, read_object};
use crate::read::BodyForm;

/// A text: one for the default language, or one a language.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SentTexts {
    single: Option<String>,
    named: Vec<(String, Option<String>)>,
}

/// A document as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct SentDocument {
    title: SentTexts,
    languages: Vec<String>,
    introduction: SentTexts,
    thanks: SentTexts,
    pages: Vec<SentPage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentPage {
    title: SentTexts,
    sections: Vec<SentSection>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentSection {
    title: SentTexts,
    questions: Vec<SentQuestion>,
}

/// A question of any type: which members belong to which type is a rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentQuestion {
    id: i32,
    guid: Option<Uuid>,
    kind: Option<String>,
    text: SentTexts,
    hint: SentTexts,
    required: bool,
    low: SentTexts,
    high: SentTexts,
    positions: Vec<SentPosition>,
    not_applicable: SentTexts,
    most: Option<i32>,
    max_chars: Option<i32>,
    single_line: Option<bool>,
    types: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct SentPosition {
    id: i32,
    value: Option<i32>,
    label: SentTexts,
}

const LANGUAGES: Most = Most { count: 50, text: "At most 50 languages are accepted." };
const PARTS: Most = Most { count: 200, text: "At most 200 are accepted." };
const EXTENSIONS: Most = Most { count: 50, text: "At most 50 extensions are accepted." };
const POSITIONS: Most = Most { count: 100, text: "At most 100 positions are accepted." };

impl SentTexts {
    fn read(spot: Spot<'_, '_>, into: &mut Self) -> Filled {
        spot.text_or_named(&mut into.single, &mut into.named)
    }
}

pub(super) static DOCUMENT: Table<SentDocument> = Table {
    name: "QuestionnaireDocument",
    members: &[
        Member::required(Member::part("title", |sent, spot| SentTexts::read(spot, &mut sent.title))),
        Member::required(Member::limited("languages", LANGUAGES, |sent, spot| {
            spot.texts(&mut sent.languages)
        })),
        Member::part("introduction", |sent, spot| SentTexts::read(spot, &mut sent.introduction)),
        Member::part("thanks", |sent, spot| SentTexts::read(spot, &mut sent.thanks)),
        Member::required(Member::limited("pages", PARTS, |sent, spot| spot.list(&PAGE, &mut sent.pages))),
    ],
};

static PAGE: Table<SentPage> = Table {
    name: "Page",
    members: &[
        Member::part("title", |sent, spot| SentTexts::read(spot, &mut sent.title)),
        Member::required(Member::limited("sections", PARTS, |sent, spot| {
            spot.list(&SECTION, &mut sent.sections)
        })),
    ],
};

static SECTION: Table<SentSection> = Table {
    name: "Section",
    members: &[
        Member::part("title", |sent, spot| SentTexts::read(spot, &mut sent.title)),
        Member::required(Member::limited("questions", PARTS, |sent, spot| {
            spot.list(&QUESTION, &mut sent.questions)
        })),
    ],
};

static QUESTION: Table<SentQuestion> = Table {
    name: "Question",
    members: &[
        Member::required(Member::value("id", |question, sent| must(sent, &mut question.id))),
        Member::value("guid", |question, sent| maybe(sent, &mut question.guid)),
        Member::required(Member::text("type", 40, |sent| &mut sent.kind)),
        Member::required(Member::part("text", |sent, spot| SentTexts::read(spot, &mut sent.text))),
        Member::part("hint", |sent, spot| SentTexts::read(spot, &mut sent.hint)),
        Member::value("required", |question, sent| must(sent, &mut question.required)),
        Member::part("low", |sent, spot| SentTexts::read(spot, &mut sent.low)),
        Member::part("high", |sent, spot| SentTexts::read(spot, &mut sent.high)),
        Member::limited("positions", POSITIONS, |sent, spot| spot.list(&POSITION, &mut sent.positions)),
        Member::part("notApplicable", |sent, spot| SentTexts::read(spot, &mut sent.not_applicable)),
        Member::value("most", |question, sent| maybe(sent, &mut question.most)),
        Member::value("maxChars", |question, sent| maybe(sent, &mut question.max_chars)),
        Member::limited("types", EXTENSIONS, |question, spot| spot.texts(&mut question.types)),
        Member::value("singleLine", |question, sent| maybe(sent, &mut question.single_line)),
    ],
};

static POSITION: Table<SentPosition> = Table {
    name: "Position",
    members: &[
        Member::required(Member::value("id", |position, sent| must(sent, &mut position.id))),
        Member::value("value", |position, sent| maybe(sent, &mut position.value)),
        Member::required(Member::part("label", |sent, spot| SentTexts::read(spot, &mut sent.label))),
    ],
};

/// Reads a body that is a document: a draft to be saved. Questions without a GUID get one derived from the
/// questionnaire's `guid` and their number, so that it stays the same from draft to draft.
pub fn read(body: &[u8], guid: Uuid) -> Result<Document, Faults> {
    let Bound { request, mut faults } = read_object(body, BodyForm::Json, &DOCUMENT, &DIALECT)?;
    let (document, rules) = lower(request, guid, &Path::root(DIALECT.style));
    if !rules.is_empty() {
        let places = places(body, BodyForm::Json, DOCUMENT.name, &DIALECT);
        faults.join(rules.into_iter().map(|rule| rule.placed(&places)));
    }
    if faults.is_empty() { Ok(document) } else { Err(faults) }
}

//! Mail templates: a document of typed placeholders and texts in several languages becomes one tree, which one renderer
//! prints.
//!
//! `document` is what people write and is kept so; `syntax` reads its texts; `compile` joins them with the columns of a
//! workspace and finds every fault; `print` makes a mail of it. Invariant: data is only ever printed, escaped for its
//! place (`markup`, `link`); it never becomes a tag, a header or another address.

mod compile;
mod date;
mod document;
mod language;
mod link;
mod markup;
mod name;
mod number;
mod print;
mod syntax;
mod tree;

pub use compile::{Compiled, CompiledBody, CompiledEdition, TemplateFault, compile, compile_body};
pub use document::{Choice, Document, Edition, Kind, Placeholder, Template, TextSource, Wording};
pub use language::direction;
pub use name::{column_of, identifier};
pub use print::{Names, Values, escape_into, one_line};

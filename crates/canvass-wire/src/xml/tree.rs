//! Events to elements. The open elements stand in a vector, so that depth is a count and not the stack (B12).

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::Event;

use super::letter::{Survey, referred, survey, with_line_feeds};
use super::space::Scope;
use super::tag::Tag;
use super::{Stop, declaration, parts, stop};
use crate::limits::ReadLimits;
use crate::node::{Element, Kind, Member, Node, is_blank};

const TOO_MANY_PARTS: &str = "the document has more than 2,000,000 parts.";

/// The document element.
#[derive(Debug)]
pub(super) struct Root<'a> {
    pub(super) name: &'a str,
    /// Its namespace is one of the surface, or none.
    pub(super) is_known: bool,
    pub(super) node: Node<'a>,
}

/// An element whose end has not been seen.
#[derive(Debug)]
struct Open<'a> {
    name: &'a str,
    position: usize,
    element: Element<'a>,
    is_known: bool,
    is_nil: bool,
    /// What stands inside is kept: neither it nor one around it is nil or unknown.
    keeps: bool,
    /// There was a child element of any namespace (X15).
    has_elements: bool,
}

struct Builder<'a> {
    text: &'a str,
    survey: Survey,
    limits: ReadLimits,
    scope: Scope<'a>,
    open: Vec<Open<'a>>,
    root: Option<Root<'a>>,
}

/// Reads a whole document.
pub(super) fn read<'a>(
    text: &'a str,
    known: &'static [&'static str],
    limits: ReadLimits,
) -> Result<Root<'a>, Stop> {
    // X18, at once for the documents that would be dear.
    if let Some(at) = parts::surplus(text, limits.xml_parts) {
        return Err(stop(at, TOO_MANY_PARTS));
    }
    let survey = survey(text).map_err(|at| stop(at, "the character may not stand in XML."))?;
    let mut builder =
        Builder { text, survey, limits, scope: Scope::new(known), open: Vec::new(), root: None };
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_comments = true;
    let mut count = 0_usize;
    loop {
        let at = place(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => event,
            Err(error) => return Err(stop(place(reader.error_position()), why(&error))),
        };
        // An empty element is its beginning and its end.
        count += if matches!(event, Event::Empty(_)) { 2 } else { 1 };
        if count > limits.xml_parts {
            return Err(stop(at, TOO_MANY_PARTS));
        }
        builder.take(event, at, place(reader.buffer_position()))?;
    }
    let end = text.len();
    match builder.root {
        Some(root) if builder.open.is_empty() => Ok(root),
        Some(_) | None => Err(stop(end, "the document ends too early.")),
    }
}

fn place(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn why(error: &Error) -> &'static str {
    if matches!(error, Error::IllFormed(_)) {
        "the tags, references or comments here are not well-formed."
    } else {
        "the markup here is not closed."
    }
}

impl<'a> Builder<'a> {
    fn take(&mut self, event: Event<'a>, at: usize, end: usize) -> Result<(), Stop> {
        match event {
            Event::Start(_) => {
                self.start(self.text.get(at + 1..end.saturating_sub(1)).unwrap_or_default(), at)
            }
            Event::Empty(_) => {
                self.start(self.text.get(at + 1..end.saturating_sub(2)).unwrap_or_default(), at)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.text(text.into_inner(), at),
            Event::CData(text) if self.open.is_empty() => self.outside(&text, at),
            Event::CData(text) => {
                self.push(self.with_line_feeds(text.into_inner()));
                Ok(())
            }
            Event::GeneralRef(name) => self.reference(&name, at),
            Event::Comment(_) | Event::Eof => Ok(()),
            Event::Decl(_) if at == 0 => {
                declaration::check(self.text.get(2..end.saturating_sub(2)).unwrap_or_default())
            }
            Event::Decl(_) => Err(stop(at, "the XML declaration must be the very first.")),
            // X11, X12
            Event::DocType(_) => Err(stop(at, "a document type declaration is not accepted.")),
            Event::PI(_) => Err(stop(at, "a processing instruction is not accepted.")),
        }
    }

    fn start(&mut self, raw: &'a str, at: usize) -> Result<(), Stop> {
        if self.root.is_some() {
            return Err(stop(at, "nothing may follow the document element."));
        }
        if self.open.len() >= self.limits.depth {
            return Err(stop(at, "the nesting is deeper than 64."));
        }
        let mut tag = Tag::parse(raw, at, self.limits)?;
        self.scope.open(&mut tag, self.open.len() + 1, at)?;
        let resolved = self.scope.resolve(&tag, at)?;
        let mut keeps = resolved.is_known && !resolved.is_nil;
        if let Some(parent) = self.open.last_mut() {
            keeps &= parent.keeps;
            if parent.keeps && !parent.has_elements {
                parent.has_elements = true;
                if parent.element.text.chars().all(is_blank) {
                    parent.element.text = Cow::Borrowed("");
                }
            }
        }
        self.open.push(Open {
            name: tag.name.local,
            position: at,
            element: Element::default(),
            is_known: resolved.is_known,
            is_nil: resolved.is_nil,
            keeps,
            has_elements: false,
        });
        Ok(())
    }

    fn end(&mut self) {
        let depth = self.open.len();
        let Some(open) = self.open.pop() else { return };
        self.scope.close(depth);
        let kind = match open {
            Open { is_nil: true, .. } => Kind::Null,
            Open { has_elements: true, .. } => Kind::Element(Box::new(open.element)),
            Open { element, .. } => Kind::Leaf(element.text),
        };
        let node = Node { position: open.position, kind };
        match self.open.last_mut() {
            Some(parent) if parent.keeps && open.is_known => {
                parent.element.children.push(Member { name: Cow::Borrowed(open.name), node });
            }
            Some(_) => {}
            None => self.root = Some(Root { name: open.name, is_known: open.is_known, node }),
        }
    }

    fn text(&mut self, text: Cow<'a, str>, at: usize) -> Result<(), Stop> {
        if self.open.is_empty() {
            return if text.chars().all(is_blank) { Ok(()) } else { self.outside(&text, at) };
        }
        if self.survey.has_section_end && text.contains("]]>") {
            return Err(stop(at, "the text holds a section end."));
        }
        self.push(self.with_line_feeds(text));
        Ok(())
    }

    fn with_line_feeds(&self, text: Cow<'a, str>) -> Cow<'a, str> {
        if self.survey.has_returns { with_line_feeds(text) } else { text }
    }

    fn reference(&mut self, name: &str, at: usize) -> Result<(), Stop> {
        if self.open.is_empty() {
            return self.outside(name, at);
        }
        let letter = referred(name).ok_or(stop(at, "the reference names no character that XML has."))?;
        self.push(Cow::Owned(letter.to_string()));
        Ok(())
    }

    fn outside(&self, text: &str, at: usize) -> Result<(), Stop> {
        let blanks = text.len() - text.trim_start_matches(is_blank).len();
        let what = if self.root.is_some() {
            "nothing may follow the document element."
        } else {
            "a document element is expected."
        };
        Err(stop(at + blanks, what))
    }

    /// Joins the pieces of a text; indentation between elements is none.
    fn push(&mut self, piece: Cow<'a, str>) {
        let Some(open) = self.open.last_mut().filter(|open| open.keeps) else { return };
        let element = &mut open.element;
        if open.has_elements && piece.chars().all(is_blank) {
            return;
        }
        if element.text.is_empty() {
            element.text = piece;
        } else {
            element.text.to_mut().push_str(&piece);
        }
    }
}

//! Where in HTML a placeholder stands: follows the literal text of a template sign by sign, as a browser's tokenizer does,
//! so that each value is escaped for its place. It follows what the author wrote; data never passes through it.

mod follow;
mod reference;
#[cfg(test)]
mod tests;

use super::link::Part;

/// How a value is made harmless where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// No HTML: a subject or a plain text.
    None,
    /// Text of an element, or of a quoted attribute.
    Text,
    /// The same inside a conditional comment, which a hyphen could close for those who do not know such.
    CommentedText,
    /// The whole of an address.
    Address,
    /// Inside an address that the author began.
    InAddress(Part),
    /// A value in a style.
    Style,
    /// A place that no value is safe in: letters and digits only.
    Unsafe,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Text,
    /// After `<`.
    Less,
    /// After `<!`, with what followed.
    Declaration(String),
    /// A declaration or an unknown `<!` or `<?`, up to `>`.
    Bogus,
    /// Inside `<!--`, with its last two signs.
    Comment(String),
    TagName,
    InTag,
    AttributeName,
    /// After the name of an attribute and blanks.
    AfterName,
    /// After `=`.
    BeforeValue,
    Value(Option<char>, Address),
    /// Text of an element that knows no tags, and how much of its end is there.
    Raw(String),
}

/// How far an address is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    /// The value is no address.
    No,
    Start,
    /// Signs that may become a scheme.
    Scheme(String),
    /// One slash: of a path, or the first before a host.
    Slash,
    /// The host, after its slashes.
    Host {
        has_begun: bool,
    },
    In(Part),
    /// No address: a word that says what the tag does.
    Word(String),
}

/// The place after some of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    state: State,
    is_closing: bool,
    element: String,
    attribute: String,
    /// A character reference of a value that has begun: it counts as the sign that it stands for.
    reference: String,
    /// `<!--[if ...]>` is open: mail programs that know it read on.
    is_conditional: bool,
    /// The parts of a condition ended in different places: nothing is known any more.
    is_lost: bool,
    /// A script would follow.
    pub(super) has_script_address: bool,
    /// The page would lead elsewhere by itself.
    pub(super) has_refresh: bool,
    root: Root,
}

/// What is known of the tag `<html>`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Root {
    is_seen: bool,
    has_language: bool,
    has_direction: bool,
}

/// What the `<html>` tag lacks where it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RootEnd {
    /// The byte of its `>`.
    pub(super) at: usize,
    pub(super) has_direction: bool,
}

const ADDRESSES: [&str; 11] = [
    "action",
    "background",
    "cite",
    "data",
    "formaction",
    "href",
    "icon",
    "longdesc",
    "poster",
    "src",
    "xlink:href",
];
const UNSAFE: [&str; 4] = ["srcdoc", "srcset", "imagesrcset", "ping"];
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

impl Default for Place {
    fn default() -> Self {
        Self {
            state: State::Text,
            is_closing: false,
            element: String::new(),
            attribute: String::new(),
            reference: String::new(),
            is_conditional: false,
            is_lost: false,
            has_script_address: false,
            has_refresh: false,
            root: Root::default(),
        }
    }
}

impl Place {
    /// An `<html>` tag was written.
    pub(super) fn has_root(&self) -> bool {
        self.root.is_seen
    }

    /// Nothing is open.
    pub(super) fn is_whole(&self) -> bool {
        !self.is_lost && self.state == State::Text
    }

    /// How a value is escaped here, and why it should not stand here.
    pub(super) fn escape(&self, is_address: bool) -> (Escape, Option<&'static str>) {
        if self.is_lost {
            return (if is_address { Escape::Text } else { Escape::Unsafe }, None);
        }
        match &self.state {
            State::Text => (self.text(), None),
            State::Raw(_) => match self.element.as_str() {
                "style" => (Escape::Style, None),
                "script" => (Escape::Unsafe, Some("does not belong in a script")),
                _ => (Escape::Text, None),
            },
            State::Value(quote, address) => self.value(*quote, address, is_address),
            State::BeforeValue => self.value(None, &self.begun(), is_address),
            State::Comment(_) => (Escape::Unsafe, Some("does not belong in a comment")),
            State::Less
            | State::Declaration(_)
            | State::Bogus
            | State::TagName
            | State::InTag
            | State::AttributeName
            | State::AfterName => {
                (Escape::Unsafe, Some("stands inside a tag; there it belongs in a quoted value"))
            }
        }
    }

    fn text(&self) -> Escape {
        if self.is_conditional { Escape::CommentedText } else { Escape::Text }
    }

    fn value(
        &self,
        quote: Option<char>,
        address: &Address,
        is_address: bool,
    ) -> (Escape, Option<&'static str>) {
        if self.attribute.starts_with("on") || UNSAFE.contains(&self.attribute.as_str()) {
            return (Escape::Unsafe, Some("does not belong in this attribute"));
        }
        if quote.is_none() && !is_address {
            return (Escape::Unsafe, Some("stands in a value without quotes"));
        }
        if self.attribute == "style" {
            return (Escape::Style, None);
        }
        match address {
            Address::No => (self.text(), None),
            Address::Word(_) => (Escape::Unsafe, Some("does not belong in this attribute")),
            Address::Start if is_address && self.reference.is_empty() => (Escape::Address, None),
            Address::Start => (
                Escape::InAddress(Part::Query),
                Some(
                    "cannot begin an address; a placeholder of type link can, and so can link and preferences",
                ),
            ),
            Address::Slash | Address::Host { .. } => {
                (Escape::InAddress(Part::Query), Some("cannot be part of the host of an address"))
            }
            Address::Scheme(_) => (Escape::InAddress(Part::Query), None),
            Address::In(part) => (Escape::InAddress(*part), None),
        }
    }

    fn begun(&self) -> Address {
        match self.attribute.as_str() {
            attribute if ADDRESSES.contains(&attribute) => Address::Start,
            "http-equiv" if self.element == "meta" => Address::Word(String::new()),
            _ => Address::No,
        }
    }

    /// After a value was printed here.
    pub(super) fn pass(&mut self) {
        if self.state == State::BeforeValue {
            self.state = State::Value(None, self.begun());
        }
        self.reference.clear();
        if let State::Value(_, address) = &mut self.state
            && !matches!(address, Address::No | Address::In(_) | Address::Word(_))
        {
            *address = Address::In(Part::Path);
        }
        if self.state == State::Less {
            self.state = State::TagName;
        }
    }

    /// After a conditional part, from the places that its arms ended in; false where they do not agree.
    pub(super) fn join(ends: Vec<Self>) -> (Self, bool) {
        let mut ends = ends.into_iter();
        let mut joined = ends.next().unwrap_or_default();
        let mut agree = true;
        for end in ends {
            joined.has_script_address |= end.has_script_address;
            joined.has_refresh |= end.has_refresh;
            joined.root.is_seen |= end.root.is_seen;
            joined.root.has_language |= end.root.has_language;
            joined.root.has_direction |= end.root.has_direction;
            match (&mut joined.state, &end.state) {
                (State::Value(quote, address), State::Value(other_quote, other))
                    if quote == other_quote && joined.attribute == end.attribute =>
                {
                    // One arm is further in the address: nothing of a value may have a meaning from here on.
                    joined.reference.clear();
                    if address != other {
                        *address = Address::In(Part::Query);
                    }
                }
                (state, other) if state == other => joined.is_conditional |= end.is_conditional,
                _ => {
                    joined.is_lost = true;
                    agree = false;
                }
            }
            joined.is_lost |= end.is_lost;
        }
        (joined, agree)
    }
}

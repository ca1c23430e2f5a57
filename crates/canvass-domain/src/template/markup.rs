//! Where in HTML a placeholder stands: follows the literal text of a template sign by sign, as a browser's tokenizer does,
//! so that each value is escaped for its place. It follows what the author wrote; data never passes through it.

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
}

/// The place after some of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    state: State,
    is_closing: bool,
    element: String,
    attribute: String,
    /// `<!--[if ...]>` is open: mail programs that know it read on.
    is_conditional: bool,
    /// The parts of a condition ended in different places: nothing is known any more.
    is_lost: bool,
    /// A script would follow.
    pub(super) has_script_address: bool,
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
const UNSAFE: [&str; 3] = ["srcdoc", "srcset", "imagesrcset"];
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];

impl Default for Place {
    fn default() -> Self {
        Self {
            state: State::Text,
            is_closing: false,
            element: String::new(),
            attribute: String::new(),
            is_conditional: false,
            is_lost: false,
            has_script_address: false,
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
            Address::Start if is_address => (Escape::Address, None),
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
        if ADDRESSES.contains(&self.attribute.as_str()) { Address::Start } else { Address::No }
    }

    /// After a value was printed here.
    pub(super) fn pass(&mut self) {
        if self.state == State::BeforeValue {
            self.state = State::Value(None, self.begun());
        }
        if let State::Value(_, address) = &mut self.state
            && *address != Address::No
            && !matches!(address, Address::In(_))
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
            joined.root.is_seen |= end.root.is_seen;
            joined.root.has_language |= end.root.has_language;
            joined.root.has_direction |= end.root.has_direction;
            match (&mut joined.state, &end.state) {
                (State::Value(quote, address), State::Value(other_quote, other))
                    if quote == other_quote && joined.attribute == end.attribute =>
                {
                    // One arm is further in the address: nothing of a value may have a meaning from here on.
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

    /// Follows literal text; tells where the `<html>` tag ends if it does and names no language.
    pub(super) fn follow(&mut self, text: &str) -> Option<RootEnd> {
        let mut found = None;
        for (at, sign) in text.char_indices() {
            let was_in_tag = self.is_in_tag();
            self.step(sign);
            let is_root_end = was_in_tag && !self.is_in_tag() && self.element == "html" && !self.is_closing;
            if is_root_end && !self.root.is_seen {
                self.root.is_seen = true;
                if !self.root.has_language {
                    found = Some(RootEnd { at, has_direction: self.root.has_direction });
                }
            }
        }
        found
    }

    fn is_in_tag(&self) -> bool {
        matches!(
            self.state,
            State::TagName
                | State::InTag
                | State::AttributeName
                | State::AfterName
                | State::BeforeValue
                | State::Value(..)
        )
    }

    fn step(&mut self, sign: char) {
        let state = std::mem::replace(&mut self.state, State::Text);
        self.state = match state {
            State::Text if sign == '<' => State::Less,
            State::Text => State::Text,
            State::Less => self.after_less(sign),
            State::Declaration(seen) => self.declared(seen, sign),
            State::Bogus if sign == '>' => State::Text,
            State::Bogus => State::Bogus,
            State::Comment(seen) => commented(&seen, sign),
            State::TagName if is_blank(sign) || sign == '/' => State::InTag,
            State::TagName if sign == '>' => self.opened(),
            State::TagName => {
                self.element.push(sign.to_ascii_lowercase());
                State::TagName
            }
            State::InTag => self.in_tag(sign),
            State::AttributeName | State::AfterName => self.named(&state, sign),
            State::BeforeValue => self.before_value(sign),
            State::Value(quote, address) => self.valued(quote, address, sign),
            State::Raw(seen) => self.raw(seen, sign),
        };
    }

    fn after_less(&mut self, sign: char) -> State {
        self.is_closing = false;
        self.element.clear();
        match sign {
            '!' => State::Declaration(String::new()),
            '?' => State::Bogus,
            '/' => {
                self.is_closing = true;
                State::TagName
            }
            '<' => State::Less,
            _ if sign.is_ascii_alphabetic() => {
                self.element.push(sign.to_ascii_lowercase());
                State::TagName
            }
            _ => State::Text,
        }
    }

    fn declared(&mut self, mut seen: String, sign: char) -> State {
        seen.push(sign);
        match seen.as_str() {
            "-" | "--" => State::Declaration(seen),
            // Mail programs read the inside of a conditional comment.
            "--[" => {
                self.is_conditional = true;
                State::Bogus
            }
            "[" => {
                self.is_conditional = false;
                State::Bogus
            }
            "-->" | ">" => State::Text,
            _ if seen.starts_with("--") => commented(seen.get(2..).unwrap_or_default(), sign),
            _ => State::Bogus,
        }
    }

    fn opened(&mut self) -> State {
        if !self.is_closing && RAW.contains(&self.element.as_str()) {
            State::Raw(String::new())
        } else {
            State::Text
        }
    }

    fn in_tag(&mut self, sign: char) -> State {
        match sign {
            '>' => self.opened(),
            '/' => State::InTag,
            _ if is_blank(sign) => State::InTag,
            _ => {
                self.attribute.clear();
                self.attribute.push(sign.to_ascii_lowercase());
                State::AttributeName
            }
        }
    }

    fn named(&mut self, state: &State, sign: char) -> State {
        let is_after = *state == State::AfterName;
        if is_blank(sign) {
            return State::AfterName;
        }
        let next = match sign {
            '=' => State::BeforeValue,
            '/' | '>' => self.in_tag(sign),
            _ if is_after => self.in_tag(sign),
            _ => {
                self.attribute.push(sign.to_ascii_lowercase());
                return State::AttributeName;
            }
        };
        if self.element == "html" && sign == '=' {
            self.root.has_language |= self.attribute == "lang";
            self.root.has_direction |= self.attribute == "dir";
        }
        next
    }

    fn before_value(&mut self, sign: char) -> State {
        match sign {
            '"' | '\'' => State::Value(Some(sign), self.begun()),
            '>' => self.opened(),
            _ if is_blank(sign) => State::BeforeValue,
            _ => {
                let address = self.moved(self.begun(), sign);
                State::Value(None, address)
            }
        }
    }

    fn valued(&mut self, quote: Option<char>, address: Address, sign: char) -> State {
        match quote {
            Some(quote) if quote == sign => State::InTag,
            None if is_blank(sign) => State::InTag,
            None if sign == '>' => self.opened(),
            Some(_) | None => State::Value(quote, self.moved(address, sign)),
        }
    }

    fn moved(&mut self, address: Address, sign: char) -> Address {
        match (address, sign) {
            (Address::No, _) => Address::No,
            (Address::Start, ' ' | '\t' | '\n' | '\r') => Address::Start,
            (_, '?' | '#') => Address::In(Part::Query),
            (Address::Start, '/') => Address::Slash,
            (Address::Scheme(_), '/') => Address::In(Part::Path),
            (Address::Scheme(scheme), ':') => {
                self.has_script_address |= matches!(scheme.as_str(), "javascript" | "vbscript");
                if matches!(scheme.as_str(), "http" | "https") {
                    Address::Host { has_begun: false }
                } else {
                    Address::In(Part::Opaque)
                }
            }
            (Address::Start, _) => Address::Scheme(sign.to_ascii_lowercase().to_string()),
            (Address::Scheme(mut scheme), _) => {
                scheme.push(sign.to_ascii_lowercase());
                Address::Scheme(scheme)
            }
            (Address::Slash | Address::Host { has_begun: false }, '/' | '\\') => {
                Address::Host { has_begun: false }
            }
            (Address::Slash, _) | (Address::Host { has_begun: true }, '/') => Address::In(Part::Path),
            (Address::Host { .. }, _) => Address::Host { has_begun: true },
            (Address::In(part), _) => Address::In(part),
        }
    }

    fn raw(&mut self, mut seen: String, sign: char) -> State {
        seen.push(sign.to_ascii_lowercase());
        let end = format!("</{}", self.element);
        if seen.len() > end.len() {
            if seen.starts_with(&end) && (is_blank(sign) || matches!(sign, '/' | '>')) {
                self.is_closing = true;
                return if sign == '>' { State::Text } else { State::InTag };
            }
        } else if end.starts_with(&seen) {
            return State::Raw(seen);
        }
        State::Raw(if sign == '<' { "<".to_owned() } else { String::new() })
    }
}

fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// A comment after one more sign; `seen` are those before it that could be its end.
fn commented(seen: &str, sign: char) -> State {
    match (seen, sign) {
        ("--" | "--!", '>') => State::Text,
        ("--", '!') => State::Comment("--!".to_owned()),
        ("--" | "-", '-') => State::Comment("--".to_owned()),
        (_, '-') => State::Comment("-".to_owned()),
        _ => State::Comment(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escape(before: &str) -> Escape {
        let mut place = Place::default();
        place.follow(before);
        place.escape(false).0
    }

    #[test]
    fn each_place_has_its_escape() {
        for (before, expected) in [
            ("<p>Dear ", Escape::Text),
            ("a < b ", Escape::Text),
            ("<title>", Escape::Text),
            ("<title></title>", Escape::Text),
            ("<p title=\"", Escape::Text),
            ("<p title='a > b \" ", Escape::Text),
            ("<p\ntitle = \"x\" alt=\"", Escape::Text),
            ("<p title=", Escape::Unsafe),
            ("<p title=x", Escape::Unsafe),
            ("<p ", Escape::Unsafe),
            ("<p title", Escape::Unsafe),
            ("<", Escape::Unsafe),
            ("</", Escape::Unsafe),
            ("<p onclick=\"x('", Escape::Unsafe),
            ("<img srcset=\"", Escape::Unsafe),
            ("<script>x = '", Escape::Unsafe),
            ("<script>x < y </scrip", Escape::Unsafe),
            ("<script></script >", Escape::Text),
            ("<style>p { color: ", Escape::Style),
            ("<p style=\"color:", Escape::Style),
            ("<!-- ", Escape::Unsafe),
            ("<!-- a > -- b -->", Escape::Text),
            ("<!-->", Escape::Text),
            ("<!doctype html>", Escape::Text),
            ("<!--[if mso]><p>", Escape::CommentedText),
            ("<!--[if mso]><p><![endif]-->", Escape::Text),
            ("<!--[if !mso]><!--><p>", Escape::CommentedText),
            ("<!--[if !mso]><!--><p><!--<![endif]-->", Escape::CommentedText),
            ("<a href=\"", Escape::InAddress(Part::Query)),
            ("<a HREF = ' ", Escape::InAddress(Part::Query)),
            ("<a href=\"https://a", Escape::InAddress(Part::Query)),
            ("<a href=\"https://a.example/", Escape::InAddress(Part::Path)),
            ("<a href=\"https://a.example?x=", Escape::InAddress(Part::Query)),
            ("<a href=\"https://a.example/x?y=", Escape::InAddress(Part::Query)),
            ("<a href=\"mailto:", Escape::InAddress(Part::Opaque)),
            ("<a href=\"mailto:x?subject=", Escape::InAddress(Part::Query)),
            ("<a href=\"/", Escape::InAddress(Part::Query)),
            ("<a href=\"/x", Escape::InAddress(Part::Path)),
            ("<a href=\"x\">", Escape::Text),
            ("<a href=x>", Escape::Text),
        ] {
            assert_eq!(escape(before), expected, "{before}");
        }
    }

    #[test]
    fn the_author_is_told_of_addresses_that_data_would_lead() {
        for before in [
            "<a href=\"",
            "<a href='",
            "<a href=\" ",
            "<img src=\"https://",
            "<a href=\"//",
            "<a href=\"https://x",
        ] {
            let mut place = Place::default();
            place.follow(before);
            assert!(place.escape(false).1.is_some(), "{before}");
        }
        let mut place = Place::default();
        place.follow("<a href=\"JavaScript:");
        assert!(place.has_script_address);
    }

    #[test]
    fn the_root_is_found_where_it_ends() {
        let mut place = Place::default();
        assert_eq!(place.follow("<html lang=\"nl\"><p>"), None);
        assert!(place.has_root());
        let mut place = Place::default();
        assert_eq!(place.follow("<!doctype html><html>"), Some(RootEnd { at: 20, has_direction: false }));
        let mut place = Place::default();
        assert_eq!(place.follow("<HTML dir=rtl >"), Some(RootEnd { at: 14, has_direction: true }));
        let mut place = Place::default();
        assert_eq!(place.follow("<html-x></html>"), None);
        assert!(!place.has_root());
    }
}

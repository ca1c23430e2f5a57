//! The steps of the tokenizer: what one more sign of literal text makes of a place.

use super::{Address, Place, RAW, RootEnd, State, reference};
use crate::template::link::Part;

/// Longer than any name of HTML that matters here.
const MOST_NAME: usize = 32;

impl Place {
    /// Follows literal text; tells where the `<html>` tag ends if it does and names no language.
    pub(in crate::template) fn follow(&mut self, text: &str) -> Option<RootEnd> {
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
                keep(&mut self.element, sign);
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
                keep(&mut self.attribute, sign);
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
                let address = self.read(self.begun(), sign);
                State::Value(None, address)
            }
        }
    }

    fn valued(&mut self, quote: Option<char>, address: Address, sign: char) -> State {
        let is_over = match quote {
            Some(quote) => quote == sign,
            None => is_blank(sign) || sign == '>',
        };
        if !is_over {
            return State::Value(quote, self.read(address, sign));
        }
        if let Address::Word(word) = self.referred(address) {
            self.has_refresh |= word.trim() == "refresh";
        }
        if sign == '>' && quote.is_none() { self.opened() } else { State::InTag }
    }

    /// One more sign of a value as it is written.
    fn read(&mut self, address: Address, sign: char) -> Address {
        if address == Address::No {
            return address;
        }
        let mut address = address;
        if !self.reference.is_empty() {
            if reference::goes_on(&mut self.reference, sign) {
                return address;
            }
            let is_ended = sign == ';' && reference::sign(&self.reference).is_some();
            address = self.referred(address);
            if is_ended {
                return address;
            }
        }
        if sign == '&' {
            self.reference.push('&');
            return address;
        }
        self.moved(address, sign)
    }

    /// After a reference: as the sign that it stands for, or as what is written if it stands for none.
    fn referred(&mut self, address: Address) -> Address {
        let written = std::mem::take(&mut self.reference);
        match reference::sign(&written) {
            Some(sign) => self.moved(address, sign),
            None => written.chars().fold(address, |address, sign| self.moved(address, sign)),
        }
    }

    fn moved(&mut self, address: Address, sign: char) -> Address {
        match (address, sign) {
            (Address::No, _) => Address::No,
            (Address::Word(mut word), _) => {
                keep(&mut word, sign);
                Address::Word(word)
            }
            // Readers of addresses pass over these wherever they stand.
            (address, '\t' | '\n' | '\r') => address,
            (Address::Start, '\0'..=' ') => Address::Start,
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
                keep(&mut scheme, sign);
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

/// One more sign of a name. A longer one is none that is known, and a place is kept for each arm of a condition.
fn keep(name: &mut String, sign: char) {
    if name.len() < MOST_NAME {
        name.push(sign.to_ascii_lowercase());
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

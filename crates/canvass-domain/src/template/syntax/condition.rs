//! Conditions: names, quoted texts and numbers with `==`, `!=`, `<`, `<=`, `>`, `>=`, `in [..]`, `not in [..]`, joined by
//! `and`, `or`, `not` and round brackets.

use super::lex::is_name;
use super::{Name, SourceFault};

/// Brackets and `not` inside one another.
const MOST_DEPTH: usize = 20;

/// What is asked of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Test {
    Filled(Name),
    Compare(Name, Operator, Literal),
    /// Two names have the same value.
    Same(Name, Name),
    OneOf(Name, Vec<Literal>),
    Not(Box<Test>),
    All(Vec<Test>),
    Any(Vec<Test>),
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Operator {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// What it is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Literal {
    Text(String),
    /// Digits as written.
    Number(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Name(String),
    Literal(Literal),
    /// A comparison, and whether it is turned round.
    Operator(Operator, bool),
    And,
    Or,
    Not,
    In,
    Open,
    Close,
    OpenList,
    CloseList,
    Comma,
}

/// Reads a condition that begins at a byte of the source.
pub(super) fn condition(text: &str, at: usize) -> Result<Test, SourceFault> {
    let words = words(text, at)?;
    if words.is_empty() {
        return Err(SourceFault::new(at, "a condition is missing"));
    }
    let mut reader = Reader { words: &words, end: at + text.len(), depth: 0 };
    let made = reader.any()?;
    match reader.words.first() {
        None => Ok(made),
        Some((at, _)) => Err(SourceFault::new(*at, "the condition does not end here")),
    }
}

struct Reader<'a> {
    words: &'a [(usize, Word)],
    end: usize,
    depth: usize,
}

impl Reader<'_> {
    fn at(&self) -> usize {
        self.words.first().map_or(self.end, |(at, _)| *at)
    }

    fn take(&mut self) -> Option<&Word> {
        let ((_, word), rest) = self.words.split_first()?;
        self.words = rest;
        Some(word)
    }

    fn skip(&mut self, wanted: &Word) -> bool {
        let is_wanted = self.words.first().is_some_and(|(_, word)| word == wanted);
        if is_wanted {
            self.take();
        }
        is_wanted
    }

    fn any(&mut self) -> Result<Test, SourceFault> {
        let mut tests = vec![self.all()?];
        while self.skip(&Word::Or) {
            tests.push(self.all()?);
        }
        Ok(if tests.len() == 1 { tests.swap_remove(0) } else { Test::Any(tests) })
    }

    fn all(&mut self) -> Result<Test, SourceFault> {
        let mut tests = vec![self.not()?];
        while self.skip(&Word::And) {
            tests.push(self.not()?);
        }
        Ok(if tests.len() == 1 { tests.swap_remove(0) } else { Test::All(tests) })
    }

    fn not(&mut self) -> Result<Test, SourceFault> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return Err(SourceFault::new(
                self.at(),
                format!("more than {MOST_DEPTH} brackets stand in one another"),
            ));
        }
        let test = if self.skip(&Word::Not) {
            Test::Not(Box::new(self.not()?))
        } else if self.skip(&Word::Open) {
            let test = self.any()?;
            if !self.skip(&Word::Close) {
                return Err(SourceFault::new(self.at(), "a round bracket is not closed"));
            }
            test
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(test)
    }

    fn comparison(&mut self) -> Result<Test, SourceFault> {
        let at = self.at();
        let left = match self.take() {
            Some(Word::Name(path)) => Side::Name(Name { at, path: path.clone() }),
            Some(Word::Literal(literal)) => Side::Literal(literal.clone()),
            _ => return Err(SourceFault::new(at, "a name is expected here")),
        };
        let is_turned = self.skip(&Word::Not);
        if self.skip(&Word::In) {
            let test = Test::OneOf(left.name(at)?, self.list()?);
            return Ok(if is_turned { Test::Not(Box::new(test)) } else { test });
        }
        if is_turned {
            return Err(SourceFault::new(self.at(), "in is expected here"));
        }
        let Some((_, Word::Operator(operator, is_not))) = self.words.first().cloned() else {
            return left.name(at).map(Test::Filled);
        };
        self.take();
        let right_at = self.at();
        let right = match self.take() {
            Some(Word::Name(path)) => Side::Name(Name { at: right_at, path: path.clone() }),
            Some(Word::Literal(literal)) => Side::Literal(literal.clone()),
            _ => return Err(SourceFault::new(right_at, "a name, text or number is expected here")),
        };
        let test = compared(left, operator, right, at)?;
        Ok(if is_not { Test::Not(Box::new(test)) } else { test })
    }

    fn list(&mut self) -> Result<Vec<Literal>, SourceFault> {
        let expected = |at| SourceFault::new(at, "a list such as [\"a\", \"b\"] is expected here");
        if !self.skip(&Word::OpenList) {
            return Err(expected(self.at()));
        }
        let mut list = Vec::new();
        loop {
            let at = self.at();
            match self.take() {
                Some(Word::Literal(literal)) => list.push(literal.clone()),
                _ => return Err(expected(at)),
            }
            if self.skip(&Word::CloseList) {
                return Ok(list);
            }
            if !self.skip(&Word::Comma) {
                return Err(expected(self.at()));
            }
        }
    }
}

enum Side {
    Name(Name),
    Literal(Literal),
}

impl Side {
    fn name(self, at: usize) -> Result<Name, SourceFault> {
        match self {
            Self::Name(name) => Ok(name),
            Self::Literal(_) => Err(SourceFault::new(at, "a condition asks about a name")),
        }
    }
}

fn compared(left: Side, operator: Operator, right: Side, at: usize) -> Result<Test, SourceFault> {
    match (left, right) {
        (Side::Name(name), Side::Literal(literal)) => Ok(Test::Compare(name, operator, literal)),
        (Side::Literal(literal), Side::Name(name)) => Ok(Test::Compare(name, mirrored(operator), literal)),
        (Side::Name(one), Side::Name(other)) if operator == Operator::Equal => Ok(Test::Same(one, other)),
        (Side::Name(_), Side::Name(_)) => {
            Err(SourceFault::new(at, "two names are compared by == and != only"))
        }
        (Side::Literal(_), Side::Literal(_)) => Err(SourceFault::new(at, "a condition asks about a name")),
    }
}

fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Equal => Operator::Equal,
        Operator::Less => Operator::Greater,
        Operator::LessOrEqual => Operator::GreaterOrEqual,
        Operator::Greater => Operator::Less,
        Operator::GreaterOrEqual => Operator::LessOrEqual,
    }
}

fn words(text: &str, at: usize) -> Result<Vec<(usize, Word)>, SourceFault> {
    let mut words = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let here = at + (text.len() - rest.len());
        let Some(first) = rest.chars().next() else { return Ok(words) };
        let (word, length) = match first {
            '"' | '\'' => quoted(rest, first, here)?,
            '(' => (Word::Open, 1),
            ')' => (Word::Close, 1),
            '[' => (Word::OpenList, 1),
            ']' => (Word::CloseList, 1),
            ',' => (Word::Comma, 1),
            '=' | '!' | '<' | '>' => operator(rest)
                .ok_or_else(|| SourceFault::new(here, "values are compared by ==, !=, <, <=, > and >="))?,
            _ => bare_word(rest, here)?,
        };
        words.push((here, word));
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn operator(rest: &str) -> Option<(Word, usize)> {
    let found = [
        ("==", Operator::Equal, false),
        ("!=", Operator::Equal, true),
        ("<=", Operator::LessOrEqual, false),
        (">=", Operator::GreaterOrEqual, false),
        ("<", Operator::Less, false),
        (">", Operator::Greater, false),
    ];
    let (sign, operator, is_not) = found.into_iter().find(|(sign, ..)| rest.starts_with(sign))?;
    Some((Word::Operator(operator, is_not), sign.len()))
}

fn bare_word(rest: &str, at: usize) -> Result<(Word, usize), SourceFault> {
    let is_inside = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '-');
    let length = rest.find(|sign| !is_inside(sign)).unwrap_or(rest.len());
    let word = rest.get(..length).unwrap_or_default();
    let found = match word {
        "and" => Word::And,
        "or" => Word::Or,
        "not" => Word::Not,
        "in" => Word::In,
        _ if is_name(word) => Word::Name(word.to_owned()),
        _ if super::super::number::read(word, false).is_some() => {
            Word::Literal(Literal::Number(word.to_owned()))
        }
        _ => return Err(SourceFault::new(at, "a name, a number or a text between quotes is expected here")),
    };
    Ok((found, length))
}

/// A text between quotes, with `\` before a quote or another `\`.
fn quoted(rest: &str, quote: char, at: usize) -> Result<(Word, usize), SourceFault> {
    let mut text = String::new();
    let mut signs = rest.char_indices().skip(1);
    while let Some((here, sign)) = signs.next() {
        if sign == quote {
            return Ok((Word::Literal(Literal::Text(text)), here + 1));
        }
        if sign != '\\' {
            text.push(sign);
            continue;
        }
        match signs.next() {
            Some((_, 'n')) => text.push('\n'),
            Some((_, 't')) => text.push('\t'),
            Some((_, escaped @ ('\\' | '"' | '\'' | '/'))) => text.push(escaped),
            _ => return Err(SourceFault::new(at + here, "after \\ stands a quote, another \\, n or t")),
        }
    }
    Err(SourceFault::new(at, "a text is not closed"))
}

//! Values, lists and objects. Recursion is counted (B12): no body can reach the end of the stack.

use super::scan::{Scanner, Stop};
use crate::node::{Kind, Member, Node};

const AFTER_MEMBER: &str = "a comma or a closing brace is expected.";
const AFTER_ITEM: &str = "a comma or a closing bracket is expected.";

impl<'a> Scanner<'a> {
    /// The whole text: one value and nothing after it (J7).
    pub(super) fn document(mut self) -> Result<Node<'a>, Stop> {
        self.skip_blanks()?;
        let node = self.value(1)?;
        self.skip_blanks()?;
        match self.peek() {
            None => Ok(node),
            Some(_) => Err(self.expected("nothing may follow the value.")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node<'a>, Stop> {
        self.values += 1;
        if self.values > self.limits.json_values {
            return Err(self.limit("the body holds more than 1,000,000 values."));
        }
        let position = self.at;
        let kind = match self.peek() {
            Some(b'"') => Kind::Text(self.quoted()?),
            Some(b'\'') if self.is_lenient => Kind::Text(self.quoted()?),
            Some(b'{' | b'[') if depth > self.limits.depth => {
                return Err(self.limit("the nesting is deeper than 64."));
            }
            Some(b'{') => Kind::Object(self.members(depth)?),
            Some(b'[') => Kind::List(self.items(depth)?),
            Some(b'-' | b'0'..=b'9') => Kind::Number(self.number()?),
            Some(b't') => self.literal("true").map(|()| Kind::Bool(true))?,
            Some(b'f') => self.literal("false").map(|()| Kind::Bool(false))?,
            Some(b'n') => self.literal("null").map(|()| Kind::Null)?,
            _ => return Err(self.expected("a value is expected.")),
        };
        Ok(Node { position, kind })
    }

    fn members(&mut self, depth: usize) -> Result<Vec<Member<'a>>, Stop> {
        self.at += 1;
        let mut members = Vec::new();
        self.skip_blanks()?;
        if self.take(b'}') {
            return Ok(members);
        }
        loop {
            let name = self.name()?;
            self.skip_blanks()?;
            if !self.take(b':') {
                return Err(self.expected("a colon is expected."));
            }
            self.skip_blanks()?;
            let node = self.value(depth + 1)?;
            members.push(Member { name, node });
            if self.ends(b'}', AFTER_MEMBER)? {
                return Ok(members);
            }
        }
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Node<'a>>, Stop> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_blanks()?;
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.ends(b']', AFTER_ITEM)? {
                return Ok(items);
            }
        }
    }

    /// After a member or item: the end, or a comma and more. One last comma only in the second reading (J3).
    fn ends(&mut self, closing: u8, what: &'static str) -> Result<bool, Stop> {
        self.skip_blanks()?;
        if self.take(closing) {
            return Ok(true);
        }
        if !self.take(b',') {
            return Err(self.expected(what));
        }
        self.skip_blanks()?;
        Ok(self.is_lenient && self.take(closing))
    }
}

//! Objects whose names are the sender's: a data column and its value. Only our own routes have them.

use super::{Filled, Spot, Walk};
use crate::fault::{Fault, FaultKind};
use crate::node::{Kind, Member};
use crate::value::{Sent, Wrong, text};

impl Spot<'_, '_> {
    /// An object of texts by free names, in the order sent; null is none. Names may occur twice: a rule judges that.
    pub fn named_texts(self, into: &mut Vec<(String, Option<String>)>) -> Filled {
        if self.node.kind == Kind::Null {
            return Ok(false);
        }
        let Kind::Object(members) = &self.node.kind else { return Err(Wrong::NotObject) };
        for member in members {
            let value = self.walk.named_text(member);
            into.push((member.name.clone().into_owned(), value));
        }
        Ok(!members.is_empty())
    }

    /// As [`Self::named_texts`], or a single text that has no name.
    pub fn text_or_named(
        self,
        single: &mut Option<String>,
        named: &mut Vec<(String, Option<String>)>,
    ) -> Filled {
        if let Kind::Object(_) = &self.node.kind {
            return self.named_texts(named);
        }
        *single = text(Sent::of(self.node, self.walk.dialect.is_strict))?.map(str::to_owned);
        Ok(single.as_ref().is_some_and(|text| !text.trim().is_empty()))
    }
}

impl Walk<'_> {
    fn named_text(&mut self, member: &Member<'_>) -> Option<String> {
        if member.name.contains('\0') {
            self.tell_named(member, &Wrong::Nul);
            return None;
        }
        match text(Sent::of(&member.node, self.dialect.is_strict)) {
            Ok(value) => value.map(str::to_owned),
            Err(wrong) => {
                self.tell_named(member, &wrong);
                None
            }
        }
    }

    fn tell_named(&mut self, member: &Member<'_>, wrong: &Wrong) {
        let path = format!("{}/{}", self.path.spelled(), pointer_step(&member.name));
        let (position, text) = (member.node.position, wrong.text().into_owned());
        self.faults.push(Fault { path, position, text, kind: FaultKind::Reading });
    }
}

/// A free name as a step of a JSON pointer (RFC 6901), cut to 100 characters.
pub fn pointer_step(name: &str) -> String {
    let name: String = name.chars().take(100).collect();
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::super::{Member as Entry, Table};
    use crate::native;

    #[derive(Debug, Default)]
    struct Request {
        data: Vec<(String, Option<String>)>,
    }

    static REQUEST: Table<Request> = Table {
        name: "Request",
        members: &[Entry::part("data", |request, spot| spot.named_texts(&mut request.data))],
    };

    #[test]
    fn free_names_keep_their_order_and_null_is_no_text() {
        let request = native::read(br#"{"data":{"b":"1","a":null,"b":"2"}}"#, &REQUEST).unwrap();
        let expected = [("b", Some("1")), ("a", None), ("b", Some("2"))];
        let expected: Vec<(String, Option<String>)> =
            expected.map(|(name, value)| (name.to_owned(), value.map(str::to_owned))).into();
        assert_eq!(request.data, expected);
    }

    #[test]
    fn a_value_that_is_no_text_is_told_by_its_name() {
        let faults = native::read(br#"{"data":{"a/b":5,"c":{}}}"#, &REQUEST).unwrap_err();
        let told = faults.into_ordered("");
        let expected = [("/data/a~1b", "A text is expected."), ("/data/c", "A text is expected.")];
        assert_eq!(told, expected.map(|(path, text)| (path.to_owned(), text.to_owned())));
        let none = native::read(br#"{"data":["a"]}"#, &REQUEST).unwrap_err().into_ordered("");
        assert_eq!(none, [("/data".to_owned(), "An object is expected.".to_owned())]);
    }
}

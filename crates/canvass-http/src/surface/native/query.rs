//! The query of a native call: exact names, each at most once, nothing unknown.

use url::form_urlencoded;

use super::Trouble;

const NEITHER: &str = "The value is one of: true, false.";

/// The values of a query and what is wrong with them.
#[derive(Debug)]
pub(crate) struct Query {
    left: Vec<(String, String)>,
    faults: Vec<(String, String)>,
}

impl Query {
    /// Takes a query apart.
    pub(crate) fn parse(query: &str) -> Self {
        let pairs = form_urlencoded::parse(query.as_bytes());
        let left = pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        Self { left, faults: Vec::new() }
    }

    /// A text; empty is absent.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let (found, left) = std::mem::take(&mut self.left).into_iter().partition(|(own, _)| own == name);
        self.left = left;
        let found: Vec<(String, String)> = found;
        if found.len() > 1 {
            self.tell(name, "The value is given twice.");
            return None;
        }
        found.into_iter().next().map(|(_, value)| value).filter(|value| !value.is_empty())
    }

    /// A whole number.
    pub(crate) fn number<N: std::str::FromStr>(&mut self, name: &str) -> Option<N> {
        let text = self.text(name)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.tell(name, "The value is not a whole number, or it is out of range.");
        }
        number
    }

    /// One of some words.
    pub(crate) fn word<T>(&mut self, name: &str, of: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.text(name)?;
        let found = of(&text);
        if found.is_none() {
            self.tell(name, "The word is not known.");
        }
        found
    }

    /// Yes or no; absent is no. Nobody who leaves it empty or misspells it is taken to mean no: a trial would store.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let is_empty = self.left.iter().any(|(own, value)| own == name && value.is_empty());
        let found = self.text(name);
        match found.as_deref() {
            None if is_empty => self.tell(name, NEITHER),
            None | Some("false") => {}
            Some("true") => return true,
            Some(_) => self.tell(name, NEITHER),
        }
        false
    }

    /// Adds a fault.
    pub(crate) fn tell(&mut self, name: &str, text: &str) {
        self.faults.push((format!("?{name}"), text.to_owned()));
    }

    /// Whether all was well, and nothing was left over.
    pub(crate) fn finish(mut self) -> Result<(), Trouble> {
        for (name, _) in std::mem::take(&mut self.left) {
            let name: String = name.chars().take(100).collect();
            self.tell(&name, "The value is not known.");
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Trouble::Told(self.faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_faults_of_a_query_are_told() {
        let mut query = Query::parse("limit=x&after=1&after=2&state=&colour=red");
        assert_eq!(query.number::<u16>("limit"), None);
        assert_eq!(query.number::<i64>("after"), None);
        assert_eq!(query.text("state"), None);
        let Err(Trouble::Told(faults)) = query.finish() else { panic!("faults are expected") };
        let paths: Vec<&str> = faults.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["?limit", "?after", "?colour"]);
    }

    #[test]
    fn a_flag_is_true_or_false_and_never_half_said() {
        for (query, expected) in [("", Some(false)), ("try=false", Some(false)), ("try=true", Some(true))] {
            let mut query = Query::parse(query);
            assert_eq!((Some(query.flag("try")), query.finish().is_ok()), (expected, true));
        }
        for sent in ["try", "try=", "try=1", "try=yes", "try=TRUE", "try=&try=true", "try=true&try=true"] {
            let mut query = Query::parse(sent);
            assert!(!query.flag("try"));
            let Err(Trouble::Told(faults)) = query.finish() else { panic!("{sent}") };
            assert!(faults.iter().all(|(path, _)| path == "?try"), "{faults:?}");
        }
    }
}

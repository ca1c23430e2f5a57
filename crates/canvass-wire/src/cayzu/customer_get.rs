//! GET Customer/Get: which customer is meant, in the path or in the query (C1).

use crate::fault::ModelState;
use crate::query::{decode, pairs};
use crate::value::{Scalar, nullable};

const KEY: &str = "id";

/// The number asked for; the query wins over the path (U2). `Err`: it is missing, or no 32-bit integer.
pub fn read(path: Option<&str>, query: &str) -> Result<i32, ModelState> {
    let in_query: Vec<&str> = pairs(query)
        .filter(|(_, name, _)| decode(name).is_some_and(|name| name.eq_ignore_ascii_case(KEY)))
        .map(|(_, _, value)| value)
        .collect();
    let by_query = match in_query.as_slice() {
        [] => None,
        [value] => number(value)?,
        _ => return Err(wrong("The member id occurs twice.")),
    };
    let id = match by_query {
        Some(id) => Some(id),
        None => path.map(number_in_path).transpose()?.flatten(),
    };
    id.ok_or_else(|| wrong("The id field is required."))
}

fn number(raw: &str) -> Result<Option<i32>, ModelState> {
    let text = decode(raw).ok_or_else(|| wrong("The query is not valid percent-encoded UTF-8."))?;
    nullable(Scalar::Text(&text)).map_err(|found| wrong(&found.text()))
}

/// In a path a plus is a plus, and the original trims blanks.
fn number_in_path(raw: &str) -> Result<Option<i32>, ModelState> {
    number(&raw.replace('+', "%2B"))
}

fn wrong(text: &str) -> ModelState {
    vec![(KEY.to_owned(), vec![text.to_owned()])]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: Option<&str>, query: &str) -> String {
        read(path, query).unwrap_err().into_iter().flat_map(|(key, texts)| [key, texts.concat()]).collect()
    }

    #[test]
    fn c1_u2_the_query_wins_over_the_path() {
        for (path, query, id) in [
            (Some("17"), "", 17),
            (Some("17"), "token=x&Unknown=1", 17),
            (Some("17"), "id=18", 18),
            (Some("abc"), "ID=18&token=x", 18),
            (None, "id=%2018%20", 18),
            (Some("%2017"), "id=", 17),
            (Some("-3"), "", -3),
        ] {
            assert_eq!(read(path, query), Ok(id), "{path:?} {query}");
        }
    }

    #[test]
    fn s18_u4_u6_an_id_that_is_none_is_told_under_its_name() {
        assert_eq!(told(None, "token=x"), "idThe id field is required.");
        assert_eq!(told(Some("abc"), ""), "idThe value is not a whole number.");
        assert_eq!(told(Some("2147483648"), ""), "idThe value is out of range.");
        assert_eq!(told(Some("1"), "id=1&id=1"), "idThe member id occurs twice.");
        assert_eq!(told(None, "id=%zz"), "idThe query is not valid percent-encoded UTF-8.");
    }
}

//! The `pagination` member of lists.

use super::json::Json;

/// Which page of how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// The address of the list without its query.
    address: String,
    items: usize,
}

impl Pagination {
    /// A list that is one page, whatever its length (Q55).
    pub fn one_page(address: &str, items: usize) -> Self {
        Self { address: address.to_owned(), items }
    }

    pub(super) fn json(&self) -> Json<'_> {
        let items = i64::try_from(self.items).unwrap_or(i64::MAX);
        let link = || Json::Owned(format!("{}?page=1&perPage={items}", self.address));
        let links = Json::Object(vec![
            ("self", link()),
            ("prev", Json::Null),
            ("next", Json::Null),
            ("first", link()),
            ("last", link()),
        ]);
        Json::Object(vec![
            ("perPage", Json::Whole(items)),
            ("totalItems", Json::Whole(items)),
            ("currentPage", Json::Whole(1)),
            ("totalPages", Json::Whole(1)),
            ("links", links),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q55_all_rows_are_one_page() {
        let expected = concat!(
            r#"{"perPage":3,"totalItems":3,"currentPage":1,"totalPages":1,"links":{"self":"a?page=1&perPage=3","#,
            r#""prev":null,"next":null,"first":"a?page=1&perPage=3","last":"a?page=1&perPage=3"}}"#
        );
        assert_eq!(Pagination::one_page("a", 3).json().write(), expected);
    }
}

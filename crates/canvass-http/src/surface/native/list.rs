//! Lists by cursor: `?after=<id>&limit=<1 to 1000>`, answered with `items` and the cursor of the next page.

use canvass_store::area::Page;
use serde_json::{Value, json};

use super::Answer;
use super::query::Query;

const USUAL: usize = 100;
const MOST: usize = 1_000;

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor {
    after: i64,
    limit: usize,
}

impl Cursor {
    /// Takes `after` and `limit` from the query.
    pub(super) fn take(query: &mut Query) -> Self {
        let after = query.number("after").unwrap_or(0);
        let limit = query.number("limit").unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            query.tell("limit", "The limit lies between 1 and 1000.");
        }
        Self { after, limit }
    }

    /// One row more than asked for tells whether there is a next page.
    pub(super) fn page(self) -> Page {
        Page { after: self.after, most: self.limit + 1 }
    }

    /// The answer of rows that were read by [`Self::page`].
    pub(super) fn answer<T>(
        self,
        rows: &[T],
        id: impl Fn(&T) -> i64,
        view: impl FnMut(&T) -> Value,
    ) -> Answer {
        let (items, next) = self.page_of(rows, id, view);
        Answer::ok(&json!({ "items": items, "next": next }))
    }

    /// The items and the cursor of the next page, for an answer that says more.
    pub(super) fn page_of<T>(
        self,
        rows: &[T],
        id: impl Fn(&T) -> i64,
        view: impl FnMut(&T) -> Value,
    ) -> (Value, Value) {
        let asked = rows.get(..self.limit).unwrap_or(rows);
        // What shares the id of the last one stays on its page: the cursor could not come back for it.
        let last = asked.last().map(&id);
        let beside = rows.iter().skip(asked.len()).take_while(|row| Some(id(row)) == last).count();
        let shown = rows.get(..asked.len() + beside).unwrap_or(rows);
        let next = shown.last().filter(|_| rows.len() > self.limit).map(id);
        let items: Vec<Value> = shown.iter().map(view).collect();
        (Value::Array(items), json!(next))
    }

    /// The answer of a whole list in ascending order.
    pub(super) fn answer_whole<T>(
        self,
        rows: &[T],
        id: impl Fn(&T) -> i64,
        view: impl FnMut(&T) -> Value,
    ) -> Answer {
        let start = rows.partition_point(|row| id(row) <= self.after);
        self.answer(rows.get(start..).unwrap_or_default(), id, view)
    }

    /// The answer of a whole list whose ids are words: the cursor is the place, which never changes.
    pub(super) fn answer_by_place<T>(self, rows: &[T], mut view: impl FnMut(&T) -> Value) -> Answer {
        let placed: Vec<(i64, &T)> = (1..).zip(rows).collect();
        self.answer_whole(&placed, |(place, _)| *place, |(_, row)| view(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_list_is_walked_by_its_cursor() {
        let rows = [2_i64, 3, 5];
        let mut told = Vec::new();
        let mut query = "limit=2".to_owned();
        loop {
            let cursor = Cursor::take(&mut Query::parse(&query));
            let answer = cursor.answer_whole(&rows, |row| *row, |row| json!(row)).into_response();
            let body = axum::body::to_bytes(answer.into_body(), 1_000).await.unwrap();
            let body: Value = serde_json::from_slice(&body).unwrap();
            told.push(body["items"].clone());
            let Some(next) = body["next"].as_i64() else { break };
            query = format!("limit=2&after={next}");
        }
        assert_eq!(told, [json!([2, 3]), json!([5])]);
    }

    #[test]
    fn a_limit_has_limits() {
        for limit in ["0", "1001", "-1", "x"] {
            let mut query = Query::parse(&format!("limit={limit}"));
            Cursor::take(&mut query);
            assert!(query.finish().is_err(), "{limit}");
        }
    }
}

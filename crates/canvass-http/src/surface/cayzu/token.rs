//! Who asks: the token stands in the query or in the `Authorization` header (C3). It is never logged, and nothing here
//! can be printed that holds it.

use axum::http::HeaderMap;
use canvass_app::authenticate::authenticate;
use canvass_app::{App, Principal};
use canvass_wire::query::{decode, pairs};

use crate::surface::bearer::{self, Stranger};

/// The asker of a request. All ways to have no valid token are one (section 2).
pub(super) async fn principal(app: &App, headers: &HeaderMap, query: &str) -> Result<Principal, Stranger> {
    let token = token(headers, query).ok_or(Stranger::NoToken)?;
    Ok(authenticate(app, &token).ready().await?)
}

/// The one token of a request: given twice, it must be the same.
fn token(headers: &HeaderMap, query: &str) -> Option<String> {
    let is_token = |name: &str| decode(name).is_some_and(|name| name.eq_ignore_ascii_case("token"));
    let mut tokens = Vec::new();
    for (_, _, value) in pairs(query).filter(|(_, name, _)| is_token(name)) {
        tokens.push(decode(value)?.into_owned());
    }
    tokens.extend(bearer::sent(headers).ok()?.map(str::to_owned));
    let first = tokens.first()?.clone();
    tokens.iter().all(|token| *token == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use axum::http::header;

    use super::*;

    fn of(lines: &[&str], query: &str) -> Option<String> {
        let headers = lines.iter().map(|line| (header::AUTHORIZATION, line.parse().unwrap())).collect();
        token(&headers, query)
    }

    #[test]
    fn c3_a_token_stands_in_query_or_header_and_is_one() {
        let is = Some("cvt_a.b".to_owned());
        assert_eq!(of(&[], "token=cvt_a.b"), is);
        assert_eq!(of(&[], "id=1&TOKEN=cvt%5Fa.b&x"), is);
        assert_eq!(of(&["Bearer cvt_a.b"], "id=1"), is);
        assert_eq!(of(&["Bearer cvt_a.b"], "token=cvt_a.b"), is);
        assert_eq!(of(&["Bearer cvt_a.b"], "token=cvt_a.c"), None);
        assert_eq!(of(&[], "token=cvt_a.b&token=cvt_a.c"), None);
        assert_eq!(of(&["Bearer cvt_a.b", "Bearer cvt_a.b"], ""), None);
        assert_eq!(of(&[], "token=%zz"), None);
        assert_eq!(of(&[], "nothing"), None);
    }
}

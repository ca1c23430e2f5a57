//! Which routes a path means (C1, U1): without case, with one slash at the end; a literal segment stands before an id.

use crate::routes::{ROUTES, Route, Surface};

const CUSTOMER: &str = "/api/Customer";
const CREATE: &str = "/api/Customer/CreateCustomer";
const GET: &str = "/api/Customer/Get";
const GET_ID: &str = "/api/Customer/Get/{id}";
const ID: &str = "/api/Customer/{id}";

/// Whether a path belongs to this surface, served or not: everything under `/api/` that has no version (C2).
pub(crate) fn is_ours(path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    let is_api = segments.next().is_some_and(|first| first.eq_ignore_ascii_case("api"));
    is_api && segments.next().is_some_and(|second| !second.is_empty() && !is_version(second))
}

fn is_version(segment: &str) -> bool {
    let digits = segment.strip_prefix(['v', 'V']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The routes of a path, one a method, and the id in it; none: there is nothing.
pub(super) fn routes(path: &str) -> (Vec<&'static Route>, Option<&str>) {
    let Some((pattern, id)) = pattern(path) else { return (Vec::new(), None) };
    let served = ROUTES.iter().filter(|route| route.surface == Surface::Cayzu);
    (served.filter(|route| route.path == pattern).collect(), id)
}

fn pattern(path: &str) -> Option<(&'static str, Option<&str>)> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let segments: Vec<&str> = path.split('/').collect();
    let [first, api, customer, rest @ ..] = segments.as_slice() else { return None };
    let is = |segment: &str, word: &str| segment.eq_ignore_ascii_case(word);
    if !first.is_empty() || !is(api, "api") || !is(customer, "customer") {
        return None;
    }
    match rest {
        [] => Some((CUSTOMER, None)),
        [call] if is(call, "createcustomer") => Some((CREATE, None)),
        [call] if is(call, "get") => Some((GET, None)),
        [id] if !id.is_empty() => Some((ID, Some(*id))),
        [call, id] if is(call, "get") && !id.is_empty() => Some((GET_ID, Some(*id))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c1_paths_match_without_case_and_with_one_slash_at_the_end() {
        for (path, expected, id) in [
            ("/api/Customer", CUSTOMER, None),
            ("/API/customer/", CUSTOMER, None),
            ("/api/Customer/CreateCustomer", CREATE, None),
            ("/api/customer/createcustomer/", CREATE, None),
            ("/api/Customer/Get/17", GET_ID, Some("17")),
            ("/api/CUSTOMER/GET/17/", GET_ID, Some("17")),
            ("/api/Customer/get", GET, None),
            ("/api/Customer/17", ID, Some("17")),
            ("/api/Customer/abc", ID, Some("abc")),
        ] {
            assert_eq!(pattern(path), Some((expected, id)), "{path}");
            assert!(is_ours(path) && !routes(path).0.is_empty(), "{path}");
        }
    }

    #[test]
    fn c2_other_paths_are_nothing_and_versions_belong_to_others() {
        for path in
            ["/api/Customer//", "/api/Customer/Get/17/x", "/api/Ticket", "/api/Customers", "/api//Customer"]
        {
            assert_eq!(pattern(path), None, "{path}");
        }
        assert!(is_ours("/api/Ticket/5"));
        for path in ["/api", "/api/", "/api/v1/workspaces", "/API/V2/cx", "/apix/Customer", "//api/Customer"]
        {
            assert!(!is_ours(path), "{path}");
        }
    }
}

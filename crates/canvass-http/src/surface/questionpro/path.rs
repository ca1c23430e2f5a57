//! Which routes a path means (Q10): exactly, with one slash at the end, and a number where the list has braces.

use crate::routes::{ROUTES, Route, Surface};

/// Whether a path belongs to this surface, served or not.
pub(crate) fn is_ours(path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    match (segments.next(), segments.next(), segments.next()) {
        (Some("a"), Some("api"), Some("v2")) => true,
        (Some("api"), Some("v2"), _) => true,
        _ => false,
    }
}

/// What a path means.
#[derive(Debug)]
pub(super) struct Found<'p> {
    /// One a method.
    pub(super) routes: Vec<&'static Route>,
    /// What stands where the list has braces.
    pub(super) value: Option<&'p str>,
}

/// The routes of a path; none: there is nothing.
pub(super) fn find(path: &str) -> Found<'_> {
    let path = path.strip_suffix('/').unwrap_or(path);
    let ours = ROUTES.iter().filter(|route| route.surface == Surface::QuestionPro);
    let matching: Vec<(&'static Route, Option<&str>)> =
        ours.filter_map(|route| Some((route, matches(route.path, path)?))).collect();
    let value = matching.first().and_then(|(_, value)| *value);
    Found { routes: matching.into_iter().map(|(route, _)| route).collect(), value }
}

/// The value of the variable part, if the path is that of the list.
fn matches<'p>(listed: &str, path: &'p str) -> Option<Option<&'p str>> {
    let mut value = None;
    let (mut listed, mut sent) = (listed.split('/'), path.split('/'));
    loop {
        match (listed.next(), sent.next()) {
            (None, None) => return Some(value),
            (Some(part), Some(own)) if part.starts_with('{') && !own.is_empty() => value = Some(own),
            (Some(part), Some(own)) if part == own => {}
            (Some(_), _) | (None, Some(_)) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q10_paths_match_exactly_and_with_one_slash_at_the_end() {
        for path in [
            "/a/api/v2/cx/transactions/import",
            "/a/api/v2/cx/transactions/import/",
            "/a/api/v2/cx/transactions/survey-url",
            "/a/api/v2/cx/transactions/batch-survey-urls",
        ] {
            assert_eq!((find(path).routes.len(), find(path).value), (1, None), "{path}");
        }
        let found = find("/a/api/v2/cx/surveys/88/responses/");
        assert_eq!((found.routes.len(), found.value), (1, Some("88")));
        assert_eq!(find("/a/api/v2/cx/surveys/x/responses").value, Some("x"));
    }

    #[test]
    fn q10_no_other_spelling_is_a_route() {
        for path in [
            "/a/api/v2/cx/transactions/import//",
            "/a/api/v2/cx/Transactions/import",
            "/a/api/v2//cx/transactions/import",
            "/a/api/v2/cx/transactions/%69mport",
            "/api/v2/cx/transactions/import",
            "/a/api/v3/cx/transactions/import",
            "/a/api/v2/cx/surveys//responses",
            "/a/api/v2/cx/surveys/88/responses/1",
            "/a/api/v2/cx/surveys/{survey}/responses/x",
            "/a/api/v2/questionpro.cx.importTransaction",
            "/a/api/v2",
            "",
        ] {
            assert_eq!(find(path).routes.len(), 0, "{path}");
        }
    }

    #[test]
    fn only_the_second_version_of_the_two_beginnings_is_ours() {
        for path in ["/a/api/v2", "/a/api/v2/", "/a/api/v2/surveys/1", "/api/v2", "/api/v2/cx/closedloop"] {
            assert!(is_ours(path), "{path}");
        }
        for path in ["/a/api", "/a", "/api/v1/workspaces", "/api", "/a/api/v20/x", "/external/api/v2/x", "/"]
        {
            assert!(!is_ours(path), "{path}");
        }
    }
}

//! Which routes a path means (Q10): exactly, with one slash at the end, and a number where the list has braces.

use crate::routes::{ROUTES, Route, Surface};

/// Whether a path belongs to this surface, served or not.
pub(crate) fn is_ours(path: &str) -> bool {
    let mut segments = path.split('/').skip(1);
    matches!(
        (segments.next(), segments.next(), segments.next()),
        (Some("a"), Some("api"), Some("v2")) | (Some("api"), Some("v2"), _)
    )
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
    let routes: Vec<&'static Route> = ours.filter(|route| is_path(route.path, path)).collect();
    let value = routes.first().and_then(|route| value(route.path, path));
    Found { routes, value }
}

/// Whether a path is this one of the list.
fn is_path(listed: &str, path: &str) -> bool {
    let (mut listed, mut sent) = (listed.split('/'), path.split('/'));
    loop {
        match (listed.next(), sent.next()) {
            (None, None) => return true,
            (Some(part), Some(own)) if is_variable(part) && !own.is_empty() || part == own => {}
            (Some(_), _) | (None, Some(_)) => return false,
        }
    }
}

fn value<'p>(listed: &str, path: &'p str) -> Option<&'p str> {
    listed.split('/').zip(path.split('/')).find(|(part, _)| is_variable(part)).map(|(_, own)| own)
}

fn is_variable(part: &str) -> bool {
    part.starts_with('{')
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

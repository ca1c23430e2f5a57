//! Which routes a path means (U1): without case, with one slash at the end, v1 and v2 as v3.

use crate::routes::{ROUTES, Route, Surface};

/// The tenant of a token address: any one segment.
const ANYTHING: &str = "{anything}";

/// Whether a path belongs to this surface, served or not.
pub(crate) fn is_ours(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    first.eq_ignore_ascii_case("external") || canonical(path).starts_with("/{anything}/oauth2")
}

/// The routes of a path, one a method; none: there is nothing.
pub(super) fn routes(path: &str) -> Vec<&'static Route> {
    let path = canonical(path);
    let served = ROUTES.iter().filter(|route| route.surface == Surface::Expoints);
    served.filter(|route| route.path.eq_ignore_ascii_case(&path)).collect()
}

/// The path as it stands in the list of routes.
fn canonical(path: &str) -> String {
    let path = path.strip_suffix('/').unwrap_or(path).to_ascii_lowercase();
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["external", "api", "v1" | "v2", rest @ ..] => format!("/external/api/v3/{}", rest.join("/")),
        [tenant, "oauth2", "v2.0", "token"] if !tenant.is_empty() => {
            format!("/{ANYTHING}/oauth2/v2.0/token")
        }
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str) -> usize {
        routes(path).len()
    }

    #[test]
    fn u1_paths_match_without_case_and_with_one_slash_at_the_end() {
        for path in [
            "/external/api/v3/customer/add",
            "/external/api/v1/customer/add",
            "/External/API/V2/Customer/Add/",
            "/external/oauth2/token",
            "/EXTERNAL/OAuth2/token/",
            "/contoso.example/oauth2/v2.0/token",
            "/External/oauth2/v2.0/token",
        ] {
            assert_eq!((count(path), is_ours(path)), (1, true), "{path}");
        }
    }

    #[test]
    fn htp_11_no_other_spelling_is_a_route() {
        for path in [
            "/external/api/v4/customer/add",
            "/external/api/v3/customer/add//",
            "/external//api/v3/customer/add",
            "/external/api/v3/./customer/add",
            "/external/api/v3/customer/add;x=y",
            "/external/api/v3/customer%2fadd",
            "/external/api/v3/customer/add/1",
            "//oauth2/v2.0/token",
            "/a/b/oauth2/v2.0/token",
            "/api/v3/customer/add",
            "/{anything}/oauth2/token",
        ] {
            assert_eq!(count(path), 0, "{path}");
        }
    }
}

//! A small browser: it keeps cookies, sends forms with their hidden fields and the origin of their page, and reads pages
//! as trees, which shows that they are well-formed.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use canvass_http::{HttpState, router};
use canvass_testkit::TestApp;
use roxmltree::{Node, ParsingOptions};
use tower::ServiceExt as _;

/// Fields of a form, in order.
pub(crate) type Form = Vec<(String, String)>;

pub(crate) struct Browser {
    router: Router,
    pub(crate) origin: Option<String>,
    pub(crate) cookies: BTreeMap<String, String>,
}

#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Browser {
    pub(crate) fn new(test: &TestApp) -> Self {
        let router = router(HttpState::new(test.app.clone(), Arc::new(|| {})));
        Self { router, origin: Some(test.app.settings.public_url.clone()), cookies: BTreeMap::new() }
    }

    pub(crate) async fn get(&mut self, path: &str) -> Shown {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn head(&mut self, path: &str) -> Shown {
        self.send(Request::head(path).body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&mut self, path: &str, form: &Form) -> Shown {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request =
            Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(origin) = &self.origin {
            request = request.header(header::ORIGIN, origin);
        }
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// POST of a body of a type, as a mail program sends it: no cookie, no origin.
    pub(crate) async fn post_bare(&self, path: &str, kind: &str, body: &str) -> Shown {
        let request = Request::post(path).header(header::CONTENT_TYPE, kind);
        let mut other = Self { router: self.router.clone(), origin: None, cookies: BTreeMap::new() };
        other.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Follows one redirect.
    pub(crate) async fn follow(&mut self, shown: Shown) -> Shown {
        assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
        let location = shown.headers[header::LOCATION].to_str().unwrap().to_owned();
        self.get(location.split('#').next().unwrap()).await
    }

    async fn send(&mut self, mut request: Request<Body>) -> Shown {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(header::COOKIE, HeaderValue::from_str(&cookies.join("; ")).unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), rest.split(';').next().unwrap().to_owned());
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            }
        }
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Shown { status, headers, text: String::from_utf8(bytes.to_vec()).unwrap() }
    }
}

impl Shown {
    /// The page as a tree.
    pub(crate) fn look<R>(&self, look: impl FnOnce(Node<'_, '_>) -> R) -> R {
        let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
        let tree = roxmltree::Document::parse_with_options(&self.text, options);
        look(tree.unwrap_or_else(|error| panic!("{error}\n{}", self.text)).root_element())
    }

    /// The page's main heading.
    pub(crate) fn heading(&self) -> String {
        self.look(|root| words(root.descendants().find(|node| node.has_tag_name("h1")).unwrap()))
    }

    /// All that can be read.
    pub(crate) fn words(&self) -> String {
        self.look(words)
    }

    /// The hidden fields of the form that is sent to this address.
    pub(crate) fn hidden(&self, action: &str) -> Form {
        self.look(|root| {
            let form = root
                .descendants()
                .find(|node| node.has_tag_name("form") && node.attribute("action") == Some(action))
                .unwrap_or_else(|| panic!("no form to {action}"));
            let inputs = form.descendants().filter(|node| node.attribute("type") == Some("hidden"));
            inputs
                .map(|input| {
                    let of = |name| input.attribute(name).unwrap().to_owned();
                    (of("name"), of("value"))
                })
                .collect()
        })
    }
}

fn words(node: Node<'_, '_>) -> String {
    let texts = node.descendants().filter(Node::is_text).filter_map(|node| node.text());
    texts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

/// More fields behind those of a form.
pub(crate) fn filled(mut form: Form, more: &[(&str, &str)]) -> Form {
    form.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    form
}

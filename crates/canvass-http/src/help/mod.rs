//! Help pages of the vendors' surfaces: what is served, how it is called, what is said when it is refused. Made from the
//! list of routes, the member tables and the faces of the code table; without script, and the same for everybody.

mod calls;

use askama::Template;
use axum::body::to_bytes;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use canvass_domain::refusal::RefusalCode;
use canvass_wire::member::Shown;

pub use calls::{CALLS, HelpCall, Members, Sample};

use crate::asset;
use crate::endpoint::{Endpoint, Gate};
use crate::faces::face;
use crate::html;
use crate::routes::{Access, ROUTES, Surface};

/// Longest body of an example.
const MOST_BYTES: usize = 100_000;

/// The routes of this folder.
pub(crate) fn routes() -> Vec<Endpoint> {
    vec![
        Endpoint::new("/external/Help", Gate::Public, get(external)),
        Endpoint::new("/external/Help/Api/{call}", Gate::Public, get(external_call)),
        Endpoint::new("/docs", Gate::Public, get(docs)),
        Endpoint::new("/docs/{surface}", Gate::Public, get(surface)),
        Endpoint::new("/docs/{surface}/{call}", Gate::Public, get(call)),
    ]
}

/// Where the pages of a surface stand, and how a call gets in.
struct Section {
    surface: Surface,
    name: &'static str,
    folder: &'static str,
    index: &'static str,
    access: &'static str,
}

const SECTIONS: [Section; 3] = [EXPOINTS, QUESTIONPRO, CAYZU];

const EXPOINTS: Section = Section {
    surface: Surface::Expoints,
    name: "Expoints",
    folder: "/external/Help/Api",
    index: "/external/Help",
    access: "Every call carries an access token: Authorization: Bearer \u{2026}. JSON and XML.",
};

const QUESTIONPRO: Section = Section {
    surface: Surface::QuestionPro,
    name: "QuestionPro CX",
    folder: "/docs/questionpro",
    index: "/docs/questionpro",
    access: "Every call carries the key of the workspace in the header api-key. JSON.",
};

const CAYZU: Section = Section {
    surface: Surface::Cayzu,
    name: "Cayzu",
    folder: "/docs/cayzu",
    index: "/docs/cayzu",
    access: "Every call carries a token: ?token=\u{2026}, or Authorization: Bearer \u{2026}. JSON and XML.",
};

impl HelpCall {
    /// The last part of the address of its page: `POST-api-v3-customer-add`.
    pub fn slug(&self) -> String {
        let path = self.path.strip_prefix("/external").unwrap_or(self.path);
        let path: String = path.chars().filter(|sign| !matches!(sign, '{' | '}')).collect();
        format!("{}{}", self.method, path.replace('/', "-"))
    }

    /// The address of its page.
    pub fn page(&self) -> String {
        let folder = SECTIONS.iter().find(|section| section.surface == self.surface);
        format!("{}/{}", folder.map_or("", |section| section.folder), self.slug())
    }

    fn scope(&self) -> &'static str {
        let mut routes = ROUTES.iter();
        let route = routes.find(|route| route.path == self.path && route.method.as_str() == self.method);
        match route.map(|route| route.access) {
            Some(Access::Scope(scope) | Access::Either(scope, _)) => scope.as_str(),
            Some(Access::Public | Access::ClientSecret | Access::Token) | None => "",
        }
    }
}

#[derive(Debug, Template)]
#[template(path = "help/index.html")]
struct IndexPage {
    title: &'static str,
    style: String,
    icon: String,
    sections: Vec<ShownSection>,
}

#[derive(Debug)]
struct ShownSection {
    name: &'static str,
    access: &'static str,
    calls: Vec<ShownCall>,
    errors: String,
}

#[derive(Debug)]
struct ShownCall {
    href: String,
    line: String,
    about: &'static str,
}

#[derive(Debug, Template)]
#[template(path = "help/call.html")]
struct CallPage {
    title: String,
    style: String,
    icon: String,
    method: &'static str,
    about: &'static str,
    access: String,
    members: Option<(&'static str, Vec<Shown>)>,
    samples: &'static [Sample],
    index: &'static str,
    errors: String,
}

#[derive(Debug, Template)]
#[template(path = "help/errors.html")]
struct ErrorsPage {
    title: String,
    style: String,
    icon: String,
    rows: Vec<ErrorRow>,
    index: &'static str,
}

#[derive(Debug)]
struct ErrorRow {
    code: &'static str,
    status: u16,
    meaning: &'static str,
    body: String,
}

async fn external() -> Response {
    index(&[&EXPOINTS])
}

async fn docs() -> Response {
    index(&SECTIONS.each_ref())
}

async fn surface(Path(surface): Path<String>) -> Response {
    match section(&format!("/docs/{surface}")) {
        Some(section) => index(&[section]),
        None => missing(),
    }
}

async fn external_call(Path(call): Path<String>) -> Response {
    page(EXPOINTS.folder, &call).await
}

async fn call(Path((surface, call)): Path<(String, String)>) -> Response {
    page(&format!("/docs/{surface}"), &call).await
}

/// The vendor's addresses in other case or with a slash at the end, which the router does not find (U1).
pub(crate) async fn spelled_otherwise(path: &str) -> Option<Response> {
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.eq_ignore_ascii_case(EXPOINTS.index) {
        return Some(external().await);
    }
    let (folder, slug) = path.rsplit_once('/')?;
    if folder.eq_ignore_ascii_case(EXPOINTS.folder) { Some(page(EXPOINTS.folder, slug).await) } else { None }
}

fn section(folder: &str) -> Option<&'static Section> {
    const ALL: &[Section] = &SECTIONS;
    ALL.iter().find(|section| section.folder.eq_ignore_ascii_case(folder))
}

fn index(sections: &[&Section]) -> Response {
    let shown = |section: &&Section| ShownSection {
        name: section.name,
        access: section.access,
        calls: CALLS.iter().filter(|call| call.surface == section.surface).map(shown_call).collect(),
        errors: format!("{}/errors", section.folder),
    };
    let page = IndexPage {
        title: "Calls",
        style: asset::STYLE.url(),
        icon: asset::ICON.url(),
        sections: sections.iter().map(shown).collect(),
    };
    html::page(StatusCode::OK, &page)
}

fn shown_call(call: &HelpCall) -> ShownCall {
    ShownCall { href: call.page(), line: format!("{} {}", call.method, call.path), about: call.about }
}

async fn page(folder: &str, slug: &str) -> Response {
    let Some(section) = section(folder) else { return missing() };
    if slug.eq_ignore_ascii_case("errors") {
        return errors(section).await;
    }
    let mut calls = CALLS.iter().filter(|call| call.surface == section.surface);
    let Some(call) = calls.find(|call| call.slug().eq_ignore_ascii_case(slug)) else { return missing() };
    let scope = call.scope();
    let access = if scope.is_empty() {
        "The call carries the client's id and secret.".to_owned()
    } else {
        format!("{} The scope {scope} is needed.", section.access)
    };
    let page = CallPage {
        title: format!("{} {}", call.method, call.path),
        style: asset::STYLE.url(),
        icon: asset::ICON.url(),
        method: call.method,
        about: call.about,
        access,
        members: call.members.map(|members| members()),
        samples: call.samples,
        index: section.index,
        errors: format!("{}/errors", section.folder),
    };
    html::page(StatusCode::OK, &page)
}

async fn errors(section: &Section) -> Response {
    let mut rows = Vec::new();
    for code in RefusalCode::ALL {
        let Some(response) = face(section.surface, *code) else { continue };
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), MOST_BYTES).await.unwrap_or_default();
        let body = String::from_utf8_lossy(&body).into_owned();
        rows.push(ErrorRow { code: code.as_str(), status, meaning: code.meaning(), body });
    }
    let page = ErrorsPage {
        title: format!("{}: errors", section.name),
        style: asset::STYLE.url(),
        icon: asset::ICON.url(),
        rows,
        index: section.index,
    };
    html::page(StatusCode::OK, &page)
}

fn missing() -> Response {
    let page = IndexPage {
        title: "There is no such page",
        style: asset::STYLE.url(),
        icon: asset::ICON.url(),
        sections: Vec::new(),
    };
    html::page(StatusCode::NOT_FOUND, &page)
}

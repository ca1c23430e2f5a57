//! The router: the list of routes behind the layers that every answer passes, and serving it until asked to stop.
//!
//! From the outside in: headers that every answer has, counting, the trace id, and a broken handler caught.

use std::any::Any;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{RawPathParams, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::any;
use parking_lot::RwLock;
use tower_http::catch_panic::CatchPanicLayer;

use crate::front::{Doorway, Fault, Front, HalfRequest, TraceId, trace};
use crate::routes::{ROUTES, Route, Surface, page_routes};
use crate::surface::{cayzu, expoints, native, questionpro};
use crate::{HttpState, help};

const UPKEEP: Duration = Duration::from_secs(5);

/// Serves until `stop` is ready, then drains: no new work, requests under way finish, and while they do and until
/// `settled` is ready, whoever comes is told 503.
pub async fn serve(
    front: Front,
    state: HttpState,
    stop: impl Future<Output = ()> + Send,
    settled: impl Future<Output = ()> + Send,
) {
    let upkeep = {
        let meter = Arc::clone(&state.meter);
        tokio::spawn(async move {
            let mut ticks = tokio::time::interval(UPKEEP);
            loop {
                ticks.tick().await;
                meter.look_after();
            }
        })
    };
    let stopped = async {
        stop.await;
        state.drain();
    };
    let telling = state.clone();
    let doorway = Doorway {
        router: RwLock::new(router(state.clone())),
        tell: Box::new(move |half| tell_half(&telling, &half)),
    };
    front.serve(Arc::new(doorway), stopped, settled).await;
    upkeep.abort();
}

/// The answer to a request that never came whole, in the words of the surface of its path. Where no surface is known by
/// what came of the path, it is a line for people.
fn tell_half(state: &HttpState, half: &HalfRequest) -> Response {
    let trace = TraceId::new(&*state.app.random);
    let label = surface(&half.path);
    let mut response = match label {
        "expoints" => expoints::half(half.fault, expoints::type_of_head(&half.path, &half.headers), &trace),
        "cayzu" => cayzu::half(half.fault, cayzu::type_of_head(&half.headers), &trace),
        "questionpro" => match half.fault {
            Fault::TooSlow => questionpro::half_sent(&state.app, &half.path, &trace),
            // Broken HTTP has no body on this wire.
            Fault::Malformed | Fault::TooLarge => plain(half_status(half.fault), ""),
        },
        "native" | "health" => native::half(half.fault, &trace),
        _ => plain(half_status(half.fault), half_words(half.fault)),
    };
    // How a connection ends is written by the front.
    response.headers_mut().remove(header::CONNECTION);
    trace.tell(&mut response);
    guarded(&mut response);
    state.meter.answered(label, response.status().as_u16(), Duration::ZERO);
    response
}

fn half_status(fault: Fault) -> StatusCode {
    match fault {
        Fault::Malformed => StatusCode::BAD_REQUEST,
        Fault::TooSlow => StatusCode::REQUEST_TIMEOUT,
        Fault::TooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
    }
}

fn half_words(fault: Fault) -> &'static str {
    match fault {
        Fault::Malformed => "This is no HTTP/1.1 request.\n",
        Fault::TooSlow => "The request head did not arrive in time.\n",
        Fault::TooLarge => "The request line and headers are larger than the limit of 16 kB.\n",
    }
}

/// A line of text.
fn plain(status: StatusCode, words: &'static str) -> Response {
    let mut response = Response::new(Body::from(words));
    *response.status_mut() = status;
    if !words.is_empty() {
        let kind = HeaderValue::from_static("text/plain; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

/// Everything that is served.
pub fn router(state: HttpState) -> Router {
    let mut router = Router::new();
    let served: Vec<&'static Route> = ROUTES.iter().filter(|route| is_matched_by_router(route)).collect();
    let paths: BTreeSet<&'static str> = served.iter().map(|route| route.path).collect();
    for path in paths {
        let of_path: Arc<[&'static Route]> =
            served.iter().copied().filter(|route| route.path == path).collect();
        router = router.route(
            path,
            any(move |State(state): State<HttpState>, path: RawPathParams, request: Request| async move {
                native::answer(state, &of_path, path, request).await
            }),
        );
    }
    for endpoint in page_routes() {
        router = router.route(endpoint.path, endpoint.answers);
    }
    // The tenant of a token address may be any word, also the one that a gateway's reports begin with.
    router = router.route("/t/oauth2/v2.0/token", any(fallback));
    layered(router.fallback(fallback), state)
}

/// The vendors' paths have rules of their own, which the router cannot follow: they end in the fallback.
fn is_matched_by_router(route: &Route) -> bool {
    match route.surface {
        Surface::Health | Surface::Native => true,
        Surface::Expoints | Surface::QuestionPro | Surface::Cayzu => false,
    }
}

/// What every request passes, the panic catcher innermost.
fn layered(router: Router<HttpState>, state: HttpState) -> Router {
    let random = Arc::clone(&state.app.random);
    router
        .layer(CatchPanicLayer::custom(caught))
        .layer(from_fn_with_state(state.clone(), tell_of_panic))
        .layer(from_fn_with_state(random, trace))
        .layer(from_fn_with_state(state.clone(), count))
        .layer(axum::middleware::map_response(guard))
        .with_state(state)
}

/// The vendor's paths are compared without case, which the router cannot do; all others end here when they are none.
async fn fallback(State(state): State<HttpState>, request: Request) -> Response {
    if request.method() == Method::GET
        && let Some(page) = help::spelled_otherwise(request.uri().path()).await
    {
        return page;
    }
    if expoints::is_ours(request.uri().path()) {
        return expoints::answer(state, request).await;
    }
    if questionpro::is_ours(request.uri().path()) {
        return questionpro::answer(state, request).await;
    }
    if cayzu::is_ours(request.uri().path()) {
        return cayzu::answer(state, request).await;
    }
    if surface(request.uri().path()) == "native" {
        return native::not_found(&trace_of(&request));
    }
    plain(StatusCode::NOT_FOUND, "There is nothing here.\n")
}

/// Marks the answer of a broken handler, whose request is gone.
#[derive(Debug, Clone, Copy)]
struct Panicked;

fn caught(panic: Box<dyn Any + Send + 'static>) -> Response {
    // What a panic says may hold what was sent in; where it happened was logged by the panic hook.
    drop(panic);
    tracing::error!("a handler panicked");
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response.extensions_mut().insert(Panicked);
    response
}

/// A broken handler is answered in the words of its surface (HTP-16).
async fn tell_of_panic(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let trace = trace_of(&request);
    let path = request.uri().path();
    let vendor_type = expoints::is_ours(path).then(|| expoints::type_of_head(path, request.headers()));
    let keyed = questionpro::is_ours(path).then(|| path.to_owned());
    let desk_type = cayzu::is_ours(path).then(|| cayzu::type_of_head(request.headers()));
    let response = next.run(request).await;
    if response.extensions().get::<Panicked>().is_none() {
        return response;
    }
    if let Some(answer) = desk_type {
        return cayzu::panicked(answer, &trace);
    }
    match (vendor_type, keyed) {
        (Some(answer), _) => expoints::panicked(answer, &trace),
        (None, Some(path)) => questionpro::panicked(&state.app, &path, &trace),
        (None, None) => native::panicked(&trace),
    }
}

async fn count(State(state): State<HttpState>, request: Request, next: Next) -> Response {
    let surface = surface(request.uri().path());
    let began = Instant::now();
    let response = next.run(request).await;
    state.meter.answered(surface, response.status().as_u16(), began.elapsed());
    response
}

/// The label of a path: words of ours only.
fn surface(path: &str) -> &'static str {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match first {
        _ if questionpro::is_ours(path) => "questionpro",
        _ if cayzu::is_ours(path) => "cayzu",
        "api" => "native",
        "q" | "o" => "page",
        "console" => "console",
        "health" | "metrics" => "health",
        _ if expoints::is_ours(path) => "expoints",
        _ => "other",
    }
}

/// HTP-15: what every answer says, unless its page says it otherwise.
async fn guard(mut response: Response) -> Response {
    guarded(&mut response);
    response
}

fn guarded(response: &mut Response) {
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
}

fn trace_of(request: &Request) -> TraceId {
    request.extensions().get::<TraceId>().cloned().unwrap_or_else(|| TraceId(String::new()))
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use axum::routing::get;
    use canvass_testkit::TestApp;
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn breaks() -> &'static str {
        let secret = "sent in";
        panic!("{secret}")
    }

    async fn asked(router: &Router, path: &str) -> (u16, String, String) {
        let request = Request::get(path).header("accept", "application/xml").body(Body::empty()).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let trace = parts.headers["canvass-trace-id"].to_str().unwrap().to_owned();
        assert_eq!(parts.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        (parts.status.as_u16(), body, trace)
    }

    #[tokio::test]
    async fn htp_16_a_broken_handler_is_answered_in_the_words_of_its_surface_and_tells_nothing() {
        let test = TestApp::new();
        let state = HttpState::new(test.app.clone(), Arc::new(|| {}));
        let broken = Router::new()
            .route("/external/api/v3/broken", get(breaks))
            .route("/api/v1/broken", get(breaks))
            .route("/a/api/v2/broken", get(breaks));
        let router = layered(broken, state);
        let (status, body, trace) = asked(&router, "/external/api/v3/broken").await;
        let expected =
            format!("<Error><Message>An error has occurred.</Message><TraceId>{trace}</TraceId></Error>");
        assert_eq!((status, body), (500, expected));
        let (status, body, trace) = asked(&router, "/api/v1/broken").await;
        assert_eq!(status, 500);
        assert!(body.contains(r#""code":"unexpected""#) && body.contains(&trace), "{body}");
        assert!(!body.contains("sent in"));
        let (status, body, _) = asked(&router, "/a/api/v2/broken?apiKey=secret").await;
        let expected = concat!(
            r#"{"response":{"error":{"docs":"https://feedback.example.org/docs/questionpro/errors","#,
            r#""resourceUrl":"https://feedback.example.org/a/api/v2/broken","name":"INTERNAL_SERVER_ERROR","#,
            r#""id":"1026","message":"We are not able to process your request","httpStatusCode":500}}}"#
        );
        assert_eq!((status, body.as_str()), (500, expected));
    }
}

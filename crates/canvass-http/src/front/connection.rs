//! One connection from its first byte to its end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use hyper::body::Incoming;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tower::ServiceExt as _;

use super::crowd::Seat;
use super::exchange::{AnswerBody, Exchange};
use super::refusal::{HalfRequest, written};
use super::rest::returning;
use super::stream::GuardedStream;
use super::under_way::UnderWay;
use super::{Doorway, FrontSettings, PacedBody};

/// What all connections of a front share.
#[derive(Debug, Clone)]
pub(super) struct Shared {
    pub(super) doorway: Arc<Doorway>,
    pub(super) settings: FrontSettings,
    pub(super) under_way: Arc<UnderWay>,
    /// Turns true when the front has drained: who waits for a next request waits for nothing.
    pub(super) closing: watch::Receiver<bool>,
}

/// Serves a connection to its end.
pub(super) async fn connection(stream: TcpStream, peer: SocketAddr, seat: Seat, mut shared: Shared) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let stream = Arc::new(stream);
    let exchange = Arc::new(Exchange::default());
    let seat = Arc::new(seat);
    serve(&stream, peer, &exchange, &seat, &mut shared).await;
    let Some(mut stream) = Arc::into_inner(stream) else { return };
    let settings = shared.settings;
    if let Some(refused) = exchange.take_refusal() {
        let half = HalfRequest::new(refused.fault, &refused.head);
        let bytes = written((shared.doorway.tell)(half)).await;
        let told = tokio::time::timeout(settings.write_pause, stream.write_all(&bytes)).await;
        if !matches!(told, Ok(Ok(()))) {
            return;
        }
    }
    if !exchange.is_left_alone() && stream.shutdown().await.is_ok() {
        // Over in time or not: it is closed.
        drop(tokio::time::timeout(settings.linger, linger(&mut stream, settings.linger_bytes)).await);
    }
}

/// Reads and drops what still comes. A connection that is closed over bytes nobody read is reset, and the client loses
/// the answer that it has not taken yet.
async fn linger(stream: &mut TcpStream, most: usize) {
    let mut dropped = 0;
    let mut bytes = vec![0; 16 * 1024];
    while dropped < most {
        match stream.read(&mut bytes).await {
            Ok(0) | Err(_) => return,
            Ok(count) => dropped += count,
        }
    }
}

async fn serve(
    stream: &Arc<TcpStream>,
    peer: SocketAddr,
    exchange: &Arc<Exchange>,
    seat: &Arc<Seat>,
    shared: &mut Shared,
) {
    let settings = shared.settings;
    let guarded = GuardedStream::new(Arc::clone(stream), Arc::clone(exchange), Arc::clone(seat), settings);
    let (doorway, under_way) = (Arc::clone(&shared.doorway), Arc::clone(&shared.under_way));
    let service = hyper::service::service_fn(|request: hyper::Request<Incoming>| {
        let exchange = Arc::clone(exchange);
        let (doorway, under_way) = (Arc::clone(&doorway), Arc::clone(&under_way));
        async move {
            let ticket = under_way.begin();
            let response = answer(&doorway, peer, settings, request).await;
            let (mut parts, body) = response.into_parts();
            if under_way.is_draining() {
                parts.headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
            }
            let body: AnswerBody = exchange.answer(body, ticket);
            Ok::<_, Infallible>(hyper::Response::from_parts(parts, body))
        }
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    // Heads are whole when they come here, and timed before.
    builder.header_read_timeout(None).half_close(false).max_buf_size(settings.head_bytes.max(32 * 1024) * 2);
    let mut connection = std::pin::pin!(builder.serve_connection(guarded, service));
    let mut is_closing = false;
    loop {
        tokio::select! {
            served = &mut connection => {
                if let Err(error) = served {
                    tracing::debug!(%error, "a connection ended early");
                }
                return;
            }
            () = exchange.body_refused() => return,
            () = seat.taken_away() => {
                exchange.leave_alone();
                return;
            }
            closing = shared.closing.wait_for(|is_closing| *is_closing), if !is_closing => {
                drop(closing);
                is_closing = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

async fn answer(
    doorway: &Doorway,
    peer: SocketAddr,
    settings: FrontSettings,
    request: hyper::Request<Incoming>,
) -> Response {
    let waits_for_continue = request.headers().contains_key(header::EXPECT);
    let (head, body) = request.into_parts();
    let (body, rest) = returning(PacedBody::new(body, settings.body.of(&head.headers)));
    let mut request = Request::from_parts(head, Body::new(body));
    request.extensions_mut().insert(ConnectInfo(peer));
    let router = doorway.router.read().clone();
    let mut response = match router.oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    let close = HeaderValue::from_static("close");
    if response.headers().get(header::CONNECTION) != Some(&close) && !rest.drained(waits_for_continue).await {
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}

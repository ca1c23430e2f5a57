//! The accept loop: connection cap, silent and half-sent connections closed in time, graceful drain.
//!
//! The framework's own serve helper installs no timer: half a request head would hold a socket for ever.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tower::ServiceExt as _;

/// Limits of the front.
#[derive(Debug, Clone, Copy)]
pub struct FrontSettings {
    /// Open connections at most; the next one waits to be accepted.
    pub connections: usize,
    /// From the first byte of a request head to its last.
    pub head: Duration,
    /// How long a connection may stay silent before its first request.
    pub silence: Duration,
    /// Request line and headers, in bytes (431 beyond).
    pub head_bytes: usize,
    /// How long a drain waits for requests under way.
    pub drain: Duration,
}

impl Default for FrontSettings {
    fn default() -> Self {
        Self {
            connections: 4_096,
            head: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            head_bytes: 16 * 1024,
            drain: Duration::from_secs(20),
        }
    }
}

/// A listening front.
#[derive(Debug)]
pub struct Front {
    listener: TcpListener,
    settings: FrontSettings,
}

impl Front {
    /// Listens; port 0 takes a free one.
    pub async fn bind(address: SocketAddr, settings: FrontSettings) -> std::io::Result<Self> {
        Ok(Self { listener: TcpListener::bind(address).await?, settings })
    }

    /// Where it listens.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is ready, then lets requests under way finish.
    pub async fn serve(self, router: Router, stop: impl Future<Output = ()> + Send) {
        let graceful = GracefulShutdown::new();
        let places = Arc::new(Semaphore::new(self.settings.connections));
        let mut stop = std::pin::pin!(stop);
        loop {
            let place = tokio::select! {
                () = &mut stop => break,
                place = Arc::clone(&places).acquire_owned() => place,
            };
            let accepted = tokio::select! {
                () = &mut stop => break,
                accepted = self.listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let watcher = graceful.watcher();
                    let router = router.clone();
                    let settings = self.settings;
                    tokio::spawn(async move {
                        connection(stream, peer, router, settings, watcher).await;
                        drop(place);
                    });
                }
                // Out of descriptors or a connection that was gone already: yield, then go on.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
        drop(self.listener);
        if tokio::time::timeout(self.settings.drain, graceful.shutdown()).await.is_err() {
            tracing::warn!("requests were still under way when the drain ended");
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    settings: FrontSettings,
    watcher: hyper_util::server::graceful::Watcher,
) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    // hyper starts its head timer at the first byte: a connection that never sends one is timed here.
    let mut first = [0];
    match tokio::time::timeout(settings.silence, stream.peek(&mut first)).await {
        Ok(Ok(1)) => {}
        Ok(_) | Err(_) => return,
    }
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(axum::body::Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut builder = hyper::server::conn::http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(settings.head)
        .max_buf_size(settings.head_bytes.max(8_192))
        .half_close(false);
    let served = watcher.watch(builder.serve_connection(TokioIo::new(stream), service)).await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}

//! The accept loop: who gets a place, and how a front ends: it answers to the end of what is under way, then closes.
//!
//! The framework's own serve helper installs no timer: half a request head would hold a socket for ever.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use parking_lot::RwLock;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, watch};

use super::connection::{Shared, connection};
use super::crowd::Crowd;
use super::under_way::UnderWay;
use super::{FrontSettings, HalfRequest};

/// Connections that wait to be accepted, as far as the system lets them. One more would be told to try again in a second.
const BACKLOG: u32 = 8_192;
/// After an accept that failed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);
/// For connections to end that have nothing more to do.
const CLOSE: Duration = Duration::from_secs(1);

/// What is told to a connection that finds no place.
const NO_PLACE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\ncontent-length: 0\r\n\
    connection: close\r\n\r\n";

/// What a front leads to.
pub struct Doorway {
    /// Answers requests. May be replaced: the next request sees the new one.
    pub router: RwLock<Router>,
    /// Says why a request that never came whole is not answered.
    pub tell: Box<dyn Fn(HalfRequest) -> Response + Send + Sync>,
}

impl fmt::Debug for Doorway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Doorway").finish_non_exhaustive()
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
    #[expect(clippy::unused_async, reason = "a socket can be made inside a runtime only")]
    pub async fn bind(address: SocketAddr, settings: FrontSettings) -> std::io::Result<Self> {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // As the library does: a port that was closed a moment ago is free.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        Ok(Self { listener: socket.listen(BACKLOG)?, settings })
    }

    /// Where it listens.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Serves until `stop` is ready, then drains: goes on listening and answering until requests under way are answered
    /// and `settled` is ready, or the time of a drain is over; then closes.
    pub async fn serve(
        self,
        doorway: Arc<Doorway>,
        stop: impl Future<Output = ()> + Send,
        settled: impl Future<Output = ()> + Send,
    ) {
        let Self { listener, settings } = self;
        let (close, closing) = watch::channel(false);
        let (alive, mut all_gone) = mpsc::channel::<()>(1);
        let under_way = Arc::new(UnderWay::default());
        let shared = Shared { doorway, settings, under_way: Arc::clone(&under_way), closing };
        let crowd = Crowd::new(settings.connections, settings.connections_of_address);
        let until_drained = async {
            stop.await;
            under_way.drain();
            let over = async {
                settled.await;
                under_way.none().await;
            };
            if tokio::time::timeout(settings.drain, over).await.is_err() {
                tracing::warn!("requests were still under way when the drain ended");
            }
        };
        tokio::select! {
            () = until_drained => {}
            () = accept(&listener, &crowd, &shared, &alive) => {}
        }
        drop((listener, alive));
        close.send_replace(true);
        drop(tokio::time::timeout(CLOSE, all_gone.recv()).await);
    }
}

async fn accept(listener: &TcpListener, crowd: &Arc<Crowd>, shared: &Shared, alive: &mpsc::Sender<()>) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let Some(seat) = crowd.enter(peer.ip()) else {
                    turn_away(&stream);
                    continue;
                };
                let (shared, alive) = (shared.clone(), alive.clone());
                tokio::spawn(async move {
                    connection(stream, peer, seat, shared).await;
                    drop(alive);
                });
            }
            // Out of descriptors or a connection that was gone already: yield, then go on.
            Err(error) => {
                let made_room = crowd.make_room().is_some();
                tracing::warn!(%error, made_room, "a connection could not be accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// As much as can be said without waiting for anybody.
fn turn_away(stream: &TcpStream) {
    if stream.try_write(NO_PLACE).is_err() {
        tracing::debug!("a connection without a place could not be told so");
    }
}

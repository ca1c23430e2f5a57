//! Whether a gateway can be reached: whatever a request does up to the moment when something would be said. A connection, and
//! for https the hand-shake, so that a gateway whose TLS is broken costs no message a try.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::Url;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};
use url::Host;

use crate::OpenError;

/// So long a hand-shake is believed that nothing has spoken against: gateways need not make two for each message.
const PROVED: Duration = Duration::from_mins(1);

/// Looks at one gateway.
pub(super) struct Look {
    tls: Arc<ClientConfig>,
    /// How long a connection may take, whatever the number of addresses, and a hand-shake.
    within: Duration,
    /// The last hand-shake.
    proved_at: Mutex<Option<Instant>>,
}

impl Look {
    pub(super) fn new(tls: ClientConfig, within: Duration) -> Self {
        Self { tls: Arc::new(tls), within, proved_at: Mutex::default() }
    }

    /// Nothing is said to whoever is there.
    pub(super) fn at(&self, url: &str) -> Result<(), OpenError> {
        let connect = |text: String| OpenError::Connect(text);
        let url = Url::parse(url).map_err(|error| connect(error.to_string()))?;
        let addresses = url.socket_addrs(|| None).map_err(|error| connect(error.to_string()))?;
        let stream =
            first_that_answers(&addresses, self.within).map_err(|error| connect(error.to_string()))?;
        self.prove(&url, stream)
    }

    /// A request found no connection: the next look goes to the end again.
    pub(super) fn doubt(&self) {
        *self.proved() = None;
    }

    fn prove(&self, url: &Url, stream: TcpStream) -> Result<(), OpenError> {
        if url.scheme() != "https" || self.proved().is_some_and(|at| at.elapsed() < PROVED) {
            return Ok(());
        }
        // A socket whose time is over says it in either way, and in words that help nobody.
        let is_over =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
        let failed = |error: io::Error| {
            OpenError::Tls(if is_over(&error) { "no answer in time".to_owned() } else { error.to_string() })
        };
        let name = server_name(url).ok_or_else(|| failed(io::Error::other("it has no name")))?;
        shake_hands(&self.tls, name, stream, self.within).map_err(failed)?;
        *self.proved() = Some(Instant::now());
        Ok(())
    }

    fn proved(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.proved_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As a request does: the addresses share the time, and the first that takes the connection is spoken to.
fn first_that_answers(addresses: &[SocketAddr], within: Duration) -> io::Result<TcpStream> {
    let until = Instant::now() + within;
    let mut told = io::Error::other("its name has no address");
    for (number, address) in addresses.iter().enumerate() {
        let rest = u32::try_from(addresses.len() - number).unwrap_or(u32::MAX);
        // Nought would be refused.
        let share = (until.saturating_duration_since(Instant::now()) / rest).max(Duration::from_millis(1));
        match TcpStream::connect_timeout(address, share) {
            Ok(stream) => return Ok(stream),
            Err(error) => told = error,
        }
    }
    Err(told)
}

fn server_name(url: &Url) -> Option<ServerName<'static>> {
    match url.host()? {
        Host::Domain(name) => ServerName::try_from(name.to_owned()).ok(),
        Host::Ipv4(address) => Some(ServerName::from(std::net::IpAddr::from(address))),
        Host::Ipv6(address) => Some(ServerName::from(std::net::IpAddr::from(address))),
    }
}

fn shake_hands(
    config: &Arc<ClientConfig>,
    name: ServerName<'static>,
    mut stream: TcpStream,
    within: Duration,
) -> io::Result<()> {
    let until = Instant::now() + within;
    let mut tls = ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?;
    // What is left to write after the last reading belongs to the hand-shake.
    while tls.is_handshaking() || tls.wants_write() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        stream.set_write_timeout(Some(left))?;
        stream.set_read_timeout(Some(left))?;
        if tls.wants_write() {
            tls.write_tls(&mut stream)?;
        } else if tls.read_tls(&mut stream)? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it hung up in the hand-shake"));
        } else {
            tls.process_new_packets().map_err(io::Error::other)?;
        }
    }
    tls.send_close_notify();
    // It is proved already; a goodbye that is not heard changes nothing.
    drop(tls.write_tls(&mut stream));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use rustix::net::{AddressFamily, SocketType, bind, getsockname, listen, socket};

    use super::*;

    #[test]
    fn addresses_where_nobody_answers_take_the_time_of_one_together() {
        // A line that is full: who comes later hears nothing.
        let full = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        bind(&full, &SocketAddr::from(([127, 0, 0, 1], 0))).unwrap();
        listen(&full, 0).unwrap();
        let deaf = SocketAddr::try_from(getsockname(&full).unwrap()).unwrap();
        let share = Duration::from_millis(200);
        let line: Vec<_> = (0..100).map_while(|_| TcpStream::connect_timeout(&deaf, share).ok()).collect();
        let began = Instant::now();
        let told = first_that_answers(&[deaf; 20], Duration::from_secs(2)).unwrap_err();
        assert_eq!(told.kind(), io::ErrorKind::TimedOut);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(20), "{took:?} behind {}", line.len());
        let open = TcpListener::bind("127.0.0.1:0").unwrap();
        let answering = open.local_addr().unwrap();
        let found = first_that_answers(&[deaf, answering], Duration::from_secs(2)).unwrap();
        assert_eq!(found.peer_addr().unwrap(), answering);
    }
}

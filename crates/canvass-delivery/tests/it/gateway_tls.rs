//! Gateways behind https: they can be reached when the hand-shake holds, and not when a connection stands alone.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use canvass_delivery::gateway::{Description, GatewayTransport, twilio};
use canvass_delivery::{Fence, OpenError, Outcome, TextMessage, Transport as _};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::tls::certificate;

/// What takes the connections.
#[derive(Clone)]
enum Peer {
    /// It hangs up at once.
    HangsUp,
    /// It says this, which is no TLS, and hears the other one out.
    Says(&'static [u8]),
    /// It says nothing until the other one goes.
    IsSilent,
    /// It speaks TLS and takes each message.
    Takes(Arc<ServerConfig>),
}

#[derive(Default)]
struct Told {
    hand_shakes: AtomicUsize,
    messages: AtomicUsize,
    is_over: AtomicBool,
}

struct Listener {
    port: u16,
    peer: Arc<Mutex<Peer>>,
    told: Arc<Told>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    fn start(peer: Peer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (peer, told) = (Arc::new(Mutex::new(peer)), Arc::new(Told::default()));
        let (asked, kept) = (Arc::clone(&peer), Arc::clone(&told));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if kept.is_over.load(Ordering::SeqCst) {
                    return;
                }
                let peer = asked.lock().unwrap().clone();
                serve(&peer, stream, &kept);
            }
        });
        Self { port, peer, told, thread: Some(thread) }
    }

    fn becomes(&self, peer: Peer) {
        *self.peer.lock().unwrap() = peer;
    }

    fn transport(&self, timeout: Duration, roots: &[CertificateDer<'static>]) -> GatewayTransport {
        let described = twilio("texts", "AC1", "secret".into(), "+15005550006");
        let url = format!("https://localhost:{}/send", self.port);
        GatewayTransport::new(Description { url, timeout, ..described }, roots).unwrap()
    }

    fn counted(&self) -> (usize, usize) {
        (self.told.hand_shakes.load(Ordering::SeqCst), self.told.messages.load(Ordering::SeqCst))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.told.is_over.store(true, Ordering::SeqCst);
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        self.thread.take().unwrap().join().unwrap();
    }
}

/// A guest who leaves is no fault of the listener.
fn serve(peer: &Peer, mut stream: TcpStream, told: &Told) {
    let mut rest = Vec::new();
    match peer {
        Peer::HangsUp => {}
        Peer::Says(words) => {
            drop(stream.write_all(words));
            drop(stream.read_to_end(&mut rest));
        }
        Peer::IsSilent => drop(stream.read_to_end(&mut rest)),
        Peer::Takes(config) => {
            let mut tls = ServerConnection::new(Arc::clone(config)).unwrap();
            if tls.complete_io(&mut stream).is_ok() {
                told.hand_shakes.fetch_add(1, Ordering::SeqCst);
                drop(take(StreamOwned::new(tls, stream), told));
            }
        }
    }
}

fn take(stream: StreamOwned<ServerConnection, TcpStream>, told: &Told) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            // Somebody looked whether we are here.
            return Ok(());
        }
        if let Some(told) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = told.trim().parse().unwrap();
        }
        if line.trim().is_empty() {
            break;
        }
    }
    reader.read_exact(&mut vec![0; length])?;
    told.messages.fetch_add(1, Ordering::SeqCst);
    let stream = reader.get_mut();
    stream.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")?;
    stream.conn.send_close_notify();
    stream.flush()
}

const PATIENCE: Duration = Duration::from_secs(90);

fn opened(transport: &GatewayTransport) -> Result<(), OpenError> {
    transport.open().map(drop)
}

/// A message that passes the fence, after what happens there.
fn delivered(transport: &GatewayTransport, at_the_fence: impl Fn()) -> Outcome {
    let message = TextMessage {
        message_id: "m1@example.org".to_owned(),
        to: "+31612345678".to_owned(),
        text: "Hallo".to_owned(),
        receipt: "word".to_owned(),
        copy_id: "m1@example.org".to_owned(),
    };
    transport.open().unwrap().deliver(&message.built(), &mut || {
        at_the_fence();
        Fence::Go
    })
}

#[test]
fn a_peer_that_takes_connections_and_speaks_no_tls_is_away() {
    for peer in
        [Peer::HangsUp, Peer::Says(b"220 mail.example.org\r\n"), Peer::Says(b"HTTP/1.1 200 OK\r\n\r\n")]
    {
        let listener = Listener::start(peer);
        let told = opened(&listener.transport(PATIENCE, &[])).unwrap_err();
        assert!(matches!(told, OpenError::Tls(_)), "{told:?}");
    }
    let listener = Listener::start(Peer::IsSilent);
    let told = opened(&listener.transport(Duration::from_millis(300), &[])).unwrap_err();
    assert!(matches!(told, OpenError::Tls(_)), "{told:?}");
}

#[test]
fn a_peer_with_a_certificate_that_nobody_knows_is_away() {
    let certificate = certificate();
    let listener = Listener::start(Peer::Takes(Arc::clone(&certificate.config)));
    let told = opened(&listener.transport(PATIENCE, &[])).unwrap_err();
    assert!(matches!(&told, OpenError::Tls(why) if why.contains("certificate")), "{told:?}");
    assert_eq!(listener.counted().1, 0);
}

#[test]
fn a_hand_shake_is_believed_until_a_message_finds_none() {
    let certificate = certificate();
    let roots = [CertificateDer::from_pem_file(&certificate.ca).unwrap()];
    let takes = Peer::Takes(Arc::clone(&certificate.config));
    let listener = Listener::start(takes.clone());
    let transport = listener.transport(PATIENCE, &roots);
    for _ in 0..2 {
        assert!(matches!(delivered(&transport, || {}), Outcome::Sent { .. }));
    }
    // Each message has one, and the look another, once.
    assert_eq!(listener.counted(), (3, 2));
    // It breaks when the message is at the fence already: this one comes back, and the next is not tried.
    let outcome = delivered(&transport, || listener.becomes(Peer::HangsUp));
    assert!(matches!(outcome, Outcome::PutBack { .. }), "{outcome:?}");
    assert!(matches!(opened(&transport), Err(OpenError::Tls(_))));
    listener.becomes(takes);
    assert!(matches!(delivered(&transport, || {}), Outcome::Sent { .. }));
    assert_eq!(listener.counted(), (5, 3));
}

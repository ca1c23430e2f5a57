//! A receiver of webhooks that does what a test tells it to, over plain HTTP or TLS.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What it does with a request.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Answers with these bytes and closes.
    Answer(Vec<u8>),
    /// Answers the head, then this byte by byte every so often.
    Drip(Duration),
    /// Answers the head, then bytes without end.
    Flood,
    /// Reads and says nothing until the other side gives up.
    Silence,
    /// Answers with bytes instead of a TLS handshake.
    Raw(Vec<u8>),
}

impl Step {
    /// A status with an empty answer.
    pub(super) fn status(status: u16, headers: &str) -> Self {
        Self::Answer(format!("HTTP/1.1 {status} X\r\n{headers}content-length: 0\r\n\r\n").into_bytes())
    }
}

/// A request that came.
#[derive(Debug, Clone)]
pub(super) struct Came {
    pub(super) head: String,
    pub(super) body: String,
}

impl Came {
    /// A header's value.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(": ")?;
            own.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    pub(super) fn id(&self) -> &str {
        self.header("webhook-id").unwrap()
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

#[derive(Debug, Default)]
struct Seen {
    came: Mutex<Vec<Came>>,
    changed: Condvar,
}

/// The receiver. It lives as long as the test.
#[derive(Debug)]
pub(super) struct Receiver {
    pub(super) address: SocketAddr,
    seen: Arc<Seen>,
}

impl Receiver {
    /// Takes the steps one a request; the last one is kept for all that follow.
    pub(super) fn start(steps: Vec<Step>) -> Self {
        Self::serve(steps, None)
    }

    pub(super) fn start_tls(steps: Vec<Step>, tls: ServerConfig) -> Self {
        Self::serve(steps, Some(Arc::new(tls)))
    }

    fn serve(steps: Vec<Step>, tls: Option<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::<Seen>::default());
        let steps = Arc::new(Mutex::new(steps));
        let known = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (steps, seen, tls) = (Arc::clone(&steps), Arc::clone(&known), tls.clone());
                std::thread::spawn(move || drop(one(stream, &steps, &seen, tls)));
            }
        });
        Self { address, seen }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}/in", self.address)
    }

    pub(super) fn came(&self) -> Vec<Came> {
        self.seen.came.lock().clone()
    }

    /// Waits until so many requests came.
    pub(super) fn wait_for(&self, count: usize) -> Vec<Came> {
        let until = Instant::now() + Duration::from_secs(30);
        let mut came = self.seen.came.lock();
        while came.len() < count {
            let is_late = self.seen.changed.wait_until(&mut came, until).timed_out();
            assert!(!is_late, "{} of {count} requests came", came.len());
        }
        came.clone()
    }
}

fn one(
    mut stream: TcpStream,
    steps: &Mutex<Vec<Step>>,
    seen: &Seen,
    tls: Option<Arc<ServerConfig>>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    if let Some(Step::Raw(bytes)) = steps.lock().first().cloned() {
        let mut hello = [0; 512];
        if stream.read(&mut hello)? > 0 {
            stream.write_all(&bytes)?;
        }
        return drain(&mut stream);
    }
    match tls {
        None => talk(&mut stream, steps, seen),
        Some(tls) => {
            let connection = ServerConnection::new(tls).map_err(std::io::Error::other)?;
            talk(&mut StreamOwned::new(connection, stream), steps, seen)
        }
    }
}

fn talk(stream: &mut (impl Read + Write), steps: &Mutex<Vec<Step>>, seen: &Seen) -> std::io::Result<()> {
    let came = request(stream)?;
    let step = {
        let mut steps = steps.lock();
        if steps.len() > 1 { steps.remove(0) } else { steps[0].clone() }
    };
    seen.came.lock().push(came);
    seen.changed.notify_all();
    match step {
        Step::Answer(bytes) => {
            stream.write_all(&bytes)?;
            stream.flush()
        }
        Step::Drip(pause) => {
            stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 1000000\r\n\r\n")?;
            let never = Mutex::new(());
            loop {
                stream.write_all(b"x")?;
                stream.flush()?;
                Condvar::new().wait_for(&mut never.lock(), pause);
            }
        }
        Step::Flood => {
            stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 10737418240\r\n\r\n")?;
            loop {
                stream.write_all(&[b'<'; 8_192])?;
            }
        }
        Step::Silence | Step::Raw(_) => drain(stream),
    }
}

fn drain(stream: &mut impl Read) -> std::io::Result<()> {
    let mut rest = [0; 1_024];
    while stream.read(&mut rest)? > 0 {}
    Ok(())
}

fn request(stream: &mut impl Read) -> std::io::Result<Came> {
    let mut bytes = Vec::new();
    let mut part = [0; 4_096];
    loop {
        let read = stream.read(&mut part)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let came = Came { head: head.to_owned(), body: body.to_owned() };
        let length = came.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        if body.len() >= length {
            return Ok(came);
        }
    }
}

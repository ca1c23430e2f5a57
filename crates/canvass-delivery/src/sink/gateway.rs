//! A local twin of a gateway for text messages: it keeps each request as it came, before it misbehaves.

use std::collections::VecDeque;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// What the twin does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayAct {
    /// It takes the message: 201 with a number of its own.
    Take,
    /// This status, header lines and body.
    Answer(u16, Vec<String>, String),
    /// It reads the request and hangs up.
    HangUp,
    /// It reads the request and says nothing until it is dropped.
    Silence,
    /// It takes the message, and breaks off within the answer.
    BreakOff,
}

/// A request as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GatewayRequest {
    /// Method, path and version.
    pub line: String,
    /// Header lines, with their names in lower case.
    pub headers: Vec<String>,
    /// The body.
    pub body: String,
}

impl GatewayRequest {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    /// A member of the form.
    pub fn member(&self, name: &str) -> Option<String> {
        let mut members = url::form_urlencoded::parse(self.body.as_bytes());
        members.find(|(own, _)| own == name).map(|(_, value)| value.into_owned())
    }
}

#[derive(Default)]
struct Shelf {
    acts: Mutex<VecDeque<GatewayAct>>,
    requests: Mutex<Vec<GatewayRequest>>,
    came: Condvar,
    is_over: AtomicBool,
    silent: Mutex<Vec<TcpStream>>,
}

/// The running twin; it ends when it is dropped.
pub struct GatewayTwin {
    address: SocketAddr,
    shelf: Arc<Shelf>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for GatewayTwin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GatewayTwin").field("address", &self.address).finish_non_exhaustive()
    }
}

impl GatewayTwin {
    /// Starts it with what it does first; afterwards it takes everything.
    pub fn start(acts: impl IntoIterator<Item = GatewayAct>) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let shelf = Arc::new(Shelf { acts: Mutex::new(acts.into_iter().collect()), ..Shelf::default() });
        let kept = Arc::clone(&shelf);
        let thread = std::thread::Builder::new().name("gateway-twin".to_owned()).spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if kept.is_over.load(Ordering::Acquire) {
                    return;
                }
                // A guest who leaves is no fault of the twin.
                drop(serve(&kept, stream));
            }
        })?;
        Ok(Self { address, shelf, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it does next.
    pub fn next(&self, acts: impl IntoIterator<Item = GatewayAct>) {
        lock(&self.shelf.acts).extend(acts);
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<GatewayRequest> {
        lock(&self.shelf.requests).clone()
    }

    /// Waits until so many requests came; false after so long.
    pub fn wait_for(&self, count: usize, within: Duration) -> bool {
        let requests = lock(&self.shelf.requests);
        let waited = self.shelf.came.wait_timeout_while(requests, within, |requests| requests.len() < count);
        waited.is_ok_and(|(_, timed_out)| !timed_out.timed_out())
    }
}

impl Drop for GatewayTwin {
    fn drop(&mut self) {
        self.shelf.is_over.store(true, Ordering::Release);
        lock(&self.shelf.silent).clear();
        // Wakes the thread, which looks whether it is over.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(shelf: &Shelf, stream: TcpStream) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    if reader.read_line(&mut line)? == 0 {
        // Somebody looked whether we are here.
        return Ok(());
    }
    let (mut headers, mut length) = (Vec::new(), 0);
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header.trim().is_empty() {
            break;
        }
        let (name, value) = header.trim().split_once(':').unwrap_or_default();
        let name = name.to_ascii_lowercase();
        if name == "content-length" {
            length = value.trim().parse().unwrap_or(0);
        }
        headers.push(format!("{name}: {}", value.trim()));
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let body = String::from_utf8_lossy(&body).into_owned();
    let number = {
        let mut requests = lock(&shelf.requests);
        requests.push(GatewayRequest { line: line.trim().to_owned(), headers, body });
        shelf.came.notify_all();
        requests.len()
    };
    let act = lock(&shelf.acts).pop_front().unwrap_or(GatewayAct::Take);
    let taken = format!(r#"{{"sid":"SM{number:032}","status":"queued"}}"#);
    match act {
        GatewayAct::Take => answer(stream, 201, &[], &taken),
        GatewayAct::Answer(status, headers, body) => answer(stream, status, &headers, &body),
        GatewayAct::HangUp => Ok(()),
        GatewayAct::Silence => {
            lock(&shelf.silent).push(stream);
            Ok(())
        }
        GatewayAct::BreakOff => {
            let mut stream = stream;
            write!(stream, "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{{\"sid\":\"SM")
        }
    }
}

fn answer(mut stream: TcpStream, status: u16, headers: &[String], body: &str) -> io::Result<()> {
    let headers: String = headers.iter().flat_map(|line| [line.as_str(), "\r\n"]).collect();
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}Connection: close\r\n\r\n{body}"
    )
}

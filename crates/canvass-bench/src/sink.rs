//! A mail sink that answers at once: PIPELINING, TCP_NODELAY, one thread a connection, letters counted by Message-ID.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// What arrived.
#[derive(Debug, Default)]
pub(crate) struct Arrived {
    ids: HashSet<String>,
    letters: usize,
    first: Option<Instant>,
    last: Option<Instant>,
}

/// A running sink.
#[derive(Debug)]
pub(crate) struct Sink {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    arrived: Arc<(Mutex<Arrived>, Condvar)>,
}

impl Sink {
    /// Listens on a free port.
    pub(crate) fn start() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?;
        let arrived: Arc<(Mutex<Arrived>, Condvar)> = Arc::default();
        let shared = Arc::clone(&arrived);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || drop(serve(stream, &shared)));
            }
        });
        Ok(Self { address, arrived })
    }

    /// Waits for so many letters; tells how long they took from the first to the last, and how many came twice.
    pub(crate) fn wait(&self, letters: usize, most: Duration) -> anyhow::Result<(Duration, usize)> {
        let (lock, changed) = &*self.arrived;
        let arrived = lock.lock().unwrap_or_else(PoisonError::into_inner);
        let (arrived, waited) = changed
            .wait_timeout_while(arrived, most, |arrived| arrived.letters < letters)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() {
            anyhow::bail!("only {} of {letters} letters arrived", arrived.letters);
        }
        let took = arrived.first.zip(arrived.last).map_or(Duration::ZERO, |(first, last)| last - first);
        Ok((took, arrived.letters - arrived.ids.len()))
    }
}

fn serve(stream: TcpStream, arrived: &(Mutex<Arrived>, Condvar)) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut answers = stream.try_clone()?;
    let mut lines = BufReader::new(stream);
    answers.write_all(b"220 sink\r\n")?;
    let mut line = Vec::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        match verb.as_slice() {
            b"EHLO" => answers.write_all(b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n")?,
            b"DATA" => {
                answers.write_all(b"354 go on\r\n")?;
                let id = letter(&mut lines, &mut line)?;
                let (lock, changed) = arrived;
                let mut arrived = lock.lock().unwrap_or_else(PoisonError::into_inner);
                let now = Instant::now();
                arrived.first.get_or_insert(now);
                arrived.last = Some(now);
                arrived.letters += 1;
                arrived.ids.insert(id);
                changed.notify_all();
                drop(arrived);
                answers.write_all(b"250 taken\r\n")?;
            }
            b"QUIT" => return answers.write_all(b"221 bye\r\n"),
            _ => answers.write_all(b"250 ok\r\n")?,
        }
    }
}

/// Reads a letter to its final dot; tells its Message-ID.
fn letter(lines: &mut BufReader<TcpStream>, line: &mut Vec<u8>) -> std::io::Result<String> {
    let mut id = String::new();
    loop {
        line.clear();
        if lines.read_until(b'\n', line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(id);
        }
        if line.len() > 11 && line.get(..11).is_some_and(|head| head.eq_ignore_ascii_case(b"Message-ID:")) {
            String::from_utf8_lossy(line).trim().clone_into(&mut id);
        }
    }
}

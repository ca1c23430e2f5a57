//! A load of keep-alive connections, each a thread that writes prepared requests and reads the answers.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use crate::measure::Times;

/// A keep-alive connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: BufReader<TcpStream>,
    address: String,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Status code.
    pub(crate) status: u16,
    /// Body.
    pub(crate) body: Vec<u8>,
}

impl Connection {
    /// Connects.
    pub(crate) fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream: BufReader::new(stream), address: address.to_owned() })
    }

    /// Sends a request and reads its answer.
    pub(crate) fn call(
        &mut self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> anyhow::Result<Answer> {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n{headers}Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        );
        request.push_str(body);
        self.stream.get_mut().write_all(request.as_bytes())?;
        self.read()
    }

    fn read(&mut self) -> anyhow::Result<Answer> {
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|code| code.parse().ok()).context("no status line")?;
        let mut length = 0;
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let header = line.trim_end();
            if header.is_empty() {
                break;
            }
            if let Some((name, value)) = header.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse()?;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(Answer { status, body })
    }
}

/// Runs `clients` threads for a time; `turn(client, turn, connection)` makes one call that must be answered 200.
pub(crate) fn run<F>(
    address: &str,
    clients: usize,
    time: Duration,
    turn: F,
) -> anyhow::Result<(Times, Duration)>
where
    F: Fn(usize, usize, &mut Connection) -> anyhow::Result<Answer> + Sync,
{
    let begun = Instant::now();
    let results: Vec<anyhow::Result<Times>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..clients)
            .map(|client| {
                let turn = &turn;
                scope.spawn(move || -> anyhow::Result<Times> {
                    let mut connection = Connection::open(address)?;
                    let mut times = Times::default();
                    for number in 0.. {
                        let called = Instant::now();
                        if begun.elapsed() >= time {
                            break;
                        }
                        let answer = turn(client, number, &mut connection)?;
                        if answer.status != 200 {
                            bail!("{}: {}", answer.status, String::from_utf8_lossy(&answer.body));
                        }
                        times.add(called.elapsed());
                    }
                    Ok(times)
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| bail!("a client panicked")))
            .collect()
    });
    let took = begun.elapsed();
    let mut all = Times::default();
    for times in results {
        all.join(times?);
    }
    Ok((all, took))
}

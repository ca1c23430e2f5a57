//! The sink's side of a connection: lines and bodies in, answers out, in clear or by TLS.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A command line longer than this is an attack on the test.
const LONGEST_LINE: usize = 64 * 1024;

#[derive(Debug)]
enum Socket {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    /// Between the two.
    Gone,
}

/// A connection with what was read ahead.
#[derive(Debug)]
pub(super) struct Stream {
    socket: Socket,
    ahead: Vec<u8>,
}

impl Stream {
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self { socket: Socket::Plain(stream), ahead: Vec::new() })
    }

    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.socket, Socket::Tls(_))
    }

    /// Goes on by TLS; what was read ahead in clear is dropped.
    pub(super) fn secure(&mut self, config: Arc<ServerConfig>) -> io::Result<()> {
        self.ahead.clear();
        if let Socket::Plain(stream) = std::mem::replace(&mut self.socket, Socket::Gone) {
            let connection = ServerConnection::new(config).map_err(io::Error::other)?;
            self.socket = Socket::Tls(Box::new(StreamOwned::new(connection, stream)));
        }
        Ok(())
    }

    /// Is there a further line already? Then it is the same group of commands.
    pub(super) fn has_line_ahead(&self) -> bool {
        self.ahead.contains(&b'\n')
    }

    /// The next line without its end, or nothing when the peer closed.
    pub(super) fn line(&mut self) -> io::Result<Option<String>> {
        loop {
            if let Some(end) = self.ahead.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.ahead.drain(..=end).collect();
                return Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()));
            }
            if self.ahead.len() > LONGEST_LINE || self.more()? == 0 {
                return Ok(None);
            }
        }
    }

    /// What was read ahead, or the next piece; empty when the peer closed.
    pub(super) fn piece(&mut self) -> io::Result<Vec<u8>> {
        if self.ahead.is_empty() {
            self.more()?;
        }
        Ok(std::mem::take(&mut self.ahead))
    }

    /// Gives back what was read too far.
    pub(super) fn unread(&mut self, bytes: &[u8]) {
        self.ahead.splice(..0, bytes.iter().copied());
    }

    pub(super) fn say(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.socket {
            Socket::Plain(stream) => stream.write_all(bytes),
            Socket::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Socket::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    fn more(&mut self) -> io::Result<usize> {
        let mut buffer = [0; 16 * 1024];
        let count = match &mut self.socket {
            Socket::Plain(stream) => stream.read(&mut buffer)?,
            Socket::Tls(stream) => stream.read(&mut buffer)?,
            Socket::Gone => 0,
        };
        self.ahead.extend_from_slice(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

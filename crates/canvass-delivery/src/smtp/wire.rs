//! Bytes to and from the peer, in clear or by TLS. Knows nothing of SMTP.
//!
//! One duty is special: for the final dot it tells a failed write of nothing from a failed write of something.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use rustix::net::{RecvFlags, recv};
use rustls::{ClientConnection, Stream, StreamOwned};

use super::tls::Tls;

/// A write that failed.
#[derive(Debug)]
pub(super) struct WriteBroke {
    /// At least one byte is out of our hands.
    pub(super) is_partly_out: bool,
    pub(super) error: io::Error,
}

/// What a session needs of a connection; tests put a script in its place.
pub(super) trait Wire: Send {
    /// Reads what is there within `timeout`; 0 means the peer closed.
    fn read(&mut self, buffer: &mut [u8], timeout: Duration) -> io::Result<usize>;
    /// Reads without waiting; nothing there is `None`.
    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>>;
    /// Writes everything, or says whether any byte may have left.
    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), WriteBroke>;
}

/// A TCP connection.
#[derive(Debug)]
pub(super) struct NetWire {
    line: Line,
    /// What the socket waits for a read and for a write, as it was told last.
    reads_wait: Option<Duration>,
    writes_wait: Option<Duration>,
}

#[derive(Debug)]
enum Line {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, TcpStream>>),
}

impl NetWire {
    /// Connects to the first address of the host that answers.
    pub(super) fn connect(host: &str, port: u16, timeout: Duration) -> io::Result<Self> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
        for address in (host, port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, timeout) {
                Ok(stream) => {
                    // A pipelined dialogue must not wait for the peer's delayed acknowledgements.
                    stream.set_nodelay(true)?;
                    return Ok(Self::over(Line::Plain(stream)));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn over(line: Line) -> Self {
        Self { line, reads_wait: None, writes_wait: None }
    }

    /// Makes a plain connection a TLS one.
    pub(super) fn secure(self, tls: &Tls, timeout: Duration) -> io::Result<Self> {
        let mut stream = match self.line {
            Line::Plain(stream) => stream,
            secured @ Line::Tls(_) => return Ok(Self { line: secured, ..self }),
        };
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        let mut connection = ClientConnection::new(Arc::clone(&tls.config), tls.server_name.clone())
            .map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut stream)?;
        }
        Ok(Self::over(Line::Tls(Box::new(StreamOwned::new(connection, stream)))))
    }

    pub(super) fn local_ip(&self) -> Option<IpAddr> {
        self.socket().local_addr().ok().map(|address| address.ip())
    }

    pub(super) fn peer_address(&self) -> Option<SocketAddr> {
        self.socket().peer_addr().ok()
    }

    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self.line, Line::Tls(_))
    }

    fn socket(&self) -> &TcpStream {
        match &self.line {
            Line::Plain(stream) => stream,
            Line::Tls(stream) => stream.get_ref(),
        }
    }

    fn wait_for_reads(&mut self, timeout: Duration) -> io::Result<()> {
        if !suits(self.reads_wait, timeout) {
            self.socket().set_read_timeout(Some(at_least(timeout)))?;
            self.reads_wait = Some(timeout);
        }
        Ok(())
    }

    fn wait_for_writes(&mut self, timeout: Duration) -> io::Result<()> {
        if !suits(self.writes_wait, timeout) {
            self.socket().set_write_timeout(Some(at_least(timeout)))?;
            self.writes_wait = Some(timeout);
        }
        Ok(())
    }
}

/// Whether a socket that waits so long may go on to: what is left of a reply's time is a little less at each read, and
/// telling the socket costs as much as a small read.
fn suits(told: Option<Duration>, timeout: Duration) -> bool {
    told.is_some_and(|told| told >= timeout && told.saturating_sub(timeout) <= timeout / 16)
}

/// A time-out of zero would mean none.
fn at_least(timeout: Duration) -> Duration {
    timeout.max(Duration::from_millis(1))
}

/// A socket whose reads do not wait.
struct AtOnce<'s>(&'s mut TcpStream);

impl Read for AtOnce<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (_, length) = recv(&*self.0, buffer, RecvFlags::DONTWAIT)?;
        Ok(length)
    }
}

impl Write for AtOnce<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Wire for NetWire {
    fn read(&mut self, buffer: &mut [u8], timeout: Duration) -> io::Result<usize> {
        self.wait_for_reads(timeout)?;
        loop {
            let result = match &mut self.line {
                Line::Plain(stream) => stream.read(buffer),
                Line::Tls(stream) => stream.read(buffer),
            };
            match result {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        let result = match &mut self.line {
            Line::Plain(stream) => AtOnce(stream).read(buffer),
            Line::Tls(stream) => {
                let StreamOwned { conn, sock } = &mut **stream;
                Stream::new(conn, &mut AtOnce(sock)).read(buffer)
            }
        };
        match result {
            Ok(count) => Ok(Some(count)),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), WriteBroke> {
        self.wait_for_writes(timeout).map_err(|error| WriteBroke { is_partly_out: false, error })?;
        match &mut self.line {
            Line::Plain(stream) => write_counted(stream, bytes),
            Line::Tls(stream) => {
                let StreamOwned { conn, sock } = &mut **stream;
                write_encrypted(conn, sock, bytes)
            }
        }
    }
}

fn write_counted(out: &mut impl Write, bytes: &[u8]) -> Result<(), WriteBroke> {
    let mut rest = bytes;
    while !rest.is_empty() {
        let broke = |error| WriteBroke { is_partly_out: rest.len() < bytes.len(), error };
        match out.write(rest) {
            Ok(0) => return Err(broke(io::ErrorKind::WriteZero.into())),
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(broke(error)),
        }
    }
    Ok(())
}

/// Like [`write_counted`], counting encrypted bytes: a part of a record counts as out, although no peer can
/// read it.
fn write_encrypted(
    conn: &mut ClientConnection,
    sock: &mut TcpStream,
    bytes: &[u8],
) -> Result<(), WriteBroke> {
    let mut rest = bytes;
    let mut count_out = 0;
    while !rest.is_empty() || conn.wants_write() {
        if !rest.is_empty() {
            // Takes as much as fits into the buffer of the connection.
            let taken = conn
                .writer()
                .write(rest)
                .map_err(|error| WriteBroke { is_partly_out: count_out > 0, error })?;
            rest = rest.get(taken..).unwrap_or_default();
        }
        while conn.wants_write() {
            match conn.write_tls(sock) {
                Ok(0) => {
                    let error = io::ErrorKind::WriteZero.into();
                    return Err(WriteBroke { is_partly_out: count_out > 0, error });
                }
                Ok(count) => count_out += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(WriteBroke { is_partly_out: count_out > 0, error }),
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn a_socket_is_told_anew_only_of_what_it_does_not_wait_already() {
        let second = Duration::from_secs(1);
        for (told, timeout, is_enough) in [
            (None, second, false),
            (Some(second), second, true),
            (Some(second), Duration::from_millis(950), true),
            (Some(second), second / 2, false),
            (Some(second), second * 2, false),
        ] {
            assert_eq!(suits(told, timeout), is_enough, "{told:?} {timeout:?}");
        }
    }

    #[test]
    fn what_is_there_is_read_at_once_and_waiting_goes_on_as_before() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut wire =
            NetWire::connect("127.0.0.1", listener.local_addr().unwrap().port(), Duration::from_mins(1))
                .unwrap();
        let (mut peer, _) = listener.accept().unwrap();
        let mut buffer = [0; 8];
        assert_eq!(wire.read_now(&mut buffer).unwrap(), None);
        let short = Duration::from_millis(20);
        let error = wire.read(&mut buffer, short).unwrap_err();
        assert!(matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut), "{error}");
        peer.write_all(b"220").unwrap();
        assert_eq!(wire.read(&mut buffer, Duration::from_mins(1)).unwrap(), 3);
        assert_eq!(wire.reads_wait, Some(Duration::from_mins(1)));
        drop(peer);
        assert_eq!(wire.read(&mut buffer, Duration::from_mins(1)).unwrap(), 0);
        assert_eq!(wire.read_now(&mut buffer).unwrap(), Some(0));
    }
}

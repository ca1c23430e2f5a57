//! Bytes to and from the peer, in clear or by TLS. Knows nothing of SMTP.
//!
//! One duty is special: for the final dot it tells a failed write of nothing from a failed write of something.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ClientConnection, StreamOwned};

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
pub(super) enum NetWire {
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
                    return Ok(Self::Plain(stream));
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Makes a plain connection a TLS one.
    pub(super) fn secure(self, tls: &Tls, timeout: Duration) -> io::Result<Self> {
        let mut stream = match self {
            Self::Plain(stream) => stream,
            secured @ Self::Tls(_) => return Ok(secured),
        };
        stream.set_read_timeout(Some(timeout))?;
        stream.set_write_timeout(Some(timeout))?;
        let mut connection = ClientConnection::new(Arc::clone(&tls.config), tls.server_name.clone())
            .map_err(io::Error::other)?;
        while connection.is_handshaking() {
            connection.complete_io(&mut stream)?;
        }
        Ok(Self::Tls(Box::new(StreamOwned::new(connection, stream))))
    }

    pub(super) fn local_ip(&self) -> Option<IpAddr> {
        self.socket().local_addr().ok().map(|address| address.ip())
    }

    pub(super) fn peer_address(&self) -> Option<SocketAddr> {
        self.socket().peer_addr().ok()
    }

    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    fn socket(&self) -> &TcpStream {
        match self {
            Self::Plain(stream) => stream,
            Self::Tls(stream) => stream.get_ref(),
        }
    }
}

impl Wire for NetWire {
    fn read(&mut self, buffer: &mut [u8], timeout: Duration) -> io::Result<usize> {
        // A time-out of zero would mean none.
        self.socket().set_read_timeout(Some(timeout.max(Duration::from_millis(1))))?;
        loop {
            let result = match self {
                Self::Plain(stream) => stream.read(buffer),
                Self::Tls(stream) => stream.read(buffer),
            };
            match result {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => return other,
            }
        }
    }

    fn read_now(&mut self, buffer: &mut [u8]) -> io::Result<Option<usize>> {
        self.socket().set_nonblocking(true)?;
        let result = match self {
            Self::Plain(stream) => stream.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        };
        self.socket().set_nonblocking(false)?;
        match result {
            Ok(count) => Ok(Some(count)),
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn write(&mut self, bytes: &[u8], timeout: Duration) -> Result<(), WriteBroke> {
        let whole = |error| WriteBroke { is_partly_out: false, error };
        self.socket().set_write_timeout(Some(timeout.max(Duration::from_millis(1)))).map_err(whole)?;
        match self {
            Self::Plain(stream) => write_counted(stream, bytes),
            Self::Tls(stream) => {
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

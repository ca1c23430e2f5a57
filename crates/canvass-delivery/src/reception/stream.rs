//! Where a reception listens, and the connections that come there: by TCP or by a socket of the machine.

use std::fmt;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An address to listen at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListenAt {
    /// By TCP.
    Tcp(SocketAddr),
    /// At a socket of this machine. Whoever may enter its folder may connect.
    Unix(PathBuf),
}

impl ListenAt {
    /// An address such as `127.0.0.1:2525`, or the path of a socket with a `/` in front; `None` = neither.
    pub fn parse(text: &str) -> Option<Self> {
        if text.starts_with('/') {
            return Some(Self::Unix(PathBuf::from(text)));
        }
        text.parse().ok().map(Self::Tcp)
    }
}

impl fmt::Display for ListenAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => path.display().fmt(f),
        }
    }
}

/// Something that listens.
#[derive(Debug)]
pub(super) enum Listener {
    Tcp(TcpListener),
    Unix(UnixListener),
}

impl Listener {
    pub(super) fn bind(at: &ListenAt) -> io::Result<Self> {
        match at {
            ListenAt::Tcp(address) => TcpListener::bind(address).map(Self::Tcp),
            ListenAt::Unix(path) => {
                remove_dead(path)?;
                let listener = UnixListener::bind(path)?;
                // The mail server is somebody else; addresses are proven by their signature.
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o666))?;
                Ok(Self::Unix(listener))
            }
        }
    }

    /// Where it listens, with the port that was given.
    pub(super) fn address(&self, at: &ListenAt) -> io::Result<ListenAt> {
        match self {
            Self::Tcp(listener) => listener.local_addr().map(ListenAt::Tcp),
            Self::Unix(_) => Ok(at.clone()),
        }
    }

    pub(super) fn accept(&self) -> io::Result<Stream> {
        match self {
            Self::Tcp(listener) => listener.accept().map(|(stream, _)| Stream::Tcp(stream)),
            Self::Unix(listener) => listener.accept().map(|(stream, _)| Stream::Unix(stream)),
        }
    }
}

/// Removes a socket that nobody listens at any more, and nothing else.
fn remove_dead(path: &Path) -> io::Result<()> {
    let is_socket = std::fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_socket());
    if is_socket
        && UnixStream::connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
    {
        std::fs::remove_file(path)?;
    }
    Ok(())
}

/// A connection.
#[derive(Debug)]
pub(super) enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Stream {
    pub(super) fn connect(at: &ListenAt) -> io::Result<Self> {
        match at {
            ListenAt::Tcp(address) => TcpStream::connect(address).map(Self::Tcp),
            ListenAt::Unix(path) => UnixStream::connect(path).map(Self::Unix),
        }
    }

    pub(super) fn copy(&self) -> io::Result<Self> {
        match self {
            Self::Tcp(stream) => stream.try_clone().map(Self::Tcp),
            Self::Unix(stream) => stream.try_clone().map(Self::Unix),
        }
    }

    /// Who is at the other end; `None` = somebody of this machine.
    pub(super) fn peer(&self) -> io::Result<Option<IpAddr>> {
        match self {
            Self::Tcp(stream) => Ok(Some(stream.peer_addr()?.ip().to_canonical())),
            Self::Unix(_) => Ok(None),
        }
    }

    /// Prepares a connection that was accepted.
    pub(super) fn prepare(&self, answer_time: Duration) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => {
                stream.set_nodelay(true)?;
                stream.set_write_timeout(Some(answer_time))
            }
            Self::Unix(stream) => stream.set_write_timeout(Some(answer_time)),
        }
    }

    /// How long a read may wait from now on.
    pub(super) fn read_within(&self, time: Duration) -> io::Result<()> {
        // Nothing at all would mean for ever.
        let time = Some(time.max(Duration::from_millis(1)));
        match self {
            Self::Tcp(stream) => stream.set_read_timeout(time),
            Self::Unix(stream) => stream.set_read_timeout(time),
        }
    }

    /// Ends one or both directions; it may have ended already.
    pub(super) fn shut(&self, how: Shutdown) {
        let ended = match self {
            Self::Tcp(stream) => stream.shutdown(how),
            Self::Unix(stream) => stream.shutdown(how),
        };
        ended.unwrap_or_default();
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.read(buffer),
            Self::Unix(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Tcp(stream) => stream.write(bytes),
            Self::Unix(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Tcp(stream) => stream.flush(),
            Self::Unix(stream) => stream.flush(),
        }
    }
}

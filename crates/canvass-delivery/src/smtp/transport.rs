//! The transport: settings in, open sessions out.

use std::net::IpAddr;

use super::opening::{OpenStep, Opening};
use super::reply::ReplyReader;
use super::session::{SmtpSession, read_reply};
use super::settings::{Security, SettingsError, SmtpSettings, Timeouts};
use super::tls::Tls;
use super::wire::{NetWire, Wire, WriteBroke};
use crate::{OpenError, Session, Transport};

/// Hands letters to an SMTP relay.
#[derive(Debug, Clone)]
pub struct SmtpTransport {
    settings: SmtpSettings,
    /// Absent when the settings say `tls=none`.
    tls: Option<Tls>,
}

impl SmtpTransport {
    /// Prepares a transport; nothing is connected yet.
    pub fn new(settings: SmtpSettings) -> Result<Self, SettingsError> {
        let tls = match settings.security {
            Security::None => None,
            Security::StartTls | Security::Implicit => {
                Some(Tls::new(&settings.host, settings.ca.as_deref())?)
            }
        };
        Ok(Self { settings, tls })
    }

    fn connect(&self) -> Result<NetWire, OpenError> {
        let settings = &self.settings;
        let wire = NetWire::connect(&settings.host, settings.port, settings.timeouts.connect)
            .map_err(|error| OpenError::Connect(error.to_string()))?;
        match &self.tls {
            Some(tls) if settings.security == Security::Implicit => self.secure(wire, tls),
            _ => Ok(wire),
        }
    }

    fn secure(&self, wire: NetWire, tls: &Tls) -> Result<NetWire, OpenError> {
        wire.secure(tls, self.settings.timeouts.reply).map_err(|error| OpenError::Tls(error.to_string()))
    }

    /// RFC 5321 4.1.3: without a name of our own, the address stands for it.
    fn hello(&self, wire: &NetWire) -> String {
        match (&self.settings.hello, wire.local_ip()) {
            (Some(name), _) => name.clone(),
            (None, Some(IpAddr::V4(address))) => format!("[{address}]"),
            (None, Some(IpAddr::V6(address))) => format!("[IPv6:{address}]"),
            (None, None) => "localhost".to_owned(),
        }
    }

    /// The settings have looked at the host's name; what counts is where the connection ended.
    fn check_password_path(&self, wire: &NetWire) -> Result<(), OpenError> {
        let is_local = wire.peer_address().is_some_and(|address| address.ip().is_loopback());
        let is_safe = self.settings.security != Security::None || wire.is_encrypted() || is_local;
        if self.settings.credentials.is_some() && !is_safe { Err(OpenError::PasswordInClear) } else { Ok(()) }
    }
}

impl Transport for SmtpTransport {
    fn open(&self) -> Result<Box<dyn Session>, OpenError> {
        let timeouts = self.settings.timeouts;
        let wire = self.connect()?;
        self.check_password_path(&wire)?;
        let wants_tls = self.settings.security == Security::StartTls;
        let opening = Opening::new(self.hello(&wire), wants_tls, self.settings.credentials.as_ref());
        let session = greet(wire, opening, timeouts, |wire| match &self.tls {
            Some(tls) => self.secure(wire, tls),
            None => Err(OpenError::Tls("TLS is not set up".to_owned())),
        })?;
        Ok(Box::new(session))
    }

    fn name(&self) -> &'static str {
        "smtp"
    }

    fn peer(&self) -> String {
        self.settings.peer()
    }
}

/// Speaks until the peer is ready for letters; `secure` makes the connection a TLS one.
pub(super) fn greet<W: Wire>(
    mut wire: W,
    mut opening: Opening<'_>,
    timeouts: Timeouts,
    secure: impl Fn(W) -> Result<W, OpenError>,
) -> Result<SmtpSession<W>, OpenError> {
    let mut reader = ReplyReader::default();
    loop {
        let reply = read_reply(&mut wire, &mut reader, timeouts.reply).map_err(OpenError::from)?;
        canvass_failpoint::pass("delivery.after-greeting");
        let mut step = opening.replied(&reply);
        if matches!(step, OpenStep::Secure) {
            // OUT-13: whoever spoke before the hand-shake could have put words into the peer's mouth.
            if reader.has_leftover() {
                return Err(OpenError::Tls("there were bytes in front of the hand-shake".to_owned()));
            }
            wire = secure(wire)?;
            step = opening.secured();
        }
        match step {
            OpenStep::Say(bytes) => wire.write(&bytes, timeouts.reply).map_err(|broke| broken(&broke))?,
            OpenStep::Ready(peer) => return Ok(SmtpSession::new(wire, reader, peer, timeouts)),
            OpenStep::Fail(error) => return Err(error),
            OpenStep::Secure => return Err(OpenError::Tls("TLS began twice".to_owned())),
        }
    }
}

fn broken(broke: &WriteBroke) -> OpenError {
    OpenError::Broken(broke.error.to_string())
}

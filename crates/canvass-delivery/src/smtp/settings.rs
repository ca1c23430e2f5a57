//! `CANVASS_SMTP_URL`: where the relay is, how it is spoken to, and who we are there.
//!
//! Neither errors nor `Debug` show the password.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Not at all.
    None,
    /// STARTTLS, or no session.
    StartTls,
    /// TLS from the first byte.
    Implicit,
}

/// How long each step may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Opening the connection.
    pub connect: Duration,
    /// Each write and each reply but the last.
    pub reply: Duration,
    /// The reply to the final dot (RFC 5321, 4.5.3.2.6).
    pub dot: Duration,
    /// From asking the fence to writing the final dot.
    pub fence: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_mins(1),
            reply: Duration::from_mins(5),
            dot: Duration::from_mins(10),
            fence: Duration::from_secs(30),
        }
    }
}

/// The user at the relay.
#[derive(Debug, Clone)]
pub(super) struct Credentials {
    pub(super) user: String,
    pub(super) password: SecretString,
}

/// Everything a session needs to know.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) credentials: Option<Credentials>,
    pub(super) ca: Option<PathBuf>,
    pub(super) hello: Option<String>,
    pub(super) timeouts: Timeouts,
}

/// What is wrong with the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Not a URL with a host.
    #[error("the SMTP URL must be smtp://[user:pass@]host:port or smtps://[user:pass@]host:port")]
    Form,
    /// A query parameter that is not known, or a value it cannot have.
    #[error("the SMTP URL has a bad parameter {0:?}; known are tls=none|starttls, ca=FILE, hello=NAME")]
    Parameter(String),
    /// User and password come together or not at all.
    #[error("the SMTP URL has a user without a password, or control characters in them")]
    Credentials,
    /// The password would leave this machine unprotected.
    #[error("the SMTP URL has a password but tls=none, and the host is not this machine")]
    PasswordInClear,
    /// The CA file cannot be used.
    #[error("the CA file {0} cannot be used: {1}")]
    Ca(PathBuf, String),
    /// TLS cannot be set up for this host.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
}

impl SmtpSettings {
    /// Reads `smtp://[user:pass@]host:port?tls=none|starttls` or `smtps://[user:pass@]host:port`.
    ///
    /// Without `tls`, a host on this machine is spoken to in clear, any other by STARTTLS.
    pub fn parse(url: &str) -> Result<Self, SettingsError> {
        let url = Url::parse(url).ok().ok_or(SettingsError::Form)?;
        let is_bare = matches!(url.path(), "" | "/") && url.fragment().is_none();
        let host = url.host_str().filter(|_| is_bare).ok_or(SettingsError::Form)?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if host.is_empty() {
            return Err(SettingsError::Form);
        }
        let mut security = match (url.scheme(), is_loopback(&host)) {
            ("smtps", _) => Security::Implicit,
            ("smtp", true) => Security::None,
            ("smtp", false) => Security::StartTls,
            _ => return Err(SettingsError::Form),
        };
        let (mut ca, mut hello) = (None, None);
        for (name, value) in url.query_pairs() {
            match (&*name, &*value, security) {
                ("tls", "none", Security::None | Security::StartTls) => security = Security::None,
                ("tls", "starttls", Security::None | Security::StartTls) => security = Security::StartTls,
                ("ca", path, _) if !path.is_empty() => ca = Some(PathBuf::from(path)),
                ("hello", word, _) if is_hello(word) => hello = Some(word.to_owned()),
                _ => return Err(SettingsError::Parameter(name.into_owned())),
            }
        }
        let credentials = read_credentials(&url)?;
        if credentials.is_some() && security == Security::None && !is_loopback(&host) {
            return Err(SettingsError::PasswordInClear);
        }
        let port = url.port().unwrap_or(default_port(security));
        Ok(Self { host, port, security, credentials, ca, hello, timeouts: Timeouts::default() })
    }

    /// The same with other time limits.
    #[must_use]
    pub fn with_timeouts(self, timeouts: Timeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// How the connection is protected.
    pub fn security(&self) -> Security {
        self.security
    }

    /// `host:port`.
    pub fn peer(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

fn default_port(security: Security) -> u16 {
    match security {
        Security::None => 25,
        Security::StartTls => 587,
        Security::Implicit => 465,
    }
}

/// Names are not resolved here; the session looks at the connected address again.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn is_hello(word: &str) -> bool {
    !word.is_empty() && word.len() <= 255 && word.bytes().all(|byte| byte.is_ascii_graphic())
}

fn read_credentials(url: &Url) -> Result<Option<Credentials>, SettingsError> {
    let decode = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().ok()?.into_owned();
        // NUL ends a field of AUTH PLAIN; no control character belongs here.
        (!text.is_empty() && !text.contains(char::is_control)).then_some(text)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) => {
            let user = decode(user).ok_or(SettingsError::Credentials)?;
            let password = decode(password).ok_or(SettingsError::Credentials)?;
            Ok(Some(Credentials { user, password: SecretString::from(password) }))
        }
        (_, None) => Err(SettingsError::Credentials),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn parse(url: &str) -> SmtpSettings {
        SmtpSettings::parse(url).unwrap()
    }

    #[test]
    fn the_forms_of_the_url_are_read() {
        let plain = parse("smtp://127.0.0.1:2525");
        assert_eq!((plain.security, plain.peer()), (Security::None, "127.0.0.1:2525".to_owned()));
        assert_eq!(parse("smtp://localhost:2525/?tls=starttls").security, Security::StartTls);
        assert_eq!(parse("smtp://relay.example.org:25?tls=none").security, Security::None);
        assert_eq!(parse("smtp://[::1]:2525").peer(), "[::1]:2525");
        let tls = parse("smtps://ada:p%40ss%3Aw%2Frd@relay.example.org");
        assert_eq!((tls.security, tls.port), (Security::Implicit, 465));
        let credentials = tls.credentials.unwrap();
        assert_eq!(credentials.user, "ada");
        assert_eq!(credentials.password.expose_secret(), "p@ss:w/rd");
        let more = parse("smtp://relay.example.org?ca=/etc/ca.pem&hello=mail.example.org");
        assert_eq!((more.port, more.ca), (587, Some(PathBuf::from("/etc/ca.pem"))));
        assert_eq!(more.hello.as_deref(), Some("mail.example.org"));
    }

    #[test]
    fn a_host_elsewhere_is_spoken_to_with_tls_unless_told_otherwise() {
        assert_eq!(parse("smtp://relay.example.org:25").security, Security::StartTls);
    }

    #[test]
    fn a_password_never_leaves_this_machine_in_clear() {
        let refused = SmtpSettings::parse("smtp://ada:secret@relay.example.org:25?tls=none").unwrap_err();
        assert_eq!(refused, SettingsError::PasswordInClear);
        assert!(SmtpSettings::parse("smtp://ada:secret@127.0.0.1:25?tls=none").is_ok());
        assert!(SmtpSettings::parse("smtp://ada:secret@127.0.0.1.example.org:25?tls=none").is_err());
    }

    #[test]
    fn bad_urls_are_refused() {
        for url in [
            "",
            "relay.example.org:25",
            "http://relay.example.org",
            "smtp://",
            "smtp://:25",
            "smtp://h:99999",
            "smtp://h/path",
            "smtp://h#x",
            "smtp://ada@h",
            "smtp://:pass@h",
            "smtp://a:b%00c@h",
            "smtp://h?tls=maybe",
            "smtps://h?tls=none",
            "smtp://h?ca=",
            "smtp://h?hello=a%20b",
            "smtp://h?hello=a%0D%0Ab",
            "smtp://h?other=1",
        ] {
            assert!(SmtpSettings::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn the_password_is_masked() {
        let settings = parse("smtps://ada:hunter22@relay.example.org");
        assert!(!format!("{settings:?}").contains("hunter22"));
        let error = SmtpSettings::parse("smtp://ada:hunter22@relay.example.org?tls=hunter").unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter22"));
    }
}

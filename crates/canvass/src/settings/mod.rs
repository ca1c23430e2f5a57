//! Settings: flags over `CANVASS_*` environment over `canvass.toml` over defaults, each with its source.

mod mail;
mod resolve;
mod table;

pub(crate) use mail::{GatewaySetting, KeySetting, MailTables, RelaySetting, Whose};
pub(crate) use resolve::{Layers, SettingsError};

use std::net::SocketAddr;
use std::path::PathBuf;

use canvass_app::secret::BounceAddress;
use canvass_delivery::reception::ListenAt;
use canvass_domain::organisation::SharedProviders;
use canvass_domain::webhook::Allowed;
use canvass_http::TransactionLimits;

/// The settings of a server, read and checked.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    /// Data folder.
    pub data: PathBuf,
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Open connections at most.
    pub connections: usize,
    /// Open connections of one address at most.
    pub connections_of_address: usize,
    /// Base of links, without a slash at the end.
    pub public_url: String,
    /// It was set; else it follows the address that is listened at.
    pub has_own_public_url: bool,
    /// Refuse a store that was used before (the demo).
    pub must_be_new: bool,
    /// PostgreSQL; `None` = the embedded store in the data folder.
    pub database_url: Option<String>,
    /// How mails leave.
    pub mail: Mail,
    /// Relays, limits of domains, and keys that sign.
    pub mail_tables: MailTables,
    /// Sender address.
    pub mail_from: String,
    /// Where mail is returned to; `None` = to the sender.
    pub bounce_address: Option<BounceAddress>,
    /// Where mail that came back is taken in; `None` = nowhere.
    pub bounce_listen: Option<ListenAt>,
    /// Connections to the relay, and mails under way at once.
    pub mail_connections: usize,
    /// Database threads of a PostgreSQL store.
    pub database_threads: usize,
    /// Webhooks that are sent at once.
    pub webhook_connections: usize,
    /// Where webhooks may be sent to.
    pub webhook_receivers: Allowed,
    /// Roots beside the web's for receivers of webhooks.
    pub webhook_ca_file: Option<PathBuf>,
    /// Domains of shared mail providers.
    pub shared_providers: SharedProviders,
    /// Largest body of a call that makes an organisation.
    pub organisation_body_bytes: usize,
    /// Limits of calls with transactions.
    pub transactions: TransactionLimits,
}

/// How mails leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mail {
    /// Kept in the mailbox.
    Capture,
    /// Sent to this relay.
    Smtp(String),
    /// Sent to the relays of the tables.
    Relays,
}

impl Settings {
    /// The base of links of a server that listens at this address.
    pub(crate) fn public_url_at(&self, address: SocketAddr) -> String {
        if self.has_own_public_url { self.public_url.clone() } else { format!("http://{address}") }
    }

    /// The settings of a server: the secrets that it needs are there.
    pub(crate) fn of_server(layers: &Layers) -> Result<Self, SettingsError> {
        let missing = &layers.mail().missing;
        match Self::read(layers) {
            Ok(settings) if missing.is_empty() => Ok(settings),
            Ok(_) => Err(SettingsError(missing.clone())),
            Err(SettingsError(faults)) => Err(SettingsError([faults, missing.clone()].concat())),
        }
    }

    /// Reads and checks all settings but the secrets that only a server needs; every fault is told.
    pub(crate) fn read(layers: &Layers) -> Result<Self, SettingsError> {
        let mut faults = Vec::new();
        let listen = layers.value("listen");
        let listen: SocketAddr = listen.parse().unwrap_or_else(|_| {
            faults.push(layers.fault("listen", "is not an address such as 127.0.0.1:8080"));
            SocketAddr::from(([127, 0, 0, 1], 8080))
        });
        let public_url = match layers.value("public_url").trim_end_matches('/') {
            "" => format!("http://{listen}"),
            url if is_base(url) => url.to_owned(),
            _ => {
                let problem = "must begin with http:// or https:// and have neither ? nor #";
                faults.push(layers.fault("public_url", problem));
                String::new()
            }
        };
        let mail = read_mail(layers, &mut faults);
        let database_url = layers.value("database_url");
        // The key-value form of libpq has no scheme.
        if database_url.contains("://")
            && !database_url.starts_with("postgres://")
            && !database_url.starts_with("postgresql://")
        {
            faults.push(layers.fault("database_url", "must begin with postgres:// or postgresql://"));
        }
        let mail_from = layers.value("mail_from");
        if canvass_domain::address::EmailAddress::parse(&mail_from).is_err() {
            faults.push(layers.fault("mail_from", "is not a mail address"));
        }
        let bounce_address = read_bounce_address(layers, &mut faults);
        let bounce_listen = read_bounce_listen(layers, &mut faults);
        let webhook_receivers = read_receivers(layers, &mut faults);
        if let Err(fault) = crate::server::check_log(&layers.value("log"), &layers.value("log_format")) {
            faults.push(fault.to_string());
        }
        let mut number = |name: &str, most: usize| {
            layers.value(name).parse().ok().filter(|n| (1..=most).contains(n)).unwrap_or_else(|| {
                faults.push(layers.fault(name, &format!("is not a whole number from 1 to {most}")));
                1
            })
        };
        let settings = Self {
            data: PathBuf::from(layers.value("data")),
            listen,
            public_url,
            has_own_public_url: !layers.value("public_url").is_empty(),
            must_be_new: false,
            database_url: Some(database_url).filter(|url| !url.is_empty()),
            mail,
            mail_tables: layers.mail().clone(),
            mail_from,
            bounce_address,
            bounce_listen,
            connections: number("connections", 1_000_000),
            connections_of_address: number("connections_of_address", 1_000_000),
            mail_connections: number("mail_connections", 64),
            database_threads: number("database_threads", 64),
            webhook_connections: number("webhook_connections", 256),
            webhook_receivers,
            webhook_ca_file: Some(PathBuf::from(layers.value("webhook_ca_file")))
                .filter(|path| !path.as_os_str().is_empty()),
            shared_providers: shared_providers(&layers.value("shared_mail_domains")),
            organisation_body_bytes: number("organisation_body_bytes", 31_457_280),
            transactions: TransactionLimits {
                calls_of_workspace: number("transaction_calls", 1_000_000).try_into().unwrap_or(u32::MAX),
                contacts: number("transaction_contacts", 10_000),
                body_bytes: number("transaction_body_bytes", 31_457_280),
            },
        };
        if faults.is_empty() { Ok(settings) } else { Err(SettingsError(faults)) }
    }
}

/// How mails leave.
fn read_mail(layers: &Layers, faults: &mut Vec<String>) -> Mail {
    match layers.value("mail_transport").as_str() {
        "capture" => Mail::Capture,
        "smtp" if layers.mail().relays.is_empty() => Mail::Smtp(read_smtp_url(layers, faults)),
        "smtp" => {
            if layers.is_set("smtp_url") {
                faults.push(layers.fault("smtp_url", "stands beside [[relay]]; only one of them can hold"));
            }
            Mail::Relays
        }
        _ => {
            faults.push(layers.fault("mail_transport", "is neither capture nor smtp"));
            Mail::Capture
        }
    }
}

/// Where mail that could not be delivered comes back to.
fn read_bounce_address(layers: &Layers, faults: &mut Vec<String>) -> Option<BounceAddress> {
    let text = Some(layers.value("bounce_address")).filter(|text| !text.is_empty())?;
    let address = BounceAddress::parse(&text);
    if address.is_none() {
        let told = "is not a mail address with at most 19 signs before the @";
        faults.push(layers.fault("bounce_address", told));
    }
    address
}

/// Where it is taken in.
fn read_bounce_listen(layers: &Layers, faults: &mut Vec<String>) -> Option<ListenAt> {
    let text = Some(layers.value("bounce_listen")).filter(|text| !text.is_empty())?;
    let at = ListenAt::parse(&text);
    if at.is_none() {
        let told = "is neither an address such as 127.0.0.1:2525 nor the path of a socket";
        faults.push(layers.fault("bounce_listen", told));
    }
    if layers.value("bounce_address").is_empty() {
        faults.push(layers.fault("bounce_listen", "takes mail to bounce_address, which is not set"));
    }
    at
}

fn read_receivers(layers: &Layers, faults: &mut Vec<String>) -> Allowed {
    let (ports, allow) = (layers.value("webhook_ports"), layers.value("webhook_allow"));
    canvass_app::webhook::receivers(&ports, &allow).unwrap_or_else(|(name, problem)| {
        faults.push(layers.fault(name, problem));
        Allowed::default()
    })
}

fn is_base(url: &str) -> bool {
    (url.starts_with("http://") || url.starts_with("https://")) && !url.contains(['?', '#'])
}

fn shared_providers(list: &str) -> SharedProviders {
    if list.trim().is_empty() {
        SharedProviders::default()
    } else {
        SharedProviders::of_words(list.split(','))
    }
}

fn read_smtp_url(layers: &Layers, faults: &mut Vec<String>) -> String {
    let url = layers.value("smtp_url");
    if url.is_empty() {
        faults.push(layers.fault("smtp_url", "or [[relay]] is needed when mail_transport is smtp"));
    } else if let Err(error) = canvass_delivery::smtp::SmtpSettings::parse(&url) {
        faults.push(layers.fault("smtp_url", &error.to_string()));
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(environment: &[(&str, &str)], file: &str) -> Layers {
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Layers::new(Vec::new(), environment.collect(), Some(("canvass.toml".into(), file.to_owned())))
            .unwrap()
    }

    #[test]
    fn environment_wins_over_file_and_file_over_default() {
        let settings = Settings::read(&layers(
            &[("CANVASS_LISTEN", "127.0.0.1:9001")],
            "listen = \"127.0.0.1:9000\"\nmail_from = \"survey@example.org\"\n",
        ))
        .unwrap();
        assert_eq!(settings.listen.port(), 9001);
        assert_eq!(settings.mail_from, "survey@example.org");
        assert_eq!(settings.public_url, "http://127.0.0.1:9001");
        assert_eq!(settings.mail, Mail::Capture);
    }

    #[test]
    fn c21_the_list_of_shared_providers_is_a_setting_with_a_default() {
        let shared =
            |environment: &[(&str, &str)]| Settings::read(&layers(environment, "")).unwrap().shared_providers;
        assert!(shared(&[]).holds("gmail.com"));
        let own = shared(&[("CANVASS_SHARED_MAIL_DOMAINS", "Mail.example, post.example")]);
        assert!(own.holds("mail.example") && own.holds("post.example") && !own.holds("gmail.com"));
    }

    #[test]
    fn q6_q19_limits_of_calls_with_transactions_are_settings() {
        let read = |environment: &[(&str, &str)]| Settings::read(&layers(environment, ""));
        assert_eq!(read(&[]).unwrap().transactions, TransactionLimits::default());
        let own = read(&[("CANVASS_TRANSACTION_CALLS", "7"), ("CANVASS_TRANSACTION_CONTACTS", "8")]).unwrap();
        assert_eq!((own.transactions.calls_of_workspace, own.transactions.contacts), (7, 8));
        for (name, value) in [
            ("CANVASS_TRANSACTION_CALLS", "0"),
            ("CANVASS_TRANSACTION_CONTACTS", "10001"),
            ("CANVASS_TRANSACTION_BODY_BYTES", "5MB"),
        ] {
            let told = read(&[(name, value)]).unwrap_err().to_string();
            assert!(told.contains(name), "{told}");
        }
    }

    #[test]
    fn addresses_that_cannot_work_are_told() {
        for (name, value) in
            [("CANVASS_DATABASE_URL", "mysql://x"), ("CANVASS_PUBLIC_URL", "https://a.example/s?x=1")]
        {
            assert!(Settings::read(&layers(&[(name, value)], "")).is_err(), "{value}");
        }
        assert!(Settings::read(&layers(&[("CANVASS_DATABASE_URL", "host=db user=c")], "")).is_ok());
    }

    #[test]
    fn where_returned_mail_is_taken_in_needs_its_address() {
        let read = |environment: &[(&str, &str)]| Settings::read(&layers(environment, ""));
        let address = ("CANVASS_BOUNCE_ADDRESS", "bounces@example.org");
        assert_eq!(read(&[address]).unwrap().bounce_listen, None);
        for at in ["127.0.0.1:2525", "/run/canvass/bounce.sock"] {
            let listens = ("CANVASS_BOUNCE_LISTEN", at);
            assert_eq!(read(&[address, listens]).unwrap().bounce_listen.unwrap().to_string(), at);
            let told = read(&[listens]).unwrap_err().to_string();
            assert!(told.contains("bounce_listen (CANVASS_BOUNCE_LISTEN)"), "{told}");
        }
        assert!(read(&[address, ("CANVASS_BOUNCE_LISTEN", "localhost")]).is_err());
    }

    #[test]
    fn all_faults_are_told_with_their_source_and_no_secret() {
        let error = Settings::read(&layers(
            &[("CANVASS_MAIL_TRANSPORT", "smtp"), ("CANVASS_SMTP_URL", "ftp://user:hunter2@relay")],
            "listen = \"nowhere\"\n",
        ))
        .unwrap_err()
        .to_string();
        assert!(error.contains("listen (canvass.toml)"), "{error}");
        assert!(error.contains("smtp_url (CANVASS_SMTP_URL)"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

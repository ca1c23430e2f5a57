//! THE table of settings: name, what it is, default. `settings show`, the example file and the docs are made from it.

/// How a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As it is.
    Plain,
    /// A URL whose password is masked.
    Url,
}

/// One setting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setting {
    /// Name in the file; the environment name is `CANVASS_` and the name in capitals.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its default; empty = none.
    pub default: &'static str,
    /// How it may be shown.
    pub kind: Kind,
}

impl Setting {
    /// Name in the environment.
    pub(crate) fn environment_name(&self) -> String {
        format!("CANVASS_{}", self.name.to_ascii_uppercase())
    }
}

/// All settings.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        name: "data",
        about: "Data folder: the embedded store, the instance key and the operator token live here.",
        default: "canvass-data",
        kind: Kind::Plain,
    },
    Setting {
        name: "listen",
        about: "Address and port to listen on.",
        default: "127.0.0.1:8080",
        kind: Kind::Plain,
    },
    Setting {
        name: "connections",
        about: "Open connections at most; for one more the longest idle one is closed. Kept below the limit of descriptors.",
        default: "4096",
        kind: Kind::Plain,
    },
    Setting {
        name: "connections_of_address",
        about: "The same for one address; as large as connections where a proxy stands in front.",
        default: "512",
        kind: Kind::Plain,
    },
    Setting {
        name: "public_url",
        about: "Base of the links in mails and answers; default: http:// and the listen address.",
        default: "",
        kind: Kind::Plain,
    },
    Setting {
        name: "database_url",
        about: "PostgreSQL, such as postgres://user:password@host/database; default: the embedded store.",
        default: "",
        kind: Kind::Url,
    },
    Setting {
        name: "database_threads",
        about: "Connections to a PostgreSQL store that write; half as many read.",
        default: "8",
        kind: Kind::Plain,
    },
    Setting {
        name: "mail_transport",
        about: "capture keeps mails in the mailbox, smtp sends them.",
        default: "capture",
        kind: Kind::Plain,
    },
    Setting {
        name: "smtp_url",
        about: "The relay: smtp://[user:password@]host:port?tls=none|starttls or smtps://[user:password@]host:port.",
        default: "",
        kind: Kind::Url,
    },
    Setting {
        name: "mail_from",
        about: "Sender address of mails.",
        default: "survey@localhost.localdomain",
        kind: Kind::Plain,
    },
    Setting {
        name: "bounce_address",
        about: "Address that mail is returned to, with a token of each message behind a +; default: the sender, without a token.",
        default: "",
        kind: Kind::Plain,
    },
    Setting {
        name: "bounce_listen",
        about: "Where mail to bounce_address is taken in by LMTP and SMTP, such as 127.0.0.1:2525 or the path of a socket; default: nowhere.",
        default: "",
        kind: Kind::Plain,
    },
    Setting {
        name: "mail_connections",
        about: "Connections to relays and gateways at once.",
        default: "8",
        kind: Kind::Plain,
    },
    Setting {
        name: "shared_mail_domains",
        about: "Domains of shared mail providers, separated by commas: they tie nobody to an organisation; default: a built-in list.",
        default: "",
        kind: Kind::Plain,
    },
    Setting {
        name: "organisation_body_bytes",
        about: "Largest body of a help desk's call that makes an organisation, in bytes.",
        default: "1048576",
        kind: Kind::Plain,
    },
    Setting {
        name: "transaction_calls",
        about: "Calls with transactions of one workspace in 60 seconds, those of all its keys together.",
        default: "2400",
        kind: Kind::Plain,
    },
    Setting {
        name: "transaction_contacts",
        about: "Contacts of one call with transactions.",
        default: "1000",
        kind: Kind::Plain,
    },
    Setting {
        name: "transaction_body_bytes",
        about: "Largest body of a call with transactions, in bytes.",
        default: "5242880",
        kind: Kind::Plain,
    },
    Setting {
        name: "webhook_connections",
        about: "Webhooks that are sent at once; one endpoint gets at most four of them.",
        default: "8",
        kind: Kind::Plain,
    },
    Setting {
        name: "webhook_ports",
        about: "Ports that webhooks may be sent to, separated by commas.",
        default: "443,8443",
        kind: Kind::Plain,
    },
    Setting {
        name: "webhook_allow",
        about: "Receivers of webhooks that are allowed although they are not public, not https or on another port, as origins such as http://10.0.0.7:9000, separated by commas.",
        default: "",
        kind: Kind::Plain,
    },
    Setting {
        name: "webhook_ca_file",
        about: "A PEM file with certificates that receivers of webhooks may have been signed by, beside those of the web.",
        default: "",
        kind: Kind::Plain,
    },
    Setting {
        name: "log",
        about: "What is logged, such as info or canvass=debug.",
        default: "info",
        kind: Kind::Plain,
    },
    Setting {
        name: "log_format",
        about: "human, json, or auto: human on a terminal, json elsewhere.",
        default: "auto",
        kind: Kind::Plain,
    },
    Setting {
        name: "failpoint",
        about: "Test builds only: name:k:kill ends the process at the k-th pass of a failpoint.",
        default: "",
        kind: Kind::Plain,
    },
];

//! The tables of the settings file about mail: `[[relay]]` in order of preference, `[[limit]]`, `[[dkim]]`, and `[[sms]]`. A fault names
//! file and line, and no value that may be secret.

mod entry;
mod gateway;

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use canvass_delivery::dkim::check_dkim_place;
use canvass_delivery::smtp::SmtpSettings;
use canvass_domain::pace::{Pace, WarmUp};
use toml::de::DeTable;

use entry::Entry;
pub(crate) use gateway::GatewaySetting;
use gateway::read_gateway;

/// So many relays can be told apart by a letter.
const MOST_RELAYS: usize = 32;
/// A month: no relay remembers copies for longer.
const MOST_DEDUPE_HOURS: u32 = 744;

/// What the tables say.
#[derive(Debug, Clone, Default)]
pub(crate) struct MailTables {
    /// In order of preference.
    pub relays: Vec<RelaySetting>,
    /// Limits of domains.
    pub limits: Vec<LimitSetting>,
    /// Keys that sign.
    pub keys: Vec<KeySetting>,
    /// Gateways for text messages, in order of preference.
    pub gateways: Vec<GatewaySetting>,
    /// Secrets that could not be read: faults of a server, and of nobody else.
    pub missing: Vec<String>,
}

/// A relay.
#[derive(Debug, Clone)]
pub(crate) struct RelaySetting {
    /// Its name.
    pub name: String,
    /// Where it is; may hold a password.
    pub url: String,
    /// Sender domains it serves; empty = all.
    pub senders: Vec<String>,
    /// What it takes.
    pub pace: Pace,
    /// What is above its pace goes to the next relay.
    pub overflows: bool,
    /// Sessions at once.
    pub connections: Option<usize>,
    /// The header by which it drops a second copy.
    pub dedupe_header: Option<String>,
    /// For how many hours it does.
    pub dedupe_hours: Option<u32>,
}

/// Whose mail a limit counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Whose {
    /// From this domain.
    Sender(String),
    /// To this domain.
    Recipient(String),
    /// To each domain that has no limit of its own.
    EveryRecipient,
}

/// A limit of a domain.
#[derive(Debug, Clone)]
pub(crate) struct LimitSetting {
    /// Whose mail.
    pub whose: Whose,
    /// How much of it.
    pub pace: Pace,
}

/// A key that signs.
#[derive(Debug, Clone)]
pub(crate) struct KeySetting {
    /// The domain that vouches.
    pub domain: String,
    /// Which of its keys.
    pub selector: String,
    /// Its file; `None` = where `canvass dkim make` puts it.
    pub file: Option<PathBuf>,
    /// File and line, for faults.
    pub place: String,
}

/// The names of the tables.
pub(crate) const TABLES: [&str; 4] = ["relay", "limit", "dkim", "sms"];

impl MailTables {
    /// Reads the tables of a file that is known to be TOML; every fault is told.
    pub(crate) fn read(path: &Path, text: &str, faults: &mut Vec<String>) -> Self {
        let mut tables = Self::default();
        let Ok(document) = DeTable::parse(text) else { return tables };
        for (name, value) in document.get_ref() {
            let name: &str = name.get_ref();
            if !TABLES.contains(&name) {
                continue;
            }
            let line = entry::line_of(text, value.span().start);
            let Some(array) = value.get_ref().as_array() else {
                faults.push(format!("{} line {line}: write [[{name}]]", path.display()));
                continue;
            };
            for item in array {
                let line = entry::line_of(text, item.span().start);
                let Some(table) = item.get_ref().as_table() else {
                    faults.push(format!("{} line {line}: {name} must be a table", path.display()));
                    continue;
                };
                let mut entry = Entry::new(path, text, name, line, table, faults);
                match name {
                    "relay" => tables.relays.extend(read_relay(&mut entry)),
                    "limit" => tables.limits.extend(read_limit(&mut entry)),
                    "sms" => tables.gateways.extend(read_gateway(&mut entry)),
                    _ => tables.keys.extend(read_key(&mut entry)),
                }
                tables.missing.append(&mut entry.missing);
                entry.finish();
            }
        }
        tables.find_doubles(path, faults);
        tables
    }

    fn find_doubles(&self, path: &Path, faults: &mut Vec<String>) {
        let mut told = |what: String| faults.push(format!("{}: {what}", path.display()));
        for (index, relay) in self.relays.iter().enumerate() {
            if self.relays.iter().take(index).any(|earlier| earlier.name == relay.name) {
                told(format!("there are two relays {:?}", relay.name));
            }
        }
        let names: Vec<&str> =
            self.gateways.iter().map(|gateway| gateway.description.name.as_str()).collect();
        for (index, name) in names.iter().enumerate() {
            if names.iter().take(index).any(|earlier| earlier == name) {
                told(format!("there are two sms {name:?}"));
            }
        }
        if self.relays.len() + self.gateways.len() > MOST_RELAYS {
            told(format!("there may be {MOST_RELAYS} relays and sms at most"));
        }
        for (index, limit) in self.limits.iter().enumerate() {
            if self.limits.iter().take(index).any(|earlier| earlier.whose == limit.whose) {
                told(format!("there are two limits for the same mail: {:?}", limit.whose));
            }
        }
        for (index, key) in self.keys.iter().enumerate() {
            let same =
                |earlier: &KeySetting| (&earlier.domain, &earlier.selector) == (&key.domain, &key.selector);
            if self.keys.iter().take(index).any(same) {
                told(format!("there are two keys {}._domainkey.{}", key.selector, key.domain));
            }
        }
    }
}

fn read_relay(entry: &mut Entry<'_, '_>) -> Option<RelaySetting> {
    let name = entry.text("name");
    let url = entry.text("url");
    let senders = entry.texts("senders");
    let senders = senders.into_iter().filter_map(|domain| entry.domain("senders", &domain)).collect();
    let pace = read_pace(entry);
    let overflows = entry.flag("overflow");
    let connections = entry.number("connections", 64).and_then(|number| usize::try_from(number.get()).ok());
    let dedupe_header = entry.text("dedupe_header");
    if let Some(header) = &dedupe_header
        && !is_header_name(header)
    {
        entry.fault("dedupe_header", "is not the name of a header such as X-Message-Key");
    }
    let dedupe_hours = entry.number("dedupe_hours", MOST_DEDUPE_HOURS).map(NonZeroU32::get);
    if dedupe_hours.is_some() && dedupe_header.is_none() {
        entry.fault("dedupe_hours", "needs a dedupe_header");
    }
    match &url {
        None => entry.fault("url", "is needed"),
        Some(url) => {
            if let Err(error) = SmtpSettings::parse(url) {
                entry.fault("url", &error.to_string());
            }
        }
    }
    let name = match name {
        Some(name) if is_name(&name) => name,
        Some(_) => {
            entry.fault("name", "may have letters, digits, dots and hyphens");
            return None;
        }
        None => {
            entry.fault("name", "is needed");
            return None;
        }
    };
    Some(RelaySetting { name, url: url?, senders, pace, overflows, connections, dedupe_header, dedupe_hours })
}

fn read_limit(entry: &mut Entry<'_, '_>) -> Option<LimitSetting> {
    let (sender, recipient) = (entry.text("sender"), entry.text("recipient"));
    let pace = read_pace(entry);
    if pace.is_free() {
        entry.fault("per_second", "or per_minute or warm_up is needed");
    }
    let whose = match (sender, recipient) {
        (Some(domain), None) => Whose::Sender(entry.domain("sender", &domain)?),
        (None, Some(any)) if any == "*" => Whose::EveryRecipient,
        (None, Some(domain)) => Whose::Recipient(entry.domain("recipient", &domain)?),
        (Some(_), Some(_)) | (None, None) => {
            entry.fault("sender", "or recipient is needed, one of them");
            return None;
        }
    };
    Some(LimitSetting { whose, pace })
}

fn read_key(entry: &mut Entry<'_, '_>) -> Option<KeySetting> {
    let (domain, selector) = (entry.text("domain"), entry.text("selector"));
    let file = entry.text("key").map(PathBuf::from);
    let place = entry.place();
    let (Some(domain), Some(selector)) = (domain, selector) else {
        entry.fault("domain", "and selector are needed");
        return None;
    };
    match check_dkim_place(&domain, &selector) {
        Ok((domain, selector)) => Some(KeySetting { domain, selector, file, place }),
        Err(error) => {
            entry.fault("domain", &format!("or selector cannot be used: {error}"));
            None
        }
    }
}

fn read_pace(entry: &mut Entry<'_, '_>) -> Pace {
    Pace {
        per_second: entry.number("per_second", 10_000),
        per_minute: entry.number("per_minute", 600_000),
        warm_up: entry.inner("warm_up", read_warm_up),
    }
}

fn read_warm_up(entry: &mut Entry<'_, '_>) -> Option<WarmUp> {
    const MOST: u32 = 1_000_000_000;
    let begun = entry.date("begun");
    let first_day = entry.number("first_day", MOST);
    let growth = entry.number("growth_percent", 1_000);
    let cap = entry.number("cap", MOST);
    if begun.is_none() || first_day.is_none() || growth.is_none() || cap.is_none() {
        entry.fault("begun", "(a date), first_day, growth_percent and cap are all needed");
    }
    Some(WarmUp {
        begun: begun?,
        first_day: first_day?.get(),
        growth_percent: growth.map(NonZeroU32::get)?,
        cap: cap?.get(),
    })
}

fn is_name(name: &str) -> bool {
    (1..=40).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
}

fn is_header_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    (1..=60).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !matches!(
            lower.as_str(),
            "from"
                | "to"
                | "cc"
                | "bcc"
                | "date"
                | "subject"
                | "sender"
                | "reply-to"
                | "message-id"
                | "received"
        )
        && !["content-", "dkim-", "list-", "mime-", "resent-"].iter().any(|start| lower.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<MailTables, Vec<String>> {
        let mut faults = Vec::new();
        let tables = MailTables::read(Path::new("c.toml"), text, &mut faults);
        if faults.is_empty() { Ok(tables) } else { Err(faults) }
    }

    #[test]
    fn the_example_of_the_manual_is_in_order() {
        let text = include_str!("example.toml");
        let in_force = text.lines().map(|line| match line.strip_prefix('#') {
            Some(rest) if !rest.starts_with(' ') => format!("{rest}\n"),
            Some(_) | None => format!("{line}\n"),
        });
        let tables = read(&in_force.collect::<String>()).unwrap();
        assert_eq!(
            tables.relays.iter().map(|relay| relay.name.as_str()).collect::<Vec<_>>(),
            ["main", "spare"]
        );
        assert_eq!(tables.relays[0].pace.per_second, NonZeroU32::new(10));
        assert!(tables.relays[0].overflows && !tables.relays[1].overflows);
        assert_eq!(tables.relays[0].pace.warm_up.map(|ramp| (ramp.first_day, ramp.cap)), Some((200, 50_000)));
        assert_eq!(tables.limits.len(), 3);
        assert_eq!(tables.limits[1].whose, Whose::Recipient("gmail.com".to_owned()));
        assert_eq!(tables.limits[2].whose, Whose::EveryRecipient);
        assert_eq!(tables.keys[0].place, "c.toml line 31: dkim");
        let names: Vec<&str> =
            tables.gateways.iter().map(|gateway| gateway.description.name.as_str()).collect();
        assert_eq!(names, ["texts", "other"]);
        assert!(tables.gateways[0].door.is_some() && tables.gateways[1].door.is_none());
        assert_eq!(tables.gateways[0].pace.per_second, NonZeroU32::new(10));
    }

    #[test]
    fn ops_14_every_fault_is_told_with_file_and_line() {
        for (text, expected) in [
            ("[[relay]]\nname = \"a\"\n", "c.toml line 1: relay: url is needed"),
            ("\n[[relay]]\nurl = \"smtp://h\"\n", "c.toml line 2: relay: name is needed"),
            ("[[relay]]\nname = \"a b\"\nurl = \"smtp://h\"\n", "c.toml line 2: relay: name may have"),
            (
                "[[relay]]\nname = \"a\"\nurl = \"http://h\"\n",
                "c.toml line 3: relay: url the SMTP URL must be",
            ),
            (
                "[[relay]]\nname = \"a\"\nurl = \"smtp://h\"\nper_second = 0\n",
                "c.toml line 4: relay: per_second is not",
            ),
            (
                "[[relay]]\nname = \"a\"\nurl = \"smtp://h\"\npersecond = 1\n",
                "c.toml line 4: relay: there is no persecond",
            ),
            (
                "[[relay]]\nname = \"a\"\nurl = \"smtp://h\"\nsenders = [\"x\"]\n",
                "c.toml line 4: relay: senders",
            ),
            (
                "[[relay]]\nname = \"a\"\nurl = \"smtp://h\"\noverflow = \"yes\"\n",
                "c.toml line 4: relay: overflow is neither",
            ),
            (
                "[[relay]]\nname = \"a\"\nurl = \"smtp://h\"\ndedupe_header = \"From\"\n",
                "line 4: relay: dedupe_header",
            ),
            (
                "[[relay]]\nname = \"a\"\nurl = \"smtp://h\"\ndedupe_hours = 24\n",
                "line 4: relay: dedupe_hours needs",
            ),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"https://h\"\nform = { a = \"{to}{text}\" }\nidempotent = true\n",
                "c.toml line 6: sms: idempotent needs an idempotency_header",
            ),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"https://h\"\nform = { a = \"{to}{text}{key}\" }\nidempotent_hours = 2\n",
                "c.toml line 6: sms: idempotent_hours needs",
            ),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"https://h\"\nform = { a = \"{to}{text}\" }\nidempotency_header = \"Content-Type\"\n",
                "c.toml line 6: sms: idempotency_header is not",
            ),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nprovider = \"twilio\"\naccount = \"AC1\"\ntoken = \"t\"\nidempotent = true\n",
                "c.toml line 4: sms: provider takes no idempotency key",
            ),
            ("relay = \"smtp://h\"\n", "c.toml line 1: write [[relay]]"),
            ("[[limit]]\nper_second = 1\n", "c.toml line 1: limit: sender or recipient"),
            ("[[limit]]\nsender = \"a.example\"\n", "c.toml line 1: limit: per_second or per_minute"),
            (
                "[[limit]]\nrecipient = \"*\"\nwarm_up = { begun = 2026-11-01 }\n",
                "line 3: limit: begun (a date)",
            ),
            ("[[sms]]\nname = \"a\"\n", "c.toml line 1: sms: from is needed"),
            ("[[sms]]\nname = \"a\"\nfrom = \"b\"\n", "c.toml line 1: sms: url or provider"),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nprovider = \"fax\"\n",
                "c.toml line 4: sms: provider is twilio",
            ),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"https://h\"\nform = { To = \"{to}\" }\n",
                "c.toml line 5: sms: form {text} does not occur",
            ),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"http://h.example\"\nform = { a = \"{to}{text}\" }\n",
                "c.toml line 4: sms: url is https",
            ),
            (
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"https://h\"\nform = { a = \"{to}{text}\" }\nsuccess = \"2xx\"\n",
                "c.toml line 6: sms: success 2xx is not",
            ),
            ("[[dkim]]\ndomain = \"a.example\"\n", "c.toml line 2: dkim: domain and selector"),
            ("[[dkim]]\ndomain = \"a\"\nselector = \"s\"\n", "c.toml line 2: dkim: domain or selector"),
        ] {
            let faults = read(text).unwrap_err().join("\n");
            assert!(faults.contains(expected), "{text}\n{faults}\n{expected}");
        }
    }

    #[test]
    fn a_gateway_in_clear_is_on_this_machine_however_its_address_is_written() {
        let table = |url: &str| {
            format!(
                "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"{url}\"\nform = {{ a = \"{{to}}{{text}}\" }}\n"
            )
        };
        for url in ["https://h.example", "http://localhost:8000/x", "http://127.0.0.1", "http://[::1]/sms"] {
            assert!(read(&table(url)).is_ok(), "{url}");
        }
        for url in
            ["HTTP://h.example", " http://h.example", "http://localhost.h.example", "ftp://localhost", "x"]
        {
            assert!(read(&table(url)).is_err(), "{url}");
        }
    }

    #[test]
    fn a_secret_that_cannot_be_read_is_missed_by_name_and_hinders_nobody_but_a_server() {
        let sms = "[[sms]]\nname = \"a\"\nfrom = \"b\"\nurl = \"https://h.example\"\nform = { a = \"{to}{text}\" }\n";
        let secrets = "user = \"u\"\npassword = \"env:CANVASS_TEST_NOBODY_SETS_THIS\"\nincoming_secret = \"file:nowhere.txt\"\n";
        let tables = read(&format!("{sms}{secrets}")).unwrap();
        assert_eq!(
            tables.missing,
            [
                "c.toml line 7: sms: password needs the variable CANVASS_TEST_NOBODY_SETS_THIS, which is not set or empty",
                "c.toml line 8: sms: incoming_secret needs the file nowhere.txt, which cannot be read or is empty",
            ]
        );
        assert_eq!(read(sms).unwrap().missing, [""; 0]);
    }

    #[test]
    fn what_stands_there_twice_is_a_fault_and_no_password_is_told() {
        let relay = "[[relay]]\nname = \"a\"\nurl = \"smtp://u:hunter22@h?tls=none\"\n";
        let faults = read(&relay.repeat(2)).unwrap_err().join("\n");
        assert!(faults.contains("two relays") && !faults.contains("hunter22"), "{faults}");
        let limit = "[[limit]]\nrecipient = \"A.example\"\nper_second = 1\n";
        assert!(read(&limit.repeat(2)).unwrap_err()[0].contains("two limits"));
        let key = "[[dkim]]\ndomain = \"a.example\"\nselector = \"s\"\n";
        assert!(read(&key.repeat(2)).unwrap_err()[0].contains("two keys"));
    }
}

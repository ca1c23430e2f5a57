//! From layers to values: which layer decides each setting, and where a fault came from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::mail::{MailTables, TABLES};
use super::table::{Kind, SETTINGS, Setting};

/// Where a value came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A flag of the command line.
    Flag(String),
    /// An environment variable.
    Environment(String),
    /// A line of the file.
    File(PathBuf),
    /// Nobody set it.
    Default,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::Environment(name) => f.write_str(name),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A setting with its value, ready to be shown.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    /// The setting.
    pub setting: &'static Setting,
    /// Its value, secrets masked.
    pub shown: String,
    /// Where it came from.
    pub source: Source,
}

/// Faults of settings, one sentence each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub(crate) struct SettingsError(pub Vec<String>);

/// The layers, highest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Layers {
    values: BTreeMap<&'static str, (String, Source)>,
    mail: MailTables,
}

impl Layers {
    /// Layers from flags (`name`, value), the environment and the file; unknown names are faults (P13, OPS-14).
    pub(crate) fn new(
        flags: Vec<(&str, String)>,
        environment: BTreeMap<String, String>,
        file: Option<(PathBuf, String)>,
    ) -> Result<Self, SettingsError> {
        let mut layers = Self::default();
        let mut faults = Vec::new();
        if let Some((path, text)) = file {
            layers.add_file(&path, &text, &mut faults);
        }
        for (name, value) in environment.into_iter().filter(|(name, _)| name.starts_with("CANVASS_")) {
            match SETTINGS.iter().find(|setting| setting.environment_name() == name) {
                Some(setting) => layers.set(setting, value, Source::Environment(name)),
                None if is_for_tests(&name) => {}
                None => faults.push(format!("{name}: there is no such setting")),
            }
        }
        for (name, value) in flags {
            if let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) {
                layers.set(setting, value, Source::Flag(format!("--{}", name.replace('_', "-"))));
            }
        }
        if faults.is_empty() { Ok(layers) } else { Err(SettingsError(faults)) }
    }

    fn add_file(&mut self, path: &Path, text: &str, faults: &mut Vec<String>) {
        let table: toml::Table = match text.parse() {
            Ok(table) => table,
            Err(error) => {
                let error: toml::de::Error = error;
                let line = error
                    .span()
                    .map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
                faults.push(format!("{} line {line}: {}", path.display(), error.message()));
                return;
            }
        };
        self.mail = MailTables::read(path, text, faults);
        for (name, value) in table {
            if TABLES.contains(&name.as_str()) {
                continue;
            }
            let Some(setting) = SETTINGS.iter().find(|setting| setting.name == name) else {
                faults.push(format!("{}: there is no setting {name}", path.display()));
                continue;
            };
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(flag) => flag.to_string(),
                toml::Value::Float(_)
                | toml::Value::Datetime(_)
                | toml::Value::Array(_)
                | toml::Value::Table(_) => {
                    faults.push(format!("{}: {name} must be a text or a whole number", path.display()));
                    continue;
                }
            };
            self.set(setting, value, Source::File(path.to_owned()));
        }
    }

    fn set(&mut self, setting: &'static Setting, value: String, source: Source) {
        self.values.insert(setting.name, (value, source));
    }

    /// The tables about mail; only a file has them.
    pub(crate) fn mail(&self) -> &MailTables {
        &self.mail
    }

    /// The value of a setting.
    pub(crate) fn value(&self, name: &str) -> String {
        self.values.get(name).map_or_else(
            || {
                let setting = SETTINGS.iter().find(|setting| setting.name == name);
                setting.map_or_else(String::new, |setting| setting.default.to_owned())
            },
            |(value, _)| value.clone(),
        )
    }

    /// Whether somebody set it.
    pub(crate) fn is_set(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The value of a setting, if a flag set it.
    pub(crate) fn flag(&self, name: &str) -> Option<String> {
        self.values.get(name).and_then(|(value, source)| match source {
            Source::Flag(_) => Some(value.clone()),
            Source::Environment(_) | Source::File(_) | Source::Default => None,
        })
    }

    /// A fault of a setting, with its source and without its value.
    pub(crate) fn fault(&self, name: &str, problem: &str) -> String {
        let source = self.values.get(name).map_or(&Source::Default, |(_, source)| source);
        format!("{name} ({source}): {problem}")
    }

    /// All settings with value and source, secrets masked.
    pub(crate) fn resolved(&self) -> Vec<Resolved> {
        SETTINGS
            .iter()
            .map(|setting| {
                let value = self.value(setting.name);
                let shown = match setting.kind {
                    Kind::Plain => value,
                    Kind::Url => mask(&value),
                };
                let source =
                    self.values.get(setting.name).map_or(Source::Default, |(_, source)| source.clone());
                Resolved { setting, shown, source }
            })
            .collect()
    }
}

/// Names of the environment that tests of this project use beside the settings.
fn is_for_tests(name: &str) -> bool {
    name.starts_with("CANVASS_TEST_") || name == "CANVASS_BLESS"
}

/// Scheme, host, port and path of a URL; credentials and parameters masked. What is no URL (the key-value form of a
/// database address) is masked whole.
fn mask(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return if url.is_empty() { String::new() } else { "***".to_owned() };
    };
    // A password may hold any sign, so everything up to the last at-sign is taken for credentials.
    let (credentials, host) = rest.rsplit_once('@').map_or(("", rest), |(_, host)| ("***@", host));
    match host.split_once('?') {
        Some((host, _)) => format!("{scheme}://{credentials}{host}?***"),
        None => format!("{scheme}://{credentials}{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_a_fault_in_file_and_environment() {
        let environment = BTreeMap::from([("CANVASS_LISTN".to_owned(), String::new())]);
        let file = Some((PathBuf::from("c.toml"), "datta = \"x\"\n".to_owned()));
        let error = Layers::new(Vec::new(), environment, file).unwrap_err().to_string();
        assert!(error.contains("CANVASS_LISTN") && error.contains("datta"), "{error}");
    }

    #[test]
    fn a_broken_file_names_its_line() {
        let file = Some((PathBuf::from("c.toml"), "listen = \"a\"\ndata = \n".to_owned()));
        let error = Layers::new(Vec::new(), BTreeMap::new(), file).unwrap_err().to_string();
        assert!(error.contains("c.toml line 2"), "{error}");
    }

    #[test]
    fn every_form_of_a_password_is_masked() {
        for (url, shown) in [
            ("postgres://h/d?password=s3cret", "postgres://h/d?***"),
            ("host=db user=c password=s3cret", "***"),
            ("smtp://relay:25", "smtp://relay:25"),
            ("smtp://u:a?b@relay:25", "smtp://***@relay:25"),
            ("", ""),
        ] {
            assert_eq!(mask(url), shown);
        }
    }

    #[test]
    fn passwords_are_masked() {
        let environment =
            BTreeMap::from([("CANVASS_DATABASE_URL".to_owned(), "postgres://u:p@ss@db/x".to_owned())]);
        let layers = Layers::new(Vec::new(), environment, None).unwrap();
        let shown: Vec<String> = layers.resolved().into_iter().map(|r| r.shown).collect();
        assert!(shown.contains(&"postgres://***@db/x".to_owned()), "{shown:?}");
        assert!(!shown.join("").contains("p@ss"));
    }
}

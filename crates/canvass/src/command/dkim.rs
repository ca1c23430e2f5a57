//! Keys that sign mail (DKIM). No client of the API: a private key never leaves its machine.

use std::path::PathBuf;

use canvass_delivery::dkim::{DkimAlgorithm, DkimKey, check_dkim_place, new_dkim_key};
use clap::{Subcommand, ValueEnum};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::show;
use crate::server::{DataFolder, dkim_signer};
use crate::settings::{Layers, Settings};

/// Keys that sign mail (DKIM).
#[derive(Debug, Subcommand)]
pub(crate) enum Dkim {
    /// Make a key in the data folder; its DNS record and the lines for canvass.toml are printed.
    Make {
        /// The domain of the sender address.
        #[arg(long)]
        domain: String,
        /// The name of the key in the DNS.
        #[arg(long)]
        selector: String,
        /// How it signs; every reader knows rsa.
        #[arg(long, value_enum, default_value_t = Algorithm::Rsa)]
        algorithm: Algorithm,
    },
    /// The DNS records of the keys of the settings.
    Show,
}

/// How a key signs.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Algorithm {
    /// RSA of 2048 bits.
    Rsa,
    /// Ed25519, for use beside an RSA key.
    Ed25519,
}

impl Dkim {
    /// Runs it.
    pub(crate) fn run(self, layers: &Layers, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Make { domain, selector, algorithm } => {
                let folder = DataFolder::open(&PathBuf::from(layers.value("data")))?;
                make(&folder, &domain, &selector, algorithm, json)
            }
            Self::Show => {
                let settings = Settings::read(layers)?;
                let signer = dkim_signer(&settings, &DataFolder::open(&settings.data)?)?;
                let rows: Vec<Value> = signer.keys().iter().map(record).collect();
                show::list(&rows, &["name", "value"], json);
                Ok(())
            }
        }
    }
}

fn make(
    folder: &DataFolder,
    domain: &str,
    selector: &str,
    algorithm: Algorithm,
    json: bool,
) -> anyhow::Result<()> {
    let (domain, selector) = check_dkim_place(domain, selector)?;
    let algorithm = match algorithm {
        Algorithm::Rsa => DkimAlgorithm::Rsa,
        Algorithm::Ed25519 => DkimAlgorithm::Ed25519,
    };
    let pem = new_dkim_key(algorithm)?;
    let key = DkimKey::read(&domain, &selector, pem.expose_secret().as_bytes())?;
    let path = folder.keep_dkim_key(&domain, &selector, pem.expose_secret())?;
    let mut told = record(&key);
    told["file"] = path.display().to_string().into();
    told["zone"] = key.record().to_string().into();
    told["settings"] = format!("[[dkim]] domain = {domain:?} selector = {selector:?}").into();
    if json {
        show::object(&told, true);
        return Ok(());
    }
    show::line(&format!("The key is {}.", path.display()));
    show::line("Put this record into the DNS of the domain:");
    show::line(&key.record().to_string());
    show::line("Once it can be seen there, add these lines to canvass.toml and restart the server:");
    show::line(&format!("[[dkim]]\ndomain = {domain:?}\nselector = {selector:?}"));
    Ok(())
}

fn record(key: &DkimKey) -> Value {
    let record = key.record();
    json!({ "name": record.name, "value": record.value })
}

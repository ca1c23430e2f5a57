//! Certificates of senders who encrypt, and the private keys that read what they sent.

use std::path::PathBuf;

use anyhow::Context as _;
use clap::Subcommand;
use data_encoding::BASE64_MIME;
use reqwest::Method;
use serde_json::json;

use super::body::Of;
use super::client::Client;
use super::show;
use crate::server::DataFolder;

/// Certificates of senders who encrypt.
#[derive(Debug, Subcommand)]
pub(crate) enum Certificate {
    /// Register a certificate; its thumbprints are printed.
    Add {
        #[command(flatten)]
        of: Of,
        /// PEM or DER.
        file: PathBuf,
    },
    /// All certificates of a workspace.
    List {
        #[command(flatten)]
        of: Of,
    },
    /// Register a certificate no more.
    Remove {
        #[command(flatten)]
        of: Of,
        /// Its number.
        id: i32,
    },
    /// Copy a private key into the data folder of this machine, so that a server started on it reads what was encrypted
    /// for its certificates.
    InstallKey {
        /// PEM (PKCS#8) of an RSA key.
        file: PathBuf,
    },
}

impl Certificate {
    /// Runs it.
    pub(crate) fn run(self, client: &Client, json: bool) -> anyhow::Result<()> {
        match self {
            Self::Add { of, file } => {
                let bytes =
                    std::fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?;
                let body = json!({ "certificate": pem(&bytes) });
                show::object(&client.call(Method::POST, &of.path("certificates"), &body)?, json);
            }
            Self::List { of } => {
                let columns = ["id", "sha1", "sha256", "subject", "endsAt", "readable"];
                show::list(&client.list(&of.path("certificates"))?, &columns, json);
            }
            Self::Remove { of, id } => {
                client.call(Method::DELETE, &of.path(&format!("certificates/{id}")), &json!({}))?;
            }
            // No client of the API: a private key never leaves its machine.
            Self::InstallKey { .. } => anyhow::bail!("a private key is installed without a server"),
        }
        Ok(())
    }

    /// The private key to install, if that is what is asked.
    pub(crate) fn key_to_install(&self) -> Option<&PathBuf> {
        match self {
            Self::InstallKey { file } => Some(file),
            Self::Add { .. } | Self::List { .. } | Self::Remove { .. } => None,
        }
    }
}

/// Puts a private key where servers on this data folder find it.
pub(crate) fn install_key(data: &str, file: &PathBuf, json: bool) -> anyhow::Result<()> {
    let pem = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let folder = DataFolder::open(&PathBuf::from(data))?;
    let (path, public_key) = folder.install_private_key(&pem)?;
    let told = json!({
        "file": path.display().to_string(),
        "publicKey": public_key,
        "note": "Restart the server; it reads private keys when it starts.",
    });
    show::object(&told, json);
    Ok(())
}

/// The PEM text of a certificate that may be DER.
fn pem(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if text.contains("-----BEGIN") => text.to_owned(),
        Ok(_) | Err(_) => {
            let body = BASE64_MIME.encode(bytes);
            format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n").replace("\r\n", "\n")
        }
    }
}

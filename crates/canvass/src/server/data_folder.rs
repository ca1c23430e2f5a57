//! The data folder: instance key and operator token beside the embedded store, readable by the owner only.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use canvass_app::Random;
use canvass_app::encryption::{PrivateKey, PrivateKeys};
use canvass_delivery::dkim::DkimKey;

use crate::settings::KeySetting;

const KEY_BYTES: usize = 32;

/// The data folder.
#[derive(Debug, Clone)]
pub(crate) struct DataFolder {
    path: PathBuf,
}

impl DataFolder {
    /// Opens the folder; makes it if it is not there.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        fs::create_dir_all(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        Ok(Self { path: path.to_owned() })
    }

    /// The folder as it is: nothing is made where nothing is, so that a mistyped path is told.
    pub(crate) fn existing(path: &Path) -> anyhow::Result<Self> {
        if !path.join("instance.key").exists() {
            bail!("{} is not the data folder of an installation: it holds no instance.key", path.display());
        }
        Ok(Self { path: path.to_owned() })
    }

    /// The file of the embedded store.
    pub(crate) fn database(&self) -> PathBuf {
        self.path.join("canvass.db")
    }

    /// The instance key: all links, Message-IDs and hashes hang on it. Made once, when `may_make` says that no store
    /// depends on an earlier one.
    pub(crate) fn instance_key(
        &self,
        random: &dyn Random,
        may_make: bool,
    ) -> anyhow::Result<[u8; KEY_BYTES]> {
        let path = self.path.join("instance.key");
        if let Some(text) = read_private(&path)? {
            let bytes = data_encoding::HEXLOWER
                .decode(text.trim().as_bytes())
                .ok()
                .and_then(|bytes| <[u8; KEY_BYTES]>::try_from(bytes).ok());
            return bytes.with_context(|| format!("{} does not hold an instance key", path.display()));
        }
        if !may_make {
            bail!(
                "{} is not there, but the database was set up with one. Copy instance.key from the data folder of \
                 the first node; without it no link that was sent can be opened.",
                path.display()
            );
        }
        let mut key = [0; KEY_BYTES];
        random.fill(&mut key);
        write_private(&path, &data_encoding::HEXLOWER.encode(&key))?;
        canvass_failpoint::pass("file.instance-key");
        Ok(key)
    }

    /// The private keys that were installed; one that others may read, or that is none, is refused by name (ENC-05).
    pub(crate) fn private_keys(&self) -> anyhow::Result<PrivateKeys> {
        let folder = self.private_keys_path();
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(PrivateKeys::default()),
            entries => entries.with_context(|| format!("{} cannot be read", folder.display()))?,
        };
        let mut keys = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_none_or(|extension| extension != "pem") {
                continue;
            }
            let text = read_private(&path)?.with_context(|| format!("{} is gone", path.display()))?;
            let key = PrivateKey::read(text.as_bytes());
            keys.push(key.with_context(|| format!("{} holds no key that can be used", path.display()))?);
        }
        Ok(keys.into_iter().collect())
    }

    /// Keeps a private key under the name of its public key.
    pub(crate) fn install_private_key(&self, pem: &[u8]) -> anyhow::Result<(PathBuf, String)> {
        let key = PrivateKey::read(pem)?;
        let folder = self.private_keys_path();
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let public_key = key.public_key().as_str().to_owned();
        let path = folder.join(format!("{public_key}.pem"));
        write_private(&path, std::str::from_utf8(pem).unwrap_or_default().trim())?;
        Ok((path, public_key))
    }

    /// A key that signs mail: the file that the setting names, else the one that `canvass dkim make` wrote.
    pub(crate) fn dkim_key(&self, key: &KeySetting) -> anyhow::Result<DkimKey> {
        let path = match &key.file {
            Some(file) => self.path.join(file),
            None => self.dkim_path(&key.domain, &key.selector),
        };
        let place = &key.place;
        let text = read_private(&path).with_context(|| place.clone())?;
        let text = text.with_context(|| {
            format!("{place}: {} is not there; canvass dkim make writes it", path.display())
        })?;
        DkimKey::read(&key.domain, &key.selector, text.as_bytes())
            .with_context(|| format!("{place}: {} does not fit", path.display()))
    }

    /// Keeps a new key that signs mail; never in place of another.
    pub(crate) fn keep_dkim_key(&self, domain: &str, selector: &str, pem: &str) -> anyhow::Result<PathBuf> {
        let path = self.dkim_path(domain, selector);
        if path.exists() {
            bail!("{} is there already; take another selector", path.display());
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        write_private(&path, pem.trim_end())?;
        Ok(path)
    }

    fn dkim_path(&self, domain: &str, selector: &str) -> PathBuf {
        self.path.join("dkim").join(format!("{selector}._domainkey.{domain}.pem"))
    }

    fn private_keys_path(&self) -> PathBuf {
        self.path.join("private-keys")
    }

    /// The operator token of this folder, if it was made already.
    pub(crate) fn operator_token(&self) -> anyhow::Result<Option<String>> {
        Ok(read_private(&self.token_path())?.map(|text| text.trim().to_owned()))
    }

    /// Keeps the operator token.
    pub(crate) fn keep_operator_token(&self, token: &str) -> anyhow::Result<()> {
        write_private(&self.token_path(), token)?;
        canvass_failpoint::pass("file.operator-token");
        Ok(())
    }

    /// Where the operator token stands.
    pub(crate) fn token_path(&self) -> PathBuf {
        self.path.join("operator-token")
    }
}

/// A secret file, if it is there; one that others may read is refused (OPS-14).
fn read_private(path: &Path) -> anyhow::Result<Option<String>> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        metadata => metadata.with_context(|| format!("{} cannot be read", path.display()))?,
    };
    let mode = metadata.permissions().mode();
    if mode & 0o077 != 0 {
        bail!("{} may be read by others (mode {:o}); set its mode to 600", path.display(), mode & 0o777);
    }
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(Some(text))
}

/// Writes a secret file whole or not at all: under another name first, synced, then renamed.
fn write_private(path: &Path, text: &str) -> anyhow::Result<()> {
    let write = || -> std::io::Result<()> {
        let draft = path.with_extension("new");
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&draft)?;
        writeln!(file, "{text}")?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        match path.parent() {
            Some(folder) => fs::File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    };
    write().with_context(|| format!("{} cannot be written", path.display()))
}

#[cfg(test)]
mod tests {
    use canvass_app::SystemRandom;
    use canvass_delivery::dkim::{DkimAlgorithm, new_dkim_key};
    use secrecy::ExposeSecret as _;

    use super::*;

    fn folder() -> (tempfile::TempDir, DataFolder) {
        let place = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(&place.path().join("data")).unwrap();
        (place, folder)
    }

    #[test]
    fn instance_key_is_made_once_and_private() {
        let (_place, folder) = folder();
        let random = SystemRandom::default();
        let key = folder.instance_key(&random, true).unwrap();
        assert_eq!(folder.instance_key(&random, true).unwrap(), key);
        let mode = fs::metadata(folder.path.join("instance.key")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_missing_key_is_never_replaced_when_a_store_depends_on_it() {
        let (_place, folder) = folder();
        let error = folder.instance_key(&SystemRandom::default(), false).unwrap_err().to_string();
        assert!(error.contains("Copy instance.key"), "{error}");
        assert!(!folder.path.join("instance.key").exists());
    }

    #[test]
    fn looking_at_a_mistyped_folder_makes_nothing() {
        let place = tempfile::tempdir().unwrap();
        let mistyped = place.path().join("dta");
        let error = DataFolder::existing(&mistyped).unwrap_err().to_string();
        assert!(error.contains("not the data folder"), "{error}");
        assert!(!mistyped.exists());
    }

    #[test]
    fn ops_14_a_key_that_signs_is_private_fits_and_is_never_replaced() {
        let (_place, folder) = folder();
        let setting = KeySetting {
            domain: "example.org".to_owned(),
            selector: "s1".to_owned(),
            file: None,
            place: "canvass.toml line 3: dkim".to_owned(),
        };
        let fault = |setting: &KeySetting| format!("{:#}", folder.dkim_key(setting).unwrap_err());
        assert!(
            fault(&setting).contains("canvass.toml line 3: dkim") && fault(&setting).contains("is not there")
        );
        let pem = new_dkim_key(DkimAlgorithm::Ed25519).unwrap();
        let path = folder.keep_dkim_key("example.org", "s1", pem.expose_secret()).unwrap();
        assert_eq!(folder.dkim_key(&setting).unwrap().selector(), "s1");
        assert!(folder.keep_dkim_key("example.org", "s1", "other").is_err());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        assert!(fault(&setting).contains("mode 640"), "{}", fault(&setting));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").unwrap();
        assert!(fault(&setting).contains("line 3") && fault(&setting).contains("cannot sign mail"));
    }

    #[test]
    fn a_secret_that_others_may_read_is_refused() {
        let (_place, folder) = folder();
        folder.keep_operator_token("cvt_a.b").unwrap();
        assert_eq!(folder.operator_token().unwrap().as_deref(), Some("cvt_a.b"));
        fs::set_permissions(folder.token_path(), fs::Permissions::from_mode(0o644)).unwrap();
        assert!(folder.operator_token().unwrap_err().to_string().contains("mode 644"));
    }
}

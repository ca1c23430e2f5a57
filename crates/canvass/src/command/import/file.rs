//! What a file is by its name, and which file it is by its bytes.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::ValueEnum;

use super::unreadable;

/// What stands between fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Delimiter {
    Comma,
    Semicolon,
    Tab,
}

/// A file of rows.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// The last part of its path.
    pub(super) name: String,
    pub(super) is_packed: bool,
    pub(super) bytes: u64,
    /// `None`: NDJSON.
    csv: Option<Delimiter>,
}

impl File {
    pub(super) fn of(path: &Path, delimiter: Option<Delimiter>) -> anyhow::Result<Self> {
        let bytes = std::fs::metadata(path).with_context(|| unreadable(path))?.len();
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let lower = name.to_lowercase();
        let (plain, is_packed) = match lower.strip_suffix(".gz") {
            Some(plain) => (plain, true),
            None => (lower.as_str(), false),
        };
        let by_name = match Path::new(plain).extension().and_then(|extension| extension.to_str()) {
            Some("csv") => Some(Delimiter::Comma),
            Some("tsv") => Some(Delimiter::Tab),
            Some(_) | None => None,
        };
        Ok(Self { path: path.to_owned(), name, is_packed, bytes, csv: delimiter.or(by_name) })
    }

    pub(super) fn media_type(&self) -> &'static str {
        if self.csv.is_some() { "text/csv" } else { "application/x-ndjson" }
    }

    pub(super) fn delimiter(&self) -> Option<&'static str> {
        self.csv.map(|delimiter| match delimiter {
            Delimiter::Comma => "comma",
            Delimiter::Semicolon => "semicolon",
            Delimiter::Tab => "tab",
        })
    }

    pub(super) fn open(&self) -> anyhow::Result<std::fs::File> {
        std::fs::File::open(&self.path).with_context(|| unreadable(&self.path))
    }

    /// The same for the same bytes under the same settings: a file that was cut goes on, whoever sends it again.
    pub(super) fn id(&self, settings: &str) -> anyhow::Result<String> {
        let bytes = fingerprint(self.open()?).with_context(|| unreadable(&self.path))?;
        Ok(format!("file-{bytes:016x}-{:08x}", fingerprint(settings.as_bytes())? & 0xFFFF_FFFF))
    }
}

/// FNV-1a: tells one file from another for names; nothing secret hangs on it.
pub(super) fn fingerprint(mut source: impl Read) -> std::io::Result<u64> {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut piece = vec![0; 256 * 1024];
    loop {
        let count = source.read(&mut piece)?;
        if count == 0 {
            return Ok(hash);
        }
        for byte in piece.iter().take(count) {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_name_says() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, "x").unwrap();
            let file = File::of(&path, None).unwrap();
            (file.media_type(), file.delimiter(), file.is_packed)
        };
        assert_eq!(file("a.csv"), ("text/csv", Some("comma"), false));
        assert_eq!(file("a.CSV.gz"), ("text/csv", Some("comma"), true));
        assert_eq!(file("a.tsv"), ("text/csv", Some("tab"), false));
        assert_eq!(file("a.ndjson.gz"), ("application/x-ndjson", None, true));
        assert_eq!(file("a"), ("application/x-ndjson", None, false));
    }

    #[test]
    fn another_file_or_other_settings_have_another_id() {
        let folder = tempfile::tempdir().unwrap();
        let id = |text: &str, settings: &str| {
            let path = folder.path().join("a.csv");
            std::fs::write(&path, text).unwrap();
            File::of(&path, None).unwrap().id(settings).unwrap()
        };
        assert_eq!(id("x", "a=b"), id("x", "a=b"));
        assert_ne!(id("x", "a=b"), id("y", "a=b"));
        assert_ne!(id("x", "a=b"), id("x", "a=c"));
    }
}

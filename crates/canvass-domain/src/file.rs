//! Files of answers (E95): what is kept of a name, what a file is by its extension and its first bytes. What the sender
//! says about the type is never believed (FIL-10).

use std::sync::Arc;

use crate::id::FileId;

/// The longest file (E124).
pub const MOST_FILE_BYTES: usize = 10_485_760;
/// The most files of one customer (E124).
pub const MOST_FILES: usize = 100;
/// The most answers of one customer (E124).
pub const MOST_ANSWERS: usize = 500;
const MOST_NAME_CHARS: usize = 255;
/// What a file is of which nothing more is known.
pub const UNKNOWN_TYPE: &str = "application/octet-stream";

/// A file of an answer: on its way into the store, or there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerFile {
    /// It came with this command.
    Sent(SentFile),
    /// It is stored.
    Kept(FileId),
}

/// A file that was checked and is not stored yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentFile {
    /// The last part of the name that was sent, without what could mislead.
    pub name: String,
    /// By extension and content.
    pub media_type: &'static str,
    /// The bytes as sent, decoded.
    pub bytes: Arc<[u8]>,
    /// How it is sealed, if the sender encrypted it (E96).
    pub seal: Option<Seal>,
}

/// Certificate and wrapped key of a file that the sender encrypted, as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// 40 or 64 hexadecimal digits, as sent.
    pub thumbprint: String,
    /// The wrapped key as sent.
    pub key: String,
}

/// The name that is kept: the last part of a path, without control characters and signs that turn the direction of
/// text (FIL-02), not longer than file systems allow; `None` if nothing is left.
pub fn kept_name(sent: &str) -> Option<String> {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control() && !misleads(*c)).collect();
    let name = clean.trim().trim_start_matches('.').trim();
    let name: String = name.chars().take(MOST_NAME_CHARS).collect();
    (!name.is_empty()).then_some(name)
}

/// Signs that turn the direction of text or cannot be seen.
fn misleads(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

/// The extension of a name, in lower case.
pub fn extension(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    (!stem.is_empty() && !extension.is_empty()).then(|| extension.to_lowercase())
}

/// How the bytes of a type begin.
#[derive(Debug, Clone, Copy)]
enum Begins {
    /// With these.
    With(&'static [u8]),
    /// With the first, and with the second from the eighth on.
    WithAnd(&'static [u8], &'static [u8]),
    /// `ftyp` from the fourth on.
    Ftyp,
    /// Text: UTF-8 without zero bytes.
    Text,
}

/// What is told by extension and content. The list is short on purpose: everything else is bytes.
const TYPES: &[(&[&str], &str, Begins)] = &[
    (&["pdf"], "application/pdf", Begins::With(b"%PDF-")),
    (&["png"], "image/png", Begins::With(b"\x89PNG\r\n\x1a\n")),
    (&["jpg", "jpeg"], "image/jpeg", Begins::With(b"\xff\xd8\xff")),
    (&["gif"], "image/gif", Begins::With(b"GIF8")),
    (&["webp"], "image/webp", Begins::WithAnd(b"RIFF", b"WEBP")),
    (&["heic"], "image/heic", Begins::Ftyp),
    (&["mp3"], "audio/mpeg", Begins::With(b"ID3")),
    (&["wav"], "audio/wav", Begins::WithAnd(b"RIFF", b"WAVE")),
    (&["m4a"], "audio/mp4", Begins::Ftyp),
    (&["mp4"], "video/mp4", Begins::Ftyp),
    (&["mov"], "video/quicktime", Begins::Ftyp),
    (&["zip"], "application/zip", Begins::With(b"PK\x03\x04")),
    (
        &["docx"],
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Begins::With(b"PK\x03\x04"),
    ),
    (
        &["xlsx"],
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Begins::With(b"PK\x03\x04"),
    ),
    (&["odt"], "application/vnd.oasis.opendocument.text", Begins::With(b"PK\x03\x04")),
    (&["txt"], "text/plain", Begins::Text),
    (&["csv"], "text/csv", Begins::Text),
];

/// What a file is: the type of its extension if its content agrees, else bytes of no known type. Nothing is unpacked or
/// decoded (FIL-04).
pub fn media_type(name: &str, bytes: &[u8]) -> &'static str {
    let Some(extension) = extension(name) else { return UNKNOWN_TYPE };
    let known = TYPES.iter().find(|(extensions, _, _)| extensions.contains(&extension.as_str()));
    known.filter(|(_, _, begins)| begins.agrees(bytes)).map_or(UNKNOWN_TYPE, |(_, media_type, _)| media_type)
}

impl Begins {
    fn agrees(self, bytes: &[u8]) -> bool {
        match self {
            Self::With(first) => bytes.starts_with(first),
            Self::WithAnd(first, eighth) => {
                bytes.starts_with(first) && bytes.get(8..).is_some_and(|rest| rest.starts_with(eighth))
            }
            Self::Ftyp => bytes.get(4..).is_some_and(|rest| rest.starts_with(b"ftyp")),
            Self::Text => std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0')),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fil_02_a_name_is_the_last_part_without_what_misleads() {
        for (sent, kept) in [
            ("photo.png", Some("photo.png")),
            ("../../etc/passwd", Some("passwd")),
            (r"C:\Users\ann\bon.pdf", Some("bon.pdf")),
            ("/", None),
            ("..", None),
            (" . ", None),
            (".htaccess", Some("htaccess")),
            ("a\0b\r\nc\u{7f}.txt", Some("abc.txt")),
            ("invoice\u{202e}fdp.exe", Some("invoicefdp.exe")),
            ("na\u{200b}me", Some("name")),
            ("\"quoted\".txt", Some("\"quoted\".txt")),
            ("Zoë 😀.pdf", Some("Zoë 😀.pdf")),
        ] {
            assert_eq!(kept_name(sent).as_deref(), kept, "{sent:?}");
        }
        assert_eq!(kept_name(&"é".repeat(5_000)).map(|name| name.chars().count()), Some(255));
    }

    #[test]
    fn e95_a_type_needs_extension_and_content() {
        for (name, bytes, told) in [
            ("a.PNG", &b"\x89PNG\r\n\x1a\nrest"[..], "image/png"),
            ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
            ("a.webp", b"RIFF0000WEBPVP8 ", "image/webp"),
            ("a.wav", b"RIFF0000WEBPVP8 ", UNKNOWN_TYPE),
            ("a.mp4", b"\0\0\0 ftypisom", "video/mp4"),
            ("a.txt", "Zoë".as_bytes(), "text/plain"),
            ("a.txt", b"a\0b", UNKNOWN_TYPE),
            // FIL-01: what a browser would run has no type here, whatever it pretends to be.
            ("a.html", b"<script>", UNKNOWN_TYPE),
            ("a.svg", b"<svg onload=x>", UNKNOWN_TYPE),
            ("a.png", b"<script>", UNKNOWN_TYPE),
            ("a.pdf.exe", b"%PDF-1.7", UNKNOWN_TYPE),
            ("png", b"\x89PNG\r\n\x1a\n", UNKNOWN_TYPE),
            (".png", b"\x89PNG\r\n\x1a\n", UNKNOWN_TYPE),
            ("a.", b"x", UNKNOWN_TYPE),
            ("a.png", b"", UNKNOWN_TYPE),
        ] {
            assert_eq!(media_type(name, bytes), told, "{name}");
        }
    }
}

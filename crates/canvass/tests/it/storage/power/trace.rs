//! A recorded run of the program: what it did to the files of its data folder and what it said to clients, in order. The
//! recorder is strace; a call that changes files and that this does not know is a failure, never a gap.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use crate::harness::{Place, Server, until};

/// Everything that may change a file, and how answers leave.
const CALLS: &str = "trace=openat,creat,open,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync_file_range,\
    ftruncate,truncate,fallocate,rename,renameat,renameat2,unlink,unlinkat,link,linkat,symlink,symlinkat,mkdir,mkdirat,\
    sendfile,copy_file_range,splice,sendto,sendmsg,mmap";
const PATIENCE: Duration = Duration::from_secs(90);
/// Longer than any one write.
const LONGEST: &str = "1000000";

/// One step. Files go by their names in the data folder; the name of the folder itself is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// Opened to be written, and made if it was not there.
    Opened {
        file: String,
        emptied: bool,
        appends: bool,
    },
    Wrote {
        file: String,
        at: Option<u64>,
        bytes: Vec<u8>,
    },
    Cut {
        file: String,
        length: u64,
    },
    Renamed {
        from: String,
        to: String,
    },
    Removed {
        file: String,
    },
    /// A sync ended: what was written when it began is safe.
    Synced {
        file: String,
        began: usize,
    },
    /// A client has this.
    Said(Vec<u8>),
}

/// Starts the program under the recorder.
pub(super) fn record(place: &Place, into: &Path, more: &[&str]) -> Server {
    let into = into.to_str().unwrap();
    // With -D the program stays the child, and strace looks on from aside.
    let mut recorder = vec!["strace", "-D", "-f", "-q", "-y", "-xx", "-s", LONGEST, "-e", "signal=none"];
    recorder.extend(["-e", CALLS]);
    recorder.extend(more);
    recorder.extend(["-o", into]);
    place.try_start_by(&recorder).unwrap_or_else(|stopped| panic!("{}", stopped.words()))
}

/// Reads a recording of a program that has ended by itself. The recorder writes on for a moment.
pub(super) fn read(recording: &Path, data: &Path) -> Vec<Event> {
    until("the end of the recording", PATIENCE, || {
        let text = std::fs::read_to_string(recording).unwrap();
        let is_over = text.ends_with('\n') && text.lines().last()?.contains(" +++ ");
        is_over.then(|| events(&text, data))
    })
}

/// Reads a recording of a program that was killed, which may end in the middle of a line, until it tells enough.
pub(super) fn read_until(recording: &Path, data: &Path, is_enough: impl Fn(&[Event]) -> bool) -> Vec<Event> {
    until("enough of the recording", PATIENCE, || {
        let text = std::fs::read_to_string(recording).unwrap();
        let (whole, _) = text.rsplit_once('\n')?;
        let events = events(whole, data);
        is_enough(&events).then_some(events)
    })
}

fn events(text: &str, data: &Path) -> Vec<Event> {
    let folder = data.canonicalize().unwrap().to_str().unwrap().to_owned();
    let mut reader = Reader { folder, begun: HashMap::new(), events: Vec::new() };
    text.lines().for_each(|line| reader.line(line));
    reader.events
}

struct Reader {
    folder: String,
    /// Calls of threads that others were told between: their first half, and how far the events were then.
    begun: HashMap<String, (String, usize)>,
    events: Vec<Event>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let (thread, rest) = line.split_once(' ').unwrap();
        let rest = rest.trim_start();
        if let Some(first) = rest.strip_suffix(" <unfinished ...>") {
            // What is said counts from its first byte on, and a write may be in part on the disk: both from here.
            self.early(first);
            self.begun.insert(thread.to_owned(), (first.to_owned(), self.events.len()));
        } else if let Some(second) = rest.strip_prefix("<... ") {
            // A call that was under way when the recorder came has no first half.
            let Some((first, began)) = self.begun.remove(thread) else { return };
            let (_, second) = second.split_once(" resumed>").unwrap();
            self.call(&(first + second), Some(began));
        } else if !rest.starts_with("+++") && !rest.starts_with("---") {
            self.early(rest);
            self.call(rest, None);
        }
    }

    /// What counts from the beginning of a call.
    fn early(&mut self, line: &str) {
        let (name, words) = split(line);
        let event = match name {
            "pwrite64" => self.inside(&words[0]).map(|file| {
                let at = Some(words[3].trim_end_matches(')').split(')').next().unwrap().parse().unwrap());
                Event::Wrote { file, at, bytes: unescape(&words[1]) }
            }),
            "write" => match self.inside(&words[0]) {
                Some(file) => Some(Event::Wrote { file, at: None, bytes: unescape(&words[1]) }),
                None => said(&words[1]),
            },
            "writev" | "sendto" | "sendmsg" => said(line),
            _ => None,
        };
        self.events.extend(event);
    }

    fn call(&mut self, line: &str, began: Option<usize>) {
        let (name, words) = split(line);
        let Some((_, result)) = line.rsplit_once(" = ") else { return };
        // Killed in the middle of it.
        if result.starts_with('?') {
            return;
        }
        if result.starts_with('-') {
            let is_watched = ["pwrite64", "fsync", "fdatasync"].contains(&name);
            assert!(!is_watched || self.inside(&words[0]).is_none(), "{line}");
            return;
        }
        let began = began.unwrap_or(self.events.len());
        let event = match name {
            "fsync" | "fdatasync" => self.inside(&words[0]).map(|file| Event::Synced { file, began }),
            "ftruncate" => self.inside(&words[0]).map(|file| Event::Cut {
                file,
                length: words[1].split(')').next().unwrap().parse().unwrap(),
            }),
            "openat" => self.opened(&words[2], result),
            "rename" => self.moved(&words[0], &words[1]),
            "unlink" => self.path(&words[0]).map(|file| Event::Removed { file }),
            "pwrite64" | "write" | "sendto" | "sendmsg" => None,
            "mmap" => {
                let is_shared = line.contains("MAP_SHARED") && line.contains("PROT_WRITE");
                assert!(!is_shared || self.inside(&words[4]).is_none(), "written through a map: {line}");
                None
            }
            _ => {
                let text = String::from_utf8_lossy(&unescape_all(line)).into_owned();
                assert!(!text.contains(&self.folder), "not known to the replay: {name}");
                None
            }
        };
        self.events.extend(event);
    }

    fn opened(&self, flags: &str, result: &str) -> Option<Event> {
        let file = self.inside(result)?;
        let writes = flags.contains("O_RDWR") || flags.contains("O_WRONLY") || flags.contains("O_CREAT");
        let (emptied, appends) = (flags.contains("O_TRUNC"), flags.contains("O_APPEND"));
        writes.then_some(Event::Opened { file, emptied, appends })
    }

    fn moved(&self, from: &str, to: &str) -> Option<Event> {
        Some(Event::Renamed { from: self.path(from)?, to: self.path(to)? })
    }

    /// The file of the data folder that a descriptor stands for.
    fn inside(&self, descriptor: &str) -> Option<String> {
        let (_, path) = descriptor.split_once('<')?;
        self.path(path.rsplit_once('>')?.0)
    }

    /// The shared index beside the log is memory: it is made anew after a crash.
    fn path(&self, escaped: &str) -> Option<String> {
        let path = String::from_utf8(unescape(escaped)).unwrap();
        let inside = path.strip_prefix(&self.folder)?;
        (!inside.ends_with("-shm")).then(|| inside.trim_start_matches('/').to_owned())
    }
}

/// Answers only; what else goes over sockets is no promise.
fn said(escaped: &str) -> Option<Event> {
    let bytes = unescape_all(escaped);
    bytes.windows(9).any(|window| window == b"HTTP/1.1 ").then_some(Event::Said(bytes))
}

/// The name of a call and its arguments. Texts are escaped byte by byte, so no comma is inside of one.
fn split(line: &str) -> (&str, Vec<String>) {
    let (name, rest) = line.split_once('(').unwrap();
    (name, rest.split(", ").map(str::to_owned).collect())
}

fn unescape(word: &str) -> Vec<u8> {
    let bytes = unescape_all(word);
    let quoted = bytes
        .strip_prefix(b"\"")
        .and_then(|bytes| bytes.split(|byte| *byte == b'"').next().map(<[u8]>::to_vec));
    if word.starts_with('"') && word.matches('"').count() == 2 {
        let inner = word.split('"').nth(1).unwrap();
        return unescape_all(inner);
    }
    quoted.unwrap_or(bytes)
}

/// Turns every `\xhh` into its byte, and leaves the rest.
fn unescape_all(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() / 4);
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        if let [b'\\', b'x', high, low, ..] = rest {
            let digit = |digit: u8| u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap();
            bytes.push(digit(*high) * 16 + digit(*low));
            rest = &rest[4..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    bytes
}

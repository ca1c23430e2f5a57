//! The table of misbehaviour: every step of the dialogue, every way to go wrong there, and what must come of it. The
//! dialogue without sockets, the transport over sockets and the use cases above are each tried by the same table.

use std::time::Duration;

use super::script::{Act, At};

/// A way to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// "Not now" (451).
    Later,
    /// "Not now, and I close" (421).
    Closing,
    /// "Never" (550).
    Never,
    /// Not a word.
    Silence,
    /// Half a reply, then the end of the connection.
    Half,
    /// Bytes that are no reply.
    Garbage,
    /// A line without end.
    Endless,
    /// The end of the connection.
    Drop,
    /// The usual answer, byte by byte.
    Drip,
    /// The usual answer behind many lines.
    Lines,
    /// A reply whose lines contradict each other.
    Mixed,
    /// A good reply that is not the answer to this.
    Wrong,
}

/// What must come of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The letter is sent as if nothing had been odd, and the session is good for the next one.
    Usual,
    /// There is no session; no letter is touched.
    NoSession,
    /// Nothing was said of the letter, and the session is over: another session may do better.
    Dropped,
    /// The peer does not serve now; the letter was not handed over, and the session is over.
    Unavailable,
    /// A definite "not now"; true: the session is good for the next letter.
    Deferred(bool),
    /// A definite "never"; true: the session is good for the next letter.
    Rejected(bool),
    /// Handed over and nothing known; the session is over.
    InDoubt,
}

/// One cell of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Where the peer goes wrong.
    pub at: At,
    /// How.
    pub way: Way,
    /// What must come of it.
    pub due: Due,
}

const WAYS: [Way; 12] = [
    Way::Later,
    Way::Closing,
    Way::Never,
    Way::Silence,
    Way::Half,
    Way::Garbage,
    Way::Endless,
    Way::Drop,
    Way::Drip,
    Way::Lines,
    Way::Mixed,
    Way::Wrong,
];

/// A word for each cell: `sent` = usual, `none` = no session, `drop`, `away` = unavailable, `wait` = deferred, `bad` =
/// rejected, `doubt`; a `+` means that the session is good for the next letter, `-` that there is no such cell.
const TABLE: [(At, &str); 11] = [
    //              451   421  550  silence half garbage endless drop drip lines mixed wrong
    (At::Greeting, "none none none none none none none none sent sent none none"),
    (At::Hello, "none none none none none none none none sent sent none none"),
    (At::StartTls, "none none none none none none none none sent sent none none"),
    (At::Handshake, "none none none none none none none none - - none none"),
    (At::Auth, "none none none none none none none none sent sent none none"),
    (At::Mail, "wait+ away bad+ drop drop drop drop drop sent sent drop drop"),
    (At::Rcpt, "wait+ away bad+ drop drop drop drop drop sent sent drop drop"),
    (At::Data, "wait+ away bad+ drop drop drop drop drop sent sent drop drop"),
    // A peer has nothing to say while a body comes: silence is what it should do.
    (At::Body, "wait away bad sent drop drop drop drop - drop drop drop"),
    // From here on the letter is handed over. Only a complete refusal is one.
    (At::Dot, "wait+ wait bad+ doubt doubt doubt doubt doubt sent sent doubt doubt"),
    // QUIT is said when all letters are settled.
    (At::Quit, "sent sent sent sent sent sent sent sent sent sent sent sent"),
];

/// All cells.
pub fn misbehaviour() -> Vec<Cell> {
    let cells = |(at, words): (At, &'static str)| {
        let ways = WAYS.into_iter().zip(words.split(' '));
        ways.filter_map(move |(way, word)| due(word).map(|due| Cell { at, way, due }))
    };
    TABLE.into_iter().flat_map(cells).collect()
}

fn due(word: &str) -> Option<Due> {
    let is_reusable = word.ends_with('+');
    Some(match word.trim_end_matches('+') {
        "sent" => Due::Usual,
        "none" => Due::NoSession,
        "drop" => Due::Dropped,
        "away" => Due::Unavailable,
        "wait" => Due::Deferred(is_reusable),
        "bad" => Due::Rejected(is_reusable),
        "doubt" => Due::InDoubt,
        _ => return None,
    })
}

impl Way {
    /// The bytes that are said, for a step whose usual answer is this; the connection ends behind them if the way says
    /// so ([`Self::closes`]).
    pub fn words(self, usual: &str) -> Vec<u8> {
        let code = usual.get(..3).unwrap_or("250");
        match self {
            Self::Later => b"451 later\r\n".to_vec(),
            Self::Closing => b"421 closing\r\n".to_vec(),
            Self::Never => b"550 never\r\n".to_vec(),
            Self::Silence | Self::Drop => Vec::new(),
            Self::Half => b"25".to_vec(),
            Self::Garbage => b"\0\x01\xff nonsense\r\n".to_vec(),
            Self::Endless => vec![b'x'; 80 * 1024],
            Self::Drip => format!("{usual}\r\n").into_bytes(),
            Self::Lines => format!("{}{usual}\r\n", format!("{code}-more\r\n").repeat(20)).into_bytes(),
            Self::Mixed => format!("{code}-yes\r\n554 no\r\n").into_bytes(),
            Self::Wrong if code == "354" => b"250 fine\r\n".to_vec(),
            Self::Wrong => b"354 go on\r\n".to_vec(),
        }
    }

    /// The connection ends behind the words.
    pub fn closes(self) -> bool {
        matches!(self, Self::Half | Self::Drop)
    }

    /// The same for a [`super::ScriptedSink`].
    pub fn act(self, usual: &str) -> Act {
        match self {
            Self::Later | Self::Closing | Self::Never => {
                Act::Say(String::from_utf8_lossy(&self.words(usual)).trim_end().to_owned())
            }
            Self::Silence => Act::Silence,
            Self::Half => Act::HalfLine,
            Self::Drop => Act::Close,
            Self::Drip => Act::PerByte,
            // Many lines in front of whatever the answer is.
            Self::Lines => Act::Lines(20),
            Self::Garbage | Self::Endless | Self::Mixed | Self::Wrong => Act::Raw(self.words(usual)),
        }
    }
}

impl At {
    /// The usual answer at this step, without what depends on the script.
    pub fn usual(self) -> &'static str {
        match self {
            Self::Greeting => "220 ready",
            Self::StartTls => "220 go on",
            Self::Handshake | Self::Body => "",
            Self::Auth => "235 welcome",
            Self::Data => "354 go on",
            Self::Quit => "221 bye",
            Self::Hello | Self::Mail | Self::Rcpt | Self::Dot | Self::Rset => "250 fine",
        }
    }
}

/// How long a peer that says nothing is waited for in tests of [`Way::Silence`].
pub const SILENCE: Duration = Duration::from_secs(2);

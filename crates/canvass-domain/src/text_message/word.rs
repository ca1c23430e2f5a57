//! What somebody says by sending a single word back. Only the whole message counts: "stop by for coffee" is no opt-out,
//! and whoever says more is answered by people.

/// What a word of a message means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// No further message, for ever.
    Stop,
    /// What was said by a word before counts no more.
    Start,
}

/// The words that mean something, in the form under which equal ones meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    stop: Vec<String>,
    start: Vec<String>,
}

impl Words {
    /// Words of people who want no more.
    pub const STOP: [&'static str; 14] = [
        "stop",
        "stopp",
        "stopall",
        "stop all",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "optout",
        "opt out",
        "arret",
        "arrêt",
        "afmelden",
        "abmelden",
    ];
    /// Words of people who want them again.
    pub const START: [&'static str; 3] = ["start", "unstop", "subscribe"];

    /// These words; those of an empty list are the usual ones.
    pub fn new(stop: &[String], start: &[String]) -> Self {
        let of = |own: &[String], usual: &[&str]| -> Vec<String> {
            let own = own.iter().map(|word| folded(word)).filter(|word| !word.is_empty());
            let own: Vec<String> = own.collect();
            if own.is_empty() { usual.iter().map(|word| folded(word)).collect() } else { own }
        };
        Self { stop: of(stop, &Self::STOP), start: of(start, &Self::START) }
    }

    /// What a message says, if it is one of the words.
    pub fn said(&self, text: &str) -> Option<Said> {
        let text = folded(text);
        if self.stop.contains(&text) {
            Some(Said::Stop)
        } else if self.start.contains(&text) {
            Some(Said::Start)
        } else {
            None
        }
    }
}

impl Default for Words {
    fn default() -> Self {
        Self::new(&[], &[])
    }
}

/// Lower case, single blanks, nothing but letters and digits at the ends.
fn folded(text: &str) -> String {
    let inner = text.trim_matches(|sign: char| !sign.is_alphanumeric());
    inner.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_that_is_the_word_counts_and_one_that_holds_it_does_not() {
        let words = Words::default();
        for text in
            ["STOP", " stop. ", "\"Stopp\"", "Stop   ALL", "ARRÊT", "arret!", "Unsubscribe", "END", "quit"]
        {
            assert_eq!(words.said(text), Some(Said::Stop), "{text}");
        }
        for text in ["START", "unstop"] {
            assert_eq!(words.said(text), Some(Said::Start), "{text}");
        }
        for text in ["", ".", "stop by for coffee", "non-stop", "yes", "start now please"] {
            assert_eq!(words.said(text), None, "{text}");
        }
    }

    #[test]
    fn own_words_stand_in_for_the_usual_ones() {
        let words = Words::new(&["Genug ".to_owned(), " ".to_owned()], &[]);
        assert_eq!((words.said("genug"), words.said("stop")), (Some(Said::Stop), None));
        assert_eq!(words.said("start"), Some(Said::Start));
    }
}

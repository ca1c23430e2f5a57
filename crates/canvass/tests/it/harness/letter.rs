//! A letter as its reader sees it.

use canvass_delivery::sink::Accepted;
use mail_parser::MessageParser;

use super::place::PUBLIC_URL;

/// An invitation.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) recipient: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Letter {
    /// Reads what the relay took.
    pub(crate) fn read(accepted: &Accepted) -> Self {
        let mail = MessageParser::default().parse(&accepted.bytes).expect("a letter can be read");
        let [recipient] = &accepted.recipients[..] else {
            panic!("a letter has one recipient: {accepted:?}")
        };
        Self {
            recipient: recipient.trim_matches(['<', '>']).to_owned(),
            text: mail.body_text(0).unwrap().into_owned(),
            html: mail.body_html(0).unwrap().into_owned(),
        }
    }

    /// The path of the personal link.
    pub(crate) fn link(&self) -> String {
        let link = self.text.split_whitespace().find(|word| word.contains("/q/"));
        let link = link.unwrap_or_else(|| panic!("no link in {}", self.text));
        link.strip_prefix(PUBLIC_URL).unwrap_or_else(|| panic!("{link} is not ours")).to_owned()
    }
}

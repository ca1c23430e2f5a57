//! Enhanced status codes of mail servers (RFC 3463), as they stand in answers and reports. What follows from one is decided
//! where it is asked: `bounce` for an address, `pace` for the domain behind it.

/// Class, subject and detail, such as 4.7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// 2, 4 or 5.
    pub class: u16,
    /// What it is about: 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// More precisely.
    pub detail: u16,
}

impl Status {
    /// The code that a text begins with, such as `5.1.1 (user unknown)`.
    pub fn parse(text: &str) -> Option<Self> {
        let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
        // At most three digits each.
        let number = |part: &str| (part.len() <= 3).then(|| part.parse::<u16>().ok()).flatten();
        let mut parts = text.get(..end)?.split('.');
        let class = number(parts.next()?).filter(|class| matches!(class, 2 | 4 | 5))?;
        let status = Self { class, subject: number(parts.next()?)?, detail: number(parts.next()?)? };
        parts.next().is_none().then_some(status)
    }

    /// The status of a reply such as `450 4.2.1 try later`; many peers give none, and one that contradicts the code is none.
    pub fn of_reply(reply: &str) -> Option<Self> {
        let mut words = reply.split_ascii_whitespace();
        let (code, word) = (words.next()?, words.next()?);
        let status = Self::parse(word)
            .filter(|_| !word.contains(|sign: char| !sign.is_ascii_digit() && sign != '.'))?;
        code.starts_with(&status.class.to_string()).then_some(status)
    }

    /// It is about one mailbox, and says nothing of its neighbours.
    pub fn is_about_mailbox(self) -> bool {
        matches!((self.subject, self.detail), (1, 1 | 3 | 6) | (2, _))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_where_a_reply_has_one() {
        let status = |class, subject, detail| Some(Status { class, subject, detail });
        for (reply, expected) in [
            ("450 4.2.1 later", status(4, 2, 1)),
            ("421 4.7.0", status(4, 7, 0)),
            ("550 5.1.1 nobody", status(5, 1, 1)),
            ("450 later", None),
            ("450 5.2.1 two stories", None),
            ("450 4.2 x", None),
            ("450 4.2.1.9 x", None),
            ("450 4.1234.1 x", None),
            ("450 4.+2.1 x", None),
            ("450 4.2.1-x", None),
            ("192.168.0.1", None),
            ("", None),
        ] {
            assert_eq!(Status::of_reply(reply), expected, "{reply}");
        }
    }

    #[test]
    fn a_full_mailbox_says_nothing_of_its_neighbours() {
        let about = |reply: &str| Status::of_reply(reply).unwrap().is_about_mailbox();
        assert!(about("452 4.2.2 full") && about("450 4.1.1 unknown for now"));
        assert!(
            !about("451 4.7.1 slow down") && !about("450 4.1.2 no such system") && !about("452 4.3.1 full")
        );
    }

    #[test]
    fn a_status_is_read_where_a_text_begins_with_one() {
        let status = |class, subject, detail| Some(Status { class, subject, detail });
        for (text, expected) in [
            ("5.1.1 (user unknown)", status(5, 1, 1)),
            ("4.4.1", status(4, 4, 1)),
            ("5.1.10", status(5, 1, 10)),
            ("3.1.1", None),
            ("5.1", None),
            ("5.1.1.1", None),
            ("5.1111.1", None),
            ("5..1", None),
            (" 5.1.1", None),
            ("", None),
        ] {
            assert_eq!(Status::parse(text), expected, "{text}");
        }
    }
}

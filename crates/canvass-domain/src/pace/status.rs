//! The enhanced status code in a reply (RFC 3463): what a refusal is about.

/// Class, subject and detail, such as 4.7.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// 2, 4 or 5.
    pub class: u8,
    /// What it is about: 1 address, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy.
    pub subject: u16,
    /// More precisely.
    pub detail: u16,
}

impl Status {
    /// The status of a reply such as `450 4.2.1 try later`; many peers give none.
    pub fn of_reply(reply: &str) -> Option<Self> {
        let mut words = reply.split_ascii_whitespace();
        let code = words.next()?;
        let mut parts = words.next()?.split('.');
        let class: u8 = parts.next()?.parse().ok().filter(|class| matches!(class, 2 | 4 | 5))?;
        let status = Self { class, subject: number(parts.next()?)?, detail: number(parts.next()?)? };
        let is_said_twice = code.starts_with(char::from(b'0' + class));
        (parts.next().is_none() && is_said_twice).then_some(status)
    }

    /// It is about one mailbox, and says nothing of its neighbours.
    pub fn is_about_mailbox(self) -> bool {
        matches!((self.subject, self.detail), (1, 1 | 3 | 6) | (2, _))
    }
}

fn number(text: &str) -> Option<u16> {
    let is_number = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
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
}

//! The ways by which a message leaves.

/// By what a message leaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// A mail.
    #[default]
    Mail,
    /// A text message.
    Sms,
}

/// By what a person is invited who could be reached by either.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum ChannelChoice {
    /// Mail alone.
    #[default]
    Mail,
    /// Text messages alone.
    Sms,
    /// A text message to whoever has no usable address.
    MailElseSms,
    /// A mail to whoever has no usable mobile number.
    SmsElseMail,
}

impl ChannelChoice {
    /// All choices.
    pub const ALL: [Self; 4] = [Self::Mail, Self::Sms, Self::MailElseSms, Self::SmsElseMail];

    /// The word used in API and documents.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::MailElseSms => "mail-else-sms",
            Self::SmsElseMail => "sms-else-mail",
        }
    }

    /// The choice of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == word)
    }

    /// Whether a text message may be chosen.
    pub fn may_text(self) -> bool {
        self != Self::Mail
    }

    /// By what a person is invited who is reached by these; `None` = not at all.
    pub fn of(self, reaches: impl Fn(Channel) -> bool) -> Option<Channel> {
        let [mail, sms] = Channel::ALL.map(|channel| reaches(channel).then_some(channel));
        match self {
            Self::Mail => mail,
            Self::Sms => sms,
            Self::MailElseSms => mail.or(sms),
            Self::SmsElseMail => sms.or(mail),
        }
    }
}

impl Channel {
    /// The number used in storage.
    pub fn code(self) -> i16 {
        match self {
            Self::Mail => 0,
            Self::Sms => 1,
        }
    }

    /// The channel of a number made by [`Self::code`].
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.code() == code)
    }

    /// All channels.
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// The word used in API, documents and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    /// The channel of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_both_gets_what_is_preferred_and_who_has_neither_nothing() {
        let by = |choice: ChannelChoice| {
            [(true, true), (true, false), (false, true), (false, false)]
                .map(|(address, mobile)| {
                    choice.of(|channel| if channel == Channel::Mail { address } else { mobile })
                })
                .map(|channel| channel.map(Channel::as_str))
        };
        let (mail, sms) = (Some("mail"), Some("sms"));
        assert_eq!(by(ChannelChoice::Mail), [mail, mail, None, None]);
        assert_eq!(by(ChannelChoice::Sms), [sms, None, sms, None]);
        assert_eq!(by(ChannelChoice::MailElseSms), [mail, mail, sms, None]);
        assert_eq!(by(ChannelChoice::SmsElseMail), [sms, mail, sms, None]);
    }

    #[test]
    fn words_and_numbers_lead_back() {
        assert!(
            ChannelChoice::ALL
                .iter()
                .all(|choice| ChannelChoice::from_word(choice.as_str()) == Some(*choice))
        );
        assert!(Channel::ALL.iter().all(|channel| Channel::from_code(channel.code()) == Some(*channel)));
        assert_eq!((ChannelChoice::from_word("fax"), Channel::from_code(2)), (None, None));
    }
}

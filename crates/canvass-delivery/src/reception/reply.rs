//! What is answered: a code, an enhanced status (RFC 3463) and words.

/// An answer of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reply(pub(super) &'static str);

impl Reply {
    pub(super) const BYE: Self = Self("221 2.0.0 Bye");
    pub(super) const DONE: Self = Self("250 2.0.0 Done");
    pub(super) const SENDER: Self = Self("250 2.1.0 Sender fine");
    pub(super) const RECIPIENT: Self = Self("250 2.1.5 Recipient fine");
    pub(super) const TAKEN: Self = Self("250 2.6.0 Taken");
    pub(super) const CANNOT_VERIFY: Self = Self("252 2.5.0 Send it and see");
    pub(super) const GO_ON: Self = Self("354 End with a dot on a line of its own");
    pub(super) const LEAVING: Self = Self("421 4.3.2 Going away, try again");
    pub(super) const TOO_SLOW: Self = Self("421 4.4.2 Too slow");
    pub(super) const TOO_MUCH: Self = Self("421 4.7.0 Too many commands");
    pub(super) const CROWDED: Self = Self("421 4.7.0 Too many connections");
    pub(super) const NOT_NOW: Self = Self("451 4.3.0 Cannot keep it now, try again");
    pub(super) const TOO_MANY_RECIPIENTS: Self = Self("452 4.5.3 Too many recipients");
    pub(super) const UNKNOWN_COMMAND: Self = Self("500 5.5.1 Unknown command");
    pub(super) const LONG_LINE: Self = Self("500 5.5.6 Line too long");
    pub(super) const BARE_END: Self = Self("500 5.5.2 A line ends with CR LF");
    pub(super) const SYNTAX: Self = Self("501 5.5.4 Syntax error");
    pub(super) const BAD_SENDER: Self = Self("501 5.1.7 No address");
    pub(super) const BAD_RECIPIENT: Self = Self("501 5.1.3 No address");
    pub(super) const NOT_SERVED: Self = Self("502 5.5.1 Not served");
    pub(super) const HELLO_FIRST: Self = Self("503 5.5.1 LHLO or EHLO first");
    pub(super) const NESTED: Self = Self("503 5.5.1 Another mail is under way");
    pub(super) const NO_SENDER: Self = Self("503 5.5.1 MAIL first");
    pub(super) const NO_RECIPIENT: Self = Self("503 5.5.1 No valid recipient");
    pub(super) const UNKNOWN_RECIPIENT: Self =
        Self("550 5.1.1 Only return addresses of sent mails are known here");
    pub(super) const TOO_LARGE: Self = Self("552 5.3.4 Too large");
    pub(super) const AMBIGUOUS: Self = Self("554 5.6.0 The end of the mail is not clear");
    pub(super) const PARAMETER: Self = Self("555 5.5.4 Unknown parameter");

    pub(super) fn is_refusal(self) -> bool {
        self.0.starts_with(['4', '5'])
    }
}

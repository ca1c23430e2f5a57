//! Reads reports about mail: delivery status notifications (RFC 3464), complaints (RFC 5965), and the older form that names
//! only `X-Failed-Recipients`. Tells what stands there and judges nothing; whoever asks must not believe it without proof,
//! because anybody can write such a mail. Never panics, whatever the bytes.

mod fields;
#[cfg(test)]
mod tests;

use mail_parser::{HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use self::fields::{Fields, groups};

/// A report lies at most so deep in other mails.
const DEEPEST: usize = 3;
/// Most recipients and most addresses of a report that are looked at.
const MOST: usize = 50;

/// What happened, as reported (RFC 3464 section 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// It will never arrive.
    Failed,
    /// It has not arrived yet.
    Delayed,
    /// It arrived, or is where nothing more will be heard of it: delivered, relayed, expanded.
    Passed,
    /// The person called it unwanted.
    Complained,
}

/// What is reported of one recipient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedRecipient {
    /// Addresses by which the recipient is named: the last one, and the one that the mail was sent to.
    pub addresses: Vec<String>,
    /// What happened.
    pub action: Action,
    /// The enhanced status code, as written.
    pub status: Option<String>,
    /// What the last server said, as written; of a complaint, its type.
    pub diagnostic: Option<String>,
}

/// A report as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// Addresses to which the report, or by it the original mail, may have been returned.
    pub returned_to: Vec<String>,
    /// The Message-ID of the original mail, without angle brackets.
    pub message_id: Option<String>,
    /// Who it is about.
    pub recipients: Vec<ReportedRecipient>,
}

impl Report {
    /// Reads a mail; `None` = it is no report: an answer of a person or a robot, or anything else.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let mut report = Self::default();
        for name in ["To", "Delivered-To", "X-Original-To", "Envelope-To"] {
            report.returned_to(&message, name);
        }
        report.walk(&message, 0);
        if report.recipients.is_empty() {
            report.read_failed_recipients(&message);
        }
        report.returned_to.truncate(MOST);
        report.recipients.truncate(MOST);
        (!report.recipients.is_empty()).then_some(report)
    }

    fn walk(&mut self, message: &Message<'_>, depth: usize) {
        for part in &message.parts {
            match type_of(part).as_str() {
                "message/delivery-status" | "message/global-delivery-status" => {
                    let found = groups(&text_of(part));
                    self.recipients.extend(found.iter().filter_map(delivery));
                }
                "message/feedback-report" => self.read_complaint(&groups(&text_of(part))),
                "text/rfc822-headers" | "message/global-headers" => self.read_original(part.contents()),
                _ => {}
            }
            if let PartType::Message(inner) = &part.body {
                // A forwarded report has the original one deeper.
                self.read_original(inner.raw_message());
                if depth < DEEPEST {
                    self.walk(inner, depth + 1);
                }
            }
        }
    }

    /// The mail that came back, or its headers alone.
    fn read_original(&mut self, bytes: &[u8]) {
        let Some(original) = MessageParser::default().parse_headers(bytes) else { return };
        if self.message_id.is_none() {
            self.message_id = original.message_id().map(str::to_owned);
        }
        self.returned_to(&original, "Return-Path");
    }

    fn read_complaint(&mut self, groups: &[Fields]) {
        let Some(fields) = groups.first() else { return };
        let Some(kind) = fields.get("feedback-type").map(str::to_ascii_lowercase) else { return };
        // The others tell of forged or infected mail, or that it was wanted after all.
        if !matches!(kind.as_str(), "abuse" | "fraud" | "opt-out") {
            return;
        }
        self.returned_to.extend(fields.get("original-mail-from").and_then(bare_address));
        self.recipients.push(ReportedRecipient {
            addresses: fields.get("original-rcpt-to").and_then(bare_address).into_iter().collect(),
            action: Action::Complained,
            status: None,
            diagnostic: Some(kind),
        });
    }

    /// The form of servers that send no fields: a header names the recipients, and a line of the text says why.
    fn read_failed_recipients(&mut self, message: &Message<'_>) {
        let Some(names) = message.header_raw("X-Failed-Recipients") else { return };
        let text = message.body_text(0).unwrap_or_default();
        let reply = text.lines().map(str::trim).find(|line| is_reply(line)).map(str::to_owned);
        if self.message_id.is_none() {
            self.message_id = text.lines().find_map(|line| {
                let (name, value) = line.trim().split_once(':')?;
                name.eq_ignore_ascii_case("message-id").then(|| bare_address(value)).flatten()
            });
        }
        self.recipients.extend(names.split(',').filter_map(bare_address).map(|address| ReportedRecipient {
            addresses: vec![address],
            action: Action::Failed,
            status: None,
            diagnostic: reply.clone(),
        }));
    }

    fn returned_to(&mut self, message: &Message<'_>, name: &str) {
        for header in message.headers().iter().filter(|header| header.name().eq_ignore_ascii_case(name)) {
            match &header.value {
                HeaderValue::Address(addresses) => {
                    let found = addresses.iter().filter_map(|address| address.address());
                    self.returned_to.extend(found.map(str::to_owned));
                }
                HeaderValue::Text(text) => self.returned_to.extend(bare_address(text)),
                HeaderValue::TextList(_)
                | HeaderValue::DateTime(_)
                | HeaderValue::ContentType(_)
                | HeaderValue::Received(_)
                | HeaderValue::Empty => {}
            }
        }
    }
}

/// A group about a recipient; the first group of a report is about the mail and has no action.
fn delivery(fields: &Fields) -> Option<ReportedRecipient> {
    let action = match fields.get("action")?.to_ascii_lowercase().as_str() {
        "failed" => Action::Failed,
        "delayed" => Action::Delayed,
        "delivered" | "relayed" | "expanded" => Action::Passed,
        _ => return None,
    };
    let named = ["final-recipient", "original-recipient"];
    let addresses = named.iter().filter_map(|name| bare_address(fields.typed(name)?)).collect();
    Some(ReportedRecipient {
        addresses,
        action,
        status: fields.get("status").map(str::to_owned),
        diagnostic: fields.typed("diagnostic-code").map(str::to_owned),
    })
}

fn type_of(part: &MessagePart<'_>) -> String {
    let Some(content_type) = part.content_type() else { return String::new() };
    let subtype = content_type.subtype().unwrap_or_default();
    format!("{}/{subtype}", content_type.ctype()).to_ascii_lowercase()
}

fn text_of(part: &MessagePart<'_>) -> String {
    let bytes = match &part.body {
        PartType::Message(message) => message.raw_message(),
        PartType::Text(_)
        | PartType::Html(_)
        | PartType::Binary(_)
        | PartType::InlineBinary(_)
        | PartType::Multipart(_) => part.contents(),
    };
    String::from_utf8_lossy(bytes).into_owned()
}

/// An address, or a Message-ID, without brackets and blanks.
fn bare_address(text: &str) -> Option<String> {
    let inner = text.split_once('<').map_or(text, |(_, rest)| rest);
    let inner = inner.split('>').next().unwrap_or_default().trim();
    (inner.contains('@') && !inner.contains(char::is_whitespace)).then(|| inner.to_owned())
}

/// `550 5.1.1 no such user` and the like.
fn is_reply(line: &str) -> bool {
    let bytes = line.as_bytes();
    matches!(bytes.first(), Some(b'4' | b'5'))
        && bytes.get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit))
        && matches!(bytes.get(3), Some(b' ' | b'-'))
}

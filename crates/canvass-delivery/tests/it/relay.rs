//! What every test here needs: a letter, a transport, patience with limits.

use std::time::Duration;

use canvass_delivery::smtp::{SmtpSettings, SmtpTransport, Timeouts};
use canvass_delivery::{Built, Letter, Mailbox, build};

/// Long enough for a busy machine; nothing waits for it when all is well.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) fn letter(number: u32) -> Built {
    build(&Letter {
        message_id: format!("letter{number}@mail.example.org"),
        from: Mailbox { name: Some("Canvass".to_owned()), address: "cx@example.org".to_owned() },
        reply_to: None,
        to_address: format!("person{number}@example.org"),
        to_name: None,
        subject: format!("Letter {number}"),
        text: format!("Hello {number},\n.\n..\nhow was it?\n"),
        html: Some("<p>How was it?</p>".to_owned()),
        date: "2026-07-01T09:30:00Z".parse().unwrap(),
        headers: Vec::new(),
    })
    .unwrap()
}

pub(crate) fn transport(url: &str) -> SmtpTransport {
    let timeouts = Timeouts { connect: PATIENCE, reply: PATIENCE, dot: PATIENCE, fence: PATIENCE };
    impatient(url, timeouts)
}

pub(crate) fn impatient(url: &str, timeouts: Timeouts) -> SmtpTransport {
    SmtpTransport::new(SmtpSettings::parse(url).unwrap().with_timeouts(timeouts)).unwrap()
}

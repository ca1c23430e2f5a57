//! The mail that tells of a batch (E8), in English, Dutch and German: name and counts, and nothing of a customer.

use canvass_delivery::{Letter, Mailbox};
use canvass_domain::template::one_line;
use canvass_store::area::{Configuration, NoticeFacts};
use jiff::Timestamp;

use super::compiled::sender_name;
use super::invitation::RenderFault;
use crate::App;

/// The texts of one language.
struct Words {
    language: &'static str,
    /// In front of the name of the batch.
    subject: &'static str,
    /// In front of the name of the workspace.
    by: &'static str,
    /// Total, accepted, with faults, locked, opted out.
    counts: [&'static str; 5],
    needs_approval: &'static str,
    is_test: &'static str,
    no_reply: &'static str,
}

/// All of them; the first stands in for languages that have none.
const ALL: [Words; 3] = [
    Words {
        language: "en",
        subject: "Batch taken in",
        by: "Workspace",
        counts: ["Customers", "Accepted", "With faults", "Locked", "Opted out"],
        needs_approval: "The batch waits for approval. Nothing is sent before.",
        is_test: "The batch is a test.",
        no_reply: "This mail was made by the program; nobody reads replies to it.",
    },
    Words {
        language: "nl",
        subject: "Batch ontvangen",
        by: "Werkruimte",
        counts: ["Klanten", "Geaccepteerd", "Met fouten", "Geblokkeerd", "Afgemeld"],
        needs_approval: "De batch wacht op goedkeuring. Tot dan wordt er niets verzonden.",
        is_test: "De batch is een test.",
        no_reply: "Deze mail is door het programma gemaakt; niemand leest antwoorden erop.",
    },
    Words {
        language: "de",
        subject: "Batch eingegangen",
        by: "Arbeitsbereich",
        counts: ["Kunden", "Angenommen", "Mit Fehlern", "Gesperrt", "Abgemeldet"],
        needs_approval: "Der Batch wartet auf Freigabe. Bis dahin wird nichts verschickt.",
        is_test: "Der Batch ist ein Test.",
        no_reply: "Diese Mail hat das Programm geschrieben; niemand liest Antworten darauf.",
    },
];

/// `nl-BE` is served by `nl`.
fn words(tag: &str) -> &'static Words {
    let primary = tag.split(['-', '_']).next().unwrap_or_default();
    let [english, ..] = &ALL;
    ALL.iter().find(|words| words.language.eq_ignore_ascii_case(primary)).unwrap_or(english)
}

/// The mail to one of its receivers.
pub(crate) fn notification(
    app: &App,
    configuration: &Configuration,
    facts: &NoticeFacts,
    date: Timestamp,
) -> Result<Letter, RenderFault> {
    let canvass_domain::message::Slot::Notification(place) = facts.key.slot else {
        return Err(RenderFault::NoAddress);
    };
    let to_address = facts.told.receivers.get(place.index()).ok_or(RenderFault::NoAddress)?.clone();
    let words = words(&configuration.workspace.settings.language);
    // The name came from outside: it stays on its line, and no line of it can look like one of ours.
    let name = one_line(&facts.batch);
    Ok(Letter {
        message_id: app.message_id(facts.key),
        from: Mailbox {
            name: Some(sender_name(configuration).to_owned()),
            address: app.settings.mail_from.clone(),
        },
        reply_to: None,
        to_address,
        to_name: None,
        subject: one_line(&format!("{}: {name}", words.subject)),
        text: text(words, &name, &configuration.workspace.name, facts),
        html: None,
        date,
        headers: Vec::new(),
    })
}

fn text(words: &Words, name: &str, workspace: &str, facts: &NoticeFacts) -> String {
    let told = &facts.told;
    let mut lines = vec![
        format!("{}: {name}", words.subject),
        format!("{}: {}", words.by, one_line(workspace)),
        String::new(),
    ];
    let counts = [told.total, told.accepted, told.faulty, told.locked, told.opted_out];
    lines.extend(words.counts.iter().zip(counts).map(|(word, count)| format!("{word}: {count}")));
    lines.push(String::new());
    if facts.is_test {
        lines.push(words.is_test.to_owned());
    }
    if told.needs_approval {
        lines.push(words.needs_approval.to_owned());
    }
    lines.push(words.no_reply.to_owned());
    lines.push(String::new());
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_says_all_of_it_and_others_are_served_in_english() {
        for words in &ALL {
            assert!(words.counts.iter().all(|word| !word.is_empty()), "{}", words.language);
        }
        for (tag, language) in [("nl-BE", "nl"), ("DE", "de"), ("fr", "en"), ("", "en")] {
            assert_eq!(words(tag).language, language, "{tag}");
        }
    }
}

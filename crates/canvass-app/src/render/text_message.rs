//! The text message of an invitation or reminder: one body of plain text, as long as the workspace pays for.

use canvass_delivery::TextMessage;
use canvass_domain::contact::Mobile;
use canvass_domain::id::TemplateId;
use canvass_domain::template::{Document, TextSource};
use canvass_domain::text_message::Length;
use canvass_store::area::{Configuration, LetterFacts};

use super::{RenderFault, Renderer, built_in};
use crate::App;
use crate::remind::reminders_of;

impl Renderer {
    /// What a customer is sent.
    pub fn text_message(
        &self,
        app: &App,
        configuration: &Configuration,
        facts: &LetterFacts,
    ) -> Result<TextMessage, RenderFault> {
        let policy = &configuration.workspace.policy;
        let mobile = facts.phone.as_deref().and_then(|sent| Mobile::parse(sent, policy.transactions.country));
        let to = mobile.ok_or(RenderFault::NoMobile)?;
        let routing = facts.routing.as_ref().ok_or(RenderFault::NotRouted)?;
        let reminds = facts.key.slot.is_reminder().then(|| reminders_of(configuration, routing).template);
        let (wanted, usual) = (&routing.language, &configuration.workspace.settings.language);
        let own = |id: TemplateId| {
            let template = configuration.templates.iter().find(|template| template.id == id)?;
            Some((&template.document, template.text_message(wanted, usual)?))
        };
        let no_document = Document::default();
        let source = reminds.flatten().and_then(own).or_else(|| routing.template.and_then(own));
        let source = source.unwrap_or_else(|| {
            (&no_document, TextSource { language: None, source: built_in::text_message(wanted) })
        });
        let text = self.plain_body(app, configuration, source, facts)?;
        let text = text.trim().to_owned();
        let (segments, most) = (Length::of(&text).segments, usize::from(policy.most_segments));
        if segments > most {
            return Err(RenderFault::TooLong { segments, most });
        }
        let message_id = app.message_id_of(facts.key, facts.round);
        Ok(TextMessage {
            copy_id: facts.departure.copy_id(&message_id).into_owned(),
            message_id,
            to: to.as_str().to_owned(),
            text,
            receipt: app.keys.receipt(facts.key, facts.round),
        })
    }
}

/// A link is about so long; the word in it is always of one length.
const LINK: &str = "https://canvass.example.org/q/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// How long a text message will be about: its links with their usual length, other names as nothing, and what stands in
/// conditions as if all held.
pub fn text_length(source: &str) -> Length {
    let mut made = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, after)) = rest.split_once('{') {
        made.push_str(before);
        let (end, is_name) = match after.chars().next() {
            Some('{') => ("}}", true),
            Some('%') => ("%}", false),
            Some('#') => ("#}", false),
            _ => {
                made.push('{');
                rest = after;
                continue;
            }
        };
        let Some((inner, behind)) = after.split_once(end) else { break };
        let name = inner.trim_start_matches('{').trim();
        if is_name && matches!(name, "link" | "preferences") {
            made.push_str(LINK);
        }
        rest = behind;
    }
    made.push_str(rest);
    Length::of(made.trim())
}

/// In how many segments every text message that canvass brings itself travels, the longest of them.
pub(crate) fn built_in_segments() -> usize {
    built_in::ALL.iter().map(|mail| text_length(mail.sms).segments).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_count_by_their_length_and_other_names_not_at_all() {
        let length = |source: &str| text_length(source).units;
        assert_eq!(length("Hi {{ data.name }}!"), 4);
        assert_eq!(length(" {{ link }} "), LINK.len());
        assert_eq!(length("a{% if data.x %}b{% endif %}{# no #}c"), 3);
        assert_eq!(length("a { b"), 6);
    }
}

//! A contact in our own words. Order, numbers and texts stay those of the request.

use canvass_domain::command::{Choices, ProductLine, TransactionRow};

use super::{Contact, Product, Routing};
use crate::questionpro::language;
use crate::questionpro::reading::Numbered;

/// End of the addresses that the vendor's programs make up for people without one (Q30).
const MADE_UP: &str = "@questionpro.com";

/// A row of the command.
pub(in crate::questionpro) fn row(contact: Contact) -> TransactionRow {
    TransactionRow {
        is_email_made_up: contact.email.as_deref().is_some_and(is_made_up),
        segment_code: contact.segment().map(str::to_owned),
        first_name: contact.first_name,
        last_name: contact.last_name,
        email: contact.email,
        mobile: contact.mobile,
        transaction_date: contact.transaction_date,
        custom: numbered(contact.custom),
        products: contact.products.into_iter().map(product).collect(),
        language: contact.language.map(|text| language::tag(&text).to_owned()),
        choices: choices(contact.routing),
    }
}

/// What a row, or the call for all rows, chooses.
pub(in crate::questionpro) fn choices(routing: Routing) -> Choices {
    Choices {
        questionnaire: routing.survey,
        email_template: routing.email_template.or(routing.invitation_template),
        text_template: routing.sms_template,
        sends_email: routing.send_email,
        sends_text: routing.send_sms,
    }
}

fn product(product: Product) -> ProductLine {
    ProductLine { name: product.name, group: product.group, custom: numbered(product.custom) }
}

fn numbered(texts: Vec<Numbered>) -> Vec<(u8, String)> {
    texts.into_iter().map(|Numbered { number, text }| (number, text)).collect()
}

/// `<UUID>@questionpro.com`; a UUID in its usual form of 36 characters.
fn is_made_up(email: &str) -> bool {
    let email = email.trim().to_ascii_lowercase();
    email.strip_suffix(MADE_UP).is_some_and(|name| name.len() == 36 && uuid::Uuid::try_parse(name).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q30_only_an_address_of_a_uuid_was_made_up() {
        assert!(is_made_up(" 6F9619FF-8B86-D011-B42D-00C04FC964FF@QuestionPro.com "));
        for email in [
            "ann@questionpro.com",
            "6f9619ff8b86d011b42d00c04fc964ff@questionpro.com",
            "6f9619ff-8b86-d011-b42d-00c04fc964ff@example.com",
            "@questionpro.com",
        ] {
            assert!(!is_made_up(email), "{email}");
        }
    }

    #[test]
    fn q41_the_first_name_of_the_mail_template_wins() {
        let routing = Routing { invitation_template: Some(2), ..Routing::default() };
        assert_eq!(choices(routing.clone()).email_template, Some(2));
        assert_eq!(choices(Routing { email_template: Some(1), ..routing }).email_template, Some(1));
    }
}

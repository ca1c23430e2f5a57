//! What may be sent for a contact, and the tables that read it.

use crate::questionpro::reading::{Family, Member, Numbered, Table};

/// Contacts of one call at most, where an installation says nothing else (Q19).
pub const MOST_CONTACTS: usize = 1_000;

/// A contact as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Whatever is sent: a bad address is an error of the row (Q28).
    pub email: Option<String>,
    /// As `email` (Q29).
    pub mobile: Option<String>,
    /// Q33
    pub segment_code: Option<String>,
    /// Stands in for an absent `segmentCode` on calls 2 and 3 (Q34).
    pub s1: Option<String>,
    /// Read by the order of the workspace (Q35).
    pub transaction_date: Option<String>,
    /// Q37
    pub custom: Vec<Numbered>,
    /// Q38
    pub products: Vec<Product>,
    /// What routes this row (Q40-Q42).
    pub routing: Routing,
    /// Language tag (Q41).
    pub language: Option<String>,
}

/// Questionnaire, templates and channels of a row or of all rows (Q40-Q42).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Routing {
    /// Questionnaire.
    pub survey: Option<i64>,
    /// Template of the mail.
    pub email_template: Option<i64>,
    /// Another name of the same; the first one wins.
    pub invitation_template: Option<i64>,
    /// Template of the text message.
    pub sms_template: Option<i64>,
    /// Invite by mail, as the characters sent.
    pub send_email: Option<String>,
    /// Invite by text message, as the characters sent.
    pub send_sms: Option<String>,
}

/// One product line (Q38).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Product {
    /// The product.
    pub name: Option<String>,
    /// Its group.
    pub group: Option<String>,
    /// `pCustomN`.
    pub custom: Vec<Numbered>,
}

/// A table whose type has a routing, from a way to it.
macro_rules! routed {
    ($type:ty, $routing:ident => $place:expr, [$($own:expr),* $(,)?], $numbered:expr) => {
        Table {
            members: &[
                Member::whole("surveyID", |$routing: &mut $type| &mut $place.survey),
                Member::whole("emailTemplateID", |$routing| &mut $place.email_template),
                Member::whole("invitationTemplateID", |$routing| &mut $place.invitation_template),
                Member::whole("smsTemplateID", |$routing| &mut $place.sms_template),
                $($own),*
            ],
            numbered: $numbered,
        }
    };
}

pub(in crate::questionpro) use routed;

/// Members of every contact.
macro_rules! contact {
    ($($own:expr),+ $(,)?) => {
        routed!(Contact, contact => contact.routing, [
            Member::text("firstName", |contact| &mut contact.first_name),
            Member::text("lastName", |contact| &mut contact.last_name),
            Member::text("email", |contact| &mut contact.email),
            Member::text("mobile", |contact| &mut contact.mobile),
            Member::text("segmentCode", |contact| &mut contact.segment_code),
            Member::text("transactionDate", |contact| &mut contact.transaction_date),
            Member::part("products", |contact, walk, node| {
                walk.array(node, &PRODUCT, &mut contact.products);
            }),
            Member::text("transactionLanguage", |contact| &mut contact.language),
            $($own),+
        ], Some(Family { prefix: "custom", last: 255, field: |contact| &mut contact.custom }))
    };
}

/// A row of call 1.
pub(in crate::questionpro) static IMPORTED: Table<Contact> = contact![
    Member::text("sendEmail", |contact| &mut contact.routing.send_email),
    Member::text("sendSMS", |contact| &mut contact.routing.send_sms),
];

/// A row of calls 2 and 3.
pub(in crate::questionpro) static LINKED: Table<Contact> =
    contact![Member::text("S1", |contact| &mut contact.s1)];

static PRODUCT: Table<Product> = Table {
    members: &[
        Member::text("productName", |product| &mut product.name),
        Member::text("productGroup", |product| &mut product.group),
    ],
    numbered: Some(Family { prefix: "pCustom", last: 20, field: |product| &mut product.custom }),
};

impl Contact {
    /// The code that counts: an empty one is absent, and then it is that of `S1` (Q34).
    pub fn segment(&self) -> Option<&str> {
        let filled = |code: &'_ Option<String>| code.as_deref().is_some_and(|code| !code.trim().is_empty());
        let code = if filled(&self.segment_code) { &self.segment_code } else { &self.s1 };
        code.as_deref()
    }
}

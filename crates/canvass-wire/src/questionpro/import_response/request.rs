//! A response as in call 7, and the tables that read it. What is not listed is ignored (Q17).

use crate::questionpro::reading::{Member, Table};

/// One response.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportResponseRequest {
    /// Where it belongs (Q33).
    pub segment_code: Option<String>,
    /// Seconds, or from 10^11 on milliseconds, since 1970 (Q68).
    pub utc_timestamp: Option<i64>,
    /// The same as call 7 prints it.
    pub timestamp: Option<String>,
    /// Who gave it (Q69).
    pub email: Option<String>,
    /// Who gave it (Q69).
    pub mobile: Option<String>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// `Started` is partial, everything else finished.
    pub status: Option<String>,
    /// A word of the sender.
    pub external_reference: Option<String>,
    /// Language by name or tag.
    pub language: Option<String>,
    /// Texts by label or `customN`.
    pub variables: Vec<(String, String)>,
    /// What was answered.
    pub questions: Vec<Question>,
    /// Where it came from.
    pub location: Location,
    /// `ipAddress`
    pub ip_address: Option<String>,
    /// `timeTaken`
    pub time_taken: Option<String>,
    /// `duplicate`
    pub duplicate: Option<String>,
    /// `currentInset`
    pub current_inset: Option<String>,
    /// `operatingSystem`
    pub operating_system: Option<String>,
    /// `osDeviceType`
    pub device_type: Option<String>,
    /// `browser`
    pub browser: Option<String>,
}

/// Where a response came from; empty unless imported (Q67).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Location {
    /// `country`
    pub country: Option<String>,
    /// `region`
    pub region: Option<String>,
    /// `latitude`
    pub latitude: Option<String>,
    /// `longitude`
    pub longitude: Option<String>,
    /// `radius`
    pub radius: Option<String>,
    /// `countryCode`
    pub country_code: Option<String>,
}

/// One question and what was said to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Question {
    /// Its number.
    pub id: Option<i64>,
    /// Its code, where there is no number.
    pub code: Option<String>,
    /// What was chosen or written.
    pub answers: Vec<SentAnswer>,
}

/// One thing chosen or written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentAnswer {
    /// Number of the position.
    pub id: Option<i64>,
    /// Its label, or the score.
    pub text: Option<String>,
    /// `value`: where call 7 prints what was written.
    pub value: SentValue,
}

/// The `value` of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SentValue {
    /// What was written.
    pub text: Option<String>,
}

type Request = ImportResponseRequest;

pub(super) static RESPONSE: Table<Request> = Table {
    members: &[
        Member::text("segmentCode", |request| &mut request.segment_code),
        Member::whole("utctimestamp", |request| &mut request.utc_timestamp),
        Member::text("timestamp", |request| &mut request.timestamp),
        Member::text("email", |request| &mut request.email),
        Member::text("mobile", |request| &mut request.mobile),
        Member::text("firstName", |request| &mut request.first_name),
        Member::text("lastName", |request| &mut request.last_name),
        Member::text("responseStatus", |request| &mut request.status),
        Member::text("externalReference", |request| &mut request.external_reference),
        Member::text("language", |request| &mut request.language),
        Member::part("customVariables", |request, walk, node| walk.named(node, &mut request.variables)),
        Member::part("responseSet", |request, walk, node| {
            walk.array(node, &QUESTION, &mut request.questions);
        }),
        Member::part("location", |request, walk, node| walk.object(node, &LOCATION, &mut request.location)),
        Member::text("ipAddress", |request| &mut request.ip_address),
        Member::text("timeTaken", |request| &mut request.time_taken),
        Member::text("duplicate", |request| &mut request.duplicate),
        Member::text("currentInset", |request| &mut request.current_inset),
        Member::text("operatingSystem", |request| &mut request.operating_system),
        Member::text("osDeviceType", |request| &mut request.device_type),
        Member::text("browser", |request| &mut request.browser),
    ],
    numbered: None,
};

static LOCATION: Table<Location> = Table {
    members: &[
        Member::text("country", |location| &mut location.country),
        Member::text("region", |location| &mut location.region),
        Member::text("latitude", |location| &mut location.latitude),
        Member::text("longitude", |location| &mut location.longitude),
        Member::text("radius", |location| &mut location.radius),
        Member::text("countryCode", |location| &mut location.country_code),
    ],
    numbered: None,
};

static QUESTION: Table<Question> = Table {
    members: &[
        Member::whole("questionID", |question| &mut question.id),
        Member::text("questionCode", |question| &mut question.code),
        Member::part("answerValues", |question, walk, node| {
            walk.array(node, &ANSWER, &mut question.answers);
        }),
    ],
    numbered: None,
};

static ANSWER: Table<SentAnswer> = Table {
    members: &[
        Member::whole("answerID", |answer| &mut answer.id),
        Member::text("answerText", |answer| &mut answer.text),
        Member::part("value", |answer, walk, node| walk.object(node, &VALUE, &mut answer.value)),
    ],
    numbered: None,
};

static VALUE: Table<SentValue> =
    Table { members: &[Member::text("text", |value| &mut value.text)], numbered: None };

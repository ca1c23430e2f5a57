//! The 200 of call 8: the response as call 7 prints it (Q62, Q63, Q67).

use std::collections::BTreeMap;

use jiff::Zoned;
use jiff::fmt::strtime;

use crate::json::{Syntax, read};
use crate::limits::ReadLimits;
use crate::node::Kind;
use crate::questionpro::json::Json;

/// What was stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResponseAnswer {
    /// Its number.
    pub response: i64,
    /// Number of the questionnaire.
    pub survey: i64,
    /// Its name.
    pub survey_name: String,
    /// When it was given, made by [`timestamp`].
    pub timestamp: String,
    /// Only partly answered.
    pub is_partial: bool,
    /// A word of the sender.
    pub external_reference: String,
    /// Name of the language.
    pub language: String,
    /// Texts by the label of their column, else `customN` (Q66).
    pub variables: Vec<(String, String)>,
    /// Members of the request that are read back, by name.
    pub origin: BTreeMap<String, String>,
    /// What was answered.
    pub questions: Vec<AnsweredQuestion>,
    /// The trace id.
    pub request_id: String,
}

/// A question with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AnsweredQuestion {
    /// Its number.
    pub id: i64,
    /// The ends of its scale; empty for other kinds.
    pub description: String,
    /// Its code.
    pub code: String,
    /// What it asks.
    pub text: String,
    /// What was said.
    pub answers: Vec<GivenAnswer>,
}

/// One thing chosen or written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GivenAnswer {
    /// Number of the position.
    pub id: i64,
    /// Its label or score; empty where something was written.
    pub text: String,
    /// Its place on the scale; score + 1 for recommendations (Q67).
    pub scale: String,
    /// What was written.
    pub written: String,
}

/// A time as calls 7 and 8 print it, in the zone of the workspace: `16 Jan, 2020 11:54:44 AM CET` (Q62).
pub fn timestamp(at: &Zoned) -> String {
    strtime::format("%d %b, %Y %I:%M:%S %p %Z", at).unwrap_or_default()
}

impl ResponseAnswer {
    /// The body.
    pub fn write(&self) -> String {
        let status = if self.is_partial { "Started" } else { "Completed" };
        let variables = self.variables.iter().map(|(name, text)| (name.as_str(), Json::Text(text)));
        let questions = self.questions.iter().map(AnsweredQuestion::json);
        let response = Json::Object(vec![
            ("responseID", Json::Whole(self.response)),
            ("surveyID", Json::Whole(self.survey)),
            ("surveyName", Json::Text(&self.survey_name)),
            ("ipAddress", self.text("ipAddress")),
            ("timestamp", Json::Text(&self.timestamp)),
            ("location", self.location()),
            ("duplicate", Json::Bool(self.origin.get("duplicate").is_some_and(|flag| flag == "true"))),
            ("timeTaken", self.number("timeTaken")),
            ("responseStatus", Json::Text(status)),
            ("externalReference", Json::Text(&self.external_reference)),
            ("customVariables", Json::Object(variables.collect())),
            ("language", Json::Text(&self.language)),
            ("currentInset", self.text("currentInset")),
            ("operatingSystem", self.text("operatingSystem")),
            ("osDeviceType", self.text("osDeviceType")),
            ("browser", self.text("browser")),
            ("responseSet", Json::List(questions.collect())),
        ]);
        Json::Object(vec![("response", response), ("requestID", Json::Text(&self.request_id))]).write()
    }

    fn location(&self) -> Json<'_> {
        Json::Object(vec![
            ("country", self.text("country")),
            ("region", self.text("region")),
            ("latitude", self.number("latitude")),
            ("longitude", self.number("longitude")),
            ("radius", self.number("radius")),
            ("countryCode", self.text("countryCode")),
        ])
    }

    fn text(&self, name: &str) -> Json<'_> {
        Json::Text(self.origin.get(name).map_or("", String::as_str))
    }

    /// A number in the characters it was sent with; 0 where it was none.
    fn number(&self, name: &str) -> Json<'_> {
        let sent = self.origin.get(name).map(|text| text.trim());
        sent.filter(|text| is_number(text)).map_or(Json::Whole(0), Json::Number)
    }
}

fn is_number(text: &str) -> bool {
    let read = read(text.as_bytes(), Syntax::Strict, ReadLimits::WIRE);
    read.is_ok_and(|node| matches!(node.kind, Kind::Number(_)))
}

impl AnsweredQuestion {
    fn json(&self) -> Json<'_> {
        Json::Object(vec![
            ("questionID", Json::Whole(self.id)),
            ("questionDescription", Json::Text(&self.description)),
            ("questionCode", Json::Text(&self.code)),
            ("questionText", Json::Text(&self.text)),
            ("imageUrl", Json::Text("")),
            ("answerValues", Json::List(self.answers.iter().map(GivenAnswer::json).collect())),
        ])
    }
}

impl GivenAnswer {
    fn json(&self) -> Json<'_> {
        let empty = |name| (name, Json::Text(""));
        let value = Json::Object(vec![
            ("scale", Json::Text(&self.scale)),
            empty("other"),
            empty("dynamicExplodeText"),
            ("text", Json::Text(&self.written)),
            empty("result"),
            empty("fileLink"),
            empty("weight"),
        ]);
        Json::Object(vec![
            ("answerID", Json::Whole(self.id)),
            ("answerText", Json::Text(&self.text)),
            ("value", value),
        ])
    }
}

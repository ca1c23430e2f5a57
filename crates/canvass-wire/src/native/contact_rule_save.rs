//! POST and PATCH of contact rules, and POST of a forecast for one that is not saved.

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Most, Table, maybe};

/// A rule to make, or what changes of one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactRuleRequest {
    /// What people call it.
    pub name: Option<String>,
    /// Whether it does anything.
    pub enabled: Option<bool>,
    /// Those it is for; none = all.
    pub questionnaires: Vec<i32>,
    /// The list was sent.
    pub has_questionnaires: bool,
    /// `invitation` or `response`.
    pub clock: Option<String>,
    /// Its window in days.
    pub days: Option<i32>,
    /// `mail`, `sms` or `any`.
    pub channel: Option<String>,
    /// Whom it is for; column 0 = everybody.
    pub condition: Option<ContactRuleCondition>,
    /// `defer` or `drop`.
    pub outcome: Option<String>,
    /// Reminders count.
    pub counts_reminders: Option<bool>,
    /// Contacts that a window may hold.
    pub most: Option<i32>,
}

/// Whom a rule is for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContactRuleCondition {
    /// The column looked at.
    pub column: Option<i32>,
    /// `equals`, `differs` or `one-of`.
    pub comparison: Option<String>,
    /// With what.
    pub values: Vec<String>,
}

/// A rule, and how far to look back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ForecastRequest {
    /// The rule.
    pub rule: Option<ContactRuleRequest>,
    /// So many days.
    pub days: Option<i32>,
}

type Part = Member<ContactRuleRequest>;

const MOST_QUESTIONNAIRES: Most = Most { count: 1_000, text: "At most 1,000 questionnaires are accepted." };
const MOST_VALUES: Most = Most { count: 1_000, text: "At most 1,000 values are accepted." };
const WORD: usize = 40;

const NAME: Part = Member::text("name", 200, |rule| &mut rule.name);
const ENABLED: Part = Member::value("enabled", |rule, sent| maybe(sent, &mut rule.enabled));
const QUESTIONNAIRES: Part = Member::limited("questionnaires", MOST_QUESTIONNAIRES, |rule, spot| {
    rule.has_questionnaires = true;
    spot.values("int", &mut rule.questionnaires)
});
const CLOCK: Part = Member::text("clock", WORD, |rule| &mut rule.clock);
const DAYS: Part = Member::value("days", |rule, sent| maybe(sent, &mut rule.days));
const CHANNEL: Part = Member::text("channel", WORD, |rule| &mut rule.channel);
const CONDITION: Part =
    Member::part("condition", |rule, spot| spot.object(&CONDITION_PARTS, &mut rule.condition));
const OUTCOME: Part = Member::text("outcome", WORD, |rule| &mut rule.outcome);
const COUNTS_REMINDERS: Part =
    Member::value("countsReminders", |rule, sent| maybe(sent, &mut rule.counts_reminders));
const MOST: Part = Member::value("most", |rule, sent| maybe(sent, &mut rule.most));

static CONTACT_RULE_ADD: Table<ContactRuleRequest> = Table {
    name: "ContactRuleAddRequest",
    members: &[
        Member::required(NAME),
        ENABLED,
        QUESTIONNAIRES,
        CLOCK,
        Member::required(DAYS),
        CHANNEL,
        CONDITION,
        OUTCOME,
        COUNTS_REMINDERS,
        MOST,
    ],
};

static CONTACT_RULE_CHANGE: Table<ContactRuleRequest> = Table {
    name: "ContactRuleChangeRequest",
    members: &[
        NAME,
        ENABLED,
        QUESTIONNAIRES,
        CLOCK,
        DAYS,
        CHANNEL,
        CONDITION,
        OUTCOME,
        COUNTS_REMINDERS,
        MOST,
    ],
};

/// Of a rule that may never be saved the name is no matter.
static FORECAST_RULE: Table<ContactRuleRequest> = Table {
    name: "ContactRule",
    members: &[
        NAME,
        ENABLED,
        QUESTIONNAIRES,
        CLOCK,
        Member::required(DAYS),
        CHANNEL,
        CONDITION,
        OUTCOME,
        COUNTS_REMINDERS,
        MOST,
    ],
};

static CONDITION_PARTS: Table<ContactRuleCondition> = Table {
    name: "ContactRuleCondition",
    members: &[
        Member::required(Member::value("column", |condition, sent| maybe(sent, &mut condition.column))),
        Member::text("comparison", WORD, |condition| &mut condition.comparison),
        Member::limited("values", MOST_VALUES, |condition, spot| spot.texts(&mut condition.values)),
    ],
};

static FORECAST: Table<ForecastRequest> = Table {
    name: "ContactRuleForecastRequest",
    members: &[
        Member::required(Member::part("rule", |forecast, spot| {
            spot.object(&FORECAST_RULE, &mut forecast.rule)
        })),
        Member::required(Member::value("days", |forecast, sent| maybe(sent, &mut forecast.days))),
    ],
};

/// Reads the body of a new rule.
pub fn read(body: &[u8]) -> Result<ContactRuleRequest, Faults> {
    read_native(body, &CONTACT_RULE_ADD)
}

/// Reads the body of a change.
pub fn read_change(body: &[u8]) -> Result<ContactRuleRequest, Faults> {
    read_native(body, &CONTACT_RULE_CHANGE)
}

/// Reads the body of a forecast.
pub fn read_forecast(body: &[u8]) -> Result<ForecastRequest, Faults> {
    read_native(body, &FORECAST)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(faults: Faults) -> Vec<String> {
        faults.into_ordered("").into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn a_new_rule_has_a_name_and_a_window() {
        let rule = read(
            br#"{"name":"Once a month","days":30,"questionnaires":[1,2],"most":2,
                "condition":{"column":18,"comparison":"one-of","values":["Gold",""]}}"#,
        )
        .unwrap();
        assert_eq!((rule.days, rule.most, rule.questionnaires), (Some(30), Some(2), vec![1, 2]));
        assert_eq!(rule.condition.unwrap().values, ["Gold", ""]);
        let faults = read(br#"{"most":"x","condition":{"values":[1]},"scope":1}"#).unwrap_err();
        let mut told = paths(faults);
        told.sort();
        assert_eq!(told, ["/condition/column", "/condition/values/0", "/days", "/most", "/name", "/scope"]);
    }

    #[test]
    fn a_change_tells_an_empty_list_from_none() {
        assert!(!read_change(b"{}").unwrap().has_questionnaires);
        assert!(read_change(br#"{"questionnaires":[]}"#).unwrap().has_questionnaires);
    }

    #[test]
    fn a_forecast_brings_a_rule_and_days_of_its_own() {
        let forecast = read_forecast(br#"{"rule":{"days":30},"days":90}"#).unwrap();
        assert_eq!((forecast.rule.unwrap().days, forecast.days), (Some(30), Some(90)));
        let told = |body: &[u8]| {
            let mut paths = paths(read_forecast(body).unwrap_err());
            paths.sort();
            paths
        };
        assert_eq!(told(br#"{"rule":{}}"#), ["/days", "/rule/days"]);
        assert_eq!(told(b"{}"), ["/days", "/rule"]);
    }
}

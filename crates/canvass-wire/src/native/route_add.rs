//! POST routes: a new routing rule (E19).

use canvass_domain::id::ColumnId;
use canvass_domain::route::Condition;

use super::read as read_native;
use crate::fault::Faults;
use crate::member::{Member, Most, Table, maybe};

const DEFAULT_POSITION: i32 = 100;

/// A new routing rule.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteAddRequest {
    /// Lower is tried first.
    pub position: Option<i32>,
    /// All must hold; none = a catch-all.
    pub conditions: Vec<RouteCondition>,
    /// What is asked.
    pub questionnaire: Option<i32>,
    /// The mail; absent = built in.
    pub template: Option<i32>,
    /// Language of mail and page; absent = the questionnaire's first.
    pub language: Option<String>,
}

/// A column must have one of these values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RouteCondition {
    /// The column.
    pub column: Option<i32>,
    /// Its values.
    pub values: Vec<String>,
}

const MOST_CONDITIONS: Most = Most { count: 100, text: "At most 100 conditions are accepted." };
const MOST_VALUES: Most = Most { count: 1_000, text: "At most 1,000 values are accepted." };

static ROUTE_ADD: Table<RouteAddRequest> = Table {
    name: "RouteAddRequest",
    members: &[
        Member::value("position", |route, sent| maybe(sent, &mut route.position)),
        Member::limited("conditions", MOST_CONDITIONS, |route, spot| {
            spot.list(&CONDITION, &mut route.conditions)
        }),
        Member::required(Member::value("questionnaire", |route, sent| maybe(sent, &mut route.questionnaire))),
        Member::value("template", |route, sent| maybe(sent, &mut route.template)),
        Member::text("language", 100, |route| &mut route.language),
    ],
};

static CONDITION: Table<RouteCondition> = Table {
    name: "RouteCondition",
    members: &[
        Member::required(Member::value("column", |condition, sent| maybe(sent, &mut condition.column))),
        Member::required(Member::limited("values", MOST_VALUES, |condition, spot| {
            spot.texts(&mut condition.values)
        })),
    ],
};

/// Reads a body.
pub fn read(body: &[u8]) -> Result<RouteAddRequest, Faults> {
    read_native(body, &ROUTE_ADD)
}

impl RouteAddRequest {
    /// Where it stands among the others.
    pub fn position(&self) -> i32 {
        self.position.unwrap_or(DEFAULT_POSITION)
    }

    /// Its conditions in our own words.
    pub fn conditions(&self) -> Vec<Condition> {
        let condition = |sent: &RouteCondition| Condition {
            column: ColumnId(sent.column.unwrap_or_default()),
            values: sent.values.clone(),
        };
        self.conditions.iter().map(condition).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e19_a_rule_is_read_with_its_conditions() {
        let route =
            read(br#"{"questionnaire":1,"conditions":[{"column":18,"values":["North","South"]}]}"#).unwrap();
        assert_eq!((route.position(), route.questionnaire), (100, Some(1)));
        assert_eq!(route.conditions().first().map(|condition| condition.values.len()), Some(2));
    }

    #[test]
    fn a_rule_names_what_it_asks_and_by_what() {
        let faults = read(br#"{"conditions":[{"values":["a",5]}]}"#).unwrap_err().into_ordered("");
        let told: Vec<&str> = faults.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(told, ["/questionnaire", "/conditions/0/column", "/conditions/0/values/1"]);
    }
}

//! A small workspace in Amsterdam: three columns, two questionnaires, two routes.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{Timestamp, civil, tz::TimeZone};
use uuid::Uuid;

use crate::batch::BatchKind;
use crate::certificate::Certificate;
use crate::column::Column;
use crate::command::{ImportCustomers, NewCustomer, NewValue, Place};
use crate::decide::import_customers::{
    DecidedCustomer, Facts, Fault, Import, Previous, Problem, Published, check, decide,
};
use crate::id::{BaseQuestionId, ColumnId, PositionId, QuestionnaireId, RouteId, VersionNumber};
use crate::questionnaire::{self, Document, Page, Position, Question, QuestionKind, Section, Texts};
use crate::route::{Condition, Route};
use crate::value::{NothingOpens, Opener};
use crate::workspace::{Policy, Settings};

pub(super) const GENDER: i32 = 14;
pub(super) const NAME: i32 = 15;
pub(super) const SEGMENT: i32 = 16;
pub(super) const OLD: i32 = 17;

pub(super) struct World {
    pub(super) settings: Settings,
    pub(super) policy: Policy,
    pub(super) columns: Vec<Column>,
    pub(super) certificates: Vec<Certificate>,
    pub(super) opener: Box<dyn Opener>,
    pub(super) routes: Vec<Route>,
    pub(super) published: BTreeMap<QuestionnaireId, Published>,
    pub(super) policies: BTreeMap<QuestionnaireId, questionnaire::Policy>,
    pub(super) concepts: BTreeMap<QuestionnaireId, Published>,
    pub(super) previous: BTreeMap<i32, Previous>,
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A Monday morning, before the send window opens.
pub(super) fn now() -> Timestamp {
    at("2026-03-02T08:15:04+01:00")
}

/// A frozen version; the questionnaire's id on the wires is its number.
fn frozen(questionnaire: u128, version: i32, document: Document) -> Published {
    Published {
        guid: Uuid::from_u128(questionnaire),
        version: VersionNumber(version),
        document: Arc::new(document),
    }
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            policy: Policy::default(),
            settings: Settings {
                zone: TimeZone::get("Europe/Amsterdam").unwrap(),
                send_time: civil::time(9, 0, 0, 0),
                closing_time: civil::time(21, 0, 0, 0),
                open_days: 21,
                language: "en".to_owned(),
                sender_name: "Sender".to_owned(),
            },
            columns: vec![
                column(GENDER, "Gender_customer", Some("geslacht")),
                column(NAME, "First_name_customer", None),
                column(SEGMENT, "Segment", Some("GENDER_CUSTOMER")),
                Column { is_archived: true, is_required: true, ..column(OLD, "Old", None) },
            ],
            certificates: Vec::new(),
            opener: Box::new(NothingOpens),
            routes: vec![
                route(1, &[(SEGMENT, &["Gold", "silver "])], 1),
                route(2, &[(SEGMENT, &[""]), (GENDER, &["x"])], 2),
                route(3, &[(SEGMENT, &["none"])], 9),
            ],
            published: BTreeMap::from([
                (QuestionnaireId(1), frozen(1, 4, first())),
                (QuestionnaireId(2), frozen(2, 1, second())),
            ]),
            policies: BTreeMap::new(),
            concepts: BTreeMap::from([(QuestionnaireId(1), frozen(1, 5, second()))]),
            previous: BTreeMap::new(),
        }
    }

    /// A workspace in which the first questionnaire is asked whatever the data.
    pub(super) fn catch_all() -> Self {
        let mut world = Self::new();
        world.routes = vec![route(1, &[], 1)];
        world
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            settings: &self.settings,
            policy: &self.policy,
            columns: &self.columns,
            certificates: &self.certificates,
            opener: &*self.opener,
            routes: &self.routes,
            published: &self.published,
            policies: &self.policies,
            concepts: &self.concepts,
            previous: &self.previous,
        }
    }

    pub(super) fn decide(&self, command: ImportCustomers) -> Import {
        decide(command, &self.facts(), now()).unwrap()
    }

    /// The faults, after a look that both entry functions tell the same.
    pub(super) fn faults(&self, command: ImportCustomers) -> Vec<(Place, Problem)> {
        let seen = check(&command, &self.facts(), now());
        match decide(command, &self.facts(), now()) {
            Ok(_) => assert_eq!(seen, Vec::new()),
            Err(faults) => assert_eq!(seen, faults),
        }
        seen.into_iter().map(|Fault { place, problem }| (place, problem)).collect()
    }

    /// The decision on the only customer.
    pub(super) fn one(&self, customer: NewCustomer) -> DecidedCustomer {
        self.decide(batch(vec![customer])).customers.remove(0)
    }
}

pub(super) fn column(id: i32, name: &str, external: Option<&str>) -> Column {
    Column {
        id: ColumnId(id),
        name: name.to_owned(),
        display_name: name.to_owned(),
        external_name: external.map(str::to_owned),
        is_required: false,
        is_archived: false,
        is_identifying: false,
        is_reportable: false,
    }
}

pub(super) fn route(id: i32, conditions: &[(i32, &[&str])], questionnaire: i32) -> Route {
    Route {
        id: RouteId(id),
        position: id,
        conditions: conditions
            .iter()
            .map(|(column, values)| Condition {
                column: ColumnId(*column),
                values: values.iter().map(|value| (*value).to_owned()).collect(),
            })
            .collect(),
        questionnaire: QuestionnaireId(questionnaire),
        template: None,
        language: (questionnaire == 2).then(|| "nl".to_owned()),
    }
}

pub(super) fn batch(customers: Vec<NewCustomer>) -> ImportCustomers {
    ImportCustomers {
        approves: true,
        end_date: None,
        send_time: None,
        is_test: false,
        is_concept: false,
        kind: BatchKind::Email,
        allows_duplicates: false,
        notify: None,
        name: None,
        customers,
    }
}

pub(super) fn customer(email: &str) -> NewCustomer {
    NewCustomer { email: Some(email.to_owned()), ..NewCustomer::default() }
}

pub(super) fn valued(values: Vec<NewValue>) -> NewCustomer {
    NewCustomer { values, ..customer("ann@example.org") }
}

pub(super) fn value(column: i32, text: &str) -> NewValue {
    NewValue { column, value: Some(text.to_owned()), ..NewValue::default() }
}

pub(super) fn named(name: &str, text: &str) -> NewValue {
    NewValue { name: Some(name.to_owned()), ..value(0, text) }
}

pub(super) fn encrypted(column: i32, thumbprint: Option<&str>, key: Option<&str>) -> NewValue {
    NewValue {
        is_encrypted: true,
        thumbprint: thumbprint.map(str::to_owned),
        key: key.map(str::to_owned),
        ..value(column, "Zm9v")
    }
}

fn texts(text: &str) -> Texts {
    Texts(BTreeMap::from([("en".to_owned(), text.to_owned())]))
}

fn question(id: i32, kind: QuestionKind) -> Question {
    Question {
        id: BaseQuestionId(id),
        guid: Uuid::from_u128(u128::from(id.unsigned_abs())),
        text: texts("?"),
        hint: None,
        is_required: false,
        kind,
    }
}

fn positions() -> Vec<Position> {
    [(1, Some(10), "Low"), (2, Some(20), "Middle"), (5, None, "High")]
        .into_iter()
        .map(|(id, value, label)| Position { id: PositionId(id), value, label: texts(label) })
        .collect()
}

fn document(questions: Vec<Question>) -> Document {
    Document {
        title: texts("Title"),
        languages: vec!["en".to_owned()],
        introduction: None,
        thanks: None,
        pages: vec![Page { title: None, sections: vec![Section { title: None, questions }] }],
    }
}

/// Questions 31 recommendation, 32 scale, 33 single, 34 multiple (at most 2), 35 text.
fn first() -> Document {
    document(vec![
        question(31, QuestionKind::Recommendation { low: None, high: None }),
        question(32, QuestionKind::Scale { positions: positions(), not_applicable: Some(texts("n/a")) }),
        question(33, QuestionKind::SingleChoice { positions: positions() }),
        question(34, QuestionKind::MultipleChoice { positions: positions(), most: Some(2) }),
        question(35, QuestionKind::OpenText { max_chars: 5, is_single_line: false }),
        question(36, QuestionKind::File { most: 2, types: vec!["pdf".to_owned()] }),
    ])
}

/// Question 31 again and 41, which the first does not ask.
fn second() -> Document {
    document(vec![
        question(31, QuestionKind::Recommendation { low: None, high: None }),
        question(41, QuestionKind::OpenText { max_chars: 100, is_single_line: true }),
    ])
}

//! The odd ones out of a batch: found in one pass that keeps a handful of customers, whatever the batch holds.

use std::collections::BTreeMap;

use canvass_domain::column::Column;
use canvass_domain::customer::CustomerState;
use canvass_domain::id::CustomerId;
use canvass_store::area::CustomerRecord;

use super::script;

/// Other languages and templates that are shown; a batch with more is unusual.
const MOST_OTHERS: usize = 10;

/// Why the mail of a customer is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The first of the batch.
    First,
    /// The last of it.
    Last,
    /// It has the longest value of all.
    LongestValue,
    /// It lacks the most of the columns that may be left out.
    MissingValue,
    /// It gets its mail in another language than the first.
    OtherLanguage,
    /// It gets another template than the first.
    OtherTemplate,
    /// A value is written from right to left.
    RightToLeft,
    /// It has the most letters beyond ASCII.
    NonAscii,
}

impl Why {
    /// The word used in API and pages.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Last => "last",
            Self::LongestValue => "longestValue",
            Self::MissingValue => "missingValue",
            Self::OtherLanguage => "otherLanguage",
            Self::OtherTemplate => "otherTemplate",
            Self::RightToLeft => "rightToLeft",
            Self::NonAscii => "nonAscii",
        }
    }
}

/// A customer whose mail is shown, and why.
pub(super) struct Odd {
    pub(super) customer: CustomerRecord,
    pub(super) why: Vec<(Why, Option<String>)>,
}

/// The best so far for one question.
struct Best {
    size: usize,
    customer: CustomerRecord,
    detail: Option<String>,
}

/// What was found so far. The earliest wins where several are alike.
pub(super) struct Search<'a> {
    columns: &'a [Column],
    first: Option<CustomerRecord>,
    last: Option<CustomerRecord>,
    best: BTreeMap<Why, Best>,
    others: Vec<(Why, String, CustomerRecord)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(columns: &'a [Column]) -> Self {
        Self { columns, first: None, last: None, best: BTreeMap::new(), others: Vec::new() }
    }

    /// Looks at the next customer; who is not asked gets no mail, so there is none to show.
    pub(super) fn see(&mut self, customer: CustomerRecord) {
        let is_asked = !customer.state.is_end() && customer.state != CustomerState::PartiallyAnswered;
        if !is_asked || customer.routing.is_none() {
            return;
        }
        self.measure(&customer);
        self.compare(&customer);
        if self.first.is_none() {
            self.first = Some(customer.clone());
        }
        self.last = Some(customer);
    }

    fn measure(&mut self, customer: &CustomerRecord) {
        let values = || customer.values.iter().filter_map(|(id, value)| Some((*id, value.plain()?)));
        let name = |id| self.columns.iter().find(|column| column.id == id).map(|column| column.name.clone());
        let longest = values().max_by_key(|(_, text)| text.chars().count());
        let rightward = values().find(|(_, text)| script::is_right_to_left(text));
        let beyond: usize =
            values().map(|(_, text)| text.chars().filter(|sign| !sign.is_ascii()).count()).sum();
        let optional = self.columns.iter().filter(|column| !column.is_required && !column.is_archived);
        let missing: Vec<&str> = optional
            .filter(|column| {
                customer.values.get(&column.id).is_none_or(canvass_domain::value::Value::is_blank)
            })
            .map(|column| column.name.as_str())
            .collect();
        let measures = [
            (
                Why::LongestValue,
                longest.map_or(0, |(_, text)| text.chars().count()),
                longest.and_then(|(id, _)| name(id)),
            ),
            (Why::MissingValue, missing.len(), Some(missing.join(", "))),
            (Why::RightToLeft, usize::from(rightward.is_some()), rightward.and_then(|(id, _)| name(id))),
            (Why::NonAscii, beyond, None),
        ];
        for (why, size, detail) in measures {
            if size > self.best.get(&why).map_or(0, |best| best.size) {
                self.best.insert(why, Best { size, customer: customer.clone(), detail });
            }
        }
    }

    /// Another language or template than the first customer has, once each.
    fn compare(&mut self, customer: &CustomerRecord) {
        let Some((first, own)) =
            self.first.as_ref().and_then(|first| Some((first.routing.as_ref()?, customer.routing.as_ref()?)))
        else {
            return;
        };
        let template = own.template.map_or_else(|| "built in".to_owned(), |id| id.to_string());
        let found = [
            (Why::OtherLanguage, own.language != first.language, own.language.clone()),
            (Why::OtherTemplate, own.template != first.template, template),
        ];
        for (why, is_other, word) in found {
            let is_known = self.others.iter().any(|(known, other, _)| *known == why && *other == word);
            if is_other && !is_known && self.others.len() < MOST_OTHERS {
                self.others.push((why, word, customer.clone()));
            }
        }
    }

    /// Each customer once, with all reasons.
    pub(super) fn into_odd(self) -> Vec<Odd> {
        let mut odd: BTreeMap<CustomerId, Odd> = BTreeMap::new();
        let ends = [(Why::First, self.first), (Why::Last, self.last)];
        let ends = ends.into_iter().filter_map(|(why, customer)| Some((why, None, customer?)));
        let best = self.best.into_iter().map(|(why, best)| (why, best.detail, best.customer));
        let others = self.others.into_iter().map(|(why, word, customer)| (why, Some(word), customer));
        for (why, detail, customer) in ends.chain(best).chain(others) {
            let entry = odd.entry(customer.id).or_insert_with(|| Odd { customer, why: Vec::new() });
            entry.why.push((why, detail));
        }
        odd.into_values().collect()
    }
}

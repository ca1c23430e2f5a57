//! The dates of one customer as instants, and the end that lies before its start (E25, E42, E48, E49).

use std::collections::HashMap;

use jiff::{Timestamp, tz::TimeZone};

use super::Problem;
use super::findings::Findings;
use crate::command::{NewCustomer, Place};
use crate::when::When;

/// Instants of one customer.
#[expect(clippy::struct_field_names, reason = "the names of the members they become")]
#[derive(Debug, Clone, Copy)]
pub(super) struct Dates {
    /// Not before this; the past counts as now (E42).
    pub(super) send_at: Timestamp,
    /// The date used in reports.
    pub(super) transaction_at: Timestamp,
    /// The end named by the customer or the batch.
    pub(super) ends_at: Option<Timestamp>,
}

/// Turns dates into instants for all customers of one command.
pub(super) struct Calendar<'a> {
    zone: &'a TimeZone,
    now: Timestamp,
    batch_end: Option<Timestamp>,
    is_batch_end_faulty: bool,
    /// Answers so far: customers of a batch often share their dates, and the zone is asked once for each.
    starts: HashMap<When, Timestamp>,
    ends: HashMap<When, Timestamp>,
}

impl<'a> Calendar<'a> {
    pub(super) fn new(batch_end: Option<When>, zone: &'a TimeZone, now: Timestamp) -> Self {
        let batch_end = batch_end.and_then(|end| end.end(zone));
        Self {
            zone,
            now,
            batch_end,
            is_batch_end_faulty: false,
            starts: HashMap::new(),
            ends: HashMap::new(),
        }
    }

    pub(super) fn dates(&mut self, at: usize, customer: &NewCustomer, findings: &mut Findings) -> Dates {
        let start =
            |calendar: &mut Self, date: Option<When>| date.map_or(calendar.now, |date| calendar.start(date));
        let send_at = start(self, customer.send_date).max(self.now);
        let transaction_at = start(self, customer.transaction_date);
        let own_end = customer.end_date.map(|date| self.end(date));
        let ends_at = own_end.or(self.batch_end);
        if ends_at.is_some_and(|end| end < send_at) {
            if own_end.is_some() {
                findings.fault(Place::EndDate(at), Problem::EndBeforeStart);
            } else if !self.is_batch_end_faulty {
                self.is_batch_end_faulty = true;
                findings.fault(Place::BatchEndDate, Problem::EndBeforeStart);
            }
        }
        Dates { send_at, transaction_at, ends_at }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// The first instant of a date; outside the range of instants it counts as now.
    pub(super) fn start(&mut self, date: When) -> Timestamp {
        if let When::Moment(moment) = date {
            return moment;
        }
        *self.starts.entry(date).or_insert_with(|| date.start(self.zone).unwrap_or(self.now))
    }

    /// The last instant of the local day of a moment (E49).
    pub(super) fn day_end(&mut self, moment: Timestamp) -> Timestamp {
        self.end(When::Day(moment.to_zoned(self.zone.clone()).date()))
    }

    pub(super) fn end(&mut self, date: When) -> Timestamp {
        *self.ends.entry(date).or_insert_with(|| date.end(self.zone).unwrap_or(Timestamp::MAX))
    }
}

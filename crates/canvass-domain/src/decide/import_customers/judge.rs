//! The second pass: the request is sound, each customer gets its state, reason and ledger (E11, E12).

use std::collections::{BTreeMap, HashMap};

use jiff::{Timestamp, tz::TimeZone};

use super::check::{Checked, CheckedCustomer};
use super::duplicates::{self, Rival};
use super::{DecidedCustomer, Edition, Facts, Import, Routing, routing, values};
use crate::address::{self, AddressFault};
use crate::batch::{BatchKind, BatchState};
use crate::column::Column;
use crate::command::{ImportCustomers, NewCustomer};
use crate::contact::Mobile;
use crate::customer::CustomerState;
use crate::decide::approval::{self, ByClock, Shown};
use crate::decision::Decision;
use crate::fold;
use crate::id::ColumnId;
use crate::message::{Channel, ChannelChoice, Window};
use crate::reason::{Reason, Rule};
use crate::schedule::{Clock, Openings};

/// Judges a command in which no fault was found.
pub(super) fn judge(command: ImportCustomers, checked: Checked, facts: &Facts<'_>, now: Timestamp) -> Import {
    let zone = &facts.settings.zone;
    let send_time = command.send_time.map(|time| time.time_of_day(zone));
    let addresses: Vec<Option<Address>> = command.customers.iter().map(address_of).collect();
    let country = facts.policy.transactions.country;
    let may_text = facts.policy.may_text(facts.policies.values());
    let mobiles: Vec<Option<Mobile>> = command
        .customers
        .iter()
        .map(|customer| Mobile::parse(customer.phone.as_deref().filter(|_| may_text)?, country))
        .collect();
    // Where people are invited, whoever has no address is told apart by the number.
    let is_invited = command.kind == BatchKind::Email;
    let persons: Vec<Option<&str>> = addresses
        .iter()
        .zip(&mobiles)
        .map(|(address, mobile)| match address {
            Some(address) => address.as_deref().ok(),
            None => mobile.as_ref().filter(|_| is_invited).map(Mobile::as_str),
        })
        .collect();
    let losers = if command.allows_duplicates {
        HashMap::new()
    } else {
        duplicates::losers(rivals(&command.customers, &checked.customers, &persons))
    };
    // Whoever asks for it would approve what is its own.
    let approves = command.approves && !facts.policy.four_eyes;
    let mut judge = Judge {
        facts,
        now,
        kind: command.kind,
        edition: Edition::of(command.is_concept),
        approves,
        openings: Openings::new(facts.settings, &facts.policy.calendar, send_time),
        shown: Shown::default(),
        routings: BTreeMap::new(),
        archived: archived(facts.columns),
    };
    let mut columns = checked.kept.as_slice();
    let mut customers = Vec::with_capacity(command.customers.len());
    let reached = addresses.into_iter().zip(mobiles);
    let parts = command.customers.into_iter().zip(checked.customers).zip(reached).enumerate();
    for (index, ((sent, checked), (address, mobile))) in parts {
        let (own, rest) = columns.split_at_checked(sent.values.len()).unwrap_or((columns, &[]));
        columns = rest;
        let loses_to = losers.get(&index).copied();
        customers.push(judge.customer(Candidate { sent, checked, columns: own, address, mobile, loses_to }));
    }
    Import {
        name: name_of(command.name, now, zone),
        kind: command.kind,
        state: if approves { BatchState::Approved } else { BatchState::PendingApproval },
        is_test: command.is_test || command.is_concept,
        send_time,
        notify: command.notify,
        customers,
        warnings: checked.warnings,
        ..Import::named(String::new())
    }
}

/// A valid address in normal form, or what is wrong with it.
type Address = Result<String, AddressFault>;

/// One customer with all that is known of it.
struct Candidate<'a> {
    sent: NewCustomer,
    checked: CheckedCustomer,
    /// The column that each value is kept under.
    columns: &'a [Option<ColumnId>],
    address: Option<Address>,
    mobile: Option<Mobile>,
    /// The customer of the batch that is asked instead (E39).
    loses_to: Option<usize>,
}

/// Where a customer stands after intake.
struct Verdict {
    state: CustomerState,
    reason: Option<Reason>,
    ends_at: Option<Timestamp>,
    window: Option<Window>,
    decision: Decision,
}

fn address_of(customer: &NewCustomer) -> Option<Address> {
    let email = customer.email.as_deref().filter(|email| !fold::is_blank(email))?;
    Some(address::normalise(email))
}

fn rivals<'a>(
    customers: &'a [NewCustomer],
    checked: &'a [CheckedCustomer],
    persons: &'a [Option<&'a str>],
) -> impl Iterator<Item = Rival<'a>> + Clone {
    customers.iter().zip(checked).zip(persons).enumerate().filter_map(
        |(index, ((customer, checked), person))| {
            let address = (*person)?;
            let priority = customer.priority.unwrap_or(0);
            Some(Rival { index, address, priority, send_at: checked.dates.send_at })
        },
    )
}

/// E3, E2: the name people see.
fn name_of(sent: Option<String>, now: Timestamp, zone: &TimeZone) -> String {
    sent.filter(|name| !fold::is_blank(name))
        .unwrap_or_else(|| now.to_zoned(zone.clone()).strftime("API %Y-%m-%d %H:%M").to_string())
}

fn archived(columns: &[Column]) -> Vec<ColumnId> {
    let mut archived: Vec<ColumnId> =
        columns.iter().filter(|column| column.is_archived).map(|column| column.id).collect();
    archived.sort_unstable();
    archived
}

/// What all customers of the batch share.
struct Judge<'a> {
    facts: &'a Facts<'a>,
    now: Timestamp,
    kind: BatchKind,
    edition: Edition,
    approves: bool,
    openings: Openings<'a>,
    shown: Shown,
    /// Where the rules lead, by place in the list, made at first use: the routing and the text of the ledger.
    routings: BTreeMap<usize, Option<(Routing, String)>>,
    archived: Vec<ColumnId>,
}

impl Judge<'_> {
    fn customer(&mut self, mut candidate: Candidate<'_>) -> DecidedCustomer {
        let mut decisions = Vec::with_capacity(3);
        decisions.push(self.decision(Rule::Received, None));
        let routing = self.routing(candidate.checked.route).map(|(routing, detail)| {
            decisions.push(self.decision(Rule::Routed, Some(detail)));
            routing
        });
        let previous = candidate.sent.previous.and_then(|id| self.facts.previous.get(&id));
        let sent = std::mem::take(&mut candidate.sent.values);
        let values = values::merge(sent, candidate.columns, previous, |column| self.is_kept(column));
        let clock = self.facts.policy.calendar.clock_of(&values);
        if clock == Clock::Unknown && self.kind == BatchKind::Email {
            decisions.push(self.decision(Rule::ZoneUnknown, None));
        }
        let channel = self.channel(&candidate, routing.as_ref());
        let verdict = self.verdict(&candidate, channel, routing.is_some(), clock.zone());
        decisions.push(verdict.decision);
        let Candidate { sent, checked, address, mobile, .. } = candidate;
        DecidedCustomer {
            state: verdict.state,
            reason: verdict.reason,
            email: sent.email.map(trimmed).filter(|email| !email.is_empty()),
            address: address.and_then(Result::ok),
            // The number that was judged is the number that is texted, whatever country the workspace has by then.
            phone: mobile.as_ref().map(|mobile| mobile.as_str().to_owned()).or(sent.phone),
            mobile,
            channel: channel.unwrap_or_default(),
            send_at: checked.dates.send_at,
            transaction_at: checked.dates.transaction_at,
            ends_at: verdict.ends_at,
            priority: sent.priority.unwrap_or(0),
            previous: sent.previous,
            routing,
            values,
            answers: checked.answers,
            window: verdict.window,
            decisions,
            ..DecidedCustomer::received(self.now)
        }
    }

    /// A fault if there is one (E12), else what approval says, else the wait for it.
    fn verdict(
        &mut self,
        candidate: &Candidate<'_>,
        channel: Option<Channel>,
        is_routed: bool,
        zone: Option<&TimeZone>,
    ) -> Verdict {
        let dates = candidate.checked.dates;
        if let Some((reason, detail)) = self.fault(candidate, channel, is_routed) {
            return Verdict {
                state: CustomerState::Fault,
                reason: Some(reason),
                ends_at: dates.ends_at,
                window: None,
                decision: self.decision(reason.rule(), detail),
            };
        }
        if !self.approves {
            return Verdict {
                state: CustomerState::Initial,
                reason: None,
                ends_at: dates.ends_at,
                window: None,
                decision: self.decision(Rule::ApprovalNeeded, None),
            };
        }
        let clock = ByClock { openings: &mut self.openings, zone };
        let standing = approval::approved(self.kind, dates.send_at, dates.ends_at, self.now, clock);
        let due = standing.window.map(|window| self.shown.of(window.due_at, &self.facts.settings.zone));
        Verdict {
            state: standing.state,
            reason: standing.reason,
            ends_at: Some(standing.ends_at),
            window: standing.window,
            decision: self.decision(standing.rule, due),
        }
    }

    /// The one fault of a customer, by the order of E27: address, duplicate, no questionnaire.
    fn fault(
        &self,
        candidate: &Candidate<'_>,
        channel: Option<Channel>,
        is_routed: bool,
    ) -> Option<(Reason, Option<String>)> {
        match candidate.address {
            Some(Err(_)) if channel != Some(Channel::Sms) => return Some((Reason::InvalidEmail, None)),
            // E53, E54: nothing that it could be reached by.
            None | Some(_) if self.kind == BatchKind::Email && channel.is_none() => {
                return Some((Reason::MissingContact, None));
            }
            None | Some(_) => {}
        }
        if let Some(winner) = candidate.loses_to {
            return Some((Reason::DuplicateEmail, Some(winner.to_string())));
        }
        (!is_routed).then_some((Reason::NoQuestionnaire, None))
    }

    /// By what it is invited, as its questionnaire or the workspace says (E54); `None` = it has nothing to be reached by.
    fn channel(&self, candidate: &Candidate<'_>, routing: Option<&Routing>) -> Option<Channel> {
        let own = routing.and_then(|routing| self.facts.policies.get(&routing.questionnaire)?.channel);
        let choice: ChannelChoice = own.unwrap_or(self.facts.policy.channel);
        choice.of(|channel| match channel {
            Channel::Mail => matches!(candidate.address, Some(Ok(_))),
            Channel::Sms => candidate.mobile.is_some(),
        })
    }

    fn routing(&mut self, route: Option<usize>) -> Option<(Routing, String)> {
        let index = route?;
        let facts = self.facts;
        let route = facts.routes.get(index)?;
        let known = self.routings.entry(index).or_insert_with(|| {
            let routing = routing::routing_of(route, facts, self.edition)?;
            let detail = format!("{} version {}", routing.questionnaire, routing.version);
            Some((routing, detail))
        });
        known.clone()
    }

    fn is_kept(&self, column: ColumnId) -> bool {
        self.archived.binary_search(&column).is_err()
    }

    fn decision(&self, rule: Rule, detail: Option<String>) -> Decision {
        Decision { rule, detail, at: self.now }
    }
}

/// Trims without a copy where there is nothing to trim.
fn trimmed(text: String) -> String {
    let inner = text.trim();
    if inner.len() == text.len() { text } else { inner.to_owned() }
}

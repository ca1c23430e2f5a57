//! The second pass: sound rows become customers of a batch, with state, reason and ledger (Q25, Q37-Q44).

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp, civil};

use super::check::{Checked, CheckedRow};
use super::mail::{Mail, channel_of};
use super::route::SegmentChoice;
use super::{Facts, RowError};
use crate::batch::{BatchKind, Remark};
use crate::command::TransactionMode;
use crate::customer::CustomerState;
use crate::decide::approval::{self, ByClock, Shown, Standing};
use crate::decide::import_customers::{DecidedCustomer, Import, Routing};
use crate::decision::Decision;
use crate::id::{ColumnId, ProductGroupId, ProductId, SegmentId};
use crate::message::Channel;
use crate::reason::{Reason, Rule};
use crate::schedule::Openings;
use crate::transaction::{Line, ProductName, Source, Transaction};
use crate::value::Value;
use crate::when::first_instant;

/// What was made for the sound rows, or was there.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// Segments by code.
    pub segments: BTreeMap<String, SegmentId>,
    /// Columns by the number of the further text.
    pub columns: BTreeMap<u8, ColumnId>,
    /// Products by name.
    pub products: BTreeMap<ProductName, (ProductGroupId, ProductId)>,
}

/// A call, decided.
#[derive(Debug, Clone)]
pub struct DecidedTransactions {
    /// The batch with a customer for each sound row, in order.
    pub import: Import,
    /// The place of each of them in the request.
    pub rows: Vec<usize>,
    /// Every error of every refused row.
    pub errors: Vec<RowError>,
    pub(super) mail: Vec<Mail>,
}

/// Judges the sound rows.
pub fn judge(checked: Checked, made: &Made, facts: &Facts<'_>, now: Timestamp) -> DecidedTransactions {
    let zone = &facts.workspace.settings.zone;
    let name = now.to_zoned(zone.clone()).strftime("API %Y-%m-%d %H:%M").to_string();
    let mut judge = Judge {
        facts,
        made,
        now,
        mode: checked.mode,
        openings: Openings::new(&facts.workspace.settings, &facts.workspace.policy.calendar, None),
        shown: Shown::default(),
    };
    let mut decided = DecidedTransactions {
        import: Import {
            kind: match checked.mode {
                TransactionMode::Invite => BatchKind::Email,
                TransactionMode::Link => BatchKind::Portal,
            },
            remarks: checked.is_read_forgivingly.then_some(Remark::ReadForgivingly).into_iter().collect(),
            ..Import::named(name)
        },
        rows: Vec::with_capacity(checked.rows.len()),
        errors: checked.errors,
        mail: Vec::with_capacity(checked.rows.len()),
    };
    for row in checked.rows {
        remark(&row, checked.mode, decided.import.customers.len(), &mut decided.import.remarks);
        decided.rows.push(row.at);
        decided.mail.push(Mail::of(&row));
        decided.import.customers.push(judge.customer(row));
    }
    decided
}

/// Remarks name customers by their place in the batch: that is where the report shows them.
fn remark(row: &CheckedRow, mode: TransactionMode, at: usize, remarks: &mut Vec<Remark>) {
    if row.person.is_email_left_out {
        remarks.push(Remark::EmailLeftOut(at));
    }
    if row.person.is_mobile_left_out {
        remarks.push(Remark::MobileLeftOut(at));
    }
    let is_texted = mode == TransactionMode::Invite && channel_of(row) == Some(Channel::Sms);
    if row.lead.asks.text_message && mode == TransactionMode::Invite && !is_texted {
        remarks.push(Remark::TextMessageNotSent(at));
    }
}

struct Judge<'a> {
    facts: &'a Facts<'a>,
    made: &'a Made,
    now: Timestamp,
    mode: TransactionMode,
    openings: Openings<'a>,
    shown: Shown,
}

impl Judge<'_> {
    fn customer(&mut self, row: CheckedRow) -> DecidedCustomer {
        let channel = channel_of(&row).unwrap_or_default();
        let standing = self.standing(&row);
        let due =
            standing.window.map(|window| self.shown.of(window.due_at, &self.facts.workspace.settings.zone));
        let routing = self.routing(&row);
        let routed =
            routing.as_ref().map(|routing| format!("{} version {}", routing.questionnaire, routing.version));
        let decision = |rule, detail| Decision { rule, detail, at: self.now };
        let (email, address) = row.person.email.map(|email| (email.sent, email.normalised)).unzip();
        DecidedCustomer {
            state: standing.state,
            reason: standing.reason,
            email,
            address,
            phone: row.person.profile.mobile.clone(),
            mobile: row.person.mobile,
            channel,
            profile: row.person.profile,
            transaction: Some(Transaction {
                segment: segment(row.lead.segment, self.facts, self.made),
                lines: row.lines.into_iter().filter_map(|line| self.line(&line.name, line.values)).collect(),
                asks: row.lead.asks,
                chosen_by: row.lead.chosen_by,
                source: match self.mode {
                    TransactionMode::Invite => Source::Call,
                    TransactionMode::Link => Source::LinkCall,
                },
                origin: None,
            }),
            transaction_at: row.date.and_then(|date| self.start(date)).unwrap_or(self.now),
            ends_at: Some(standing.ends_at),
            routing,
            values: self.values(row.custom),
            window: standing.window,
            decisions: vec![
                decision(Rule::Received, None),
                decision(Rule::Routed, routed),
                decision(standing.rule, due),
            ],
            ..DecidedCustomer::received(self.now)
        }
    }

    /// Q39: what is asked for leaves at the next open window; what cannot be mailed is a fault (Q44).
    fn standing(&mut self, row: &CheckedRow) -> Standing {
        let days = self.facts.workspace.policy.transactions.link_days;
        let stays = |state, reason, rule| Standing {
            state,
            reason,
            ends_at: link_end(self.now, days),
            window: None,
            rule,
        };
        let fault = |reason: Reason| stays(CustomerState::Fault, Some(reason), reason.rule());
        match Mail::of(row) {
            _ if self.mode == TransactionMode::Link => stays(CustomerState::Initial, None, Rule::PortalReady),
            _ if channel_of(row).is_some() => self.invited(days),
            Mail::NotAsked if row.lead.asks.text_message => fault(Reason::MissingContact),
            Mail::NotAsked => stays(CustomerState::Initial, None, Rule::NotAsked),
            Mail::NoTemplate => fault(Reason::NoTemplate),
            Mail::NoAddress if row.person.is_email_left_out => fault(Reason::InvalidEmail),
            Mail::NoAddress | Mail::Ready => fault(Reason::MissingContact),
        }
    }

    fn invited(&mut self, days: i32) -> Standing {
        let due = self.openings.first(self.now, None).map_or(self.now, |opening| opening.due_at);
        approval::approved(
            BatchKind::Email,
            self.now,
            Some(link_end(due, days)),
            self.now,
            ByClock { openings: &mut self.openings, zone: None },
        )
    }

    fn routing(&self, row: &CheckedRow) -> Option<Routing> {
        let published = self.facts.published.get(&row.lead.questionnaire)?;
        Some(Routing {
            questionnaire: row.lead.questionnaire,
            version: published.version,
            template: match channel_of(row) {
                Some(Channel::Sms) => row.lead.text_template,
                Some(Channel::Mail) | None => row.lead.template,
            },
            language: row.lead.language.clone(),
        })
    }

    fn line(&self, name: &ProductName, values: BTreeMap<u8, String>) -> Option<Line> {
        let (_, product) = *self.made.products.get(name)?;
        Some(Line { product, values })
    }

    fn values(&self, custom: BTreeMap<u8, String>) -> BTreeMap<ColumnId, Value> {
        let column =
            |number: u8| self.facts.column_of(number).or_else(|| self.made.columns.get(&number).copied());
        custom.into_iter().filter_map(|(number, text)| Some((column(number)?, Value::Plain(text)))).collect()
    }

    fn start(&self, date: civil::Date) -> Option<Timestamp> {
        first_instant(date.to_datetime(civil::Time::midnight()), &self.facts.workspace.settings.zone)
    }
}

/// The segment of a choice; one that was just made is found by its code.
pub(in crate::decide) fn segment(choice: SegmentChoice, facts: &Facts<'_>, made: &Made) -> SegmentId {
    let main = || facts.segments.main().map_or(SegmentId(0), |main| main.id);
    match choice {
        SegmentChoice::Known(id) => id,
        SegmentChoice::New(code) => made.segments.get(&code).copied().unwrap_or_else(main),
    }
}

/// A personal link works so many days from the moment it was sent or handed out (Q56).
pub fn link_end(from: Timestamp, days: i32) -> Timestamp {
    from.saturating_add(SignedDuration::from_hours(24).saturating_mul(days)).unwrap_or(Timestamp::MAX)
}

//! A customer and its answers in their canonical form.

use canvass_domain::batch::BatchKind;
use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::decide::import_transactions::link_end;
use canvass_domain::file::AnswerFile;
use canvass_domain::reason::Reason;
use canvass_domain::schedule::{Calendar, Openings};
use canvass_domain::when::When;
use canvass_domain::workspace::Workspace;
use canvass_store::area::{BatchRecord, CustomerRecord};
use canvass_store::document::{positions_to_text, values_to_text};
use canvass_store::{StoreError, WorkspaceTx};
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::canonical::Canonical;
use super::transaction::write_about;

/// Tells end dates that were sent from those that follow from the send moment (E48).
pub(super) struct Ends<'a> {
    openings: Openings<'a>,
    calendar: &'a Calendar,
    kind: BatchKind,
    /// `None` = each customer when it came.
    approved_at: Option<Timestamp>,
    zone: &'a TimeZone,
    link_days: i32,
}

impl<'a> Ends<'a> {
    pub(super) fn new(workspace: &'a Workspace, batch: &BatchRecord) -> Self {
        let Workspace { settings, policy, .. } = workspace;
        Self {
            openings: Openings::new(settings, &policy.calendar, batch.send_time),
            calendar: &policy.calendar,
            kind: batch.kind,
            approved_at: batch.decided_at,
            zone: &settings.zone,
            link_days: policy.transactions.link_days,
        }
    }

    fn is_default(&mut self, customer: &CustomerRecord, ends_at: Timestamp) -> bool {
        let approved_at = self.approved_at.unwrap_or(customer.created_at);
        // A response that came with its customer ends with the day it was finished on.
        if let (None, Some(finished_at)) = (customer.opened_at, customer.finished_at) {
            return When::Day(finished_at.to_zoned(self.zone.clone()).date()).end(self.zone) == Some(ends_at);
        }
        if customer.transaction.is_some() {
            // Q56: from when it was handed out, or from when it may be sent.
            let came = customer.created_at;
            let due = self.openings.first(came, None).map(|opening| opening.due_at);
            return due.into_iter().chain([came]).any(|from| link_end(from, self.link_days) == ends_at);
        }
        let from = match self.kind {
            BatchKind::Portal => Some(approved_at),
            BatchKind::Email => {
                let clock = self.calendar.clock_of(&customer.values);
                let opening = self.openings.first(customer.send_at.max(approved_at), clock.zone());
                opening.map(|opening| opening.due_at)
            }
        };
        from.is_some_and(|from| self.openings.end_of(from) == ends_at)
    }
}

pub(super) fn write(
    tx: &mut dyn WorkspaceTx,
    customer: &CustomerRecord,
    ends: &mut Ends<'_>,
    canonical: &mut Canonical,
) -> Result<(), StoreError> {
    canonical.begin("customer");
    canonical.number(customer.id);
    canonical.number(customer.index);
    canonical.text(customer.state.name());
    canonical.optional(customer.reason.map(Reason::as_str));
    canonical.optional(customer.email.as_ref());
    canonical.optional(customer.phone.as_ref());
    moment(customer.send_at, customer, canonical);
    moment(customer.transaction_at, customer, canonical);
    canonical.optional(customer.ends_at.map(|ends_at| {
        if ends.is_default(customer, ends_at) { "default".to_owned() } else { ends_at.to_string() }
    }));
    canonical.number(customer.priority);
    canonical.optional(customer.previous);
    canonical.number(customer.link_generation);
    canonical.truth(customer.is_test);
    canonical.truth(customer.is_contact_requested);
    canonical.optional(customer.link_counter);
    canonical.text(&values_to_text(&customer.values));
    for happened in [customer.invited_at, customer.opened_at, customer.finished_at] {
        canonical.truth(happened.is_some());
    }
    canonical.truth(customer.routing.is_some());
    if let Some(routing) = &customer.routing {
        canonical.number(routing.questionnaire);
        canonical.number(routing.version);
        canonical.optional(routing.template);
        canonical.text(&routing.language);
    }
    write_about(customer.transaction.as_ref(), canonical);
    for prefilled in &customer.prefilled {
        canonical.begin("prefilled");
        answer(tx, prefilled, canonical)?;
        moment(prefilled.answered_at, customer, canonical);
    }
    // Only who opened the questionnaire, or brought a response, can have answered.
    let has_response = matches!(customer.state, CustomerState::PartiallyAnswered | CustomerState::Finished);
    if has_response || customer.opened_at.is_some() {
        for given in tx.answers(customer.id)? {
            canonical.begin("answer");
            answer(tx, &given.answer, canonical)?;
            canonical.optional(given.score);
        }
    }
    Ok(())
}

fn answer(
    tx: &mut dyn WorkspaceTx,
    answer: &KeptAnswer,
    canonical: &mut Canonical,
) -> Result<(), StoreError> {
    canonical.number(answer.question);
    canonical.number(answer.page_repetition);
    canonical.number(answer.section_repetition);
    canonical.text(&positions_to_text(&answer.positions));
    canonical.truth(answer.is_not_applicable);
    canonical.optional(answer.text.as_ref());
    for file in &answer.files {
        // What is stored has no file on its way.
        let AnswerFile::Kept(id) = file else { continue };
        canonical.begin("file");
        for record in tx.files(&[*id])? {
            canonical.text(&record.name);
            canonical.text(&record.media_type);
            canonical.text(&HEXLOWER.encode(&record.digest));
            canonical.optional(record.seal.as_ref().map(|seal| &seal.thumbprint));
            canonical.optional(record.seal.as_ref().map(|seal| &seal.key));
        }
    }
    Ok(())
}

/// A date that nobody sent is that of the intake.
fn moment(moment: Timestamp, customer: &CustomerRecord, canonical: &mut Canonical) {
    if moment == customer.created_at {
        canonical.text("now");
    } else {
        canonical.number(moment);
    }
}

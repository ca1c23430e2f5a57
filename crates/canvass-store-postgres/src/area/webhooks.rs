//! Webhooks of a workspace: endpoints, their deliveries, and replay.

use canvass_domain::id::WebhookId;
use canvass_domain::webhook::{Event, EventKinds, Standing, TriedEndpoint};
use canvass_store::area::{
    AttemptRecord, DeliveryFilter, DeliveryRecord, DeliveryState, NewWebhook, Page, Replayed, WebhookRecord,
    Webhooks,
};
use canvass_store::webhook::EventColumns;
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::limit;
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, field, moment, moment_opt, named};

pub(super) fn webhook_record(row: &Row) -> Result<WebhookRecord> {
    let older: Option<Vec<u8>> = named(row, "older_secret")?;
    Ok(WebhookRecord {
        id: WebhookId(named(row, "id")?),
        webhook: NewWebhook {
            url: named(row, "url")?,
            description: named(row, "description")?,
            kinds: EventKinds::from_bits(named(row, "kinds")?),
            keep_days: named(row, "keep_days")?,
            secret: named(row, "secret")?,
            headers: named(row, "headers")?,
        },
        older: older.zip(moment_opt(row, "older_until")?),
        standing: Standing::from_number(named(row, "standing")?)
            .ok_or(StoreError::Corrupt("webhook.standing"))?,
        tried: TriedEndpoint {
            failures: named(row, "failures")?,
            failing_since: moment_opt(row, "failing_since")?,
            failed_at: moment_opt(row, "failed_at")?,
        },
        rest_until: moment(row, "rest_until")?,
        delivered_at: moment_opt(row, "delivered_at")?,
        next_sequence: named(row, "next_sequence")?,
        created_at: moment(row, "created_at")?,
        changed_at: moment(row, "changed_at")?,
    })
}

/// An event from the columns of its row, where its number is called `event_id`.
pub(super) fn event(row: &Row) -> Result<Event> {
    let columns = EventColumns {
        id: named(row, "event_id")?,
        kind: named(row, "kind")?,
        version: named(row, "version")?,
        at: named(row, "at")?,
        batch: named(row, "batch_id")?,
        customer: named(row, "customer_id")?,
        block: named(row, "block_id")?,
        questionnaire: named(row, "questionnaire_id")?,
        slot: named(row, "slot")?,
        state: named(row, "state")?,
        before: named(row, "before")?,
        word: named(row, "word")?,
    };
    columns.event()
}

fn delivery_record(row: &Row) -> Result<DeliveryRecord> {
    Ok(DeliveryRecord {
        sequence: named(row, "sequence")?,
        event: event(row)?,
        state: DeliveryState::from_number(named(row, "delivery_state")?)
            .ok_or(StoreError::Corrupt("webhook_delivery.state"))?,
        due_at: moment(row, "due_at")?,
        tries: named(row, "tries")?,
        created_at: moment(row, "created_at")?,
        settled_at: moment_opt(row, "settled_at")?,
        status: named(row, "status")?,
        failure: named(row, "failure")?,
    })
}

fn attempt_record(row: &Row) -> Result<AttemptRecord> {
    Ok(AttemptRecord {
        attempt: named(row, "attempt")?,
        at: moment(row, "at")?,
        took_ms: named(row, "took_ms")?,
        status: named(row, "status")?,
        failure: named(row, "failure")?,
        answer: named(row, "answer")?,
    })
}

/// A filter as the statements take it: first and last number, state, first and last moment.
fn bounds(filter: DeliveryFilter) -> (i64, i64, Option<i16>, i64, i64) {
    (
        filter.from.unwrap_or(i64::MIN),
        filter.to.unwrap_or(i64::MAX),
        filter.state.map(DeliveryState::number),
        filter.since.map_or(i64::MIN, to_ticks),
        filter.until.map_or(i64::MAX, to_ticks),
    )
}

impl Webhooks for PostgresTx<'_> {
    fn add_webhook(&mut self, webhook: &NewWebhook, at: Timestamp) -> Result<WebhookId> {
        let workspace = self.ws();
        let id = self.shared.sequences.next(self.workspace_id(), Counted::Webhook)?;
        let (kinds, at) = (webhook.kinds.bits(), to_ticks(at));
        let NewWebhook { url, description, kinds: _, keep_days, secret, headers } = webhook;
        self.execute_exactly(
            catalogue::INSERT_WEBHOOK,
            1,
            &[&workspace, &id, &kinds, keep_days, &at, url, description, secret, headers],
        )?;
        // After the row: who turns the triggers off looks for rows first.
        if !named::<bool>(&self.query_one(catalogue::IS_LISTENING, &[])?, "listens")? {
            self.execute(catalogue::START_LISTENING, &[])?;
        }
        Ok(WebhookId(id))
    }

    fn webhooks(&mut self) -> Result<Vec<WebhookRecord>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_WEBHOOKS, &[&workspace])?.iter().map(webhook_record).collect()
    }

    fn webhook(&mut self, id: WebhookId) -> Result<Option<WebhookRecord>> {
        let workspace = self.ws();
        let statement = if self.may_write { catalogue::LOCK_WEBHOOK } else { catalogue::FIND_WEBHOOK };
        self.query_opt(statement, &[&workspace, &id.0])?.as_ref().map(webhook_record).transpose()
    }

    fn save_webhook(&mut self, record: &WebhookRecord, at: Timestamp) -> Result<()> {
        let (workspace, at) = (self.ws(), to_ticks(at));
        let (kinds, standing) = (record.webhook.kinds.bits(), record.standing.number());
        let NewWebhook { url, description, kinds: _, keep_days, secret, headers } = &record.webhook;
        let older = record.older.as_ref().map(|(secret, _)| secret);
        let until = record.older.as_ref().map(|(_, until)| to_ticks(*until));
        self.execute_on(
            catalogue::SAVE_WEBHOOK,
            "webhook",
            &[
                &workspace,
                &record.id.0,
                &kinds,
                keep_days,
                &at,
                url,
                description,
                secret,
                headers,
                &older,
                &until,
                &standing,
            ],
        )
    }

    fn remove_webhook(&mut self, id: WebhookId, at: Timestamp) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::REMOVE_WEBHOOK, "webhook", &[&workspace, &id.0, &to_ticks(at)])
    }

    fn add_ping(&mut self, id: WebhookId, at: Timestamp) -> Result<i64> {
        let workspace = self.ws();
        field(&self.query_one(catalogue::INSERT_PING, &[&workspace, &to_ticks(at), &id.0])?, 0)
    }

    fn deliveries(
        &mut self,
        id: WebhookId,
        filter: DeliveryFilter,
        page: Page,
    ) -> Result<Vec<DeliveryRecord>> {
        let workspace = self.ws();
        let (from, to, state, since, until) = bounds(filter);
        let from = from.max(page.after.saturating_add(1));
        self.query(
            catalogue::LIST_DELIVERIES,
            &[&workspace, &id.0, &from, &to, &state, &since, &until, &limit(page.most)],
        )?
        .iter()
        .map(delivery_record)
        .collect()
    }

    fn delivery_attempts(&mut self, id: WebhookId, sequence: i64) -> Result<Vec<AttemptRecord>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_DELIVERY_ATTEMPTS, &[&workspace, &id.0, &sequence])?
            .iter()
            .map(attempt_record)
            .collect()
    }

    fn replay(
        &mut self,
        id: WebhookId,
        filter: DeliveryFilter,
        most: usize,
        at: Timestamp,
    ) -> Result<Replayed> {
        let workspace = self.ws();
        let (from, to, state, since, until) = bounds(filter);
        let put = self.query(
            catalogue::REPLAY_DELIVERIES,
            &[&workspace, &id.0, &from, &to, &state, &since, &until, &to_ticks(at), &limit(most)],
        )?;
        let put: Vec<i64> = put.iter().map(|row| named(row, "sequence")).collect::<Result<_>>()?;
        Ok(Replayed { deliveries: u64::try_from(put.len()).unwrap_or(u64::MAX), last: put.into_iter().max() })
    }

    fn new_events(&mut self, most: usize) -> Result<Vec<Event>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_NEW_EVENTS, &[&workspace, &limit(most)])?.iter().map(event).collect()
    }

    fn webhook_orphans(&mut self) -> Result<i64> {
        let workspace = self.ws();
        field(&self.query_one(catalogue::COUNT_WEBHOOK_ORPHANS, &[&workspace])?, 0)
    }
}

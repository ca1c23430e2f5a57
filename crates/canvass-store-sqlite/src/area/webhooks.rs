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
use rusqlite::params;

use super::{limit, maybe_ticks};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

pub(super) fn webhook_record(cells: &mut Cells<'_, '_>) -> Result<WebhookRecord> {
    let id = WebhookId(cells.next()?);
    let standing = Standing::from_number(cells.next()?).ok_or(StoreError::Corrupt("webhook.standing"))?;
    let kinds = EventKinds::from_bits(cells.next()?);
    let next_sequence = cells.next()?;
    let tried = TriedEndpoint {
        failures: cells.next()?,
        failing_since: cells.maybe_moment()?,
        failed_at: cells.maybe_moment()?,
    };
    let rest_until = cells.moment()?;
    let delivered_at = cells.maybe_moment()?;
    let keep_days = cells.next()?;
    let (created_at, changed_at) = (cells.moment()?, cells.moment()?);
    let older_until = cells.maybe_moment()?;
    let (url, description, secret) = (cells.next()?, cells.next()?, cells.next()?);
    let older: Option<Vec<u8>> = cells.next()?;
    let headers = cells.next()?;
    Ok(WebhookRecord {
        id,
        webhook: NewWebhook { url, description, kinds, keep_days, secret, headers },
        older: older.zip(older_until),
        standing,
        tried,
        rest_until,
        delivered_at,
        next_sequence,
        created_at,
        changed_at,
    })
}

/// An event from the twelve columns of its row.
pub(super) fn event(cells: &mut Cells<'_, '_>) -> Result<Event> {
    let columns = EventColumns {
        id: cells.next()?,
        kind: cells.next()?,
        version: cells.next()?,
        at: cells.next()?,
        batch: cells.next()?,
        customer: cells.next()?,
        block: cells.next()?,
        questionnaire: cells.next()?,
        slot: cells.next()?,
        state: cells.next()?,
        before: cells.next()?,
        word: cells.next()?,
    };
    columns.event()
}

fn delivery_record(cells: &mut Cells<'_, '_>) -> Result<DeliveryRecord> {
    Ok(DeliveryRecord {
        sequence: cells.next()?,
        state: DeliveryState::from_number(cells.next()?)
            .ok_or(StoreError::Corrupt("webhook_delivery.state"))?,
        due_at: cells.moment()?,
        tries: cells.next()?,
        created_at: cells.moment()?,
        settled_at: cells.maybe_moment()?,
        status: cells.next()?,
        failure: cells.next()?,
        event: event(cells)?,
    })
}

/// A filter as the statements take it: first and last number, state, first and last moment.
fn bounds(filter: DeliveryFilter) -> (i64, i64, Option<i16>, i64, i64) {
    (
        filter.from.unwrap_or(i64::MIN),
        filter.to.unwrap_or(i64::MAX),
        filter.state.map(DeliveryState::number),
        maybe_ticks(filter.since).unwrap_or(i64::MIN),
        maybe_ticks(filter.until).unwrap_or(i64::MAX),
    )
}

impl Webhooks for SqliteTx<'_> {
    fn add_webhook(&mut self, webhook: &NewWebhook, at: Timestamp) -> Result<WebhookId> {
        let id = self.take_numbers("webhook", 1)?;
        let row = params![
            self.wall(),
            id,
            webhook.kinds.bits(),
            webhook.keep_days,
            to_ticks(at),
            webhook.url,
            webhook.description,
            webhook.secret,
            webhook.headers,
        ];
        self.change_one(catalogue::INSERT_WEBHOOK, row)?;
        self.script(catalogue::START_LISTENING)?;
        Ok(WebhookId(id))
    }

    fn webhooks(&mut self) -> Result<Vec<WebhookRecord>> {
        self.rows(catalogue::LIST_WEBHOOKS, [self.wall()], webhook_record)
    }

    fn webhook(&mut self, id: WebhookId) -> Result<Option<WebhookRecord>> {
        self.row(catalogue::FIND_WEBHOOK, (self.wall(), id.0), webhook_record)
    }

    fn save_webhook(&mut self, record: &WebhookRecord, at: Timestamp) -> Result<()> {
        let webhook = &record.webhook;
        let row = params![
            self.wall(),
            record.id.0,
            webhook.kinds.bits(),
            webhook.keep_days,
            to_ticks(at),
            webhook.url,
            webhook.description,
            webhook.secret,
            webhook.headers,
            record.older.as_ref().map(|(secret, _)| secret),
            record.older.as_ref().map(|(_, until)| to_ticks(*until)),
            record.standing.number(),
        ];
        self.change_named(catalogue::SAVE_WEBHOOK, row, "webhook")
    }

    fn remove_webhook(&mut self, id: WebhookId, at: Timestamp) -> Result<()> {
        self.change_named(catalogue::REMOVE_WEBHOOK, (self.wall(), id.0, to_ticks(at)), "webhook")
    }

    fn add_ping(&mut self, id: WebhookId, at: Timestamp) -> Result<i64> {
        let event = i64::from(self.take_numbers("event", 1)?);
        self.change_one(catalogue::INSERT_PING, (self.wall(), event, to_ticks(at), id.0))?;
        Ok(event)
    }

    fn deliveries(
        &mut self,
        id: WebhookId,
        filter: DeliveryFilter,
        page: Page,
    ) -> Result<Vec<DeliveryRecord>> {
        let (from, to, state, since, until) = bounds(filter);
        let from = from.max(page.after.saturating_add(1));
        let asked = (self.wall(), id.0, from, to, state, since, until, limit(page.most));
        self.rows(catalogue::LIST_DELIVERIES, asked, delivery_record)
    }

    fn delivery_attempts(&mut self, id: WebhookId, sequence: i64) -> Result<Vec<AttemptRecord>> {
        self.rows(catalogue::LIST_DELIVERY_ATTEMPTS, (self.wall(), id.0, sequence), |cells| {
            Ok(AttemptRecord {
                attempt: cells.next()?,
                at: cells.moment()?,
                took_ms: cells.next()?,
                status: cells.next()?,
                failure: cells.next()?,
                answer: cells.next()?,
            })
        })
    }

    fn replay(
        &mut self,
        id: WebhookId,
        filter: DeliveryFilter,
        most: usize,
        at: Timestamp,
    ) -> Result<Replayed> {
        let (from, to, state, since, until) = bounds(filter);
        let asked = (self.wall(), id.0, from, to, state, since, until, to_ticks(at), limit(most));
        let put: Vec<i64> = self.cells(catalogue::REPLAY_DELIVERIES, asked)?;
        Ok(Replayed { deliveries: u64::try_from(put.len()).unwrap_or(u64::MAX), last: put.into_iter().max() })
    }

    fn new_events(&mut self, most: usize) -> Result<Vec<Event>> {
        self.rows(catalogue::LIST_NEW_EVENTS, (self.wall(), limit(most)), event)
    }

    fn webhook_orphans(&mut self) -> Result<i64> {
        Ok(self.cell(catalogue::COUNT_WEBHOOK_ORPHANS, [self.wall()])?.unwrap_or_default())
    }
}

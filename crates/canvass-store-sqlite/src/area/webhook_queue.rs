//! The queue of webhooks over workspaces. One writer at a time, so nothing is locked.

use std::time::Duration;

use canvass_domain::webhook::{Course, Effect, EventKinds, Next, Standing};
use canvass_store::area::{
    ClaimedDelivery, DeliveryState, NodeId, SweptWebhooks, TriedDelivery, WebhookClaim, WebhookKey,
    WebhookQueue, WebhookRecord, WebhookSample, Webhooks as _,
};
use canvass_store::webhook::{Collector, NewEvent, key_of, spread};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

use super::limit;
use super::webhooks::event;
use crate::catalogue;
use crate::tx::{SqliteTx, execute};

/// More endpoints than any installation has ready at once.
const MOST_READY: usize = 1_000;

impl SqliteTx<'_> {
    fn settle_endpoint(&self, key: WebhookKey, course: Course, at: Timestamp) -> Result<()> {
        let (workspace, id, at) = (key.workspace.0, key.webhook.0, to_ticks(at));
        match course.effect {
            Effect::Well => self.change_one(catalogue::ENDPOINT_IS_WELL, (workspace, id, at)),
            Effect::Failed { since, failures, rest_until, off } => {
                let standing = off.unwrap_or(Standing::On).number();
                let row = (workspace, id, failures, to_ticks(since), at, to_ticks(rest_until), standing);
                self.change_one(catalogue::ENDPOINT_FAILED, row)
            }
        }
    }

    fn due_deliveries(&self, key: WebhookKey, now: i64, most: usize) -> Result<Vec<ClaimedDelivery>> {
        let due = (key.workspace.0, key.webhook.0, now, limit(most));
        self.rows(catalogue::LIST_DUE_DELIVERIES, due, |cells| {
            Ok(ClaimedDelivery {
                sequence: cells.next()?,
                fence: cells.next()?,
                tries: cells.next()?,
                round: cells.next()?,
                event: event(cells)?,
            })
        })
    }
}

impl WebhookQueue for SqliteTx<'_> {
    fn spread_events(&mut self, most: usize) -> Result<u64> {
        let now = self.ticks();
        let events = self.rows(catalogue::LIST_EVENTS_TO_SPREAD, [limit(most)], |cells| {
            Ok(NewEvent {
                workspace: cells.next()?,
                id: cells.next()?,
                kind: cells.next()?,
                only: cells.next()?,
            })
        })?;
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(0) };
        let collectors =
            self.rows(catalogue::LIST_COLLECTORS, (first.workspace, last.workspace), |cells| {
                Ok(Collector {
                    workspace: cells.next()?,
                    id: cells.next()?,
                    kinds: EventKinds::from_bits(cells.next()?),
                    next_sequence: cells.next()?,
                })
            })?;
        let (deliveries, next) = spread(&events, &collectors);
        let mut insert = self.prepare(catalogue::INSERT_DELIVERY)?;
        for made in &deliveries {
            let row = (made.workspace, made.webhook, made.sequence, made.event, made.kind, now);
            execute(&mut insert, row)?;
        }
        for ((workspace, webhook), next) in next {
            self.change_one(catalogue::RAISE_WEBHOOK_SEQUENCE, (workspace, webhook, next))?;
        }
        let mut mark = self.prepare(catalogue::MARK_SPREAD)?;
        for event in &events {
            execute(&mut mark, (event.workspace, event.id, now))?;
        }
        Ok(u64::try_from(events.len()).unwrap_or(u64::MAX))
    }

    fn ready_webhooks(&mut self, busy: &[WebhookKey], most: usize) -> Result<Vec<WebhookKey>> {
        let now = self.ticks();
        let mut ready = self.rows(catalogue::LIST_READY_WEBHOOKS, (now, limit(MOST_READY)), |cells| {
            Ok(key_of(cells.next()?, cells.next()?))
        })?;
        ready.retain(|key| !busy.contains(key));
        ready.truncate(most);
        Ok(ready)
    }

    fn claim_deliveries(
        &mut self,
        node: NodeId,
        key: WebhookKey,
        most: usize,
        lease: Duration,
    ) -> Result<Option<WebhookClaim>> {
        let now = self.time();
        let Some(endpoint) = self.hold_webhook(key)? else { return Ok(None) };
        if endpoint.standing != Standing::On || endpoint.rest_until > now {
            return Ok(None);
        }
        let most = if endpoint.tried.failures > 0 { 1 } else { most };
        let deliveries = self.due_deliveries(key, to_ticks(now), most)?;
        let lease = SignedDuration::try_from(lease).unwrap_or(SignedDuration::MAX);
        let until = now.checked_add(lease).map_or(i64::MAX, to_ticks);
        for claimed in &deliveries {
            let row = (key.workspace.0, key.webhook.0, claimed.sequence, claimed.fence, node.0, until);
            self.change_one(catalogue::CLAIM_DELIVERY, row)?;
        }
        if deliveries.is_empty() {
            return Ok(None);
        }
        let slug: Option<String> = self.cell(catalogue::FIND_WEBHOOK_SLUG, [key.workspace.0])?;
        let slug = slug.ok_or(StoreError::Corrupt("webhook.workspace_id"))?;
        Ok(Some(WebhookClaim { key, slug, endpoint, deliveries }))
    }

    fn hold_webhook(&mut self, key: WebhookKey) -> Result<Option<WebhookRecord>> {
        self.walled(key.workspace);
        self.webhook(key.webhook)
    }

    fn settle_delivery(&mut self, tried: &TriedDelivery, at: Timestamp) -> Result<bool> {
        let key = tried.key;
        let (state, due, settled) = match tried.course.next {
            Next::Done => (DeliveryState::Delivered, None, Some(to_ticks(at))),
            Next::GivenUp => (DeliveryState::GivenUp, None, Some(to_ticks(at))),
            Next::Again(due) => (DeliveryState::Waiting, Some(to_ticks(due)), None),
        };
        let status = tried.status.and_then(|status| i16::try_from(status).ok());
        let (workspace, webhook) = (key.workspace.0, key.webhook.0);
        let row = params![
            workspace,
            webhook,
            tried.sequence,
            tried.fence,
            state.number(),
            due,
            settled,
            status,
            tried.failure,
        ];
        let attempt: Option<i32> = self.cell(catalogue::SETTLE_DELIVERY, row)?;
        let Some(attempt) = attempt else { return Ok(false) };
        let row = params![
            workspace,
            webhook,
            tried.sequence,
            attempt,
            to_ticks(at),
            tried.took_ms,
            status,
            tried.failure,
            tried.answer,
        ];
        self.change_one(catalogue::INSERT_DELIVERY_ATTEMPT, row)?;
        self.settle_endpoint(key, tried.course, at)?;
        Ok(true)
    }

    fn release_deliveries(&mut self, key: WebhookKey, claims: &[(i64, i32)]) -> Result<()> {
        for (sequence, fence) in claims {
            let row = (key.workspace.0, key.webhook.0, sequence, fence);
            self.change(catalogue::RELEASE_DELIVERY, row)?;
        }
        Ok(())
    }

    fn sweep_webhooks(&mut self, most: usize) -> Result<SweptWebhooks> {
        let (now, most_rows) = (self.ticks(), limit(most));
        let released = self.change(catalogue::RELEASE_LAPSED_DELIVERIES, (now, most_rows))?;
        self.change(catalogue::FORGET_ATTEMPTS, (now, most_rows))?;
        let deliveries = self.change(catalogue::FORGET_DELIVERIES, (now, most_rows))?;
        let mut swept = SweptWebhooks { released, deliveries, events: 0 };
        if deliveries < u64::try_from(most).unwrap_or(u64::MAX) {
            swept.events = self.change(catalogue::FORGET_EVENTS, (now, most_rows))?;
            self.change(catalogue::FORGET_WEBHOOKS, [])?;
            if self.cell(catalogue::LISTENS_IN_VAIN, [])? == Some(true) {
                self.script(catalogue::STOP_LISTENING)?;
            }
        }
        Ok(swept)
    }

    fn sample_webhooks(&mut self, most: usize) -> Result<WebhookSample> {
        let mut sample = WebhookSample::default();
        for (standing, endpoints, failing) in self.rows(catalogue::SAMPLE_ENDPOINTS, [], |cells| {
            Ok((cells.next::<i16>()?, cells.next::<i64>()?, cells.next::<i64>()?))
        })? {
            let standing = Standing::from_number(standing).ok_or(StoreError::Corrupt("webhook.standing"))?;
            sample.endpoints.push((standing, endpoints));
            sample.failing += if standing == Standing::On { failing } else { 0 };
        }
        sample.waiting = self.cell(catalogue::COUNT_WAITING_DELIVERIES, [limit(most)])?.unwrap_or_default();
        sample.new_events = self.cell(catalogue::COUNT_NEW_EVENTS, [limit(most)])?.unwrap_or_default();
        Ok(sample)
    }
}

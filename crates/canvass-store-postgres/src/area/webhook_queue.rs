//! The queue of webhooks over workspaces. Nodes take turns at the rows of one endpoint and never wait for those of
//! another: what somebody else holds is skipped.

use std::time::Duration;

use canvass_domain::webhook::{Course, Effect, EventKinds, Next, Standing};
use canvass_store::area::{
    ClaimedDelivery, DeliveryState, NodeId, SweptWebhooks, TriedDelivery, WebhookClaim, WebhookKey,
    WebhookQueue, WebhookRecord, WebhookSample, Webhooks as _,
};
use canvass_store::webhook::{Collector, NewDelivery, NewEvent, key_of, spread};
use canvass_store::{Result, StoreError, Tx as _, to_ticks};
use jiff::{SignedDuration, Timestamp};
use postgres::Row;

use super::limit;
use super::webhooks::event;
use crate::catalogue;
use crate::transaction::{PostgresTx, field, named};

/// More endpoints than any installation has ready at once.
const MOST_READY: usize = 1_000;

fn new_event(row: &Row) -> Result<NewEvent> {
    Ok(NewEvent {
        workspace: named(row, "workspace_id")?,
        id: named(row, "id")?,
        kind: named(row, "kind")?,
        only: named(row, "webhook_id")?,
    })
}

fn collector(row: &Row) -> Result<Collector> {
    Ok(Collector {
        workspace: named(row, "workspace_id")?,
        id: named(row, "id")?,
        kinds: EventKinds::from_bits(named(row, "kinds")?),
        next_sequence: named(row, "next_sequence")?,
    })
}

fn claimed(row: &Row) -> Result<ClaimedDelivery> {
    Ok(ClaimedDelivery {
        sequence: named(row, "sequence")?,
        fence: named(row, "fence")?,
        tries: named(row, "tries")?,
        round: named(row, "round")?,
        event: event(row)?,
    })
}

impl PostgresTx<'_> {
    fn insert_deliveries(&mut self, made: &[NewDelivery], now: i64) -> Result<()> {
        let workspaces: Vec<i32> = made.iter().map(|made| made.workspace).collect();
        let webhooks: Vec<i32> = made.iter().map(|made| made.webhook).collect();
        let sequences: Vec<i64> = made.iter().map(|made| made.sequence).collect();
        let events: Vec<i64> = made.iter().map(|made| made.event).collect();
        let kinds: Vec<i16> = made.iter().map(|made| made.kind).collect();
        self.execute_exactly(
            catalogue::INSERT_DELIVERIES,
            u64::try_from(made.len()).unwrap_or(u64::MAX),
            &[&workspaces, &webhooks, &sequences, &events, &kinds, &now],
        )
    }

    fn settle_endpoint(&mut self, key: WebhookKey, course: Course, at: Timestamp) -> Result<()> {
        let (workspace, id, at) = (key.workspace.0, key.webhook.0, to_ticks(at));
        match course.effect {
            Effect::Well => self.execute_exactly(catalogue::ENDPOINT_IS_WELL, 1, &[&workspace, &id, &at]),
            Effect::Failed { since, failures, rest_until, off } => {
                let standing = off.unwrap_or(Standing::On).number();
                let (since, rest) = (to_ticks(since), to_ticks(rest_until));
                self.execute_exactly(
                    catalogue::ENDPOINT_FAILED,
                    1,
                    &[&workspace, &id, &failures, &since, &at, &rest, &standing],
                )
            }
        }
    }
}

impl WebhookQueue for PostgresTx<'_> {
    fn spread_events(&mut self, most: usize) -> Result<u64> {
        let events = self.query(catalogue::LIST_EVENTS_TO_SPREAD, &[&limit(most)])?;
        let events: Vec<NewEvent> = events.iter().map(new_event).collect::<Result<_>>()?;
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(0) };
        let now = self.ticks()?;
        let collectors = self.query(catalogue::LIST_COLLECTORS, &[&first.workspace, &last.workspace])?;
        let collectors: Vec<Collector> = collectors.iter().map(collector).collect::<Result<_>>()?;
        let (deliveries, next) = spread(&events, &collectors);
        if !deliveries.is_empty() {
            self.insert_deliveries(&deliveries, now)?;
            let workspaces: Vec<i32> = next.keys().map(|(workspace, _)| *workspace).collect();
            let webhooks: Vec<i32> = next.keys().map(|(_, webhook)| *webhook).collect();
            let numbers: Vec<i64> = next.values().copied().collect();
            let expected = u64::try_from(next.len()).unwrap_or(u64::MAX);
            let raise = catalogue::RAISE_WEBHOOK_SEQUENCE;
            self.execute_exactly(raise, expected, &[&workspaces, &webhooks, &numbers])?;
        }
        let workspaces: Vec<i32> = events.iter().map(|event| event.workspace).collect();
        let ids: Vec<i64> = events.iter().map(|event| event.id).collect();
        let count = u64::try_from(events.len()).unwrap_or(u64::MAX);
        self.execute_exactly(catalogue::MARK_SPREAD, count, &[&workspaces, &ids, &now])?;
        Ok(count)
    }

    fn ready_webhooks(&mut self, busy: &[WebhookKey], most: usize) -> Result<Vec<WebhookKey>> {
        let now = self.ticks()?;
        let mut ready = self
            .query(catalogue::LIST_READY_WEBHOOKS, &[&now, &limit(MOST_READY)])?
            .iter()
            .map(|row| Ok(key_of(named(row, "workspace_id")?, named(row, "id")?)))
            .collect::<Result<Vec<WebhookKey>>>()?;
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
        let Some(endpoint) = self.hold_webhook(key)? else { return Ok(None) };
        let now = self.time()?;
        if endpoint.standing != Standing::On || endpoint.rest_until > now {
            return Ok(None);
        }
        let most = if endpoint.tried.failures > 0 { 1 } else { most };
        let lease = SignedDuration::try_from(lease).unwrap_or(SignedDuration::MAX);
        let until = now.checked_add(lease).map_or(i64::MAX, to_ticks);
        let (workspace, webhook) = (key.workspace.0, key.webhook.0);
        let deliveries = self.query(
            catalogue::CLAIM_DELIVERIES,
            &[&workspace, &webhook, &to_ticks(now), &limit(most), &node.0, &until],
        )?;
        if deliveries.is_empty() {
            return Ok(None);
        }
        let deliveries = deliveries.iter().map(claimed).collect::<Result<_>>()?;
        let slug = field(&self.query_one(catalogue::FIND_WEBHOOK_SLUG, &[&workspace])?, 0)?;
        Ok(Some(WebhookClaim { key, slug, endpoint, deliveries }))
    }

    fn hold_webhook(&mut self, key: WebhookKey) -> Result<Option<WebhookRecord>> {
        self.workspace(key.workspace);
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
        let (workspace, webhook, state) = (key.workspace.0, key.webhook.0, state.number());
        let TriedDelivery { sequence, fence, took_ms, failure, answer, .. } = tried;
        let row = self.query_opt(
            catalogue::SETTLE_DELIVERY,
            &[&workspace, &webhook, sequence, fence, &state, &due, &settled, &status, failure],
        )?;
        let Some(row) = row else { return Ok(false) };
        let attempt: i32 = field(&row, 0)?;
        self.execute_exactly(
            catalogue::INSERT_DELIVERY_ATTEMPT,
            1,
            &[&workspace, &webhook, sequence, &attempt, &to_ticks(at), took_ms, &status, failure, answer],
        )?;
        self.settle_endpoint(key, tried.course, at)?;
        Ok(true)
    }

    fn release_deliveries(&mut self, key: WebhookKey, claims: &[(i64, i32)]) -> Result<()> {
        let (sequences, fences): (Vec<i64>, Vec<i32>) = claims.iter().copied().unzip();
        let (workspace, webhook) = (key.workspace.0, key.webhook.0);
        self.execute(catalogue::RELEASE_DELIVERY, &[&workspace, &webhook, &sequences, &fences]).map(drop)
    }

    fn sweep_webhooks(&mut self, most: usize) -> Result<SweptWebhooks> {
        let (now, most_rows) = (self.ticks()?, limit(most));
        let released = self.execute(catalogue::RELEASE_LAPSED_DELIVERIES, &[&now, &most_rows])?;
        let deliveries = self.execute(catalogue::FORGET_DELIVERIES, &[&now, &most_rows])?;
        let mut swept = SweptWebhooks { released, deliveries, events: 0 };
        // Another node may hold some that are as old: the next sweep goes on.
        if deliveries == 0 {
            swept.events = self.execute(catalogue::FORGET_EVENTS, &[&now, &most_rows])?;
            self.execute(catalogue::FORGET_WEBHOOKS, &[])?;
            let standing = self.query_one(catalogue::IS_LISTENING, &[])?;
            if named(&standing, "listens")? && !named::<bool>(&standing, "has_endpoints")? {
                self.execute(catalogue::STOP_LISTENING, &[])?;
            }
        }
        Ok(swept)
    }

    fn sample_webhooks(&mut self, most: usize) -> Result<WebhookSample> {
        let mut sample = WebhookSample::default();
        for row in self.query(catalogue::SAMPLE_ENDPOINTS, &[])? {
            let standing = Standing::from_number(named(&row, "standing")?)
                .ok_or(StoreError::Corrupt("webhook.standing"))?;
            sample.endpoints.push((standing, named(&row, "endpoints")?));
            sample.failing += if standing == Standing::On { named::<i64>(&row, "failing")? } else { 0 };
        }
        let most = limit(most);
        sample.waiting = field(&self.query_one(catalogue::COUNT_WAITING_DELIVERIES, &[&most])?, 0)?;
        sample.new_events = field(&self.query_one(catalogue::COUNT_NEW_EVENTS, &[&most])?, 0)?;
        Ok(sample)
    }
}

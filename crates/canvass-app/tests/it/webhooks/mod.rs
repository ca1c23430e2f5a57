//! Webhooks from what happens to what a receiver gets, against receivers that behave and others.

mod receiver;
mod stories;
mod tls;

use std::sync::Arc;
use std::time::{Duration, Instant};

use canvass_app::App;
use canvass_app::job::{WebhookJobSettings, WebhookJobs};
use canvass_app::webhook::{
    AddedWebhook, WebhookInput, add_webhook, list_deliveries, ping_webhook, receivers, show_delivery,
    show_webhook,
};
use canvass_domain::id::{WebhookId, WorkspaceId};
use canvass_store::area::{
    AttemptRecord, DeliveryFilter, DeliveryRecord, DeliveryState, NodeId, Page, WebhookRecord,
};
use canvass_testkit::TestApp;
use parking_lot::{Condvar, Mutex};

use receiver::Receiver;

const PATIENCE: Duration = Duration::from_secs(30);

/// An app that may send to these receivers, and its job.
struct Hooked<'a> {
    test: &'a TestApp,
    app: App,
    jobs: WebhookJobs,
}

impl<'a> Hooked<'a> {
    fn new(test: &'a TestApp, allowed: &[&Receiver]) -> Self {
        Self::with(test, allowed, |_| {})
    }

    fn with(test: &'a TestApp, allowed: &[&Receiver], change: impl Fn(&mut WebhookJobSettings)) -> Self {
        let port = |receiver: &&Receiver| receiver.address.port();
        let origins: Vec<String> = allowed
            .iter()
            .flat_map(|found| {
                [format!("http://127.0.0.1:{}", port(found)), format!("https://localhost:{}", port(found))]
            })
            .collect();
        let app = test.app.clone().with_webhook_receivers(receivers("443", &origins.join(",")).unwrap());
        let mut settings =
            WebhookJobSettings { poll: Duration::from_millis(20), ..WebhookJobSettings::new(NodeId(5)) };
        settings.whole = Duration::from_secs(10);
        settings.sweep = Duration::from_millis(50);
        change(&mut settings);
        let jobs = WebhookJobs::start(app.clone(), settings).unwrap();
        Self { test, app, jobs }
    }

    fn add(&self, workspace: WorkspaceId, url: &str, events: &[&str]) -> AddedWebhook {
        let events = events.iter().map(|word| (*word).to_owned()).collect();
        let input = WebhookInput { url: url.to_owned(), events: Some(events), ..WebhookInput::default() };
        add_webhook(&self.app, &self.test.operator, workspace, &input).wait().unwrap()
    }

    fn ping(&self, workspace: WorkspaceId, id: WebhookId) {
        ping_webhook(&self.app, &self.test.operator, workspace, id).wait().unwrap();
        self.jobs.nudge();
    }

    fn deliveries(&self, workspace: WorkspaceId, id: WebhookId) -> Vec<DeliveryRecord> {
        let page = Page { after: 0, most: 10_000 };
        let filter = DeliveryFilter::default();
        list_deliveries(&self.app, &self.test.operator, (workspace, id), filter, page).wait().unwrap()
    }

    fn attempts(&self, workspace: WorkspaceId, id: WebhookId, sequence: i64) -> Vec<AttemptRecord> {
        show_delivery(&self.app, &self.test.operator, (workspace, id), sequence).wait().unwrap().1
    }

    fn endpoint(&self, workspace: WorkspaceId, id: WebhookId) -> WebhookRecord {
        show_webhook(&self.app, &self.test.operator, workspace, id).wait().unwrap()
    }

    /// Waits until the first delivery was tried so often and is not under way.
    fn wait_for_tries(&self, workspace: WorkspaceId, id: WebhookId, tries: i32) -> DeliveryRecord {
        until("so many tries", || {
            let first = self.deliveries(workspace, id).into_iter().next()?;
            (first.tries >= tries && first.state != DeliveryState::UnderWay).then_some(first)
        })
    }

    /// Waits until so many deliveries have arrived.
    fn wait_for_delivered(&self, workspace: WorkspaceId, id: WebhookId, count: usize) -> Vec<DeliveryRecord> {
        until("so many deliveries", || {
            let all = self.deliveries(workspace, id);
            let arrived = all.iter().filter(|found| found.state == DeliveryState::Delivered).count();
            (arrived >= count).then_some(all)
        })
    }
}

impl Drop for Hooked<'_> {
    fn drop(&mut self) {
        self.jobs.drain(PATIENCE);
    }
}

/// Looks until there is something; between two looks other threads get their turn.
fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let (end, never) = (Instant::now() + PATIENCE, Arc::new((Mutex::new(()), Condvar::new())));
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < end, "waited in vain for {what}");
        never.1.wait_for(&mut never.0.lock(), Duration::from_millis(10));
    }
}

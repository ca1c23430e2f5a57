//! A running server: started, waited for, drained.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use canvass_app::job::{JobSettings, Jobs, MailPlan, Relay, StoreMailbox, WebhookJobSettings, WebhookJobs};
use canvass_app::{App, AppSettings, Random, SystemRandom, secret::Keys, setup};
use canvass_delivery::capture::CaptureTransport;
use canvass_delivery::reception::Reception;
use canvass_delivery::smtp::{SmtpSettings, SmtpTransport};
use canvass_http::front::{Front, FrontSettings};
use canvass_http::{HttpState, Nudge};
use canvass_store::Clock;
use canvass_store::area::NodeId;
use jiff::Timestamp;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use super::mail_plan::{dkim_signer, gateways, limits, relays, text_doors};
use super::store::open_store;
use super::{DataFolder, bounce_listener, memory};
use crate::settings::{Mail, Settings};

const DRAIN: Duration = Duration::from_secs(25);
/// Descriptors for database, relay, files and the runtime.
const DESCRIPTORS_BESIDE: usize = 200;
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// The machine's clock.
#[derive(Debug)]
struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else takes")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A server that is ready.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The operator token.
    pub(crate) operator_token: String,
    app: App,
    state: HttpState,
    jobs: Arc<Jobs>,
    webhooks: Arc<WebhookJobs>,
    returned_mail: Option<Reception>,
    runtime: Runtime,
    stop: oneshot::Sender<()>,
    settle: oneshot::Sender<()>,
    served: tokio::task::JoinHandle<()>,
}

impl Server {
    /// Starts everything: store, identity, jobs, HTTP. Ready when it returns.
    pub(crate) fn start(settings: &Settings) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let front = runtime
            .block_on(Front::bind(settings.listen, front_settings(settings)))
            .with_context(|| format!("nothing can listen at {}", settings.listen))?;
        let address = front.address()?;
        let folder = DataFolder::open(&settings.data)?;
        let public_url = settings.public_url_at(address);
        let may_wait = |pause| may_wait(&runtime, pause);
        let app = open_app(settings, &folder, public_url, &may_wait)?;
        let operator_token = operator_token(&app, &folder)?;
        // Before anything can leave: where nobody can listen, nothing is begun.
        let returned_mail = bounce_listener::start(settings, &app)?;
        let jobs = Arc::new(start_jobs(settings, &app)?);
        let webhooks = Arc::new(start_webhooks(settings, &app)?);
        let wakers = (Arc::clone(&jobs), Arc::clone(&webhooks));
        let nudge: Nudge = Arc::new(move || {
            wakers.0.nudge();
            wakers.1.nudge();
        });
        let state = HttpState::new(app.clone(), nudge)
            .with_organisation_body(settings.organisation_body_bytes)
            .with_transaction_limits(settings.transactions);
        let body_bytes = memory::body_bytes(state.body_memory());
        let state = state.with_body_memory(body_bytes);
        state.count_process();
        let (stop, stopped) = oneshot::channel();
        let (settle, settled) = oneshot::channel();
        let served = runtime.spawn(canvass_http::serve(
            front,
            state.clone(),
            // A dropped sender stops the server as well.
            async move { drop(stopped.await) },
            async move { drop(settled.await) },
        ));
        tracing::info!(%address, store = app.store.engine().name(), "ready");
        Ok(Self {
            address,
            operator_token,
            app,
            state,
            jobs,
            webhooks,
            returned_mail,
            runtime,
            stop,
            settle,
            served,
        })
    }

    /// Waits until the process is asked to end (SIGTERM or SIGINT), or until the store is lost for good.
    pub(crate) fn wait(&self) -> anyhow::Result<()> {
        self.runtime.block_on(async {
            let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
            tokio::select! {
                _ = terminate.recv() => {}
                interrupted = tokio::signal::ctrl_c() => interrupted?,
                reason = self.loss() => bail!("the store is lost to this process: {reason}"),
            }
            Ok(())
        })
    }

    /// Ends when the store will never be written again by this process: whoever watches over it starts a new one, and
    /// that one finds out what is stored (promises 2.6).
    async fn loss(&self) -> String {
        let mut looks = tokio::time::interval(BETWEEN_LOOKS);
        loop {
            looks.tick().await;
            if let Some(reason) = self.app.store.engine().lost() {
                return reason;
            }
        }
    }

    /// The base of links.
    pub(crate) fn public_url(&self) -> &str {
        &self.app.settings.public_url
    }

    /// Waits a moment, for those who look until something has happened.
    pub(crate) fn pause(&self, time: Duration) {
        self.runtime.block_on(async { tokio::time::sleep(time).await });
    }

    /// Drains: no new work, requests finish, hand-overs settle, then the store closes.
    pub(crate) fn stop(self) {
        tracing::info!("draining");
        self.state.drain();
        if self.stop.send(()).is_err() {
            tracing::warn!("the front had ended before it was asked to");
        }
        self.webhooks.stop();
        if let Some(returned_mail) = self.returned_mail {
            returned_mail.stop(bounce_listener::DRAIN);
        }
        self.jobs.drain(DRAIN);
        self.webhooks.drain(DRAIN);
        // Until now whoever came was told 503.
        if self.settle.send(()).is_err() {
            tracing::debug!("the front had ended by itself");
        }
        if self.runtime.block_on(async { tokio::time::timeout(DRAIN, self.served).await }).is_err() {
            tracing::warn!("requests were still under way when the drain ended");
        }
        self.app.store.engine().close();
        tracing::info!("stopped");
    }
}

/// Serves until asked to end.
pub(crate) fn serve(settings: &Settings) -> anyhow::Result<()> {
    let server = Server::start(settings)?;
    let ended = server.wait();
    server.stop();
    ended
}

/// Opens the store of an installation that no server works on, for commands that only look.
pub(crate) fn open_offline(settings: &Settings) -> anyhow::Result<App> {
    let folder = DataFolder::existing(&settings.data)?;
    if settings.database_url.is_none() && !folder.database().exists() {
        bail!("{} is not there", folder.database().display());
    }
    open_app(settings, &folder, settings.public_url.clone(), &|_pause| false)
}

/// The limits of the front. Each connection takes a descriptor: what the system gives is asked for, and a part is left to
/// everything else.
fn front_settings(settings: &Settings) -> FrontSettings {
    let descriptors = raised_descriptors();
    let connections = settings.connections.min(descriptors.saturating_sub(DESCRIPTORS_BESIDE).max(1));
    if connections < settings.connections {
        tracing::warn!(descriptors, connections, "the limit of descriptors allows fewer connections");
    }
    FrontSettings {
        connections,
        connections_of_address: settings.connections_of_address,
        ..FrontSettings::default()
    }
}

/// As many descriptors as this process may ask for.
fn raised_descriptors() -> usize {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let wished = rustix::process::Rlimit { current: limit.maximum, maximum: limit.maximum };
    let raised = rustix::process::setrlimit(rustix::process::Resource::Nofile, wished).is_ok();
    let given = if raised { limit.maximum } else { limit.current };
    given.map_or(usize::MAX, |given| usize::try_from(given).unwrap_or(usize::MAX))
}

fn may_wait(runtime: &Runtime, pause: Duration) -> bool {
    runtime.block_on(async {
        tokio::select! {
            () = tokio::time::sleep(pause) => true,
            _ = tokio::signal::ctrl_c() => false,
        }
    })
}

fn open_app(
    settings: &Settings,
    folder: &DataFolder,
    public_url: String,
    may_wait: &dyn Fn(Duration) -> bool,
) -> anyhow::Result<App> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let random: Arc<dyn Random> = Arc::new(SystemRandom::default());
    let store = open_store(settings, folder, Arc::clone(&clock), may_wait)?;
    let is_new = store.read_system(|tx| tx.load_installation()).wait()?.is_none();
    if settings.must_be_new && !is_new {
        bail!("the demo works on an empty store only, and this one was used before");
    }
    let key = folder.instance_key(&*random, is_new)?;
    let app_settings = AppSettings {
        public_url,
        mail_from: settings.mail_from.clone(),
        message_id_domain: settings.mail_from.rsplit('@').next().unwrap_or_default().to_owned(),
    };
    let mut app = App::new(store, clock, random, Keys::new(&key), app_settings)
        .with_private_keys(folder.private_keys()?)
        .with_shared_providers(settings.shared_providers.clone())
        .with_webhook_receivers(settings.webhook_receivers.clone());
    app = app.with_text_doors(text_doors(settings));
    if let Some(address) = &settings.bounce_address {
        app = app.with_bounce_address(address.clone());
    }
    setup::open_installation(&app)
        .wait()
        .map_err(|refusal| anyhow::anyhow!("the store does not belong to this data folder: {refusal:?}"))?;
    Ok(app)
}

/// The token of this data folder; made and kept if there is none yet.
fn operator_token(app: &App, folder: &DataFolder) -> anyhow::Result<String> {
    if let Some(token) = folder.operator_token()? {
        return Ok(token);
    }
    let secret = setup::add_operator_token(app, "operator")
        .wait()
        .map_err(|refusal| anyhow::anyhow!("the operator token cannot be made: {refusal:?}"))?;
    folder.keep_operator_token(&secret.text())?;
    Ok(secret.text())
}

fn fresh_node(app: &App) -> NodeId {
    let mut bytes = [0; 8];
    app.random.fill(&mut bytes);
    // Positive, so that it reads the same in every list.
    NodeId(i64::from_be_bytes(bytes) & i64::MAX)
}

fn start_webhooks(settings: &Settings, app: &App) -> anyhow::Result<WebhookJobs> {
    let mut jobs = WebhookJobSettings {
        workers: settings.webhook_connections,
        ..WebhookJobSettings::new(fresh_node(app))
    };
    if let Some(path) = &settings.webhook_ca_file {
        let pem = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        jobs = jobs.with_roots(&pem).with_context(|| format!("{} holds no certificates", path.display()))?;
    }
    Ok(WebhookJobs::start(app.clone(), jobs)?)
}

fn start_jobs(settings: &Settings, app: &App) -> anyhow::Result<Jobs> {
    let node = fresh_node(app);
    let mut jobs = JobSettings { connections: settings.mail_connections, ..JobSettings::new(node) };
    let folder = DataFolder::existing(&settings.data)?;
    let mut plan = MailPlan { signer: dkim_signer(settings, &folder)?, ..limits(settings) };
    plan.relays = match &settings.mail {
        Mail::Capture => {
            let mailbox = Arc::new(StoreMailbox::new(app));
            jobs.mailbox = Some(Arc::clone(&mailbox));
            let transport = Arc::new(CaptureTransport::new(mailbox));
            vec![Relay::new("capture", transport.clone()), Relay::gateway("capture-sms", transport)]
        }
        Mail::Smtp(url) => vec![Relay::new("main", Arc::new(SmtpTransport::new(SmtpSettings::parse(url)?)?))],
        Mail::Relays => relays(settings)?,
    };
    if settings.mail != Mail::Capture {
        plan.relays.extend(gateways(settings, app)?);
    }
    Ok(Jobs::with_plan(app.clone(), plan, jobs)?)
}

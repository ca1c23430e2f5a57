//! Asks the database every two seconds whether it takes writes, so that the readiness page never waits for it.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use canvass_store::{Result, StoreError};
use flume::{RecvTimeoutError, Sender};
use parking_lot::Mutex;
use postgres::Client;

use crate::catalogue::CHECK_WRITABLE;
use crate::connect::Connector;
use crate::failure::describe;

/// Ready must turn false within 5 s of a lost database and true again by itself (promises 2.8).
const PERIOD: Duration = Duration::from_secs(2);

pub(crate) struct Probe {
    found: Arc<Mutex<Result<()>>>,
    thread: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Probe {
    pub(crate) fn start(connector: Connector, client: Client) -> std::io::Result<Self> {
        let mut client = Some(client);
        let found = Arc::new(Mutex::new(ask(&connector, &mut client)));
        let told = Arc::clone(&found);
        let (stop, stopped) = flume::bounded::<()>(0);
        let thread = std::thread::Builder::new().name("postgres-probe".to_owned()).spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(PERIOD) {
                let answer = ask(&connector, &mut client);
                *told.lock() = answer;
            }
        })?;
        Ok(Self { found, thread: Mutex::new(Some((stop, thread))) })
    }

    pub(crate) fn writable(&self) -> Result<()> {
        self.found.lock().clone()
    }

    pub(crate) fn stop(&self) {
        if let Some((stop, thread)) = self.thread.lock().take() {
            drop(stop);
            drop(thread.join());
        }
        *self.found.lock() = Err(StoreError::Unavailable("the store is closed".to_owned()));
    }
}

fn ask(connector: &Connector, kept: &mut Option<Client>) -> Result<()> {
    let unavailable = |error: &postgres::Error| StoreError::Unavailable(describe(error));
    let mut client = match kept.take() {
        Some(client) => client,
        None => connector.connect().map_err(|error| unavailable(&error))?,
    };
    let row = client.query_one(CHECK_WRITABLE.text, &[]).map_err(|error| unavailable(&error))?;
    let is_read_only: bool = row.try_get(0).map_err(|error| unavailable(&error))?;
    *kept = Some(client);
    if is_read_only {
        return Err(StoreError::Unavailable(
            "the database takes no writes: it is a replica or set so".to_owned(),
        ));
    }
    Ok(())
}

//! Keeps the statistics of tables that grow fast true: the planner knows nothing of a table that nobody analysed, and
//! then walks through all customers of a workspace for one. The server's own upkeep (autovacuum) looks once a minute;
//! the first large import is done by then.

use std::thread::JoinHandle;
use std::time::Duration;

use flume::{RecvTimeoutError, Sender};
use parking_lot::Mutex;
use postgres::Client;

use crate::catalogue::LIST_YOUNG_TABLES;
use crate::connect::Connector;
use crate::failure::describe;

const PERIOD: Duration = Duration::from_secs(2);

/// The thread that looks.
pub(crate) struct Statistics(Mutex<Option<(Sender<()>, JoinHandle<()>)>>);

impl Statistics {
    pub(crate) fn start(connector: Connector) -> std::io::Result<Self> {
        let (stop, stopped) = flume::bounded::<()>(0);
        let thread = std::thread::Builder::new().name("postgres-statistics".to_owned()).spawn(move || {
            let mut kept = None;
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(PERIOD) {
                kept = match refresh(&connector, kept) {
                    Ok(client) => Some(client),
                    Err(error) => {
                        // Nothing depends on it but speed, and the probe tells of a database that is away.
                        tracing::debug!(error = describe(&error), "statistics could not be made");
                        None
                    }
                };
            }
        })?;
        Ok(Self(Mutex::new(Some((stop, thread)))))
    }

    pub(crate) fn stop(&self) {
        if let Some((stop, thread)) = self.0.lock().take() {
            drop(stop);
            drop(thread.join());
        }
    }
}

fn refresh(connector: &Connector, kept: Option<Client>) -> Result<Client, postgres::Error> {
    let mut client = match kept {
        Some(client) => client,
        None => connector.connect()?,
    };
    for row in client.query(LIST_YOUNG_TABLES.text, &[])? {
        let table: &str = row.try_get(0)?;
        // Another node or the server itself may be at it.
        client.batch_execute(&format!("ANALYZE (SKIP_LOCKED) {table}"))?;
    }
    Ok(client)
}

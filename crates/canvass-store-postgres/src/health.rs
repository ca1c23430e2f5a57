//! Asks the database every two seconds whether it takes writes, so that the readiness page never waits for it.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use canvass_store::{Result, StoreError};
use flume::{RecvTimeoutError, Sender};
use parking_lot::Mutex;
use postgres::Client;

use crate::catalogue::CHECK_WRITABLE;
use crate::connect::Connector;
use crate::failure::describe;

/// Ready must turn false within 5 s of a lost database and true again by itself (promises 2.8).
const PERIOD: Duration = Duration::from_secs(2);

/// An answer says nothing about the time after this: a probe that waits for a host that is gone gets no new one.
const STALE: Duration = Duration::from_secs(5);

/// What the database said last, and when.
struct Answer {
    found: Result<()>,
    at: Instant,
}

impl Answer {
    fn of(found: Result<()>) -> Self {
        Self { found, at: Instant::now() }
    }

    fn at(&self, now: Instant) -> Result<()> {
        self.found.clone()?;
        if now.saturating_duration_since(self.at) > STALE {
            return Err(StoreError::Unavailable("the database does not answer".to_owned()));
        }
        Ok(())
    }
}

pub(crate) struct Probe {
    answer: Arc<Mutex<Answer>>,
    thread: Mutex<Option<(Sender<()>, JoinHandle<()>)>>,
}

impl Probe {
    pub(crate) fn start(connector: Connector, client: Client) -> std::io::Result<Self> {
        let mut client = Some(client);
        let answer = Arc::new(Mutex::new(Answer::of(ask(&connector, &mut client))));
        let told = Arc::clone(&answer);
        let (stop, stopped) = flume::bounded::<()>(0);
        let thread = std::thread::Builder::new().name("postgres-probe".to_owned()).spawn(move || {
            while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(PERIOD) {
                let answer = Answer::of(ask(&connector, &mut client));
                *told.lock() = answer;
            }
        })?;
        Ok(Self { answer, thread: Mutex::new(Some((stop, thread))) })
    }

    pub(crate) fn writable(&self) -> Result<()> {
        self.answer.lock().at(Instant::now())
    }

    pub(crate) fn stop(&self) {
        if let Some((stop, thread)) = self.thread.lock().take() {
            drop(stop);
            drop(thread.join());
        }
        *self.answer.lock() = Answer::of(Err(StoreError::Unavailable("the store is closed".to_owned())));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_older_than_five_seconds_is_none() {
        let answer = Answer::of(Ok(()));
        assert_eq!(answer.at(answer.at + STALE), Ok(()));
        let late = answer.at(answer.at + STALE + Duration::from_millis(1));
        assert_eq!(late, Err(StoreError::Unavailable("the database does not answer".to_owned())));
        let refused = Answer::of(Err(StoreError::Unavailable("gone".to_owned())));
        assert_eq!(refused.at(refused.at + STALE * 2), refused.found);
    }
}

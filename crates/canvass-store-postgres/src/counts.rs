//! Calls counted against limits: one thread with a connection of its own, one statement a limit, so that all nodes count
//! as one and no import waits for a count. The statements say in SQL what `Limit::count` of the domain says.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use canvass_domain::limit::{Counted, Limit, Standing};
use canvass_store::{CallCount, Clock, CountDone, CountedCall, Result, StoreError, from_ticks, to_ticks};
use flume::{Receiver, RecvTimeoutError, Sender, TrySendError};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use postgres::types::ToSql;
use postgres::{Client, GenericClient, Row, Statement};

use crate::catalogue::{COUNT_IN_BUCKET, COUNT_IN_WINDOW, DELETE_COUNTS, FIND_COUNT};
use crate::connect::Connector;
use crate::failure::{describe, is_connection_lost, statement_failed};

/// What is over is deleted now and then.
const SWEEP: Duration = Duration::from_mins(10);
/// After a failed attempt to connect: a database that is gone costs its callers no waiting.
const PAUSE: Duration = Duration::from_secs(1);

/// A call to count, and whom to tell.
type Order = (Vec<CountedCall>, CountDone);

pub(crate) struct Counts {
    line: Mutex<Option<Sender<Order>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Counts {
    pub(crate) fn start(
        connector: &Connector,
        clock: Option<Arc<dyn Clock>>,
        waiting: usize,
    ) -> std::io::Result<Self> {
        let (line, orders) = flume::bounded(waiting.max(1));
        let counter = Counter { connector: connector.without_sync(), clock, link: None, away: None };
        let thread = std::thread::Builder::new()
            .name("postgres-count".to_owned())
            .spawn(move || counter.run(&orders))?;
        Ok(Self { line: Mutex::new(Some(line)), thread: Mutex::new(Some(thread)) })
    }

    pub(crate) fn count(&self, limits: Vec<CountedCall>, done: CountDone) {
        let Some(line) = self.line.lock().clone() else {
            return done(Err(StoreError::Unavailable("the store is closed".to_owned())));
        };
        match line.try_send((limits, done)) {
            Ok(()) => {}
            Err(TrySendError::Full((_, done))) => done(Err(StoreError::Busy)),
            Err(TrySendError::Disconnected((_, done))) => {
                done(Err(StoreError::Unavailable("the counting thread ended".to_owned())));
            }
        }
    }

    pub(crate) fn stop(&self) {
        drop(self.line.lock().take());
        if let Some(thread) = self.thread.lock().take() {
            // A panic of it has been printed by then.
            drop(thread.join());
        }
    }
}

struct Link {
    client: Client,
    statements: Statements,
}

struct Statements {
    bucket: Statement,
    window: Statement,
    find: Statement,
}

/// Why a count failed: the statement, and what the server or the driver said.
type Failure = (&'static str, postgres::Error);

struct Counter {
    connector: Connector,
    clock: Option<Arc<dyn Clock>>,
    link: Option<Link>,
    away: Option<(Instant, String)>,
}

impl Counter {
    fn run(mut self, orders: &Receiver<Order>) {
        let mut sweep_at = Instant::now() + SWEEP;
        loop {
            match orders.recv_deadline(sweep_at) {
                Ok((limits, done)) => done(self.count(&limits)),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if Instant::now() >= sweep_at {
                self.sweep();
                sweep_at = Instant::now() + SWEEP;
            }
        }
    }

    /// A connection that broke while it was idle is replaced once. A call may then be counted twice, never not at all.
    fn count(&mut self, limits: &[CountedCall]) -> Result<CallCount> {
        let at = self.clock.as_ref().map(|clock| to_ticks(clock.now()));
        for is_last in [false, true] {
            let mut link = match self.link.take() {
                Some(link) => link,
                None => self.open()?,
            };
            match count(&mut link, limits, at) {
                Ok(counted) => {
                    self.link = Some(link);
                    return Ok(counted);
                }
                Err((statement, error)) if is_last || !is_connection_lost(&error) => {
                    return Err(statement_failed(statement, &error));
                }
                Err(_lost) => {}
            }
        }
        Err(StoreError::Unavailable("no call could be counted".to_owned()))
    }

    fn open(&mut self) -> Result<Link> {
        if let Some((until, why)) = &self.away
            && Instant::now() < *until
        {
            return Err(StoreError::Unavailable(why.clone()));
        }
        self.away = None;
        self.connect().map_err(|error| {
            let why = describe(&error);
            self.away = Some((Instant::now() + PAUSE, why.clone()));
            StoreError::Unavailable(why)
        })
    }

    fn connect(&self) -> std::result::Result<Link, postgres::Error> {
        let mut client = self.connector.connect()?;
        let statements = Statements {
            bucket: client.prepare(COUNT_IN_BUCKET.text)?,
            window: client.prepare(COUNT_IN_WINDOW.text)?,
            find: client.prepare(FIND_COUNT.text)?,
        };
        Ok(Link { client, statements })
    }

    fn sweep(&mut self) {
        let at = self.clock.as_ref().map(|clock| to_ticks(clock.now()));
        let Some(link) = &mut self.link else { return };
        if let Err(error) = link.client.execute(DELETE_COUNTS.text, &[&at]) {
            tracing::warn!(why = describe(&error), "counts that are over could not be deleted");
            self.link = None;
        }
    }
}

/// One limit is one statement; several are one transaction, which is undone when one of them refuses.
fn count(
    link: &mut Link,
    limits: &[CountedCall],
    at: Option<i64>,
) -> std::result::Result<CallCount, Failure> {
    let statements = &link.statements;
    if let [call] = limits {
        return Ok(match count_one(&mut link.client, statements, call, at)? {
            Ok(standing) => CallCount::Counted(vec![standing]),
            Err(standing) => CallCount::Refused { standing, which: 0 },
        });
    }
    let mut transaction = link.client.transaction().map_err(|error| ("begin", error))?;
    let mut standings = Vec::with_capacity(limits.len());
    for (which, call) in limits.iter().enumerate() {
        match count_one(&mut transaction, statements, call, at)? {
            Ok(standing) => standings.push(standing),
            Err(standing) => {
                transaction.rollback().map_err(|error| ("rollback", error))?;
                return Ok(CallCount::Refused { standing, which });
            }
        }
    }
    transaction.commit().map_err(|error| ("commit", error))?;
    Ok(CallCount::Counted(standings))
}

/// `Err` inside: refused.
fn count_one(
    client: &mut impl GenericClient,
    statements: &Statements,
    call: &CountedCall,
    at: Option<i64>,
) -> std::result::Result<std::result::Result<Standing, Standing>, Failure> {
    let span = ticks(call.limit.span());
    let (name, row) = match call.limit {
        Limit::Bucket { .. } => {
            let values: [&(dyn ToSql + Sync); 4] = [&call.subject, &ticks(call.limit.step()), &span, &at];
            (COUNT_IN_BUCKET.name, client.query_opt(&statements.bucket, &values))
        }
        Limit::Window { calls } => {
            let calls = i32::try_from(calls.get()).unwrap_or(i32::MAX);
            let values: [&(dyn ToSql + Sync); 4] = [&call.subject, &calls, &span, &at];
            (COUNT_IN_WINDOW.name, client.query_opt(&statements.window, &values))
        }
    };
    if let Some(row) = row.map_err(|error| (name, error))? {
        let (counted, now) = kept(&row).map_err(|error| (name, error))?;
        return Ok(Ok(call.limit.standing(Some(counted), now)));
    }
    let row = client.query_opt(&statements.find, &[&call.subject, &at]);
    let row = row.map_err(|error| (FIND_COUNT.name, error))?;
    let found = row.as_ref().map(kept).transpose().map_err(|error| (FIND_COUNT.name, error))?;
    let (counted, now) = found.map_or((None, Timestamp::UNIX_EPOCH), |(counted, now)| (Some(counted), now));
    // Between the two statements time went on, so a call may have come free: the refusal stands all the same.
    Ok(Err(Standing { remaining: 0, ..call.limit.standing(counted, now) }))
}

fn kept(row: &Row) -> std::result::Result<(Counted, Timestamp), postgres::Error> {
    let calls: i32 = row.try_get(1)?;
    let counted =
        Counted { until: from_ticks(row.try_get(0)?), calls: u32::try_from(calls).unwrap_or_default() };
    Ok((counted, from_ticks(row.try_get(2)?)))
}

/// Rounded up, so that no rate is exceeded.
fn ticks(span: SignedDuration) -> i64 {
    i64::try_from((span.as_nanos() + 99) / 100).unwrap_or(i64::MAX / 4)
}

//! Taking a file in: the body is followed on this side and read on a thread of its own, one of few.

use std::sync::Arc;

use canvass_app::Refusal;
use canvass_app::import_file::{Ended, check_file_header, import_file, show_import};
use canvass_app::{App, Principal};
use canvass_domain::id::WorkspaceId;
use canvass_domain::import_file::ImportState;
use canvass_wire::native::import_row::header_problem;

use super::order::Order;
use super::read::view;
use super::rows::Rows;
use super::source::{Source, source};
use crate::surface::line::FULL;
use crate::surface::native::dispatch::Streamed;
use crate::surface::native::{Answer, Call, Trouble};
use crate::surface::outage::{DRAINING, Outage};

/// POST imports with a file: answered when its last row is stored.
pub(super) async fn take_in(
    call: Call,
    workspace: WorkspaceId,
    (order, sent): (Order, Streamed),
) -> Result<Answer, Trouble> {
    let (app, principal) = (call.app().clone(), call.principal.clone());
    let ended = on_thread(&call, sent, move |source| {
        let asker = Asker { app, principal, workspace };
        asker.take_in(source, order)
    })
    .await?;
    (call.state.nudge)();
    match ended {
        Ended::Whole(name) => {
            let shown = show_import(call.app(), &call.principal, workspace, name).ready().await?;
            Ok(Answer::ok(&view(&shown, &call.zone(workspace).await?)))
        }
        Ended::Cut(..) if call.state.is_draining() => Err(DRAINING.into()),
        Ended::Cut(name, cause) => {
            let shown = show_import(call.app(), &call.principal, workspace, name.clone()).ready().await?;
            let rows = shown.record.rows;
            Err(Trouble::Conflict(
                "import_interrupted",
                format!("{cause} Of import {name}, {rows} rows are done; send the file again under this id."),
            ))
        }
    }
}

/// Runs what reads the body on a thread that may block, while this side follows the body. Few bodies at once: each takes a
/// core and megabytes.
pub(super) async fn on_thread<R: Send + 'static>(
    call: &Call,
    sent: Streamed,
    work: impl FnOnce(Source) -> Result<R, Trouble> + Send + 'static,
) -> Result<R, Trouble> {
    let place = Arc::clone(&call.state.importers).try_acquire_owned();
    let place = place.map_err(|_full| Trouble::from(FULL))?;
    let (feed, source) = source(&call.state, &call.headers, sent.body)?;
    // The place is given back when the thread is done, even if nobody waits for it any more.
    let mut reading = tokio::task::spawn_blocking(move || {
        let _place = place;
        work(source.open())
    });
    // Who refuses a file does not wait for the rest of it.
    let done = tokio::select! {
        biased;
        done = &mut reading => done,
        () = feed.run() => reading.await,
    };
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "reading a file broke");
        Err(Outage::Unexpected.into())
    })
}

struct Asker {
    app: App,
    principal: Principal,
    workspace: WorkspaceId,
}

impl Asker {
    fn take_in(&self, source: Source, order: Order) -> Result<Ended, Trouble> {
        let mut rows = Rows::begin(source, &order)?;
        if self.is_new(order.file.name.clone())? {
            check_columns(&self.app, &self.principal, self.workspace, &rows)?;
        }
        Ok(import_file(&self.app, &self.principal, self.workspace, order.file, &mut rows)?)
    }

    /// What was begun with a sound header goes on, even if a column was archived since.
    fn is_new(&self, name: Option<String>) -> Result<bool, Trouble> {
        let Some(name) = name else { return Ok(true) };
        match show_import(&self.app, &self.principal, self.workspace, name).wait() {
            Ok(shown) => Ok(shown.record.rows == 0 && shown.state != ImportState::Finished),
            Err(Refusal::NotFound("import")) => Ok(true),
            Err(refusal) => Err(refusal.into()),
        }
    }
}

/// Columns of a header that are not there, or not twice: faults of the file, told before a row is read.
pub(super) fn check_columns(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    rows: &Rows,
) -> Result<(), Trouble> {
    let Some(columns) = rows.columns() else { return Ok(()) };
    let mut faults = check_file_header(app, principal, workspace, columns.clone()).wait()?;
    // In the order of the header; what it lacks comes last.
    faults.sort_by_key(|(at, _)| at.unwrap_or(usize::MAX));
    if faults.is_empty() {
        return Ok(());
    }
    let path = |at: Option<usize>| {
        let column = at.and_then(|at| columns.get(at));
        column
            .map_or_else(String::new, |value| value.name.clone().unwrap_or_else(|| value.column.to_string()))
    };
    Err(Trouble::Told(faults.iter().map(|(at, problem)| (path(*at), header_problem(problem))).collect()))
}

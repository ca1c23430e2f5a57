//! What calls 1, 2 and 3 share: a body becomes a command, the command is stored once.

use std::sync::Arc;

use canvass_app::request::{Answered, Answering, RequestIdentity};
use canvass_app::transactions::{TransactionsOutcome, import_transactions};
use canvass_domain::command::ImportTransactions;
use canvass_wire::questionpro::reading::Refused;

use super::{Call, Trouble};
use crate::surface::beside::beside;

/// A call of this kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// The route in the identity of the request (Q50).
    pub(super) route: &'static str,
    /// The name of the list of rows in errors; `None`: the row is the body.
    pub(super) list: Option<&'static str>,
}

/// Reads and stores. `prepare` makes the command, and what else of the body the answer needs.
pub(super) async fn store<K: Send + 'static>(
    call: &mut Call,
    kind: Kind,
    prepare: impl FnOnce(&[u8]) -> Result<(K, ImportTransactions), Refused> + Send + 'static,
) -> Result<(K, Answered<TransactionsOutcome>), Trouble> {
    let (kept, importing) = begin(call, kind, false, prepare).await?;
    let answered = importing.ready().await.map_err(|refusal| Trouble::of_refusal(refusal, kind.list))?;
    if !answered.is_replayed {
        (call.state.nudge)();
    }
    Ok((kept, answered))
}

/// Reads, and begins to store or to try.
pub(super) async fn begin<K: Send + 'static>(
    call: &mut Call,
    kind: Kind,
    is_trial: bool,
    prepare: impl FnOnce(&[u8]) -> Result<(K, ImportTransactions), Refused> + Send + 'static,
) -> Result<(K, Answering<TransactionsOutcome>), Trouble> {
    let (app, principal, workspace) = (call.state.app.clone(), call.principal.clone(), call.workspace);
    let key = call.idempotency_key.take();
    let body = Arc::new(std::mem::take(&mut call.body));
    // Reading and judging take a core for milliseconds: beside the threads that answer.
    beside(&call.state, move || -> Result<_, Trouble> {
        let (kept, command) = prepare(&body)?;
        let request = RequestIdentity::of_body(kind.route, key, &body).tried(is_trial);
        Ok((kept, import_transactions(&app, &principal, workspace, command, &request)))
    })
    .await
}

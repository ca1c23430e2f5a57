//! The pause of all sending (promises 2.11): what would go out, and letting it go.

use canvass_domain::id::WorkspaceId;
use canvass_domain::message::MessageState;
use canvass_store::{Pending, Tx};
use jiff::Timestamp;

use crate::change::row;
use crate::{App, Principal, Reach, Refusal};

/// How sending stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// Why it is paused, if it is.
    pub pause: Option<String>,
    /// The soonest due time of a waiting message.
    pub next_due: Option<Timestamp>,
    /// What waits, by workspace; workspaces in which nothing waits are left out.
    pub waiting: Vec<WaitingMessages>,
}

/// What waits in a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingMessages {
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Its word.
    pub slug: String,
    /// How many messages wait.
    pub messages: i64,
}

/// How sending stands, and what would go out if it went on: the operator's view.
pub fn show_sending(app: &App, principal: &Principal) -> Pending<Sending, Refusal> {
    let reach = principal.reach;
    app.store.read_both(move |tx| {
        operator(reach)?;
        look(tx)
    })
}

/// Ends the pause; gives how sending stood before. The trail of every workspace tells it.
pub fn resume_sending(app: &App, principal: &Principal) -> Pending<Sending, Refusal> {
    let (reach, actor) = (principal.reach, principal.actor.clone());
    app.store.write_both(move |tx| {
        operator(reach)?;
        let before = look(tx)?;
        if before.pause.is_some() {
            tx.system().set_sending_pause(None)?;
            let now = tx.system().now()?;
            for record in tx.system().workspaces()? {
                let audit = row(&actor, "resume-sending", "sending".to_owned(), now);
                tx.workspace(record.workspace.id).audit(&audit)?;
            }
        }
        Ok(before)
    })
}

fn operator(reach: Reach) -> Result<(), Refusal> {
    match reach {
        Reach::Installation => Ok(()),
        Reach::Workspace(_) => Err(Refusal::NotFound("sending")),
    }
}

fn look(tx: &mut dyn Tx) -> Result<Sending, Refusal> {
    let pause = tx.system().sending_pause()?;
    let next_due = tx.system().next_due()?;
    let mut waiting = Vec::new();
    for record in tx.system().workspaces()? {
        let workspace = record.workspace.id;
        let counts = tx.workspace(workspace).own_message_counts()?;
        let messages =
            counts.iter().filter(|(state, _)| *state == MessageState::Waiting).map(|(_, count)| count).sum();
        if messages > 0 {
            waiting.push(WaitingMessages { workspace, slug: record.workspace.slug, messages });
        }
    }
    Ok(Sending { pause, next_due, waiting })
}

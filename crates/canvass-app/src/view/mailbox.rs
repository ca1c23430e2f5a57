//! The mails that the capture transport kept.

use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_store::area::{CapturedMail, Page};

use crate::{App, Principal, Refusal};

/// Captured mails by number.
pub fn list_mails(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<CapturedMail>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.mails(page)?))
}

/// One captured mail.
pub fn show_mail(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: i64,
) -> Pending<CapturedMail, Refusal> {
    app.look(principal, workspace, move |tx| tx.mail(id)?.ok_or(Refusal::NotFound("mail")))
}

//! What the two calls that make a link share (5.7 and 5.8 of the rules): they differ in their words alone.

use std::marker::PhantomData;

use canvass_app::make_link::{LinkOutcome, MadeLink, check_make_link, make_link};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::{App, Refusal};
use canvass_domain::command::MakeLink;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_wire::expoints::url::GenerateUrlAnswer;
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::customer_add;
use super::write::Write;
use crate::surface::asker::Asker;

/// The words of a call that makes a link.
pub(super) trait Words: 'static {
    /// Reads and lowers a body.
    fn read(body: &[u8], form: BodyForm) -> Result<Bound<MakeLink>, Faults>;
    /// Adds what the rules found.
    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Fault]);
}

/// Making a link, asked for in these words.
#[derive(Debug)]
pub(super) struct LinkWrite<W>(PhantomData<W>);

impl<W: Words> Write for LinkWrite<W> {
    type Command = MakeLink;
    type Outcome = LinkOutcome;
    type Broken = Fault;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<MakeLink>, Faults> {
        W::read(body, form)
    }

    fn check(asker: &Asker, command: MakeLink) -> Pending<Vec<Fault>, Refusal> {
        check_make_link(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: MakeLink, request: &RequestIdentity) -> Answering<LinkOutcome> {
        make_link(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn broken(refusal: Refusal) -> Result<Vec<Fault>, Refusal> {
        customer_add::broken(refusal)
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Fault]) {
        W::judge(body, form, faults, broken);
    }
}

/// What a 200 says of a link that was made.
pub(super) fn answer_of(app: &App, workspace: WorkspaceId, made: &MadeLink) -> GenerateUrlAnswer {
    GenerateUrlAnswer {
        url: made.url(app, workspace),
        short_url: None,
        customer_id: Some(made.customer.0),
        access_key: made.access_key(app, workspace),
    }
}

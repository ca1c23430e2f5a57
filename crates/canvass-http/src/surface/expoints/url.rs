//! POST url: a link for one person (5.7 of the rules).

use axum::response::Response;
use canvass_app::make_link::{LinkOutcome, MadeLink, check_make_link, make_link};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::{App, Refusal};
use canvass_domain::command::MakeLink;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_store::Pending;
use canvass_wire::expoints::url::{self, GenerateUrlAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::write::{Asker, Write};
use super::{Call, Trouble, customer_add};

/// Makes a link.
pub(crate) async fn make(call: Call) -> Result<Response, Trouble> {
    let answer = |app: &App, workspace, outcome: &LinkOutcome| match &outcome.result {
        Ok(made) => answer_of(app, workspace, made),
        // Only a lucky link is refused with a reason.
        Err(_) => GenerateUrlAnswer::default(),
    };
    call.write::<Url, _>("expoints/url", answer).await
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

#[derive(Debug)]
struct Url;

impl Write for Url {
    type Command = MakeLink;
    type Outcome = LinkOutcome;
    type Broken = Fault;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<MakeLink>, Faults> {
        Ok(url::read(body, form)?.map(url::lower))
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
        url::judge(body, form, faults, broken);
    }
}

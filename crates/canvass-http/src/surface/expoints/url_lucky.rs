//! POST url/GenerateLuckyURL: a link for one person, unless that person is not to be asked (5.8 of the rules, E85).

use axum::response::Response;
use canvass_app::make_link::{LinkOutcome, check_make_link, make_link};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::{App, Refusal};
use canvass_domain::command::MakeLink;
use canvass_domain::decide::import_customers::Fault;
use canvass_store::Pending;
use canvass_wire::expoints::url_lucky::{self, GenerateLuckyUrlAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::write::{Asker, Write};
use super::{Call, Trouble, customer_add, url};

/// Makes a link or says why not.
pub(crate) async fn make(call: Call) -> Result<Response, Trouble> {
    let answer = |app: &App, workspace, outcome: &LinkOutcome| {
        let made = outcome.result.as_ref().map_err(|reason| *reason);
        GenerateLuckyUrlAnswer(made.map(|made| url::answer_of(app, workspace, made)))
    };
    call.write::<UrlLucky, _>("expoints/url/generateluckyurl", answer).await
}

#[derive(Debug)]
struct UrlLucky;

impl Write for UrlLucky {
    type Command = MakeLink;
    type Outcome = LinkOutcome;
    type Broken = Fault;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<MakeLink>, Faults> {
        Ok(url_lucky::read(body, form)?.map(url_lucky::lower))
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
        url_lucky::judge(body, form, faults, broken);
    }
}

//! POST links: a personal link that the asker hands out (E53, E84, E85).

use canvass_app::Refusal;
use canvass_app::make_link::{LinkOutcome, check_make_link, make_link};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_domain::command::MakeLink;
use canvass_domain::decide::import_customers::Fault;
use canvass_domain::id::WorkspaceId;
use canvass_domain::reason::Reason;
use canvass_store::Pending;
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::native::batch_add::Names;
use canvass_wire::native::link_add::{self, LinkAddRequest};
use canvass_wire::native::one_customer::warning;
use serde_json::{Value, json};

use super::write::{Write, trial, warnings, write};
use super::{Answer, Call, Trouble};
use crate::surface::asker::Asker;

/// POST links
pub(crate) async fn add(mut call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let is_trial = trial(call.query())?;
    write::<Link>(&mut call, workspace, ("native/links", is_trial)).await
}

#[derive(Debug)]
struct Link;

impl Write for Link {
    type Request = LinkAddRequest;
    type Command = MakeLink;
    type Outcome = LinkOutcome;

    fn read(body: &[u8]) -> Result<Bound<LinkAddRequest>, Faults> {
        link_add::read(body)
    }

    fn names(request: &LinkAddRequest) -> Names {
        Names::of_one(&request.data)
    }

    fn lower(request: LinkAddRequest) -> MakeLink {
        link_add::lower(request)
    }

    fn check(asker: &Asker, command: MakeLink) -> Pending<Vec<Fault>, Refusal> {
        check_make_link(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: MakeLink, request: &RequestIdentity) -> Answering<LinkOutcome> {
        make_link(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn judge(body: &[u8], faults: &mut Faults, broken: &[Fault], names: &Names) {
        link_add::judge(body, faults, broken, names);
    }

    fn view(asker: &Asker, outcome: &LinkOutcome, names: &Names) -> Value {
        let made = outcome.result.as_ref().ok();
        let reason = outcome.result.as_ref().map_or_else(|reason| Some(*reason), |made| made.reason);
        json!({
            "customer": made.map(|made| made.customer.0),
            "batch": made.map(|made| made.batch.0),
            "state": made.map(|made| made.state.name()),
            "reason": reason.map(Reason::as_str),
            "url": made.and_then(|made| made.url(&asker.app, asker.workspace)),
            "warnings": warnings(outcome.warnings.iter().map(|told| warning(told, names))),
        })
    }
}

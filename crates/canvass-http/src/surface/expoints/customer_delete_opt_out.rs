//! DELETE customer/deleteoptout: a person may be asked again (5.6 of the rules, E81).

use axum::response::Response;
use canvass_app::Refusal;
use canvass_app::block::{DeletedOptOuts, check_delete_opt_outs, delete_opt_outs};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_domain::command::DeleteOptOuts;
use canvass_domain::decide::block::BlockFault;
use canvass_store::Pending;
use canvass_wire::expoints::customer_delete_opt_out::{self, DeleteOptOutAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::write::Write;
use super::{Call, Trouble, customer_add_lock};
use crate::surface::asker::Asker;

/// Takes opt-outs away.
pub(crate) async fn delete(call: Call) -> Result<Response, Trouble> {
    let answer = |_: &_, _, outcome: &DeletedOptOuts| DeleteOptOutAnswer {
        deleted: i32::try_from(outcome.deleted).unwrap_or(i32::MAX),
    };
    call.write::<CustomerDeleteOptOut, _>("expoints/customer/deleteoptout", answer).await
}

#[derive(Debug)]
struct CustomerDeleteOptOut;

impl Write for CustomerDeleteOptOut {
    type Command = DeleteOptOuts;
    type Outcome = DeletedOptOuts;
    type Broken = BlockFault;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<DeleteOptOuts>, Faults> {
        Ok(customer_delete_opt_out::read(body, form)?.map(customer_delete_opt_out::lower))
    }

    fn check(asker: &Asker, command: DeleteOptOuts) -> Pending<Vec<BlockFault>, Refusal> {
        check_delete_opt_outs(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: DeleteOptOuts, request: &RequestIdentity) -> Answering<DeletedOptOuts> {
        delete_opt_outs(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn broken(refusal: Refusal) -> Result<Vec<BlockFault>, Refusal> {
        customer_add_lock::broken(refusal)
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[BlockFault]) {
        customer_delete_opt_out::judge(body, form, faults, broken);
    }
}

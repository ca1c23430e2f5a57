//! POST customer/addlock: a person is not asked for a while (5.3 of the rules).

use axum::response::Response;
use canvass_app::Refusal;
use canvass_app::block::{LockOutcome, add_lock, check_add_lock};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::setup::show_configuration;
use canvass_domain::command::AddLock;
use canvass_domain::decide::block::BlockFault;
use canvass_store::Pending;
use canvass_wire::expoints::customer_add_lock::{self, AddLockAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::write::Write;
use super::{Call, Trouble};
use crate::surface::asker::Asker;

/// Adds a lock.
pub(crate) async fn add(call: Call) -> Result<Response, Trouble> {
    // Before anything is stored: what fails after it could not be told as "nothing was stored".
    let configuration = show_configuration(&call.state.app, &call.principal, call.workspace).ready().await;
    let zone = configuration.map_err(Trouble::of_refusal)?.workspace.settings.zone.clone();
    let answer = |_: &_, _, lock: &LockOutcome| AddLockAnswer {
        lock_id: lock.id.0,
        created_at: lock.starts_at,
        expires_at: lock.ends_at,
        zone,
    };
    call.write::<CustomerAddLock, _>("expoints/customer/addlock", answer).await
}

#[derive(Debug)]
struct CustomerAddLock;

impl Write for CustomerAddLock {
    type Command = AddLock;
    type Outcome = LockOutcome;
    type Broken = BlockFault;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<AddLock>, Faults> {
        Ok(customer_add_lock::read(body, form)?.map(customer_add_lock::lower))
    }

    fn check(asker: &Asker, command: AddLock) -> Pending<Vec<BlockFault>, Refusal> {
        check_add_lock(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: AddLock, request: &RequestIdentity) -> Answering<LockOutcome> {
        add_lock(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn broken(refusal: Refusal) -> Result<Vec<BlockFault>, Refusal> {
        broken(refusal)
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[BlockFault]) {
        customer_add_lock::judge(body, form, faults, broken);
    }
}

/// The faults of a call that names people by keys.
pub(super) fn broken(refusal: Refusal) -> Result<Vec<BlockFault>, Refusal> {
    if let Refusal::Blocks(broken) = refusal { Ok(broken) } else { Err(refusal) }
}

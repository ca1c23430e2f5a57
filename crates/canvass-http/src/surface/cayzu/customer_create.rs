//! POST Customer and POST Customer/CreateCustomer: makes an organisation (1.1 and 1.2 of the rules). What the rules
//! refuse is told in the envelope, what cannot be read in a 400, and either tells everything at once (C12).

use std::sync::Arc;

use axum::response::Response;
use canvass_app::organisation::{check_organisation, create_organisation};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_app::{App, Principal, Refusal};
use canvass_domain::decide::create_organisation::Fault;
use canvass_domain::id::{OrganisationId, WorkspaceId};
use canvass_wire::cayzu::PARAMETER;
use canvass_wire::cayzu::customer_create::{self as wire, CreateResult};
use canvass_wire::fault::Faults;
use canvass_wire::read::BodyForm;

use super::{Call, Trouble};
use crate::surface::beside::beside;
use crate::surface::idempotency::{self, HEADER, MALFORMED, MalformedKey};

/// C6: both paths share their keys.
const ROUTE: &str = "cayzu/customer";

/// Makes an organisation.
pub(crate) async fn create(mut call: Call) -> Result<Response, Trouble> {
    let creation = Creation {
        app: call.state.app.clone(),
        principal: call.principal.clone(),
        workspace: call.workspace,
        form: call.form,
        key: idempotency::key(&call.headers),
        body: Arc::new(std::mem::take(&mut call.body)),
    };
    let creating = {
        let creation = creation.clone();
        beside(&call.state, move || creation.begin()).await?
    };
    let creating = match creating {
        Begun::Creating(creating) => creating,
        Begun::Refused(result) => return Ok(call.written(&result)),
    };
    match creating.ready().await {
        Ok(answered) => {
            let mut response = call.written(&CreateResult::stored(answered.result.0));
            idempotency::tell(response.headers_mut(), &answered);
            Ok(response)
        }
        Err(Refusal::Organisation(broken)) => {
            let told = move || creation.told(Faults::new(), &broken);
            Ok(call.written(&beside(&call.state, told).await?))
        }
        Err(refusal) => Err(Trouble::of_refusal(refusal)),
    }
}

/// A body and whose it is.
#[derive(Clone)]
struct Creation {
    app: App,
    principal: Principal,
    workspace: WorkspaceId,
    form: BodyForm,
    key: Result<Option<String>, MalformedKey>,
    body: Arc<Vec<u8>>,
}

/// What became of the reading.
enum Begun {
    Creating(Answering<OrganisationId>),
    Refused(CreateResult),
}

impl Creation {
    /// On a thread that may block.
    fn begin(&self) -> Result<Begun, Trouble> {
        let bound = match wire::read(&self.body, self.form) {
            Ok(bound) => bound,
            Err(faults) => return self.told(faults, &[]).map(Begun::Refused),
        };
        let command = wire::lower(bound.request);
        if let (Ok(key), true) = (&self.key, bound.faults.is_empty()) {
            let request = RequestIdentity::of_body(ROUTE, key.clone(), &self.body);
            let creating = create_organisation(&self.app, &self.principal, self.workspace, command, &request);
            return Ok(Begun::Creating(creating));
        }
        // All errors at once (C12): the rules judge what could be bound.
        let broken = check_organisation(&self.app, &self.principal, self.workspace, command).wait();
        self.told(bound.faults, &broken.map_err(Trouble::of_refusal)?).map(Begun::Refused)
    }

    /// The envelope, or the 400 if anything could not be read.
    fn told(&self, mut faults: Faults, broken: &[Fault]) -> Result<CreateResult, Trouble> {
        wire::judge(&self.body, self.form, &mut faults, broken);
        if self.key.is_err() {
            let mut state = faults.into_model_state(PARAMETER);
            state.push((HEADER.to_owned(), vec![MALFORMED.to_owned()]));
            return Err(Trouble::Invalid(state));
        }
        if wire::is_unreadable(&faults) {
            return Err(Trouble::invalid(faults));
        }
        Ok(CreateResult::refused(faults))
    }
}

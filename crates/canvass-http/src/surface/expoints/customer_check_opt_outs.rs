//! POST customer/checkoptouts: who of these opted out (5.5 of the rules, E82). A question in the form of a write: nothing
//! is stored, so a key is looked at, and there is nothing to replay.

use std::sync::Arc;

use axum::response::Response;
use canvass_app::block::{are_opted_out, check_are_opted_out};
use canvass_domain::decide::block::BlockFault;
use canvass_wire::expoints::PARAMETER;
use canvass_wire::expoints::customer_check_opt_outs::{
    self, CheckOptOutCustomer, CheckOptOutsAnswer, CheckedOptOut, CustomerCheckOptOutsRequest,
};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::{Call, Trouble, customer_add_lock};
use crate::surface::beside::beside;
use crate::surface::idempotency::{self, HEADER, MALFORMED};

/// Answers for each person in the order asked.
pub(crate) async fn check(mut call: Call) -> Result<Response, Trouble> {
    let is_key = idempotency::key(&call.headers).is_ok();
    let asked = Asked { body: Arc::new(std::mem::take(&mut call.body)), form: call.form, is_key };
    let bound = {
        let asked = asked.clone();
        beside(&call.state, move || asked.read()).await?
    };
    let (app, principal, workspace) = (&call.state.app, &call.principal, call.workspace);
    let command = customer_check_opt_outs::lower(bound.request.clone());
    if !is_key || !bound.faults.is_empty() {
        // All errors at once (S8, S9): the rules judge what could be bound.
        let broken = check_are_opted_out(app, principal, workspace, command).ready().await;
        let broken = broken.map_err(Trouble::of_refusal)?;
        return Err(asked.invalid(bound.faults, &broken));
    }
    let found = match are_opted_out(app, principal, workspace, command).ready().await {
        Ok(found) => found,
        Err(refusal) => {
            let broken = customer_add_lock::broken(refusal).map_err(Trouble::of_refusal)?;
            return beside(&call.state, move || Err(asked.invalid(Faults::new(), &broken))).await;
        }
    };
    let customers = bound.request.customers.into_iter().zip(found).map(|(customer, is_opt_out)| {
        let CheckOptOutCustomer { email, customer_data_columns } = customer;
        CheckedOptOut { email, customer_data_columns, is_opt_out }
    });
    Ok(call.written(&CheckOptOutsAnswer { customers: customers.collect() }))
}

#[derive(Debug, Clone)]
struct Asked {
    body: Arc<Vec<u8>>,
    form: BodyForm,
    is_key: bool,
}

impl Asked {
    fn read(&self) -> Result<Bound<CustomerCheckOptOutsRequest>, Trouble> {
        customer_check_opt_outs::read(&self.body, self.form).map_err(|faults| self.invalid(faults, &[]))
    }

    fn invalid(&self, mut faults: Faults, broken: &[BlockFault]) -> Trouble {
        customer_check_opt_outs::judge(&self.body, self.form, &mut faults, broken);
        let mut state = faults.into_model_state(PARAMETER);
        if !self.is_key {
            state.push((HEADER.to_owned(), vec![MALFORMED.to_owned()]));
        }
        Trouble::Invalid(state)
    }
}

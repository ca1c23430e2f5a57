//! The calls of the Expoints surface: JSON and XML of a case say the same.

use canvass_wire::expoints::PARAMETER;
use canvass_wire::expoints::customer_add;
use canvass_wire::expoints::error::ErrorBody;
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::{Outcome, call, shown};

/// Faults and command of a reading.
fn outcome<T, C: std::fmt::Debug>(read: Result<Bound<T>, Faults>, lower: impl Fn(T) -> C) -> Outcome {
    let (faults, command) = match read {
        Ok(bound) => (bound.faults, shown(&lower(bound.request))),
        Err(faults) => (faults, "none".to_owned()),
    };
    let state = faults.into_model_state(PARAMETER);
    let told =
        state.iter().flat_map(|(key, texts)| texts.iter().map(move |text| (key.clone(), text.clone())));
    let told: Vec<(String, String)> = told.collect();
    let error = (!state.is_empty()).then(|| ErrorBody::invalid(state, "01J8"));
    let errors = error.map(|error| {
        vec![("error.json", error.write(BodyForm::Json)), ("error.xml", error.write(BodyForm::Xml))]
    });
    Outcome { faults: told, command, errors: errors.unwrap_or_default() }
}

#[test]
fn customer_add_gives_its_commands_and_faults() {
    call("expoints", "customer-add", 16, |body, form| {
        outcome(customer_add::read(body, form), customer_add::lower)
    });
}

//! The calls of the Expoints surface: JSON and XML of a case say the same.

use canvass_wire::expoints::PARAMETER;
use canvass_wire::expoints::error::ErrorBody;
use canvass_wire::expoints::{
    customer_add, customer_add_finished, customer_add_form_notes, customer_add_lock, customer_check_opt_outs,
    customer_delete_opt_out, url, url_lucky,
};
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
    call("expoints", "customer-add", 34, |body, form| {
        outcome(customer_add::read(body, form), customer_add::lower)
    });
}

#[test]
fn customer_add_finished_gives_its_commands_and_faults() {
    call("expoints", "customer-addfinished", 16, |body, form| {
        outcome(customer_add_finished::read(body, form), customer_add_finished::lower)
    });
}

#[test]
fn customer_add_lock_gives_its_commands_and_faults() {
    call("expoints", "customer-addlock", 9, |body, form| {
        outcome(customer_add_lock::read(body, form), customer_add_lock::lower)
    });
}

#[test]
fn customer_add_form_notes_gives_its_commands_and_faults() {
    call("expoints", "customer-addformnotes", 9, |body, form| {
        outcome(customer_add_form_notes::read(body, form), customer_add_form_notes::lower)
    });
}

#[test]
fn customer_check_opt_outs_gives_its_commands_and_faults() {
    call("expoints", "customer-checkoptouts", 5, |body, form| {
        outcome(customer_check_opt_outs::read(body, form), customer_check_opt_outs::lower)
    });
}

#[test]
fn customer_delete_opt_out_gives_its_commands_and_faults() {
    call("expoints", "customer-deleteoptout", 4, |body, form| {
        outcome(customer_delete_opt_out::read(body, form), customer_delete_opt_out::lower)
    });
}

#[test]
fn url_gives_its_commands_and_faults() {
    call("expoints", "url", 7, |body, form| outcome(url::read(body, form), url::lower));
}

#[test]
fn url_lucky_gives_its_commands_and_faults() {
    call("expoints", "url-generateluckyurl", 4, |body, form| {
        outcome(url_lucky::read(body, form), url_lucky::lower)
    });
}

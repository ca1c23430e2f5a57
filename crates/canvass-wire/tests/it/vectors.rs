//! One folder a case: what is sent, which command it becomes, which faults it has, which error body answers it.
//!
//! `expect.txt` holds faults and command, `error.json` and `error.xml` the bodies of a 400.

use std::fs;
use std::path::Path;

use canvass_wire::expoints::PARAMETER;
use canvass_wire::expoints::customer_add;
use canvass_wire::expoints::error::ErrorBody;
use canvass_wire::fault::ModelState;
use canvass_wire::negotiate::body_form;
use canvass_wire::read::BodyForm;

use crate::golden;

/// What a body says: the state of its faults, and the command unless there is nothing to judge.
fn outcome(body: &[u8], form: BodyForm) -> (ModelState, String) {
    match customer_add::read(body, form) {
        Ok(bound) => {
            let command = format!("{:#?}", customer_add::lower(bound.request));
            (bound.faults.into_model_state(PARAMETER), command)
        }
        Err(faults) => (faults.into_model_state(PARAMETER), "none".to_owned()),
    }
}

fn run(case: &Path) {
    let mut outcomes = Vec::new();
    for (file, form) in [("request.json", BodyForm::Json), ("request.xml", BodyForm::Xml)] {
        let Ok(body) = fs::read(case.join(file)) else { continue };
        // B4: the first byte tells the same form.
        assert_eq!(body_form(None, &body).unwrap().form, form, "{}", case.display());
        outcomes.push(outcome(&body, form));
    }
    let (state, command) =
        outcomes.first().unwrap_or_else(|| panic!("{} has no request", case.display())).clone();
    for other in &outcomes {
        assert_eq!(*other, (state.clone(), command.clone()), "both forms of {} say the same", case.display());
    }
    let told: Vec<String> = state
        .iter()
        .flat_map(|(key, texts)| texts.iter().map(move |text| format!("{key}: {text}\n")))
        .collect();
    golden::check(&case.join("expect.txt"), &format!("faults\n{}\ncommand\n{command}\n", told.concat()));
    if !state.is_empty() {
        let error = ErrorBody::invalid(state, "01J8");
        golden::check(&case.join("error.json"), &error.write(BodyForm::Json));
        golden::check(&case.join("error.xml"), &error.write(BodyForm::Xml));
    }
}

#[test]
fn every_vector_gives_its_command_and_faults() {
    let folder = golden::in_crate("vectors/customer-add");
    let mut cases: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 16, "vectors are missing");
    for case in cases {
        run(&case);
    }
}

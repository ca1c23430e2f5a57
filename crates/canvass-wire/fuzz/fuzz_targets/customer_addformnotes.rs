//! A whole call in both forms: read, lower, tell.
#![no_main]

use canvass_wire::expoints::customer_add_form_notes;
use canvass_wire::read::BodyForm;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    for form in [BodyForm::Json, BodyForm::Xml] {
        if let Ok(bound) = customer_add_form_notes::read(body, form) {
            drop(customer_add_form_notes::lower(bound.request));
            drop(bound.faults.into_model_state("request"));
        }
    }
});

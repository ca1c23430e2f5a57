//! A whole call in both forms: read, lower, tell.
#![no_main]

use canvass_wire::expoints::customer_check_opt_outs;
use canvass_wire::read::BodyForm;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    for form in [BodyForm::Json, BodyForm::Xml] {
        if let Ok(bound) = customer_check_opt_outs::read(body, form) {
            drop(customer_check_opt_outs::lower(bound.request));
            drop(bound.faults.into_model_state("request"));
        }
    }
});

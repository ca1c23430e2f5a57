//! A whole call in both forms: read, lower, tell.
#![no_main]

use canvass_wire::expoints::url_lucky;
use canvass_wire::read::BodyForm;

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    for form in [BodyForm::Json, BodyForm::Xml] {
        if let Ok(bound) = url_lucky::read(body, form) {
            drop(url_lucky::lower(bound.request));
            drop(bound.faults.into_model_state("request"));
        }
    }
});

//! The four calls of the QuestionPro surface: read, lower, tell.
#![no_main]

use canvass_wire::questionpro::reading::Refused;
use canvass_wire::questionpro::{import_response, import_transactions, survey_url, survey_urls};

fn told<T>(read: Result<T, Refused>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(Refused::NotJson(detail)) => {
            assert!(detail.starts_with("Line "));
            None
        }
        Err(Refused::Schema(faults)) => {
            assert!(!faults.is_empty() && !faults.detail().contains('\0'));
            None
        }
    }
}

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    drop(told(import_transactions::read(body)).map(import_transactions::lower));
    drop(told(survey_url::read(body)).map(survey_url::lower));
    drop(told(survey_urls::read(body)).map(survey_urls::lower));
    drop(told(import_response::read(body)).and_then(|bound| told(import_response::lower(1, bound))));
});

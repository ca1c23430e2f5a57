//! The QuestionPro surface against bodies nobody meant: its corpus replayed, arbitrary and damaged bodies.

use std::fs;

use canvass_wire::questionpro::reading::Refused;
use canvass_wire::questionpro::{import_response, import_transactions, survey_url, survey_urls};
use proptest::prelude::*;

use crate::golden;

fn told<T>(read: Result<T, Refused>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(Refused::NotJson(detail)) => {
            assert!(detail.starts_with("Line "), "{detail}");
            None
        }
        Err(Refused::Schema(faults)) => {
            assert!(!faults.is_empty() && !faults.detail().contains('\0'));
            None
        }
    }
}

fn read(body: &[u8]) {
    drop(told(import_transactions::read(body)).map(import_transactions::lower));
    drop(told(survey_url::read(body)).map(survey_url::lower));
    drop(told(survey_urls::read(body)).map(survey_urls::lower));
    drop(told(import_response::read(body)).and_then(|bound| told(import_response::lower(1, bound))));
}

#[test]
fn corpus_of_questionpro_is_harmless() {
    let corpus = fs::read_dir(golden::in_crate("fuzz/corpus/questionpro")).unwrap();
    let bodies: Vec<Vec<u8>> = corpus.map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect();
    assert!(bodies.len() >= 60, "the corpus is missing");
    for body in bodies {
        read(&body);
    }
}

fn sample(case: &str) -> Vec<u8> {
    fs::read(golden::in_crate(&format!("vectors/questionpro/{case}/request.json"))).unwrap()
}

proptest! {
    #[test]
    fn arbitrary_bodies_are_harmless(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "[\\[\\]{}:,'\"a-z0-9/* \\\\]{0,60}") {
        read(&bytes);
        read(text.as_bytes());
    }

    #[test]
    fn damaged_samples_are_harmless(
        at in any::<prop::sample::Index>(),
        cut in 0..40_usize,
        put in prop::collection::vec(any::<u8>(), 0..6),
    ) {
        for case in [
            "import-transactions/vendor-sample-as-printed",
            "import-transactions/faults-together",
            "import-responses/as-printed-by-call-7",
        ] {
            let mut body = sample(case);
            let at = at.index(body.len() + 1);
            let end = (at + cut).min(body.len());
            body.splice(at..end, put.clone());
            read(&body);
        }
    }
}

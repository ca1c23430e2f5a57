//! Arbitrary bytes and damaged samples: readers refuse or accept, they never panic (JSN-13).

use std::fs;

use canvass_wire::expoints::customer_add;
use canvass_wire::read::BodyForm;
use proptest::prelude::*;

use crate::golden;

/// One damage: where, how much of it is cut, what is put there.
type Damage = (prop::sample::Index, usize, Vec<u8>);

fn damage() -> impl Strategy<Value = Damage> {
    let signs = prop::sample::select(b"{}[]\":,<>/&;='\\ \n\0\xEF\xBF\xBE!-?0aT".to_vec());
    (any::<prop::sample::Index>(), 0..40_usize, prop::collection::vec(prop_oneof![signs, any::<u8>()], 0..6))
}

fn damaged(mut body: Vec<u8>, damages: Vec<Damage>) -> Vec<u8> {
    for (at, cut, put) in damages {
        let at = at.index(body.len() + 1);
        let end = (at + cut).min(body.len());
        body.splice(at..end, put);
    }
    body
}

fn read(body: &[u8]) {
    for form in [BodyForm::Json, BodyForm::Xml] {
        match customer_add::read(body, form) {
            Ok(bound) => {
                let state = bound.faults.into_model_state("request");
                assert!(state.iter().map(|(_, texts)| texts.len()).sum::<usize>() <= 101);
                drop(customer_add::lower(bound.request));
            }
            Err(faults) => assert_eq!(faults.into_model_state("request").len(), 1),
        }
    }
}

fn sample(path: &str) -> Vec<u8> {
    fs::read(golden::in_crate(&format!("vectors/expoints/customer-add/{path}"))).unwrap()
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_harmless(body in prop::collection::vec(any::<u8>(), 0..200)) {
        read(&body);
    }

    #[test]
    fn arbitrary_texts_are_harmless(body in "\\PC{0,200}", markup in "[<>/a:=\"'&;! \\-\\[\\]{}?]{0,60}") {
        read(body.as_bytes());
        read(markup.as_bytes());
        read(format!("<ImportCustomersRequest>{markup}</ImportCustomersRequest>").as_bytes());
    }

    #[test]
    fn damaged_samples_are_harmless(damages in prop::collection::vec(damage(), 1..4)) {
        for path in ["vendor-sample-json/request.json", "vendor-sample-xml/request.xml", "lenient-spellings/request.json", "xml-spellings/request.xml"] {
            read(&damaged(sample(path), damages.clone()));
        }
    }
}

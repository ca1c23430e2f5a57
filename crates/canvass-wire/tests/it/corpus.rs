//! The corpora of the fuzz targets, replayed: what was once found must stay harmless.

use std::fs;

use canvass_domain::decide::create_organisation::{Draft, Facts, create_organisation};
use canvass_domain::organisation::SharedProviders;
use canvass_wire::cayzu::customer_create;
use canvass_wire::expoints::{
    customer_add, customer_add_finished, customer_add_form_notes, customer_add_lock, customer_check_opt_outs,
    customer_delete_opt_out, url, url_lucky,
};
use canvass_wire::json::{self, Syntax};
use canvass_wire::limits::ReadLimits;
use canvass_wire::read::BodyForm;
use canvass_wire::xml::{self, Vocabulary};

use crate::golden;

fn replay(target: &str, run: impl Fn(&[u8])) {
    let folder = golden::in_crate(&format!("fuzz/corpus/{target}"));
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        run(&fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 5, "the corpus of {target} is missing");
}

#[test]
fn corpus_of_json_is_harmless() {
    replay("json", |body| {
        let lenient = json::read(body, Syntax::StrictThenLenient, ReadLimits::WIRE);
        if let Ok(strict) = json::read(body, Syntax::Strict, ReadLimits::WIRE) {
            assert_eq!(lenient, Ok(strict));
        }
    });
}

#[test]
fn corpus_of_xml_is_harmless() {
    let words =
        Vocabulary { root: "ImportCustomersRequest", namespaces: &["http://schemas.datacontract.org/"] };
    replay("xml", |body| drop(xml::read(body, &words, ReadLimits::WIRE)));
}

/// Every call over the corpora of all of them: a body of one call is harmless to another.
macro_rules! calls {
    ($($target:literal => $call:ident),+) => {
        #[test]
        fn corpora_of_the_calls_are_harmless() {
            for target in [$($target),+] {
                replay(target, |body| {
                    for form in [BodyForm::Json, BodyForm::Xml] {
                        $(if let Ok(bound) = $call::read(body, form) {
                            drop($call::lower(bound.request));
                            drop(bound.faults.into_model_state("request"));
                        })+
                    }
                });
            }
        }
    };
}

calls! {
    "customer_add" => customer_add,
    "customer_addfinished" => customer_add_finished,
    "customer_addlock" => customer_add_lock,
    "customer_addformnotes" => customer_add_form_notes,
    "customer_checkoptouts" => customer_check_opt_outs,
    "customer_deleteoptout" => customer_delete_opt_out,
    "url" => url,
    "url_generateluckyurl" => url_lucky
}

#[test]
fn corpus_of_cayzu_is_harmless() {
    replay("cayzu", |body| {
        for form in [BodyForm::Json, BodyForm::Xml] {
            if let Ok(mut bound) = customer_create::read(body, form) {
                let draft = Draft::of(customer_create::lower(bound.request), &SharedProviders::default());
                if let Err(broken) = create_organisation(draft, &Facts::default()) {
                    customer_create::judge(body, form, &mut bound.faults, &broken);
                }
                drop(customer_create::CreateResult::refused(bound.faults));
            }
        }
    });
}

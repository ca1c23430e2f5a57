//! A whole call in both forms: read, lower, draft, tell.
#![no_main]

use canvass_domain::decide::create_organisation::{Draft, Facts, create_organisation};
use canvass_domain::organisation::SharedProviders;
use canvass_wire::cayzu::customer_create::{self, CreateResult};
use canvass_wire::read::BodyForm;
use canvass_wire::write::{json, xml};

libfuzzer_sys::fuzz_target!(|body: &[u8]| {
    for form in [BodyForm::Json, BodyForm::Xml] {
        if let Ok(mut bound) = customer_create::read(body, form) {
            let draft = Draft::of(customer_create::lower(bound.request), &SharedProviders::default());
            if let Err(broken) = create_organisation(draft, &Facts::default()) {
                customer_create::judge(body, form, &mut bound.faults, &broken);
            }
            let result = CreateResult::refused(bound.faults);
            drop((json(&result), xml(&result)));
        }
    }
});

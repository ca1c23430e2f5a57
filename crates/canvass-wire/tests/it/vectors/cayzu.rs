//! The calls of the Cayzu surface: JSON and XML of a case say the same. The rules judge too, against a workspace that
//! has one name, one domain and one field already.

use canvass_domain::decide::create_organisation::{Draft, Facts, create_organisation};
use canvass_domain::id::OrganisationFieldId;
use canvass_domain::organisation::SharedProviders;
use canvass_wire::cayzu::PARAMETER;
use canvass_wire::cayzu::customer_create::{self, CreateResult, is_unreadable};
use canvass_wire::cayzu::error::ErrorBody;
use canvass_wire::fault::Faults;
use canvass_wire::read::BodyForm;
use canvass_wire::write::{json, xml};

use super::{Outcome, call, shown};

fn facts(draft: &Draft) -> Facts {
    Facts {
        is_name_taken: draft.wanted().name_key.as_deref() == Some("taken ltd"),
        held: ["held.example".to_owned()].into(),
        fields: [("known field".to_owned(), OrganisationFieldId(7))].into(),
    }
}

/// Faults, what would be stored, and the body that tells of faults: a 400 or the envelope.
fn outcome(body: &[u8], form: BodyForm) -> Outcome {
    let (faults, stored) = match customer_create::read(body, form) {
        Ok(mut bound) => {
            let draft = Draft::of(customer_create::lower(bound.request), &SharedProviders::default());
            let facts = facts(&draft);
            match create_organisation(draft, &facts) {
                Ok(new) => (bound.faults, shown(&new)),
                Err(broken) => {
                    customer_create::judge(body, form, &mut bound.faults, &broken);
                    (bound.faults, "none".to_owned())
                }
            }
        }
        Err(faults) => (faults, "none".to_owned()),
    };
    let told = faults.clone().into_ordered(PARAMETER);
    Outcome { faults: told, command: stored, errors: errors(faults) }
}

fn errors(faults: Faults) -> Vec<(&'static str, String)> {
    if faults.is_empty() {
        return Vec::new();
    }
    if is_unreadable(&faults) {
        let error = ErrorBody::invalid(faults.into_model_state(PARAMETER), "01J8");
        return vec![("error.json", error.write(BodyForm::Json)), ("error.xml", error.write(BodyForm::Xml))];
    }
    let result = CreateResult::refused(faults);
    vec![("result.json", json(&result)), ("result.xml", xml(&result))]
}

#[test]
fn customer_create_gives_what_is_stored_and_faults() {
    call("cayzu", "customer-create", 40, outcome);
}

//! What this surface says for each code of the table; `docs/errors.md` and the help pages are made from it.

use axum::http::Method;
use canvass_app::Scope;
use canvass_domain::refusal::RefusalCode;
use canvass_wire::cayzu::PARAMETER;
use canvass_wire::cayzu::customer_create::{CreateResult, ErrorItem};

use super::Trouble;
use super::trouble::Own;
use crate::surface::idempotency;
use crate::surface::outage::{DRAINING, Outage};

/// An error with its own status, or the envelope of a 200.
#[derive(Debug)]
pub(crate) enum Face {
    Trouble(Trouble),
    Envelope(CreateResult),
}

/// The refusal of a code, with an example of what is special about it; `None`: it cannot happen here.
pub(crate) fn face(code: RefusalCode) -> Option<Face> {
    Some(Face::Trouble(match code {
        // No call of this surface changes what stands or speaks to respondents.
        RefusalCode::Conflict | RefusalCode::QuestionnaireNotOpen => return None,
        RefusalCode::OrganisationRefused => {
            let message = "A customer with this company_name exists already.".to_owned();
            let field = Some("company_name".to_owned());
            return Some(Face::Envelope(CreateResult { id: 0, errors: vec![ErrorItem { field, message }] }));
        }
        RefusalCode::RequestMalformed => Trouble::malformed(),
        RefusalCode::HeadTooSlow | RefusalCode::BodyTooSlow => Trouble::TooSlow,
        RefusalCode::HeadTooLarge => Trouble::HeadTooLarge,
        RefusalCode::Unavailable => Trouble::Outage(DRAINING),
        RefusalCode::AddressUnknown => {
            Trouble::NotFound("https://feedback.example.org/api/Ticket/5".to_owned())
        }
        RefusalCode::MethodNotAllowed => Trouble::Method { tried: Method::PUT, allowed: "GET".to_owned() },
        RefusalCode::TokenInvalid => Trouble::Own(Own::Denied),
        RefusalCode::ScopeMissing => Trouble::ScopeMissing(Scope::OrganisationsWrite),
        RefusalCode::WorkspaceForeign => Trouble::Own(Own::NoWorkspace),
        RefusalCode::TooManyCalls => Trouble::TooMany(7),
        RefusalCode::BodyTooLarge => Trouble::TooLarge(1_048_576),
        RefusalCode::MediaTypeUnsupported => Trouble::MediaType("text/plain".to_owned()),
        RefusalCode::BodyUnreadable => {
            Trouble::fault(PARAMETER, "Line 1, column 9: a comma or a closing brace is expected.")
        }
        RefusalCode::RequestInvalid => {
            Trouble::fault("customer.is_active", "The value is not true or false.")
        }
        RefusalCode::KeyMalformed => Trouble::fault(idempotency::HEADER, idempotency::MALFORMED),
        RefusalCode::KeyReused => Trouble::fault(idempotency::HEADER, idempotency::REUSED),
        RefusalCode::ObjectMissing => Trouble::Own(Own::NoCustomer),
        RefusalCode::Unexpected => Trouble::Outage(Outage::Unexpected),
    }))
}

//! What this surface says for each code of the table; `docs/errors.md` and the help pages are made from it.

use axum::http::Method;
use canvass_app::Scope;
use canvass_domain::refusal::RefusalCode;
use canvass_wire::expoints::PARAMETER;

use super::Trouble;
use super::trouble::Own;
use crate::surface::idempotency;
use crate::surface::outage::{DRAINING, Outage};

/// The refusal of a code, with an example of what is special about it; `None`: it cannot happen here.
pub(crate) fn face(code: RefusalCode) -> Option<Trouble> {
    Some(match code {
        // No call of this surface makes organisations, changes what stands, or speaks to respondents.
        RefusalCode::OrganisationRefused | RefusalCode::Conflict | RefusalCode::QuestionnaireNotOpen => {
            return None;
        }
        RefusalCode::RequestMalformed => Trouble::malformed(),
        RefusalCode::HeadTooSlow | RefusalCode::BodyTooSlow => Trouble::TooSlow,
        RefusalCode::HeadTooLarge => Trouble::HeadTooLarge,
        RefusalCode::Unavailable => Trouble::Outage(DRAINING),
        RefusalCode::AddressUnknown => {
            Trouble::NotFound("https://feedback.example.org/external/api/v3/custmer".to_owned())
        }
        RefusalCode::MethodNotAllowed => Trouble::Method { tried: Method::PATCH, allowed: "POST".to_owned() },
        RefusalCode::TokenInvalid => Trouble::Own(Own::Denied { has_token: true }),
        RefusalCode::ScopeMissing => Trouble::ScopeMissing(Scope::CustomersWrite),
        RefusalCode::WorkspaceForeign | RefusalCode::ObjectMissing => Trouble::Own(Own::OtherWorkspace),
        RefusalCode::TooManyCalls => Trouble::TooMany(7),
        RefusalCode::BodyTooLarge => Trouble::TooLarge(31_457_280),
        RefusalCode::MediaTypeUnsupported => Trouble::MediaType("text/plain".to_owned()),
        RefusalCode::BodyUnreadable => {
            Trouble::fault(PARAMETER, "Line 1, column 9: a comma or a closing brace is expected.")
        }
        RefusalCode::RequestInvalid => {
            Trouble::fault("request.Customers", "The Customers field is required.")
        }
        RefusalCode::KeyMalformed => Trouble::fault(idempotency::HEADER, idempotency::MALFORMED),
        RefusalCode::KeyReused => Trouble::fault(idempotency::HEADER, idempotency::REUSED),
        RefusalCode::Unexpected => Trouble::Outage(Outage::Unexpected),
    })
}

//! What our own API says for each code of the table; `docs/errors.md` and the help pages are made from it.

use canvass_app::Scope;
use canvass_domain::refusal::RefusalCode;

use super::Trouble;
use crate::front::Fault;
use crate::surface::outage::{DRAINING, Outage};

/// The refusal of a code, with an example of what is special about it; `None`: it cannot happen here.
pub(crate) fn face(code: RefusalCode) -> Option<Trouble> {
    Some(match code {
        RefusalCode::RequestMalformed => Trouble::Head(Fault::Malformed),
        RefusalCode::HeadTooSlow => Trouble::Head(Fault::TooSlow),
        RefusalCode::HeadTooLarge => Trouble::Head(Fault::TooLarge),
        RefusalCode::Unavailable => Trouble::Outage(DRAINING),
        // An object and an address that is none are answered alike: addresses hold the names of objects.
        RefusalCode::AddressUnknown | RefusalCode::ObjectMissing | RefusalCode::WorkspaceForeign => {
            Trouble::NotFound
        }
        RefusalCode::MethodNotAllowed => Trouble::Method("GET, POST".to_owned()),
        RefusalCode::TokenInvalid => Trouble::Denied { has_token: true },
        RefusalCode::ScopeMissing => Trouble::ScopeMissing(Scope::CustomersRead),
        RefusalCode::TooManyCalls => Trouble::TooMany(7),
        RefusalCode::BodyTooLarge => Trouble::TooLarge(31_457_280),
        RefusalCode::MediaTypeUnsupported => Trouble::MediaType,
        RefusalCode::BodyTooSlow => Trouble::TooSlow,
        RefusalCode::BodyUnreadable => {
            Trouble::fault("", "Line 1, column 9: a comma or a closing brace is expected.")
        }
        RefusalCode::RequestInvalid => Trouble::fault("/name", "The name field is required."),
        RefusalCode::OrganisationRefused => {
            Trouble::fault("/name", "An organisation with this name exists already.")
        }
        RefusalCode::KeyMalformed => Trouble::malformed_key(),
        RefusalCode::KeyReused => Trouble::KeyReused,
        RefusalCode::Conflict => {
            Trouble::Conflict("batch_not_pending", "The batch does not wait for approval.".to_owned())
        }
        RefusalCode::QuestionnaireNotOpen => return None,
        RefusalCode::Unexpected => Trouble::Outage(Outage::Unexpected),
    })
}

//! What this surface says for each code of the table; `docs/errors.md` and the help pages are made from it.

use canvass_domain::limit::Standing;
use canvass_domain::refusal::RefusalCode;
use canvass_wire::questionpro::error::Reason;

use super::{TransactionLimits, Trouble};
use crate::front::BodyFault;
use crate::surface::idempotency;
use crate::surface::outage::{DRAINING, Outage};

/// The refusal of a code, with an example of what is special about it; `None`: it cannot happen here.
pub(crate) fn face(code: RefusalCode) -> Option<Trouble> {
    Some(match code {
        // The HTTP layer answers these, with an empty body.
        RefusalCode::RequestMalformed
        | RefusalCode::HeadTooLarge
        // No call of this surface makes organisations, changes what stands, or speaks to respondents.
        | RefusalCode::OrganisationRefused
        | RefusalCode::Conflict
        | RefusalCode::QuestionnaireNotOpen => return None,
        RefusalCode::Unavailable => DRAINING.into(),
        RefusalCode::AddressUnknown | RefusalCode::ObjectMissing => Trouble::bare(Reason::NotFound),
        RefusalCode::MethodNotAllowed => Trouble::method("POST"),
        RefusalCode::TokenInvalid | RefusalCode::WorkspaceForeign => Trouble::key(),
        RefusalCode::ScopeMissing => Trouble::bare(Reason::Scope),
        RefusalCode::TooManyCalls => Trouble::limit(Standing { limit: 300, remaining: 0, seconds: 7 }),
        RefusalCode::BodyTooLarge => Trouble::of_body(BodyFault::TooLarge, TransactionLimits::default().body_bytes),
        RefusalCode::MediaTypeUnsupported => Trouble::bare(Reason::MediaType),
        RefusalCode::HeadTooSlow | RefusalCode::BodyTooSlow => Trouble::of_body(BodyFault::TooSlow, 0),
        RefusalCode::BodyUnreadable => {
            Trouble::told(Reason::NotJson, "Line 12, column 5: a comma or a closing bracket is expected.")
        }
        RefusalCode::RequestInvalid => Trouble::schema("contacts: an array is expected."),
        RefusalCode::KeyMalformed => Trouble::key_malformed(),
        RefusalCode::KeyReused => {
            Trouble::schema(format!("{}: {}", idempotency::HEADER, idempotency::REUSED))
        }
        RefusalCode::Unexpected => Outage::Unexpected.into(),
    })
}

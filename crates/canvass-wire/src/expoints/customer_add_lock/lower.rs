//! The request in our own words.

use canvass_domain::command::{AddLock, QuestionnaireKey};

use super::CustomerAddLockRequest;
use crate::expoints::keys::person;

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: CustomerAddLockRequest) -> AddLock {
    AddLock {
        created_at: request.creation_date,
        opt_in: request.opt_in,
        questionnaire: request.questionnaire_id.map(QuestionnaireKey::Guid),
        person: person(request.customer_id, request.email, request.data),
    }
}

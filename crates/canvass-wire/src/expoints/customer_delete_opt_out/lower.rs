//! The request in our own words.

use canvass_domain::command::DeleteOptOuts;

use super::CustomerDeleteOptOutRequest;
use crate::expoints::keys::person;

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: CustomerDeleteOptOutRequest) -> DeleteOptOuts {
    DeleteOptOuts { person: person(None, request.email, request.data) }
}

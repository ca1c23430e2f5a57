//! The request in our own words.

use canvass_domain::command::CheckOptOuts;

use super::CustomerCheckOptOutsRequest;
use crate::expoints::keys::person;

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: CustomerCheckOptOutsRequest) -> CheckOptOuts {
    let people = request.customers.into_iter();
    let people = people.map(|customer| person(None, customer.email, customer.customer_data_columns));
    CheckOptOuts { people: people.collect() }
}

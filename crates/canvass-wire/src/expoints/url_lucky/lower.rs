//! The request in our own words.

use canvass_domain::command::{Blocking, MakeLink, NewCustomer};

use super::UrlLuckyRequest;
use crate::expoints::part::CustomerData;

/// Makes the command. Indexes of values stay those of the request.
pub fn lower(request: UrlLuckyRequest) -> MakeLink {
    MakeLink {
        is_test: request.is_test,
        is_concept: false,
        validates: true,
        host: None,
        wants_intro: false,
        wants_short: false,
        maps: true,
        counts: None,
        creates_answers: true,
        blocking: Blocking::Refusal {
            every_state: request.check_all_customer_statuses_for_blocking.unwrap_or(false),
        },
        customer: NewCustomer {
            transaction_date: request.transaction_date,
            values: request.data.into_iter().map(CustomerData::lower).collect(),
            ..NewCustomer::default()
        },
    }
}

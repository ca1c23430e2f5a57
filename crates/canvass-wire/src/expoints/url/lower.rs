//! The request in our own words.

use canvass_domain::command::{Blocking, MakeLink, NewCustomer, NewValue};

use super::{UrlCustomerData, UrlRequest};
use crate::expoints::part::ImportAnswerExternal;

/// Makes the command. Indexes of values and answers stay those of the request.
pub fn lower(request: UrlRequest) -> MakeLink {
    MakeLink {
        is_test: request.is_test,
        is_concept: request.is_concept.unwrap_or(false),
        validates: request.validate,
        host: request.host,
        wants_intro: request.intro.unwrap_or(false),
        wants_short: request.short,
        maps: request.mapping.unwrap_or(true),
        counts: request.customer_counter,
        creates_answers: request.create_answers,
        blocking: Blocking::State,
        customer: NewCustomer {
            transaction_date: request.transaction_date,
            previous: request.previous_id,
            values: request.data.into_iter().map(value).collect(),
            answers: request.answers.into_iter().map(ImportAnswerExternal::lower).collect(),
            answers_to_copy: request.answers_to_copy,
            copies_all_answers: request.copy_all_answers.unwrap_or(false),
            ..NewCustomer::default()
        },
    }
}

/// E37
fn value(data: UrlCustomerData) -> NewValue {
    NewValue {
        column: data.customer_data_column_id,
        name: data.customer_data_technical_name,
        external_name: data.customer_data_external_technical_name,
        value: data.value,
        ..NewValue::default()
    }
}

//! The request in our own words.

use canvass_domain::batch::BatchKind;
use canvass_domain::command::{ImportCustomers, NewCustomer};

use super::{CustomerAddRequest, ImportCustomer};
use crate::expoints::part::{CustomerData, ImportAnswerExternal};

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: CustomerAddRequest) -> ImportCustomers {
    ImportCustomers {
        approves: request.approve_automatically,
        end_date: request.end_date,
        send_time: request.send_time,
        is_test: request.is_test,
        is_concept: request.is_concept,
        kind: request.type_batch.unwrap_or(BatchKind::Email),
        allows_duplicates: request.allow_duplicate_email,
        notify: request.notification_email_addresses,
        name: request.batch_name,
        customers: request.customers.into_iter().map(customer).collect(),
    }
}

fn customer(customer: ImportCustomer) -> NewCustomer {
    NewCustomer {
        email: customer.email,
        phone: customer.phone_number,
        send_date: customer.send_date,
        transaction_date: customer.transaction_date,
        end_date: customer.end_date,
        priority: customer.priority,
        previous: customer.previous_id,
        values: customer.data.into_iter().map(CustomerData::lower).collect(),
        answers: customer.answers.into_iter().map(ImportAnswerExternal::lower).collect(),
        answers_to_copy: customer.answers_to_copy,
        copies_all_answers: customer.copy_all_answers.unwrap_or(false),
    }
}

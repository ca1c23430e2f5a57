//! The request in our own words.

use canvass_domain::batch::BatchKind;
use canvass_domain::command::{ImportCustomers, NewCustomer, NewValue};
use canvass_domain::when::ClockTime;

use super::{BatchAddRequest, BatchCustomer};

/// Makes the command. Order and indexes stay those of the request.
pub fn lower(request: BatchAddRequest) -> ImportCustomers {
    ImportCustomers {
        approves: request.approve,
        end_date: request.end_date,
        send_time: request.send_time.map(|time| ClockTime::Written(time.0)),
        is_test: request.test,
        is_concept: false,
        kind: request.kind.unwrap_or(BatchKind::Email),
        allows_duplicates: request.allow_duplicates,
        notify: None,
        name: request.name,
        customers: request.customers.into_iter().map(customer).collect(),
    }
}

pub(in crate::native) fn customer(customer: BatchCustomer) -> NewCustomer {
    NewCustomer {
        email: customer.email,
        phone: customer.phone,
        send_date: customer.send_date,
        transaction_date: customer.transaction_date,
        end_date: customer.end_date,
        priority: customer.priority,
        values: customer.data.into_iter().map(value).collect(),
        ..NewCustomer::default()
    }
}

/// A name of digits only is the number of a column.
pub(in crate::native) fn value((name, value): (String, Option<String>)) -> NewValue {
    let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    match name.parse::<i32>() {
        Ok(column) if is_number && column > 0 => NewValue { column, value, ..NewValue::default() },
        Ok(_) | Err(_) => NewValue { name: Some(name), value, ..NewValue::default() },
    }
}

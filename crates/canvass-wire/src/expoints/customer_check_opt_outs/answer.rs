//! CheckOptOutsResponse: the persons of the request with the answer beside each.

use crate::expoints::part::CustomerData;
use crate::expoints::{MODELS, OURS};
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The answer of customer/checkoptouts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOptOutsAnswer {
    /// In the order of the request.
    pub customers: Vec<CheckedOptOut>,
}

/// One person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedOptOut {
    /// As sent.
    pub email: Option<String>,
    /// As sent.
    pub customer_data_columns: Vec<CustomerData>,
    /// Any key matches an opt-out.
    pub is_opt_out: bool,
}

impl Typed for CheckOptOutsAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "CheckOptOutsResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[Field {
                name: "Customers",
                of: Of::List("CheckedOptOut", OURS),
                get: |answer| Out::list(&answer.customers),
            }],
        }],
    };
}

impl Typed for CheckedOptOut {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "CheckedOptOut",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "Email", of: Of::Value, get: |customer| Out::text(customer.email.as_deref()) },
                Field {
                    name: "CustomerDataColumns",
                    of: Of::List("CustomerData", MODELS),
                    get: |customer| Out::list(&customer.customer_data_columns),
                },
                Field { name: "IsOptOut", of: Of::Value, get: |customer| Out::Bool(customer.is_opt_out) },
            ],
        }],
    };
}

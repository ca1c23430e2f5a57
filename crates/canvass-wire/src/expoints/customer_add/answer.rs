//! AddCustomersResponse: what a 200 says, customers in the order of the request.

use canvass_domain::batch::BatchState;
use canvass_domain::customer::CustomerState;
use canvass_domain::reason::Reason;

use crate::expoints::OURS;
use crate::expoints::part::RequestWarning;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The answer of customer/add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddCustomersAnswer {
    /// The batch.
    pub batch_id: i32,
    /// Its state.
    pub batch_status: BatchState,
    /// Customers of the request.
    pub total: i32,
    /// Of them neither faulted, locked nor opted out.
    pub accepted: i32,
    /// With a fault.
    pub faulted: i32,
    /// Locked.
    pub locked: i32,
    /// Opted out.
    pub opted_out: i32,
    /// One by one.
    pub customers: Vec<AddedCustomer>,
    /// What did not change the outcome (E23).
    pub warnings: Vec<RequestWarning>,
}

/// One customer of the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddedCustomer {
    /// Its place in the request, from 0.
    pub index: i32,
    /// Its id.
    pub id: i32,
    /// Its state.
    pub status: CustomerState,
    /// Why not, if not (E13).
    pub reason: Option<Reason>,
    /// The link of a portal customer in state 1.
    pub url: Option<String>,
}

impl Typed for AddCustomersAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "AddCustomersResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "BatchId", of: Of::Value, get: |answer| Out::int(answer.batch_id) },
                Field {
                    name: "BatchStatus",
                    of: Of::Value,
                    get: |answer| Out::text(Some(answer.batch_status.as_str())),
                },
                Field { name: "Total", of: Of::Value, get: |answer| Out::int(answer.total) },
                Field { name: "Accepted", of: Of::Value, get: |answer| Out::int(answer.accepted) },
                Field { name: "Faulted", of: Of::Value, get: |answer| Out::int(answer.faulted) },
                Field { name: "Locked", of: Of::Value, get: |answer| Out::int(answer.locked) },
                Field { name: "OptedOut", of: Of::Value, get: |answer| Out::int(answer.opted_out) },
                Field {
                    name: "Customers",
                    of: Of::List("AddedCustomer", OURS),
                    get: |answer| Out::list(&answer.customers),
                },
                Field {
                    name: "Warnings",
                    of: Of::List("RequestWarning", OURS),
                    get: |answer| Out::list(&answer.warnings),
                },
            ],
        }],
    };
}

impl Typed for AddedCustomer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "AddedCustomer",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "Index", of: Of::Value, get: |customer| Out::int(customer.index) },
                Field { name: "Id", of: Of::Value, get: |customer| Out::int(customer.id) },
                Field { name: "StatusCode", of: Of::Value, get: |customer| Out::int(customer.status.code()) },
                Field {
                    name: "StatusName",
                    of: Of::Value,
                    get: |customer| Out::text(Some(customer.status.name())),
                },
                Field {
                    name: "Reason",
                    of: Of::Value,
                    get: |customer| Out::text(customer.reason.map(Reason::as_str)),
                },
                Field { name: "Url", of: Of::Value, get: |customer| Out::text(customer.url.as_deref()) },
            ],
        }],
    };
}

//! AddFinishedCustomerResponse.

use canvass_domain::customer::CustomerState;

use crate::expoints::OURS;
use crate::expoints::part::RequestWarning;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The answer of customer/addfinished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddFinishedAnswer {
    /// The customer.
    pub id: i32,
    /// The batch of the day.
    pub batch_id: i32,
    /// Finished.
    pub status: CustomerState,
    /// What did not change the outcome (E23).
    pub warnings: Vec<RequestWarning>,
}

impl Typed for AddFinishedAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "AddFinishedCustomerResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "Id", of: Of::Value, get: |answer| Out::int(answer.id) },
                Field { name: "BatchId", of: Of::Value, get: |answer| Out::int(answer.batch_id) },
                Field { name: "StatusCode", of: Of::Value, get: |answer| Out::int(answer.status.code()) },
                Field {
                    name: "StatusName",
                    of: Of::Value,
                    get: |answer| Out::text(Some(answer.status.name())),
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

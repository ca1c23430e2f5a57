//! GET customer/getcustomerstatuses: codes and names of the states (5.11 of the rules).

use canvass_domain::customer::CustomerState;

use super::MODELS;
use crate::fault::Faults;
use crate::query::Query;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

const RESPONSES: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V1.Responses";

/// Reads the query, which has no member: a filter is refused as everywhere (E104).
pub fn read(query: &str) -> Result<(), Faults> {
    let query = Query::new(query, &[]);
    if query.faults.is_empty() { Ok(()) } else { Err(query.faults) }
}

/// The answer: every state in the order of codes (E10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerStatusesAnswer {
    /// The states.
    pub statuses: Vec<CustomerStatus>,
}

/// One state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerStatus(pub CustomerState);

impl CustomerStatusesAnswer {
    /// All thirteen.
    pub fn all() -> Self {
        Self { statuses: CustomerState::ALL.into_iter().map(CustomerStatus).collect() }
    }
}

impl Typed for CustomerStatusesAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "GetCustomerStatusesResponse",
        levels: &[Level {
            namespace: RESPONSES,
            fields: &[Field {
                name: "Statuses",
                of: Of::List("CustomerStatus", MODELS),
                get: |answer| Out::list(&answer.statuses),
            }],
        }],
    };
}

impl Typed for CustomerStatus {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "CustomerStatus",
        levels: &[Level {
            namespace: MODELS,
            fields: &[
                Field { name: "StatusCode", of: Of::Value, get: |status| Out::int(status.0.code()) },
                Field { name: "StatusName", of: Of::Value, get: |status| Out::text(Some(status.0.name())) },
            ],
        }],
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{json, xml};

    #[test]
    fn the_answer_is_that_of_the_rules_byte_for_byte() {
        let mut answer = CustomerStatusesAnswer::all();
        answer.statuses.truncate(2);
        assert_eq!(
            json(&answer),
            r#"{"Statuses":[{"StatusCode":1,"StatusName":"Initial"},{"StatusCode":2,"StatusName":"Scheduled"}]}"#
        );
        assert_eq!(
            xml(&answer),
            r#"<GetCustomerStatusesResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V1.Responses"><Statuses xmlns:d2p1="http://schemas.datacontract.org/2004/07/Expoints.API.Extern.Models"><d2p1:CustomerStatus><d2p1:StatusCode>1</d2p1:StatusCode><d2p1:StatusName>Initial</d2p1:StatusName></d2p1:CustomerStatus><d2p1:CustomerStatus><d2p1:StatusCode>2</d2p1:StatusCode><d2p1:StatusName>Scheduled</d2p1:StatusName></d2p1:CustomerStatus></Statuses></GetCustomerStatusesResponse>"#
        );
    }

    #[test]
    fn e104_a_filter_that_would_be_ignored_is_refused() {
        assert!(read("Other=1&x").is_ok());
        assert!(read("DataFilters[0].Name=x").is_err());
    }

    #[test]
    fn e10_all_thirteen_states_stand_in_the_order_of_their_codes() {
        let codes: Vec<i32> =
            CustomerStatusesAnswer::all().statuses.iter().map(|status| status.0.code()).collect();
        assert_eq!(codes, (1..=13).collect::<Vec<i32>>());
    }
}

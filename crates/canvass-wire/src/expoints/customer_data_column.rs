//! GET customerdatacolumn: the columns of the workspace, ordered by id (5.14 of the rules).

use super::MODELS;
use crate::fault::Faults;
use crate::query::Query;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

const RESPONSES: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V1.Responses";

/// Which columns are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerDataColumnRequest {
    /// Null = both.
    pub required: Option<bool>,
    /// Null = both.
    pub archived: Option<bool>,
    /// Empty = all.
    pub customer_data_column_ids: Vec<i32>,
}

impl CustomerDataColumnRequest {
    /// Reads the query.
    pub fn read(query: &str) -> Result<Self, Faults> {
        let mut query = Query::new(query, &["Required", "Archived", "CustomerDataColumnIds"]);
        let request = Self {
            required: query.single("Required"),
            archived: query.single("Archived"),
            customer_data_column_ids: query.numbers("CustomerDataColumnIds"),
        };
        if query.faults.is_empty() { Ok(request) } else { Err(query.faults) }
    }

    /// Whether a column is asked for.
    pub fn takes(&self, column: &CustomerDataColumn) -> bool {
        let ids = &self.customer_data_column_ids;
        self.required.is_none_or(|required| required == column.required)
            && self.archived.is_none_or(|archived| archived == column.archived)
            && (ids.is_empty() || ids.contains(&column.id))
    }
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerDataColumnAnswer {
    /// Ordered by id.
    pub customer_data_columns: Vec<CustomerDataColumn>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerDataColumn {
    /// Its number.
    pub id: i32,
    /// Each customer must bring it.
    pub required: bool,
    /// No longer written.
    pub archived: bool,
    /// Technical name.
    pub name: String,
    /// What people see.
    pub display_name: String,
}

impl Typed for CustomerDataColumnAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "GetCustomerDataColumnResponse",
        levels: &[Level {
            namespace: RESPONSES,
            fields: &[Field {
                name: "CustomerDataColumns",
                of: Of::List("CustomerDataColumn", MODELS),
                get: |answer| Out::list(&answer.customer_data_columns),
            }],
        }],
    };
}

impl Typed for CustomerDataColumn {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "CustomerDataColumn",
        levels: &[Level {
            namespace: MODELS,
            fields: &[
                Field { name: "Id", of: Of::Value, get: |column| Out::int(column.id) },
                Field { name: "Required", of: Of::Value, get: |column| Out::Bool(column.required) },
                Field { name: "Archived", of: Of::Value, get: |column| Out::Bool(column.archived) },
                Field { name: "Name", of: Of::Value, get: |column| Out::text(Some(&column.name)) },
                Field {
                    name: "DisplayName",
                    of: Of::Value,
                    get: |column| Out::text(Some(&column.display_name)),
                },
            ],
        }],
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::{json, xml};

    fn answer() -> CustomerDataColumnAnswer {
        let column = CustomerDataColumn {
            id: 15,
            required: true,
            archived: false,
            name: "First_name_customer".to_owned(),
            display_name: "First name customer".to_owned(),
        };
        CustomerDataColumnAnswer { customer_data_columns: vec![column] }
    }

    #[test]
    fn the_answer_is_that_of_the_rules_byte_for_byte() {
        assert_eq!(
            json(&answer()),
            r#"{"CustomerDataColumns":[{"Id":15,"Required":true,"Archived":false,"Name":"First_name_customer","DisplayName":"First name customer"}]}"#
        );
        assert_eq!(
            xml(&answer()),
            r#"<GetCustomerDataColumnResponse xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V1.Responses"><CustomerDataColumns xmlns:d2p1="http://schemas.datacontract.org/2004/07/Expoints.API.Extern.Models"><d2p1:CustomerDataColumn><d2p1:Archived>false</d2p1:Archived><d2p1:DisplayName>First name customer</d2p1:DisplayName><d2p1:Id>15</d2p1:Id><d2p1:Name>First_name_customer</d2p1:Name><d2p1:Required>true</d2p1:Required></d2p1:CustomerDataColumn></CustomerDataColumns></GetCustomerDataColumnResponse>"#
        );
    }

    #[test]
    fn e99_the_query_chooses_columns() {
        let [column] = <[CustomerDataColumn; 1]>::try_from(answer().customer_data_columns).unwrap();
        let takes = |query| CustomerDataColumnRequest::read(query).unwrap().takes(&column);
        for query in [
            "",
            "Required=true",
            "archived=0&required=1",
            "CustomerDataColumnIds=14,15",
            "CustomerDataColumnIds=14%2C15",
            "customerdatacolumnids[0]=15",
            "Required=",
        ] {
            assert!(takes(query), "{query}");
        }
        for query in ["Required=false", "Archived=true", "CustomerDataColumnIds=14"] {
            assert!(!takes(query), "{query}");
        }
        assert!(CustomerDataColumnRequest::read("Required=maybe").is_err());
        assert!(CustomerDataColumnRequest::read("CustomerDataColumnIds=a").is_err());
    }
}

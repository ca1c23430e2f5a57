//! The customers of the demo: sixty visitors of four branches, four of whom cannot be asked.

use serde_json::{Value, json};

/// How many can be asked.
pub(super) const ASKED: usize = 60;

const BRANCHES: [&str; 4] = ["North", "East", "South", "West"];

/// The body of an Expoints customer/add call; `columns` are the numbers of first name, family name, branch, product.
pub(super) fn batch(columns: &[i64]) -> Value {
    let mut customers: Vec<Value> = (1..=ASKED)
        .map(|number| customer(Some(&format!("visitor{number}@example.org")), number, columns))
        .collect();
    customers.push(customer(Some("visitor at example.org"), 61, columns));
    customers.push(customer(Some("VISITOR1@example.org"), 62, columns));
    customers.push(customer(None, 63, columns));
    customers.push(customer(Some("visitor64@localhost"), 64, columns));
    json!({
        "ApproveAutomatically": true,
        "TypeBatch": "email",
        "BatchName": "Visits of this week",
        "Customers": customers,
    })
}

fn customer(email: Option<&str>, number: usize, columns: &[i64]) -> Value {
    let branch = BRANCHES.get(number % BRANCHES.len()).copied().unwrap_or_default();
    let values = [format!("Visitor {number}"), "Example".to_owned(), branch.to_owned(), "Repair".to_owned()];
    let data: Vec<Value> = columns
        .iter()
        .zip(values)
        .map(|(column, value)| json!({ "CustomerDataColumnId": column, "Value": value }))
        .collect();
    json!({ "Email": email, "Data": data })
}

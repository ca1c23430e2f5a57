//! Bodies of batches on both wires, and how their messages stand.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::api::{Api, Gone};
use super::ordinary_workspace::OrdinaryWorkspace;
use super::server::Server;

const BRANCHES: [&str; 3] = ["North", "East", "South"];

/// What a batch is made of: people who can be asked, and people who cannot.
#[derive(Debug, Clone)]
pub(crate) struct BatchBody {
    /// Tells its people from those of other batches.
    pub(crate) name: String,
    pub(crate) good: usize,
    pub(crate) faulty: usize,
}

impl BatchBody {
    pub(crate) fn new(name: &str, good: usize, faulty: usize) -> Self {
        Self { name: name.to_owned(), good, faulty }
    }

    pub(crate) fn rows(&self) -> usize {
        self.good + self.faulty
    }

    /// The addresses of those who can be asked.
    pub(crate) fn addresses(&self) -> Vec<String> {
        (0..self.good).map(|number| self.address(number)).collect()
    }

    fn address(&self, number: usize) -> String {
        format!("{}.{number}@example.org", self.name)
    }

    /// The address of a row; those at the end cannot be asked.
    fn any_address(&self, row: usize) -> String {
        if row < self.good { self.address(row) } else { format!("nobody {row}") }
    }

    /// As a body of the native intake.
    pub(crate) fn native(&self) -> Value {
        let customers: Vec<Value> = (0..self.rows())
            .map(|row| {
                json!({
                    "email": self.any_address(row),
                    "data": { "First_name_customer": format!("Ann {row}"), "Branch": BRANCHES[row % 3] },
                })
            })
            .collect();
        json!({ "name": self.name, "approve": true, "customers": customers })
    }

    /// As a body of Expoints customer/add.
    pub(crate) fn expoints(&self, workspace: &OrdinaryWorkspace) -> Value {
        let customers: Vec<Value> = (0..self.rows())
            .map(|row| {
                let [first, _, branch] = workspace.columns[..] else { panic!("there are three columns") };
                let data = json!([
                    { "CustomerDataColumnId": first, "Value": format!("Ann {row}") },
                    { "CustomerDataColumnId": branch, "Value": BRANCHES[row % 3] },
                ]);
                json!({ "Email": self.any_address(row), "Data": data })
            })
            .collect();
        json!({ "ApproveAutomatically": true, "BatchName": self.name, "Customers": customers })
    }
}

/// The same, asked of a server that lives.
pub(crate) fn states_of(server: &Server, workspace: &OrdinaryWorkspace) -> BTreeMap<String, usize> {
    states(&server.operator(), workspace).unwrap()
}

/// How many messages of a workspace stand in which state.
pub(crate) fn states(api: &Api, workspace: &OrdinaryWorkspace) -> Result<BTreeMap<String, usize>, Gone> {
    let mut states = BTreeMap::new();
    for message in api.try_list(&workspace.path("messages"))? {
        *states.entry(message["state"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    Ok(states)
}

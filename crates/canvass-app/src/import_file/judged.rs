//! What is decided about a chunk by one set-up: ahead of the transaction where the set-up is known, inside it otherwise.

use std::collections::BTreeMap;
use std::sync::Arc;

use canvass_domain::command::ImportCustomers;
use canvass_domain::decide::import_customers::{DecidedCustomer, JudgedRows, decide_rows};
use canvass_domain::id::{ContactHash, CustomerId, WorkspaceId};
use canvass_domain::import_file::{Bucket, field_of};
use canvass_store::area::{Configuration, RowRecord};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;

use super::chunk::Chunk;
use super::{NameFault, RowFault};
use crate::App;
use crate::block::add_keys;
use crate::encryption::CertifiedOpener;
use crate::import_customers::{Basis, contacts, facts};

/// The reason of a row that cannot be read as a customer.
const UNREADABLE: &str = "row_unreadable";
/// The reason of a row that breaks a rule which refuses it as a whole.
const INVALID: &str = "row_invalid";
/// What is kept of the words about a row.
const MOST_CHARS: usize = 1_000;

/// A chunk that was judged.
pub(super) struct JudgedChunk {
    pub(super) basis: Basis,
    pub(super) rows: JudgedRows,
    /// As long as the customers of the import.
    pub(super) contacts: Vec<Option<ContactHash>>,
}

impl JudgedChunk {
    /// Judges ahead of a transaction, if the set-up is known here.
    pub(super) fn before(app: &App, workspace: WorkspaceId, command: ImportCustomers) -> Option<Self> {
        let configuration = app.kept_configuration(workspace)?;
        Some(Self::of(app, configuration, command, app.clock.now()))
    }

    /// Judges inside one.
    pub(super) fn inside(
        app: &App,
        tx: &mut dyn WorkspaceTx,
        command: ImportCustomers,
    ) -> Result<Self, StoreError> {
        let configuration = app.configuration(tx)?;
        Ok(Self::of(app, configuration, command, tx.now()?))
    }

    fn of(app: &App, configuration: Arc<Configuration>, command: ImportCustomers, at: Timestamp) -> Self {
        let basis = Basis::new(configuration, at);
        let configuration = &*basis.configuration;
        let opener = CertifiedOpener::new(app, &configuration.certificates);
        let nobody = BTreeMap::new();
        let mut rows = decide_rows(command, &facts(configuration, &nobody, &opener), at);
        add_keys(app, configuration, &mut rows.import);
        let contacts = contacts(app, configuration.workspace.id, &rows.import);
        Self { basis, rows, contacts }
    }
}

/// What became of each row of a chunk, in their order, once all that can turn a verdict did. `first` is the number of its
/// first customer.
pub(super) fn outcomes(
    chunk: &Chunk,
    judged: &JudgedRows,
    customers: &[DecidedCustomer],
    first: Option<CustomerId>,
    name_fault: NameFault,
) -> Vec<RowRecord> {
    let mut told: Vec<Option<RowRecord>> = vec![None; chunk.lines.len()];
    let place_of = |row: usize| chunk.places.get(row).copied().unwrap_or(row);
    let mut tell = |place: usize, record: RowRecord| {
        if let Some(slot) = told.get_mut(place) {
            *slot = Some(record);
        }
    };
    for (place, faults) in &chunk.unreadable {
        tell(*place, faulty(chunk, *place, UNREADABLE, faults));
    }
    for (row, faults) in &judged.faults {
        let customer = chunk.customers.get(*row);
        let named = customer.map(|customer| faults.iter().map(|fault| name_fault(customer, fault)).collect());
        let named: Vec<RowFault> = named.unwrap_or_default();
        tell(place_of(*row), faulty(chunk, place_of(*row), INVALID, &named));
    }
    let numbers = (0_i32..).map(|at| first.map(|first| CustomerId(first.0.saturating_add(at))));
    for ((row, customer), number) in judged.rows.iter().zip(customers).zip(numbers) {
        tell(place_of(*row), of_customer(chunk, place_of(*row), customer, number));
    }
    told.into_iter().flatten().collect()
}

fn of_customer(
    chunk: &Chunk,
    place: usize,
    customer: &DecidedCustomer,
    number: Option<CustomerId>,
) -> RowRecord {
    let last = customer.decisions.last();
    RowRecord {
        row: chunk.row(place),
        line: chunk.lines.get(place).copied().unwrap_or_default(),
        bucket: Bucket::of(customer),
        reason: last.map_or_else(String::new, |decision| decision.rule.code().to_owned()),
        field: customer.reason.and_then(field_of).map(str::to_owned),
        detail: last.and_then(|decision| decision.detail.clone()),
        customer: number,
    }
}

fn faulty(chunk: &Chunk, place: usize, reason: &str, faults: &[RowFault]) -> RowRecord {
    let text = |fault: &RowFault| match &fault.field {
        Some(field) if faults.len() > 1 => format!("{field}: {}", fault.text),
        _ => fault.text.clone(),
    };
    let words: Vec<String> = faults.iter().map(text).collect();
    RowRecord {
        row: chunk.row(place),
        line: chunk.lines.get(place).copied().unwrap_or_default(),
        bucket: Bucket::Invalid,
        reason: reason.to_owned(),
        field: faults.iter().find_map(|fault| fault.field.clone()),
        detail: Some(words.join(" ").chars().take(MOST_CHARS).collect()),
        customer: None,
    }
}

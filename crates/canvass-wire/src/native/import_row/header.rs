//! The header line of a CSV file: members of a customer by their names, without case; every other column is a data column
//! by name or number.

use canvass_domain::command::NewValue;

use super::MOST_COLUMNS;
use crate::native::batch_add::value;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Email,
    Phone,
    SendDate,
    TransactionDate,
    EndDate,
    Priority,
    Data,
}

const OWN: [(&str, Cell); 6] = [
    ("email", Cell::Email),
    ("phone", Cell::Phone),
    ("sendDate", Cell::SendDate),
    ("transactionDate", Cell::TransactionDate),
    ("endDate", Cell::EndDate),
    ("priority", Cell::Priority),
];

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    pub(super) columns: Vec<(String, Cell)>,
}

/// A column that cannot be one: its name and a sentence.
pub type HeaderFault = (String, String);

impl Header {
    /// The header of these names, or all that is wrong with their form.
    pub(super) fn of(names: Vec<String>) -> Result<Self, Vec<HeaderFault>> {
        let mut faults = Vec::new();
        if names.len() > MOST_COLUMNS {
            faults.push((String::new(), format!("A file has at most {MOST_COLUMNS} columns.")));
        }
        let columns: Vec<(String, Cell)> = names
            .into_iter()
            .take(MOST_COLUMNS)
            .map(|name| {
                let own = OWN.iter().find(|(own, _)| own.eq_ignore_ascii_case(&name));
                (name, own.map_or(Cell::Data, |(_, cell)| *cell))
            })
            .collect();
        for (at, (name, _)) in columns.iter().enumerate() {
            if name.is_empty() {
                faults.push((String::new(), format!("Column {} of the header has no name.", at + 1)));
            }
            if columns
                .iter()
                .take(at)
                .any(|(earlier, _)| !name.is_empty() && earlier.eq_ignore_ascii_case(name))
            {
                faults.push((name.clone(), "The column stands twice in the header.".to_owned()));
            }
        }
        if faults.is_empty() { Ok(Self { columns }) } else { Err(faults) }
    }

    /// The data columns, as the rules know them.
    pub fn data(&self) -> Vec<NewValue> {
        let data = self.columns.iter().filter(|(_, cell)| *cell == Cell::Data);
        data.map(|(name, _)| value((name.clone(), None))).collect()
    }
}

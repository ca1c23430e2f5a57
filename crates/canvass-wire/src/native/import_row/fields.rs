//! A record of CSV as a customer. An empty field is not sent; texts are read as the members of a native customer are, and
//! a number is the digits of its text.

use canvass_domain::command::NewCustomer;

use super::RowFault;
use super::header::{Cell, Header};
use crate::native::batch_add::value;
use crate::value::{Scalar, Scan, Wrong, nullable, text};

const LONGEST_PHONE: usize = 30;

/// Makes the customer, or tells all that is wrong with the form of its fields.
pub(super) fn customer<'f>(
    header: &Header,
    fields: impl Iterator<Item = &'f str>,
) -> Result<NewCustomer, Vec<RowFault>> {
    let mut customer = NewCustomer::default();
    let mut faults = Vec::new();
    for ((name, cell), field) in header.columns.iter().zip(fields).filter(|(_, field)| !field.is_empty()) {
        let filled = match cell {
            Cell::Email => text_of(field, &mut customer.email),
            Cell::Phone if field.chars().count() > LONGEST_PHONE => {
                let text = format!("The text is longer than {LONGEST_PHONE} characters.");
                faults.push(RowFault { field: Some(name.clone()), text });
                continue;
            }
            Cell::Phone => text_of(field, &mut customer.phone),
            Cell::SendDate => scanned(field, &mut customer.send_date),
            Cell::TransactionDate => scanned(field, &mut customer.transaction_date),
            Cell::EndDate => scanned(field, &mut customer.end_date),
            Cell::Priority => scanned(field, &mut customer.priority),
            Cell::Data => {
                let mut kept = None;
                let filled = text_of(field, &mut kept);
                customer.values.push(value((name.clone(), kept)));
                filled
            }
        };
        if let Err(wrong) = filled {
            faults.push(RowFault { field: Some(name.clone()), text: wrong.text().into_owned() });
        }
    }
    if faults.is_empty() { Ok(customer) } else { Err(faults) }
}

fn text_of(field: &str, into: &mut Option<String>) -> Result<(), Wrong> {
    *into = text(Scalar::Text(field))?.map(str::to_owned);
    Ok(())
}

fn scanned<T: Scan>(field: &str, into: &mut Option<T>) -> Result<(), Wrong> {
    *into = nullable(Scalar::Text(field))?;
    Ok(())
}

//! The identity of an installation: made at the first start, compared with the instance key at every other.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use canvass_store::Pending;
use canvass_store::area::InstallationRecord;

use crate::{App, Refusal};

/// The installation that a store belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installation {
    /// Random, made at the first start.
    pub id: String,
    /// It was made now.
    pub is_new: bool,
}

/// Opens the installation: a store that another instance key wrote is refused, because its links, tokens and contacts
/// would silently be others.
pub fn open_installation(app: &App) -> Pending<Installation, Refusal> {
    let id = app.random_guid().to_string();
    let key_check = app.keys.check();
    app.store.write_system(move |tx| match tx.load_installation()? {
        None => {
            tx.save_installation(&InstallationRecord { id: id.clone(), key_check: key_check.clone() })?;
            Ok(Installation { id: id.clone(), is_new: true })
        }
        Some(record) => {
            verify_slices_are_equal(&record.key_check, &key_check).map_err(|_differs| {
                let text = "The store was written with another instance key than the one of this node.";
                Refusal::Conflict("instance_key", text.to_owned())
            })?;
            Ok(Installation { id: record.id, is_new: false })
        }
    })
}

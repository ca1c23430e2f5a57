//! The Expoints surface: one folder or file a call, with its request, its `lower` into a command, and its answer.

pub mod customer_add;
pub mod customer_add_finished;
pub mod customer_add_form_notes;
pub mod customer_add_lock;
pub mod customer_check_opt_outs;
pub mod customer_data_column;
pub mod customer_delete_opt_out;
pub mod customer_statuses;
pub mod error;
mod finding;
mod keys;
mod layout;
pub mod part;
pub mod token;
pub mod url;
pub mod url_lucky;

use crate::fault::Style;
use crate::json::Syntax;
use crate::limits::ReadLimits;
use crate::member::Dialect;

/// Beginning of the vendor's namespaces, `{X}` in the rules.
pub const EXTERN: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern";
/// Namespace of answers of our own design, `{C}` in the rules.
pub const OURS: &str = "http://schemas.datacontract.org/2004/07/Canvass.External";
/// Namespace of the types that calls share.
pub const MODELS: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern.Models";

/// The body parameter, first step of every path (S2).
pub const PARAMETER: &str = "request";

/// How bodies of this surface are read.
pub const DIALECT: Dialect = Dialect {
    style: Style::Dotted(PARAMETER),
    syntax: Syntax::StrictThenLenient,
    is_strict: false,
    // X3
    namespaces: &[EXTERN, OURS],
    limits: ReadLimits::WIRE,
};

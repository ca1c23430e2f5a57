//! The native API: JSON only and strict, camelCase names, paths as JSON pointers, problem details.
//!
//! A call is a file with its request, its member table and, where a command is made of it, its `lower`; `column_add` is
//! the pattern. Reading is [`read`], everything else is shared with the other surfaces.

pub mod batch_add;
pub mod batch_decide;
pub mod block_add;
pub mod bounce_add;
mod call_limits;
pub mod certificate_add;
pub mod client_change;
pub mod column_add;
pub mod column_change;
pub mod contact_rule_save;
pub mod credential_add;
pub mod finished_add;
pub mod host_add;
pub mod import_row;
pub mod issuer_add;
pub mod link_add;
pub mod message_settle;
pub mod messages_settle;
pub mod note_add;
pub mod nothing;
pub mod one_customer;
pub mod organisation_fault;
pub mod organisation_save;
mod problem;
pub mod questionnaire_add;
pub mod questionnaire_change;
pub mod questionnaire_document;
pub mod route_add;
pub mod segment_save;
pub mod suppression_add;
pub mod template_save;
mod time_of_day;
pub mod user_add;
pub mod webhook_save;
pub mod workspace_save;

pub use call_limits::{CallLimits, CallNumber};
pub use problem::{Problem, ProblemFault};
pub use time_of_day::TimeOfDay;

use crate::fault::{Faults, Style};
use crate::json::Syntax;
use crate::limits::ReadLimits;
use crate::member::{Bound, Dialect, Table, read_object};
use crate::read::BodyForm;

/// How bodies of our own routes are read.
pub const DIALECT: Dialect = Dialect {
    style: Style::Pointer,
    syntax: Syntax::Strict,
    is_strict: true,
    namespaces: &[],
    limits: ReadLimits::WIRE,
};

/// Reads a body along the table of its call. All faults at once; the request only if there is none.
pub fn read<T: Default>(body: &[u8], table: &'static Table<T>) -> Result<T, Faults> {
    let Bound { request, faults } = read_object(body, BodyForm::Json, table, &DIALECT)?;
    if faults.is_empty() { Ok(request) } else { Err(faults) }
}

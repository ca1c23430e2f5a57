//! The Cayzu surface: companies of a help desk, which here are organisations. One folder or file a call, with its
//! request, its `lower` into a command, and its answer.

pub mod customer;
pub mod customer_create;
pub mod customer_get;
pub mod error;

use crate::fault::Style;
use crate::json::Syntax;
use crate::limits::ReadLimits;
use crate::member::Dialect;
use crate::write::ARRAYS;

/// Namespace of what all types share, `{T}` in the rules.
pub const TICKET: &str = "http://schemas.datacontract.org/2004/07/Ticket.Api";
/// Namespace of companies, `{O}` in the rules.
pub const ORG: &str = "http://schemas.datacontract.org/2004/07/Ticket.Api.Org";

/// The body parameter, first step of every path (S2).
pub const PARAMETER: &str = "customer";

/// How bodies of this surface are read.
pub const DIALECT: Dialect = Dialect {
    style: Style::Dotted(PARAMETER),
    // C9
    syntax: Syntax::StrictThenLenient,
    is_strict: false,
    // C10
    namespaces: &[TICKET, ARRAYS],
    limits: ReadLimits::WIRE,
};

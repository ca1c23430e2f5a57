//! Turns the driver's errors into the words of the contract. Texts name statements, constraints and causes, never
//! stored values: the server's own text is kept only for classes of errors that cannot quote one.

use std::error::Error as _;

use canvass_store::StoreError;
use postgres::Error;
use postgres::error::{DbError, SqlState};

/// Unique constraints under the names that both engines share.
const CONFLICTS: [&str; 18] = [
    "client_id",
    "client_outside_name",
    "column_id",
    "column_name",
    "contact_rule_name",
    "import_name",
    "installation",
    "organisation_domain",
    "organisation_field_name",
    "organisation_name",
    "product_group_name",
    "questionnaire_guid",
    "questionnaire_name",
    "segment_code",
    "template_name",
    "token_id",
    "user_name",
    "workspace_slug",
];
/// Foreign keys and what is missing when they are hit.
const MISSING: [(&str, &str); 2] = [("route_questionnaire", "questionnaire"), ("route_template", "template")];

/// The error of a statement inside a transaction that is not yet committed.
pub(crate) fn statement_failed(statement: &'static str, error: &Error) -> StoreError {
    let Some(told) = error.as_db_error() else {
        return StoreError::Unavailable(format!("{statement}: {}", describe(error)));
    };
    let code = told.code();
    if *code == SqlState::UNIQUE_VIOLATION {
        return unique_violation(statement, told);
    }
    if *code == SqlState::FOREIGN_KEY_VIOLATION
        && let Some((_, what)) = MISSING.iter().find(|(name, _)| told.constraint() == Some(*name))
    {
        return StoreError::Missing(what);
    }
    if *code == SqlState::T_R_DEADLOCK_DETECTED || *code == SqlState::T_R_SERIALIZATION_FAILURE {
        return StoreError::Contended;
    }
    if *code == SqlState::LOCK_NOT_AVAILABLE {
        return StoreError::Busy;
    }
    match class(code) {
        // Connections, resources, operator intervention (time-outs too), read-only servers, the machine.
        "08" | "25" | "53" | "57" | "58" | "F0" | "XX" => {
            StoreError::Unavailable(format!("{statement}: {}", text_of(told)))
        }
        _ => StoreError::Engine(format!("{statement}: {}", text_of(told))),
    }
}

fn unique_violation(statement: &'static str, told: &DbError) -> StoreError {
    let constraint = told.constraint().unwrap_or_default();
    if let Some(name) = CONFLICTS.iter().find(|name| **name == constraint) {
        return StoreError::Conflict(name);
    }
    // Two transactions gave one ledger entry the same place: the second try sees the first.
    if constraint == "decision_seq" {
        return StoreError::Contended;
    }
    StoreError::Engine(format!("{statement}: {constraint} is taken"))
}

/// The error of COMMIT: unknown unless the server said for certain that nothing was done.
pub(crate) fn commit_failed(error: &Error) -> StoreError {
    let Some(told) = error.as_db_error() else {
        return StoreError::OutcomeUnknown(describe(error));
    };
    let code = told.code();
    // A cancelled wait for a synchronous replica is a warning, not an error, so 57014 means "rolled back".
    let is_definite = *code == SqlState::QUERY_CANCELED
        || (*code != SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN
            && ["23", "25", "40", "53", "55"].contains(&class(code)));
    if is_definite { statement_failed("commit", error) } else { StoreError::OutcomeUnknown(text_of(told)) }
}

/// Whether a connection may serve on after its rollback was confirmed.
pub(crate) fn is_harmless(error: &Error) -> bool {
    error.as_db_error().is_some_and(|told| {
        *told.code() == SqlState::QUERY_CANCELED || ["23", "40", "55"].contains(&class(told.code()))
    })
}

/// Whether the connection ended before the statement did: a new one may serve.
pub(crate) fn is_connection_lost(error: &Error) -> bool {
    error.as_db_error().is_none_or(|told| {
        ["08", "57"].contains(&class(told.code())) && *told.code() != SqlState::QUERY_CANCELED
    })
}

/// An error of connecting or of the driver as one line.
pub(crate) fn describe(error: &Error) -> String {
    if let Some(told) = error.as_db_error() {
        return text_of(told);
    }
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn text_of(told: &DbError) -> String {
    let code = told.code();
    // Data exceptions and constraint texts may quote values.
    if ["22", "23"].contains(&class(code)) {
        let place = told.constraint().or(told.column()).or(told.table()).unwrap_or("a value");
        return format!("{} ({place})", code.code());
    }
    format!("{} ({})", told.message(), code.code())
}

fn class(code: &SqlState) -> &str {
    code.code().get(..2).unwrap_or_default()
}

//! What SQLite tells, in the words of the contract. Constraint names are mapped here and nowhere else.

use canvass_store::StoreError;
use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE};

/// Columns of a unique constraint as SQLite lists them, and the name that both engines use.
const CONSTRAINTS: &[(&str, &str)] = &[
    ("installation.one", "installation"),
    ("workspace.slug", "workspace_slug"),
    ("token.id", "token_id"),
    ("client.id", "client_id"),
    ("client.workspace_id, client.outside_name", "client_outside_name"),
    ("issuer.workspace_id, issuer.issuer, issuer.audience", "issuer_audience"),
    ("certificate.workspace_id, certificate.sha256", "certificate_thumbprint"),
    ("host.host", "host_name"),
    ("sign_in.hash", "sign_in"),
    ("session.hash", "session"),
    ("app_user.workspace_id, app_user.name_key", "user_name"),
    ("data_column.workspace_id, data_column.id", "column_id"),
    ("data_column.workspace_id, data_column.name_key", "column_name"),
    ("contact_rule.workspace_id, contact_rule.name", "contact_rule_name"),
    ("import_file.workspace_id, import_file.name", "import_name"),
    ("template.workspace_id, template.name", "template_name"),
    ("segment.workspace_id, segment.code", "segment_code"),
    ("product_group.workspace_id, product_group.name_key", "product_group_name"),
    ("organisation.workspace_id, organisation.name_key", "organisation_name"),
    ("held_domain.workspace_id, held_domain.domain", "organisation_domain"),
    ("organisation_field.workspace_id, organisation_field.name_key", "organisation_field_name"),
    ("questionnaire.workspace_id, questionnaire.name", "questionnaire_name"),
    ("questionnaire.workspace_id, questionnaire.guid", "questionnaire_guid"),
    ("message.workspace_id, message.customer_id, message.slot", "message"),
    ("request.workspace_id, request.route, request.key", "request_key"),
];

/// Codes that say that the file cannot be used now; nothing was done.
const UNAVAILABLE: &[ErrorCode] = &[
    ErrorCode::DiskFull,
    ErrorCode::SystemIoFailure,
    ErrorCode::CannotOpen,
    ErrorCode::ReadOnly,
    ErrorCode::DatabaseBusy,
    ErrorCode::DatabaseLocked,
    ErrorCode::OutOfMemory,
    // A reading that was ended (STO-14).
    ErrorCode::OperationInterrupted,
];

/// The store's error for one of SQLite. Texts of SQLite name tables and columns, never values.
#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
pub(crate) fn store_error(error: rusqlite::Error) -> StoreError {
    let rusqlite::Error::SqliteFailure(failure, text) = &error else {
        return StoreError::Engine(error.to_string());
    };
    if failure.code == ErrorCode::ConstraintViolation {
        return violated(failure.extended_code, text.as_deref().unwrap_or_default());
    }
    if UNAVAILABLE.contains(&failure.code) {
        return StoreError::Unavailable(error.to_string());
    }
    StoreError::Engine(error.to_string())
}

fn violated(code: i32, text: &str) -> StoreError {
    match code {
        SQLITE_CONSTRAINT_UNIQUE | SQLITE_CONSTRAINT_PRIMARYKEY => {
            let columns = text.trim_start_matches("UNIQUE constraint failed: ");
            CONSTRAINTS
                .iter()
                .find(|(listed, _)| *listed == columns)
                .map_or_else(|| StoreError::Engine(text.to_owned()), |(_, name)| StoreError::Conflict(name))
        }
        SQLITE_CONSTRAINT_FOREIGNKEY => StoreError::Missing("referenced row"),
        _ => StoreError::Engine(text.to_owned()),
    }
}

//! Migrations: numbered, forward only, all that are missing in one transaction. A file that a newer program has
//! migrated, or whose history differs from ours, is refused.

use canvass_failpoint::pass;
use refinery::error::Kind;
use refinery::{Migration, Runner};
use rusqlite::Connection;

use super::OpenError;
use crate::catalogue;

const MIGRATIONS: &[(&str, &str)] = &[
    ("V1__first_line", include_str!("../../migrations/V1__first_line.sql")),
    ("V2__blocks", include_str!("../../migrations/V2__blocks.sql")),
    ("V3__finished_and_links", include_str!("../../migrations/V3__finished_and_links.sql")),
    ("V4__contacts", include_str!("../../migrations/V4__contacts.sql")),
    ("V5__organisations", include_str!("../../migrations/V5__organisations.sql")),
    ("V6__limits", include_str!("../../migrations/V6__limits.sql")),
    ("V7__files_and_keys", include_str!("../../migrations/V7__files_and_keys.sql")),
    ("V9__policy", include_str!("../../migrations/V9__policy.sql")),
    ("V10__letters", include_str!("../../migrations/V10__letters.sql")),
    ("V11__reminders", include_str!("../../migrations/V11__reminders.sql")),
    ("V12__contact_rules", include_str!("../../migrations/V12__contact_rules.sql")),
    ("V13__imports", include_str!("../../migrations/V13__imports.sql")),
    ("V14__sending", include_str!("../../migrations/V14__sending.sql")),
    ("V15__webhooks", include_str!("../../migrations/V15__webhooks.sql")),
    ("V17__approval", include_str!("../../migrations/V17__approval.sql")),
    ("V18__suppressions", include_str!("../../migrations/V18__suppressions.sql")),
    ("V19__text_messages", include_str!("../../migrations/V19__text_messages.sql")),
    ("V20__template_document", include_str!("../../migrations/V20__template_document.sql")),
    ("V21__questionnaire_guid", include_str!("../../migrations/V21__questionnaire_guid.sql")),
    ("V23__copies", include_str!("../../migrations/V23__copies.sql")),
    ("V25__rounds", include_str!("../../migrations/V25__rounds.sql")),
    ("V26__numbers", include_str!("../../migrations/V26__numbers.sql")),
    ("V27__fallback", include_str!("../../migrations/V27__fallback.sql")),
    ("V28__channels", include_str!("../../migrations/V28__channels.sql")),
];

/// Brings the schema to the newest version.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), OpenError> {
    let migrations = MIGRATIONS
        .iter()
        .map(|(name, text)| Migration::unapplied(name, text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(told)?;
    connection.commit_hook(Some(|| {
        pass("migration.before-commit");
        false
    }))?;
    // Grouped: a migration and its line in the history share a commit, so a kill between them cannot leave a schema
    // that the next start would want to make again.
    let report = Runner::new(&migrations)
        .set_abort_divergent(true)
        .set_abort_missing(true)
        .set_grouped(true)
        .run(connection);
    connection.commit_hook(None::<fn() -> bool>)?;
    for migration in report.map_err(told)?.applied_migrations() {
        pass("migration.after-commit");
        tracing::info!(version = i64::from(migration.version()), name = migration.name(), "migrated");
    }
    renew_triggers(connection)
}

/// Makes the triggers that a migration took away, where there is somebody to tell: before anything is written.
fn renew_triggers(connection: &Connection) -> Result<(), OpenError> {
    if connection.query_row(catalogue::IS_LISTENING.text, [], |row| row.get(0))? {
        connection.execute_batch(catalogue::START_LISTENING.text)?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
fn told(error: refinery::Error) -> OpenError {
    if let Kind::MissingVersion(migration) = error.kind() {
        return OpenError::SchemaTooNew(migration.to_string());
    }
    OpenError::Migration(error.to_string())
}

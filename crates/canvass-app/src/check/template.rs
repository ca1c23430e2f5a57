//! Templates that print columns which were archived after they were saved: no new customer brings a value.

use canvass_domain::column::Column;
use canvass_domain::template::compile;
use canvass_store::{StoreError, WorkspaceTx};

pub(super) fn check(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let configuration = tx.load_configuration()?;
    if !configuration.columns.iter().any(|column| column.is_archived) {
        return Ok(Vec::new());
    }
    let kept = |column: &Column| Column { is_archived: false, ..column.clone() };
    let unarchived: Vec<Column> = configuration.columns.iter().map(kept).collect();
    let mut findings = Vec::new();
    for template in &configuration.templates {
        // Other faults are those of an earlier release, which its author may leave as they are.
        let others = compile(&template.document, &unarchived).faults;
        let faults = compile(&template.document, &configuration.columns).faults;
        for fault in faults.into_iter().filter(|fault| !others.contains(fault)) {
            findings.push(format!("Template {} ({}), {}: {fault}.", template.id, template.name, fault.path));
        }
    }
    Ok(findings)
}

//! What transactions are judged by, and what must be there before they are stored: segments, columns, products.

use std::collections::BTreeMap;
use std::sync::Arc;

use canvass_domain::decide::import_transactions::{Facts, Made, Needs, column_name};
use canvass_domain::id::{ColumnId, TemplateId};
use canvass_store::area::{Configuration, NewColumn, NewSegment};
use canvass_store::{Result, StoreError, WorkspaceTx};
use jiff::Timestamp;

/// The set-up, with the lists that the judgement wants.
pub(super) struct Setup {
    pub(super) configuration: Arc<Configuration>,
    templates: Vec<TemplateId>,
    text_templates: Vec<TemplateId>,
}

impl Setup {
    pub(super) fn new(configuration: Arc<Configuration>) -> Self {
        let templates = configuration.templates.iter().map(|template| template.id).collect();
        let text_templates = configuration
            .templates
            .iter()
            .filter(|template| template.has_text_message())
            .map(|template| template.id)
            .collect();
        Self { configuration, templates, text_templates }
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        let configuration = &self.configuration;
        Facts {
            workspace: &configuration.workspace,
            columns: &configuration.columns,
            published: &configuration.published,
            policies: &configuration.policies,
            templates: &self.templates,
            text_templates: &self.text_templates,
            segments: &configuration.segments,
            product_rules: &configuration.product_rules,
        }
    }
}

/// Makes what is missing, in the transaction that stores the rows: a call that fails makes nothing.
pub(super) fn make(
    tx: &mut dyn WorkspaceTx,
    needs: &Needs,
    facts: &Facts<'_>,
    now: Timestamp,
) -> Result<Made> {
    let mut made = Made::default();
    for number in &needs.columns {
        made.columns.insert(*number, column(tx, *number)?);
    }
    if let Some(main) = facts.segments.main() {
        for code in &needs.segments {
            let new = NewSegment { parent: main.id, code: code.clone(), name: code.clone(), rule: None };
            let id = match tx.add_segment(&new, now) {
                Ok(segment) => segment.id,
                // Another call was first; its transaction is over, or this one would still wait.
                Err(StoreError::Conflict("segment_code")) => {
                    let segments = tx.load_configuration()?.segments;
                    segments.by_code(code).ok_or(StoreError::Contended)?.id
                }
                Err(other) => return Err(other),
            };
            made.segments.insert(code.clone(), id);
        }
    }
    let ids = tx.ensure_products(&needs.products, now)?;
    made.products = needs.products.iter().cloned().zip(ids).collect::<BTreeMap<_, _>>();
    Ok(made)
}

/// The column of a further text (Q37); people see its technical name until somebody gives it a better one.
fn column(tx: &mut dyn WorkspaceTx, number: u8) -> Result<ColumnId> {
    let name = column_name(number);
    let new = NewColumn {
        id: None,
        display_name: name.clone(),
        name,
        external_name: None,
        is_required: false,
        is_identifying: false,
        is_reportable: false,
    };
    match tx.add_column(&new) {
        Ok(column) => Ok(column.id),
        Err(StoreError::Conflict("column_name")) => {
            let columns = tx.load_configuration()?.columns;
            let found = columns.iter().find(|column| column.name.eq_ignore_ascii_case(&new.name));
            Ok(found.ok_or(StoreError::Contended)?.id)
        }
        Err(other) => Err(other),
    }
}

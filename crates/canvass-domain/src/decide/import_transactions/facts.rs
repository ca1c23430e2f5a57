//! What the judgement of transactions needs to know of the workspace.

use std::collections::BTreeMap;

use crate::column::Column;
use crate::decide::import_customers::Published;
use crate::id::{ColumnId, QuestionnaireId, TemplateId};
use crate::questionnaire;
use crate::segment::SegmentTree;
use crate::transaction::ProductGroup;
use crate::workspace::Workspace;

/// What the judgement needs to know of the workspace.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// Its settings and policy.
    pub workspace: &'a Workspace,
    /// All columns.
    pub columns: &'a [Column],
    /// The newest published version of each questionnaire that has one.
    pub published: &'a BTreeMap<QuestionnaireId, Published>,
    /// The policies of questionnaires that have one.
    pub policies: &'a BTreeMap<QuestionnaireId, questionnaire::Policy>,
    /// The numbers of all templates.
    pub templates: &'a [TemplateId],
    /// Those of them that have a text message.
    pub text_templates: &'a [TemplateId],
    /// The segment tree.
    pub segments: &'a SegmentTree,
    /// Product groups that have a rule.
    pub product_rules: &'a [ProductGroup],
}

impl Facts<'_> {
    /// The column that a further text is kept in (Q37).
    pub(in crate::decide) fn column_of(&self, number: u8) -> Option<ColumnId> {
        let name = column_name(number);
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(&name)).map(|column| column.id)
    }

    /// A published questionnaire by the number that a caller sent.
    pub fn questionnaire(&self, number: i64) -> Option<(QuestionnaireId, &Published)> {
        let id = QuestionnaireId(i32::try_from(number).ok()?);
        self.published.get(&id).map(|published| (id, published))
    }
}

/// The technical name of the column of a further text (Q37).
pub fn column_name(number: u8) -> String {
    format!("custom{number}")
}

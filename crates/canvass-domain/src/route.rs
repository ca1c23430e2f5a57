//! Routing rules: which questionnaire, template and language a customer gets by its data (E19, E20).

use crate::id::{ColumnId, QuestionnaireId, RouteId, TemplateId};

/// One rule; rules are tried in order of position, then of id, and the first match decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Its number.
    pub id: RouteId,
    /// Lower is tried first.
    pub position: i32,
    /// All must hold; none at all makes it a catch-all.
    pub conditions: Vec<Condition>,
    /// The questionnaire that is asked: its newest published version at intake.
    pub questionnaire: QuestionnaireId,
    /// The mail that invites; `None` = the built-in invitation.
    pub template: Option<TemplateId>,
    /// The language of mail and page; `None` = the questionnaire's default.
    pub language: Option<String>,
}

/// Holds when the customer's value of the column equals one of the values, trimmed and without case (E36).
/// A missing value, or an encrypted one that cannot be read, counts as blank (E20, E98).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The column looked at.
    pub column: ColumnId,
    /// Any of these; an empty text stands for a blank value.
    pub values: Vec<String>,
}

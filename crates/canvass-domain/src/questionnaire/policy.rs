//! The policy of a questionnaire: contact rules that hold for its invitations only. Unlike the document it has no
//! versions: what stands counts from now on.

use crate::id::TemplateId;

/// Contact rules of a questionnaire; everything is off in a new one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Policy {
    /// Days without a further invitation of this questionnaire to the same person (E77, Q45); 0 = off. The workspace's
    /// own period holds beside it.
    pub rest_days: i32,
    /// The share of customers who are invited, in percent (Q49); `None` = all.
    pub sampling_percent: Option<i32>,
    /// The mail that invites to it where nothing nearer says (Q41); `None` = that of the workspace.
    pub template: Option<TemplateId>,
}

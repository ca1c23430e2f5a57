//! Ids. Numbers where a wire shows numbers; all of them count from 1 within one workspace.

use std::fmt;

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

number_id!(
    /// A workspace: the tenant that owns everything else. Counts over the installation.
    WorkspaceId
);
number_id!(
    /// What one intake call or file brought.
    BatchId
);
number_id!(
    /// A file that is or was taken in row by row.
    ImportId
);
number_id!(
    /// A note about a customer.
    NoteId
);
number_id!(
    /// One survey request to one person.
    CustomerId
);
number_id!(
    /// A lock or an opt-out.
    BlockId
);
number_id!(
    /// A contact-frequency rule.
    ContactRuleId
);
number_id!(
    /// A named data column.
    ColumnId
);
number_id!(
    /// A questionnaire, over all its versions.
    QuestionnaireId
);
number_id!(
    /// The number of a frozen, published version of a questionnaire, from 1.
    VersionNumber
);
number_id!(
    /// A question over all versions and questionnaires of the workspace.
    BaseQuestionId
);
number_id!(
    /// One position of a scale or choice; unique within its question.
    PositionId
);
number_id!(
    /// A file of an answer.
    FileId
);
number_id!(
    /// A routing rule.
    RouteId
);
number_id!(
    /// A mail template.
    TemplateId
);
number_id!(
    /// A named value of organisations.
    OrganisationFieldId
);
number_id!(
    /// A person who signs in to the console.
    UserId
);

number_id!(
    /// The person behind customers, as the wires number it.
    ContactNumber
);
number_id!(
    /// A node of the segment tree.
    SegmentId
);
number_id!(
    /// A group of products.
    ProductGroupId
);
number_id!(
    /// A product; unique over all groups.
    ProductId
);
number_id!(
    /// A company account with mail domains.
    OrganisationId
);
number_id!(
    /// A place that is told what happens.
    WebhookId
);

/// The keyed 128-bit hash of a normalised address or phone: the identity of a contact (promises 2.3).
///
/// At this width two persons share a value with a chance below 1 in 10^20 for ten million contacts, so no comparison
/// of a longer hash follows the look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContactHash(pub [u8; 16]);

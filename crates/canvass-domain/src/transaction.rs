//! What a customer is about: the segment where it happened, the products, what was asked for, where its data led.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::fold;
use crate::id::{ProductGroupId, ProductId, SegmentId};
use crate::segment::QuestionnaireRule;

/// The transaction behind a customer (Q25, Q37-Q42).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// Where it happened.
    pub segment: SegmentId,
    /// What was bought; the first is the one that is shown where one is (Q38).
    pub lines: Vec<Line>,
    /// Which invitations were asked for (Q42).
    pub asks: Asks,
    /// What chose the questionnaire (Q40).
    pub chosen_by: ChosenBy,
    /// How it came in.
    pub source: Source,
    /// What an imported response told besides its answers (Q68); `None` for others.
    pub origin: Option<Origin>,
}

/// One product of a transaction (Q38).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The product, in its group.
    pub product: ProductId,
    /// Further texts by their number.
    pub values: BTreeMap<u8, String>,
}

/// Which invitations were asked for (Q42).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Asks {
    /// One by mail.
    pub email: bool,
    /// One by text message.
    pub text_message: bool,
}

/// What chose the questionnaire (Q40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChosenBy {
    /// The caller, for this customer or for all.
    Caller,
    /// The rule of a product group.
    ProductGroup(ProductGroupId),
    /// The rule of the segment or of one above it.
    Segment(SegmentId),
    /// Nothing else: the default of the workspace.
    Workspace,
}

/// How a transaction came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A call asked for invitations.
    Call,
    /// A call asked for links.
    LinkCall,
    /// A call brought the finished response.
    ResponseCall,
}

impl Source {
    /// The word used in storage.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::LinkCall => "link-call",
            Self::ResponseCall => "response-call",
        }
    }

    /// The source of a word made by [`Self::as_str`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Call, Self::LinkCall, Self::ResponseCall].into_iter().find(|source| source.as_str() == word)
    }
}

/// What an imported response told about where it came from; kept as sent, for those who sent it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Texts and numbers by the name of the member, as characters.
    pub members: BTreeMap<String, String>,
}

/// A group of products; its rule leads its transactions to a questionnaire (Q40).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductGroup {
    /// Its number.
    pub id: ProductGroupId,
    /// Unique without case; empty for lines without a group (Q38).
    pub name: String,
    /// Where it leads.
    pub rule: Option<QuestionnaireRule>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A product by its names; both are compared without case (Q38).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductName {
    /// The group; empty = without one.
    pub group: String,
    /// The product.
    pub product: String,
}

/// The form under which equal names of groups and products meet: without outer blanks and case (Q38).
pub fn name_key(name: &str) -> String {
    fold::key(name)
}

/// A product of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its number.
    pub id: ProductId,
    /// The group it stands in.
    pub group: ProductGroupId,
    /// Unique without case within its group (Q38).
    pub name: String,
}

//! Segments, product groups and products: where transactions happen and what they are about.

use canvass_domain::id::{ProductGroupId, ProductId, SegmentId};
use canvass_domain::segment::{QuestionnaireRule, Segment};
use canvass_domain::transaction::{Product, ProductGroup, ProductName};
use jiff::Timestamp;

use super::Page;
use crate::Result;

/// A segment to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSegment {
    /// The node above.
    pub parent: SegmentId,
    /// Unique (`segment_code`).
    pub code: String,
    /// What people see.
    pub name: String,
    /// What is asked here and below.
    pub rule: Option<QuestionnaireRule>,
}

/// Segments and products. What judging depends on - the segments and the rules of groups - raises the configuration
/// version.
pub trait Products {
    /// Makes a segment; `Conflict("segment_code")`.
    fn add_segment(&mut self, segment: &NewSegment, at: Timestamp) -> Result<Segment>;
    /// Changes code, name and rule of a segment; `Missing("segment")`, `Conflict("segment_code")`.
    fn save_segment(&mut self, segment: &Segment) -> Result<()>;
    /// Makes a product group with its rule; `Conflict("product_group_name")`.
    fn add_product_group(
        &mut self,
        name: &str,
        rule: Option<QuestionnaireRule>,
        at: Timestamp,
    ) -> Result<ProductGroup>;
    /// Changes name and rule of a group; `Missing("product_group")`, `Conflict("product_group_name")`.
    fn save_product_group(&mut self, group: &ProductGroup) -> Result<()>;
    /// Product groups by number.
    fn product_groups(&mut self, page: Page) -> Result<Vec<ProductGroup>>;
    /// Products by number.
    fn products(&mut self, page: Page) -> Result<Vec<Product>>;
    /// The numbers of these products, in their order; groups and products that nobody knew are made (Q38). The group of
    /// each stands beside it.
    fn ensure_products(
        &mut self,
        names: &[ProductName],
        at: Timestamp,
    ) -> Result<Vec<(ProductGroupId, ProductId)>>;
}

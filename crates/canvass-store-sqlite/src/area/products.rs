//! Segments, product groups and products.

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::id::{ProductGroupId, ProductId, QuestionnaireId, SegmentId, TemplateId};
use canvass_domain::segment::{QuestionnaireRule, Segment};
use canvass_domain::transaction::{Product, ProductGroup, ProductName, name_key};
use canvass_store::area::{NewSegment, Page, Products};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;

use super::limit;
use crate::catalogue;
use crate::tx::{Cells, SqliteTx};

fn rule(cells: &mut Cells<'_, '_>) -> Result<Option<QuestionnaireRule>> {
    let questionnaire: Option<i32> = cells.next()?;
    let template = cells.next::<Option<i32>>()?.map(TemplateId);
    Ok(questionnaire.map(|id| QuestionnaireRule { questionnaire: QuestionnaireId(id), template }))
}

/// Questionnaire and template of a rule, as stored.
fn stored(rule: Option<QuestionnaireRule>) -> (Option<i32>, Option<i32>) {
    (rule.map(|rule| rule.questionnaire.0), rule.and_then(|rule| rule.template).map(|id| id.0))
}

pub(super) fn segment(cells: &mut Cells<'_, '_>) -> Result<Segment> {
    Ok(Segment {
        id: SegmentId(cells.next()?),
        parent: cells.next::<Option<i32>>()?.map(SegmentId),
        code: cells.next()?,
        name: cells.next()?,
        rule: rule(cells)?,
        created_at: cells.moment()?,
    })
}

pub(super) fn product_group(cells: &mut Cells<'_, '_>) -> Result<ProductGroup> {
    Ok(ProductGroup {
        id: ProductGroupId(cells.next()?),
        name: cells.next()?,
        rule: rule(cells)?,
        created_at: cells.moment()?,
    })
}

impl SqliteTx<'_> {
    fn insert_group(
        &self,
        name: &str,
        rule: Option<QuestionnaireRule>,
        at: Timestamp,
    ) -> Result<ProductGroupId> {
        let id = self.take_numbers("product_group", 1)?;
        let (questionnaire, template) = stored(rule);
        self.change_one(
            catalogue::INSERT_PRODUCT_GROUP,
            (self.wall(), id, name, name_key(name), questionnaire, template, to_ticks(at)),
        )?;
        Ok(ProductGroupId(id))
    }

    fn ensure_group(&self, name: &str, at: Timestamp) -> Result<ProductGroupId> {
        match self.cell(catalogue::FIND_PRODUCT_GROUP, (self.wall(), name_key(name)))? {
            Some(id) => Ok(ProductGroupId(id)),
            None => self.insert_group(name, None, at),
        }
    }

    fn ensure_product(&self, group: ProductGroupId, name: &str, at: Timestamp) -> Result<ProductId> {
        let key = name_key(name);
        if let Some(id) = self.cell(catalogue::FIND_PRODUCT, (self.wall(), group.0, &key))? {
            return Ok(ProductId(id));
        }
        let id = self.take_numbers("product", 1)?;
        self.change_one(catalogue::INSERT_PRODUCT, (self.wall(), id, group.0, name, key, to_ticks(at)))?;
        Ok(ProductId(id))
    }
}

impl Products for SqliteTx<'_> {
    fn add_segment(&mut self, new: &NewSegment, at: Timestamp) -> Result<Segment> {
        let parent: Option<i32> = self.cell(catalogue::FIND_SEGMENT, (self.wall(), new.parent.0))?;
        parent.ok_or(StoreError::Missing("segment"))?;
        let id = self.take_numbers("segment", 1)?;
        let (questionnaire, template) = stored(new.rule);
        self.change_one(
            catalogue::INSERT_SEGMENT,
            (
                self.wall(),
                id,
                Some(new.parent.0),
                &new.code,
                &new.name,
                questionnaire,
                template,
                to_ticks(at),
            ),
        )?;
        self.raise_version()?;
        Ok(Segment {
            id: SegmentId(id),
            parent: Some(new.parent),
            code: new.code.clone(),
            name: new.name.clone(),
            rule: new.rule,
            created_at: at,
        })
    }

    fn save_segment(&mut self, segment: &Segment) -> Result<()> {
        let (questionnaire, template) = stored(segment.rule);
        self.change_named(
            catalogue::UPDATE_SEGMENT,
            (self.wall(), segment.id.0, &segment.code, &segment.name, questionnaire, template),
            "segment",
        )?;
        self.raise_version()
    }

    fn add_product_group(
        &mut self,
        name: &str,
        rule: Option<QuestionnaireRule>,
        at: Timestamp,
    ) -> Result<ProductGroup> {
        let id = self.insert_group(name, rule, at)?;
        self.raise_version()?;
        Ok(ProductGroup { id, name: name.to_owned(), rule, created_at: at })
    }

    fn save_product_group(&mut self, group: &ProductGroup) -> Result<()> {
        let (questionnaire, template) = stored(group.rule);
        self.change_named(
            catalogue::UPDATE_PRODUCT_GROUP,
            (self.wall(), group.id.0, &group.name, name_key(&group.name), questionnaire, template),
            "product_group",
        )?;
        self.raise_version()
    }

    fn product_groups(&mut self, page: Page) -> Result<Vec<ProductGroup>> {
        self.rows(catalogue::LIST_PRODUCT_GROUPS, (self.wall(), page.after, limit(page.most)), product_group)
    }

    fn products(&mut self, page: Page) -> Result<Vec<Product>> {
        self.rows(catalogue::LIST_PRODUCTS, (self.wall(), page.after, limit(page.most)), |cells| {
            Ok(Product {
                id: ProductId(cells.next()?),
                group: ProductGroupId(cells.next()?),
                name: cells.next()?,
            })
        })
    }

    fn ensure_products(
        &mut self,
        names: &[ProductName],
        at: Timestamp,
    ) -> Result<Vec<(ProductGroupId, ProductId)>> {
        // In the order of their keys, each under the name that sorts first: both engines number alike.
        let unique: BTreeSet<&ProductName> = names.iter().collect();
        let wanted: BTreeMap<String, &str> =
            unique.iter().rev().map(|name| (name_key(&name.group), name.group.as_str())).collect();
        let mut groups = BTreeMap::new();
        for (key, name) in wanted {
            groups.insert(key, self.ensure_group(name, at)?);
        }
        let group_of = |name: &ProductName| {
            groups.get(&name_key(&name.group)).copied().ok_or(StoreError::Corrupt("product_group"))
        };
        let mut wanted: BTreeMap<(ProductGroupId, String), &str> = BTreeMap::new();
        for name in unique.iter().rev() {
            wanted.insert((group_of(name)?, name_key(&name.product)), name.product.as_str());
        }
        let mut products = BTreeMap::new();
        for ((group, key), name) in wanted {
            let id = self.ensure_product(group, name, at)?;
            products.insert((group, key), id);
        }
        names
            .iter()
            .map(|name| {
                let group = group_of(name)?;
                let id = products.get(&(group, name_key(&name.product))).copied();
                Ok((group, id.ok_or(StoreError::Corrupt("product"))?))
            })
            .collect()
    }
}

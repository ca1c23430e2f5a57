//! Segments, product groups and products. Names are made in bulk and in one order, so that two imports that meet in the
//! same new names wait for each other and then agree.

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::id::{ProductGroupId, ProductId, QuestionnaireId, SegmentId, TemplateId};
use canvass_domain::segment::{QuestionnaireRule, Segment};
use canvass_domain::transaction::{Product, ProductGroup, ProductName, name_key};
use canvass_store::area::{NewSegment, Page, Products};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::{count_of, cursor, limit};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, named};

fn rule(row: &Row) -> Result<Option<QuestionnaireRule>> {
    let questionnaire: Option<i32> = named(row, "questionnaire_id")?;
    let template = named::<Option<i32>>(row, "template_id")?.map(TemplateId);
    Ok(questionnaire.map(|id| QuestionnaireRule { questionnaire: QuestionnaireId(id), template }))
}

/// Questionnaire and template of a rule, as stored.
fn stored(rule: Option<QuestionnaireRule>) -> (Option<i32>, Option<i32>) {
    (rule.map(|rule| rule.questionnaire.0), rule.and_then(|rule| rule.template).map(|id| id.0))
}

pub(super) fn segment(row: &Row) -> Result<Segment> {
    Ok(Segment {
        id: SegmentId(named(row, "id")?),
        parent: named::<Option<i32>>(row, "parent_id")?.map(SegmentId),
        code: named(row, "code")?,
        name: named(row, "name")?,
        rule: rule(row)?,
        created_at: moment(row, "created_at")?,
    })
}

pub(super) fn product_group(row: &Row) -> Result<ProductGroup> {
    Ok(ProductGroup {
        id: ProductGroupId(named(row, "id")?),
        name: named(row, "name")?,
        rule: rule(row)?,
        created_at: moment(row, "created_at")?,
    })
}

type GroupKey = String;
type ProductKey = (i32, String);

impl PostgresTx<'_> {
    fn known_groups(&mut self, keys: &[&GroupKey]) -> Result<BTreeMap<GroupKey, i32>> {
        let workspace = self.ws();
        self.query(catalogue::FIND_PRODUCT_GROUPS, &[&workspace, &keys])?
            .iter()
            .map(|row| Ok((named(row, "name_key")?, named(row, "id")?)))
            .collect()
    }

    /// The numbers of groups by key; missing ones are made.
    fn ensure_groups(
        &mut self,
        names: &BTreeMap<GroupKey, &str>,
        at: i64,
    ) -> Result<BTreeMap<GroupKey, i32>> {
        let keys: Vec<&GroupKey> = names.keys().collect();
        let known = self.known_groups(&keys)?;
        let missing: Vec<(&GroupKey, &str)> = names
            .iter()
            .filter(|(key, _)| !known.contains_key(*key))
            .map(|(key, name)| (key, *name))
            .collect();
        if missing.is_empty() {
            return Ok(known);
        }
        let workspace = self.ws();
        let wanted = [(Counted::ProductGroup, count_of(missing.len())?)];
        let [first] = self.shared.sequences.reserve(self.workspace_id(), wanted)?;
        let ids: Vec<i32> = (first..).take(missing.len()).collect();
        let (keys_of, names_of): (Vec<&GroupKey>, Vec<&str>) = missing.into_iter().unzip();
        let none = None::<i32>;
        self.execute(
            catalogue::INSERT_PRODUCT_GROUPS,
            &[&workspace, &ids, &names_of, &keys_of, &none, &none, &at],
        )?;
        self.known_groups(&keys)
    }

    fn known_products(&mut self, keys: &BTreeMap<ProductKey, &str>) -> Result<BTreeMap<ProductKey, i32>> {
        let workspace = self.ws();
        let (groups, names): (Vec<i32>, Vec<&str>) =
            keys.keys().map(|(group, name)| (*group, name.as_str())).unzip();
        self.query(catalogue::FIND_PRODUCTS, &[&workspace, &groups, &names])?
            .iter()
            .map(|row| Ok(((named(row, "group_id")?, named(row, "name_key")?), named(row, "id")?)))
            .collect()
    }

    /// The numbers of products by group and key; missing ones are made.
    fn ensure_each(
        &mut self,
        names: &BTreeMap<ProductKey, &str>,
        at: i64,
    ) -> Result<BTreeMap<ProductKey, i32>> {
        let known = self.known_products(names)?;
        let missing: Vec<(&ProductKey, &str)> = names
            .iter()
            .filter(|(key, _)| !known.contains_key(*key))
            .map(|(key, name)| (key, *name))
            .collect();
        if missing.is_empty() {
            return Ok(known);
        }
        let workspace = self.ws();
        let wanted = [(Counted::Product, count_of(missing.len())?)];
        let [first] = self.shared.sequences.reserve(self.workspace_id(), wanted)?;
        let ids: Vec<i32> = (first..).take(missing.len()).collect();
        let groups: Vec<i32> = missing.iter().map(|((group, _), _)| *group).collect();
        let keys: Vec<&str> = missing.iter().map(|((_, key), _)| key.as_str()).collect();
        let names_of: Vec<&str> = missing.iter().map(|(_, name)| *name).collect();
        self.execute(catalogue::INSERT_PRODUCTS, &[&workspace, &ids, &groups, &names_of, &keys, &at])?;
        self.known_products(names)
    }
}

impl Products for PostgresTx<'_> {
    fn add_segment(&mut self, new: &NewSegment, at: Timestamp) -> Result<Segment> {
        let workspace = self.ws();
        if self.query_opt(catalogue::FIND_SEGMENT, &[&workspace, &new.parent.0])?.is_none() {
            return Err(StoreError::Missing("segment"));
        }
        let id = self.shared.sequences.next(self.workspace_id(), Counted::Segment)?;
        let (questionnaire, template) = stored(new.rule);
        let rows = self.execute(
            catalogue::INSERT_SEGMENT,
            &[
                &workspace,
                &id,
                &Some(new.parent.0),
                &new.code,
                &new.name,
                &questionnaire,
                &template,
                &to_ticks(at),
            ],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("segment_code"));
        }
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
        let workspace = self.ws();
        let (questionnaire, template) = stored(segment.rule);
        self.execute_on(
            catalogue::UPDATE_SEGMENT,
            "segment",
            &[&workspace, &segment.id.0, &segment.code, &segment.name, &questionnaire, &template],
        )?;
        self.raise_version()
    }

    fn add_product_group(
        &mut self,
        name: &str,
        rule: Option<QuestionnaireRule>,
        at: Timestamp,
    ) -> Result<ProductGroup> {
        let workspace = self.ws();
        let id = self.shared.sequences.next(self.workspace_id(), Counted::ProductGroup)?;
        let (questionnaire, template) = stored(rule);
        let rows = self.execute(
            catalogue::INSERT_PRODUCT_GROUPS,
            &[
                &workspace,
                &[id].as_slice(),
                &[name].as_slice(),
                &[name_key(name)].as_slice(),
                &questionnaire,
                &template,
                &to_ticks(at),
            ],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("product_group_name"));
        }
        self.raise_version()?;
        Ok(ProductGroup { id: ProductGroupId(id), name: name.to_owned(), rule, created_at: at })
    }

    fn save_product_group(&mut self, group: &ProductGroup) -> Result<()> {
        let workspace = self.ws();
        let (questionnaire, template) = stored(group.rule);
        self.execute_on(
            catalogue::UPDATE_PRODUCT_GROUP,
            "product_group",
            &[&workspace, &group.id.0, &group.name, &name_key(&group.name), &questionnaire, &template],
        )?;
        self.raise_version()
    }

    fn product_groups(&mut self, page: Page) -> Result<Vec<ProductGroup>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_PRODUCT_GROUPS, &[&workspace, &cursor(page.after), &limit(page.most)])?
            .iter()
            .map(product_group)
            .collect()
    }

    fn products(&mut self, page: Page) -> Result<Vec<Product>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_PRODUCTS, &[&workspace, &cursor(page.after), &limit(page.most)])?
            .iter()
            .map(|row| {
                Ok(Product {
                    id: ProductId(named(row, "id")?),
                    group: ProductGroupId(named(row, "group_id")?),
                    name: named(row, "name")?,
                })
            })
            .collect()
    }

    fn ensure_products(
        &mut self,
        names: &[ProductName],
        at: Timestamp,
    ) -> Result<Vec<(ProductGroupId, ProductId)>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let at = to_ticks(at);
        let unique: BTreeSet<&ProductName> = names.iter().collect();
        let groups: BTreeMap<GroupKey, &str> =
            unique.iter().rev().map(|name| (name_key(&name.group), name.group.as_str())).collect();
        let groups = self.ensure_groups(&groups, at)?;
        let group_of = |name: &ProductName| {
            groups.get(&name_key(&name.group)).copied().ok_or(StoreError::Corrupt("product_group"))
        };
        let mut wanted: BTreeMap<ProductKey, &str> = BTreeMap::new();
        for name in unique.iter().rev() {
            wanted.insert((group_of(name)?, name_key(&name.product)), name.product.as_str());
        }
        let products = self.ensure_each(&wanted, at)?;
        names
            .iter()
            .map(|name| {
                let group = group_of(name)?;
                let id = products.get(&(group, name_key(&name.product))).copied();
                Ok((ProductGroupId(group), ProductId(id.ok_or(StoreError::Corrupt("product"))?)))
            })
            .collect()
    }
}

//! Segments, product groups, products, contacts and what customers are about, in their canonical form.

use canvass_domain::segment::QuestionnaireRule;
use canvass_domain::transaction::Transaction;
use canvass_store::area::{Configuration, Page};
use canvass_store::document::transaction_to_text;
use canvass_store::{StoreError, WorkspaceTx};

use super::PAGE;
use super::canonical::Canonical;

pub(super) fn write(
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
    canonical: &mut Canonical,
) -> Result<(), StoreError> {
    for segment in configuration.segments.all() {
        canonical.begin("segment");
        canonical.number(segment.id);
        canonical.optional(segment.parent);
        canonical.text(&segment.code);
        canonical.text(&segment.name);
        write_rule(segment.rule, canonical);
    }
    write_products(tx, canonical)?;
    write_persons(tx, canonical)
}

fn write_rule(rule: Option<QuestionnaireRule>, canonical: &mut Canonical) {
    canonical.optional(rule.map(|rule| rule.questionnaire));
    canonical.optional(rule.and_then(|rule| rule.template));
}

fn write_products(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    while let groups = tx.product_groups(Page { after, most: PAGE })?
        && let Some(last) = groups.last()
    {
        after = i64::from(last.id.0);
        for group in &groups {
            canonical.begin("product-group");
            canonical.number(group.id);
            canonical.text(&group.name);
            write_rule(group.rule, canonical);
        }
    }
    let mut after = 0;
    while let products = tx.products(Page { after, most: PAGE })?
        && let Some(last) = products.last()
    {
        after = i64::from(last.id.0);
        for product in &products {
            canonical.begin("product");
            canonical.number(product.id);
            canonical.number(product.group);
            canonical.text(&product.name);
        }
    }
    Ok(())
}

/// Persons by number, as far as somebody told of them: hashes depend on the keys of the installation.
fn write_persons(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    let mut after = 0;
    while let contacts = tx.contacts(Page { after, most: PAGE })?
        && let Some(last) = contacts.last()
    {
        after = i64::from(last.number.0);
        for contact in contacts.iter().filter(|contact| !contact.profile.is_empty()) {
            canonical.begin("contact");
            canonical.number(contact.number);
            let profile = &contact.profile;
            for told in [&profile.first_name, &profile.last_name, &profile.email, &profile.mobile] {
                canonical.optional(told.as_ref());
            }
        }
    }
    Ok(())
}

/// What a customer is about.
pub(super) fn write_about(about: Option<&Transaction>, canonical: &mut Canonical) {
    let Some(about) = about else { return };
    canonical.begin("about");
    canonical.number(about.segment);
    canonical.text(&transaction_to_text(about));
}

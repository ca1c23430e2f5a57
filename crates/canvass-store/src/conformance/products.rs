//! Segments, product groups and products, and what customers are about.

use std::collections::BTreeMap;

use canvass_domain::batch::Remark;
use canvass_domain::decide::import_customers::{DecidedCustomer, Import};
use canvass_domain::id::{ProductGroupId, ProductId, QuestionnaireId, SegmentId, TemplateId};
use canvass_domain::segment::{QuestionnaireRule, Segment};
use canvass_domain::transaction::{Asks, ChosenBy, Line, ProductGroup, ProductName, Source, Transaction};

use super::Fixture;
use super::sample::{import, save, scheduled, workspace};
use crate::StoreError;
use crate::area::{NewSegment, Page};

const ALL: Page = Page { after: 0, most: 10_000 };
const RULE: QuestionnaireRule =
    QuestionnaireRule { questionnaire: QuestionnaireId(4), template: Some(TemplateId(5)) };

fn new_segment(parent: i32, code: &str) -> NewSegment {
    NewSegment { parent: SegmentId(parent), code: code.to_owned(), name: code.to_lowercase(), rule: None }
}

fn name(group: &str, product: &str) -> ProductName {
    ProductName { group: group.to_owned(), product: product.to_owned() }
}

pub fn q32_a_new_workspace_has_a_main_segment(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    for workspace in [ours, theirs] {
        let tree = fixture.read(workspace, |tx| tx.load_configuration()).segments;
        let main = tree.main().expect("the main segment");
        assert_eq!((main.id, main.parent, main.code.as_str()), (SegmentId(1), None, "S1"));
        assert_eq!((tree.all().len(), main.created_at), (1, fixture.now()));
    }
}

pub fn q33_segment_codes_are_unique_and_compared_exactly(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let add = |new: NewSegment| fixture.try_write(ours, move |tx| tx.add_segment(&new, at));
    let made = add(NewSegment { rule: Some(RULE), ..new_segment(1, "North") }).expect("a segment");
    assert_eq!((made.id, made.parent), (SegmentId(2), Some(SegmentId(1))));
    assert_eq!(add(new_segment(1, "North")), Err(StoreError::Conflict("segment_code")));
    assert_eq!(add(new_segment(9, "South")), Err(StoreError::Missing("segment")));
    let lower = add(new_segment(2, "north")).expect("another code");
    let tree = fixture.read(ours, |tx| tx.load_configuration()).segments;
    assert_eq!(tree.by_code("North"), Some(&made));
    assert_eq!(tree.by_code("north"), Some(&lower));
    let before = fixture.read(ours, |tx| tx.configuration_version());
    let renamed = Segment { code: "N".to_owned(), rule: None, ..made.clone() };
    let saved = renamed.clone();
    fixture.write(ours, move |tx| tx.save_segment(&saved));
    assert!(fixture.read(ours, |tx| tx.configuration_version()) > before);
    assert_eq!(fixture.read(ours, |tx| tx.load_configuration()).segments.by_code("N"), Some(&renamed));
    let taken = Segment { code: "north".to_owned(), ..made };
    let refused = fixture.try_write(ours, move |tx| tx.save_segment(&taken));
    assert_eq!(refused, Err(StoreError::Conflict("segment_code")));
    let foreign = fixture.try_write(theirs, move |tx| tx.save_segment(&renamed));
    assert_eq!(foreign, Err(StoreError::Missing("segment")));
}

pub fn q38_products_are_made_once_and_compared_without_case(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let ensure = |names: Vec<ProductName>| fixture.write(ours, move |tx| tx.ensure_products(&names, at));
    let first = ensure(vec![name("Microsoft", "Xbox"), name("LG", "60 inch TV"), name("lg", "60 INCH tv")]);
    assert_eq!(first[1], first[2]);
    assert_ne!(first[0], first[1]);
    let again = ensure(vec![name("lg", "60 inch tv"), name("", "Xbox"), name("Microsoft", " xbox ")]);
    assert_eq!((again[0], again[2]), (first[1], first[0]));
    assert_ne!(again[1].1, first[0].1, "a product stands within its group");
    let groups = fixture.read(ours, |tx| tx.product_groups(ALL));
    let names: Vec<(i32, &str)> = groups.iter().map(|group| (group.id.0, group.name.as_str())).collect();
    assert_eq!(names, [(1, "LG"), (2, "Microsoft"), (3, "")], "both engines number alike");
    let products = fixture.read(ours, |tx| tx.products(ALL));
    let names: Vec<(i32, &str)> = products.iter().map(|found| (found.group.0, found.name.as_str())).collect();
    assert_eq!(names, [(1, "60 inch TV"), (2, "Xbox"), (3, "Xbox")]);
    assert_eq!(ensure(Vec::new()), []);
    assert_eq!(fixture.read(theirs, |tx| tx.products(ALL)), []);
}

pub fn q38_products_made_at_once_are_made_once(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let found = fixture.at_once(6, |thread| {
        let mut names: Vec<ProductName> =
            (0..12).map(|number| name(&format!("G{}", number % 3), &format!("P{number}"))).collect();
        if thread % 2 == 1 {
            names.reverse();
        }
        let ids = fixture.write(ours, move |tx| tx.ensure_products(&names, at));
        if thread % 2 == 1 { ids.into_iter().rev().collect() } else { ids }
    });
    assert!(found.iter().all(|ids| *ids == found[0]), "{found:?}");
    assert_eq!(fixture.read(ours, |tx| tx.product_groups(ALL)).len(), 3);
    assert_eq!(fixture.read(ours, |tx| tx.products(ALL)).len(), 12);
}

pub fn q40_rules_of_product_groups_are_part_of_the_set_up(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let made = fixture.write(ours, move |tx| tx.add_product_group("LG", Some(RULE), at));
    let plain = fixture.write(ours, move |tx| tx.add_product_group("Other", None, at));
    assert_eq!((made.id, plain.id), (ProductGroupId(1), ProductGroupId(2)));
    let twice = fixture.try_write(ours, move |tx| tx.add_product_group("lg ", None, at));
    assert_eq!(twice, Err(StoreError::Conflict("product_group_name")));
    let rules = || fixture.read(ours, |tx| tx.load_configuration()).product_rules;
    assert_eq!(rules(), std::slice::from_ref(&made));
    let changed = ProductGroup { rule: Some(RULE), ..plain };
    let saved = changed.clone();
    fixture.write(ours, move |tx| tx.save_product_group(&saved));
    assert_eq!(rules(), [made, changed.clone()]);
    let unknown = ProductGroup { id: ProductGroupId(9), name: "new".to_owned(), ..changed };
    let refused = fixture.try_write(ours, move |tx| tx.save_product_group(&unknown));
    assert_eq!(refused, Err(StoreError::Missing("product_group")));
}

pub fn q38_what_a_customer_is_about_comes_back_as_decided(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let about = Transaction {
        segment: SegmentId(1),
        lines: vec![
            Line { product: ProductId(2), values: BTreeMap::from([(1, "a \u{1F600}\n\"b\"".to_owned())]) },
            Line { product: ProductId(2), values: BTreeMap::new() },
        ],
        asks: Asks { email: true, text_message: true },
        chosen_by: ChosenBy::ProductGroup(ProductGroupId(3)),
        source: Source::Call,
        origin: None,
    };
    let customer = DecidedCustomer { transaction: Some(about.clone()), ..scheduled(fixture, 1) };
    let remarks = vec![Remark::ReadForgivingly, Remark::EmailLeftOut(1)];
    let sent = Import { remarks: remarks.clone(), ..import(vec![customer, scheduled(fixture, 2)]) };
    let saved = save(fixture, ours, sent);
    let (first, second) = (saved.first_customer, canvass_domain::id::CustomerId(saved.first_customer.0 + 1));
    assert_eq!(fixture.read(ours, move |tx| tx.customer(first)).expect("it").transaction, Some(about));
    assert_eq!(fixture.read(ours, move |tx| tx.customer(second)).expect("it").transaction, None);
    let batch = saved.batch;
    assert_eq!(fixture.read(ours, move |tx| tx.batch(batch)).expect("the batch").remarks, remarks);
}

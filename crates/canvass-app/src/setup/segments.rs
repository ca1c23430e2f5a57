//! Makes and changes segments and product groups, with the rules that lead their transactions to a questionnaire (Q32-Q34,
//! Q38, Q40).

use canvass_domain::id::{ProductGroupId, QuestionnaireId, SegmentId, TemplateId, WorkspaceId};
use canvass_domain::segment::{QuestionnaireRule, Segment};
use canvass_domain::transaction::ProductGroup;
use canvass_store::area::{Configuration, NewSegment, Page};
use canvass_store::{Pending, WorkspaceTx};

use super::Faults;
use crate::change::Done;
use crate::{App, Principal, Refusal};

const MOST_NAME_CHARS: usize = 255;

/// A rule as sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleInput {
    /// What is asked; absent = no rule, in a change: as it stands; 0 = none.
    pub questionnaire: Option<i32>,
    /// The mail that invites; 0 and absent = none.
    pub template: Option<i32>,
}

/// A segment to make, or what changes of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SegmentInput {
    /// Unique, compared exactly.
    pub code: Option<String>,
    /// What people see; absent = the code.
    pub name: Option<String>,
    /// Code of the segment above; absent = the main segment. Never changes.
    pub parent: Option<String>,
    /// Where it leads.
    pub rule: RuleInput,
}

/// A product group to make, or what changes of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProductGroupInput {
    /// Unique without case.
    pub name: Option<String>,
    /// Where it leads.
    pub rule: RuleInput,
}

/// Makes a segment.
pub fn add_segment(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: SegmentInput,
) -> Pending<Segment, Refusal> {
    app.change(principal, workspace, "add-segment", move |tx, now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let mut faults = Faults::default();
        let code = input.code.clone().unwrap_or_default();
        check_code(&code, &mut faults);
        let name = input.name.clone().unwrap_or_else(|| code.clone());
        faults.text("/name", &name, MOST_NAME_CHARS);
        let parent = parent(input.parent.as_deref(), &configuration, &mut faults);
        let rule = rule(input.rule, None, &configuration, &mut faults);
        faults.into_result()?;
        let made = tx.add_segment(&NewSegment { parent, code, name, rule }, now)?;
        let object = format!("segment {}", made.id);
        Ok(Done::new(made, object))
    })
}

/// Changes code, name and rule of a segment.
pub fn save_segment(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: SegmentId,
    input: SegmentInput,
) -> Pending<Segment, Refusal> {
    app.change(principal, workspace, "save-segment", move |tx, _now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let known = configuration.segments.by_id(id).ok_or(Refusal::NotFound("segment"))?;
        let mut saved = known.clone();
        let mut faults = Faults::default();
        if let Some(code) = &input.code {
            check_code(code, &mut faults);
            saved.code.clone_from(code);
        }
        if let Some(name) = &input.name {
            faults.text("/name", name, MOST_NAME_CHARS);
            saved.name.clone_from(name);
        }
        saved.rule = rule(input.rule, known.rule, &configuration, &mut faults);
        faults.into_result()?;
        tx.save_segment(&saved)?;
        Ok(Done::new(saved, format!("segment {id}")))
    })
}

/// Makes a product group; those without a rule are made by the transactions that name them, too (Q38).
pub fn add_product_group(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: ProductGroupInput,
) -> Pending<ProductGroup, Refusal> {
    app.change(principal, workspace, "add-product-group", move |tx, now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let mut faults = Faults::default();
        let name = input.name.clone().unwrap_or_default().trim().to_owned();
        faults.optional_text("/name", &name, MOST_NAME_CHARS);
        let rule = rule(input.rule, None, &configuration, &mut faults);
        faults.into_result()?;
        let made = tx.add_product_group(&name, rule, now)?;
        let object = format!("product group {}", made.id);
        Ok(Done::new(made, object))
    })
}

/// Changes name and rule of a product group.
pub fn save_product_group(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: ProductGroupId,
    input: ProductGroupInput,
) -> Pending<ProductGroup, Refusal> {
    app.change(principal, workspace, "save-product-group", move |tx, _now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let mut saved = group(tx, id)?;
        let mut faults = Faults::default();
        if let Some(name) = &input.name {
            faults.optional_text("/name", name, MOST_NAME_CHARS);
            name.trim().clone_into(&mut saved.name);
        }
        saved.rule = rule(input.rule, saved.rule, &configuration, &mut faults);
        faults.into_result()?;
        tx.save_product_group(&saved)?;
        Ok(Done::new(saved, format!("product group {id}")))
    })
}

/// Product groups by number.
pub fn list_product_groups(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    page: Page,
) -> Pending<Vec<ProductGroup>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.product_groups(page)?))
}

fn group(tx: &mut dyn WorkspaceTx, id: ProductGroupId) -> Result<ProductGroup, Refusal> {
    let page = Page { after: i64::from(id.0) - 1, most: 1 };
    let found = tx.product_groups(page)?.pop().filter(|group| group.id == id);
    found.ok_or(Refusal::NotFound("product group"))
}

/// Codes are compared as they are (Q33), and the wires trim what they bring.
fn check_code(code: &str, faults: &mut Faults) {
    faults.text("/code", code, MOST_NAME_CHARS);
    if code != code.trim() {
        faults.add("/code", "Blanks at the start or end are not accepted.");
    }
}

fn parent(code: Option<&str>, configuration: &Configuration, faults: &mut Faults) -> SegmentId {
    let found = match code {
        None => configuration.segments.main(),
        Some(code) => configuration.segments.by_code(code),
    };
    if found.is_none() {
        faults.add("/parent", "There is no segment of this code.");
    }
    found.map_or(SegmentId(0), |segment| segment.id)
}

/// The rule that was sent, laid over the one that stands.
fn rule(
    sent: RuleInput,
    standing: Option<QuestionnaireRule>,
    configuration: &Configuration,
    faults: &mut Faults,
) -> Option<QuestionnaireRule> {
    let template = sent.template.filter(|id| *id != 0).map(TemplateId);
    if template.is_some_and(|id| !configuration.templates.iter().any(|template| template.id == id)) {
        faults.add("/template", "There is no template of this number.");
    }
    let questionnaire = match sent.questionnaire {
        Some(0) => None,
        Some(id) => {
            let id = QuestionnaireId(id);
            if !configuration.published.contains_key(&id) {
                faults.add("/questionnaire", "There is no published questionnaire of this number.");
            }
            Some(id)
        }
        None => standing.map(|rule| rule.questionnaire),
    };
    if template.is_some() && questionnaire.is_none() {
        faults.add("/template", "A rule needs a questionnaire.");
    }
    let kept = if sent.template.is_some() { template } else { standing.and_then(|rule| rule.template) };
    questionnaire.map(|questionnaire| QuestionnaireRule { questionnaire, template: kept })
}

//! Makes, changes and takes away contact rules. What is saved counts from the next judgement on: for whoever is taken in
//! then, and for whatever leaves then.

use canvass_domain::contact_rule::{ContactRule, Terms};
use canvass_domain::id::{ContactRuleId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::NewContactRule;

use super::ContactRuleInput;
use crate::change::Done;
use crate::setup::Faults;
use crate::{App, Principal, Refusal};

/// All that are enabled are looked at for each message that leaves.
const MOST_RULES: usize = 100;

/// Makes a rule.
pub fn add_contact_rule(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: ContactRuleInput,
) -> Pending<ContactRule, Refusal> {
    app.change(principal, workspace, "add-contact-rule", move |tx, now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let mut faults = Faults::default();
        let (mut name, mut terms) = (String::new(), Terms::default());
        input.name_over(&mut name, &mut faults);
        input.lay_over(&mut terms, &configuration, ("", &mut faults));
        if configuration.contact_rules.len() >= MOST_RULES {
            faults.add("", format!("A workspace has at most {MOST_RULES} contact rules."));
        }
        faults.into_result()?;
        let new = NewContactRule { name, is_enabled: input.is_enabled.unwrap_or(true), terms };
        let made = tx.add_contact_rule(&new, now)?;
        let object = format!("contact rule {}", made.id);
        Ok(Done::new(made, object))
    })
}

/// Changes a rule.
pub fn save_contact_rule(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: ContactRuleId,
    input: ContactRuleInput,
) -> Pending<ContactRule, Refusal> {
    app.change(principal, workspace, "save-contact-rule", move |tx, _now| {
        tx.hold_configuration()?;
        let configuration = tx.load_configuration()?;
        let known = configuration.contact_rules.iter().find(|rule| rule.id == id);
        let mut saved = known.ok_or(Refusal::NotFound("contact rule"))?.clone();
        let mut faults = Faults::default();
        input.name_over(&mut saved.name, &mut faults);
        input.lay_over(&mut saved.terms, &configuration, ("", &mut faults));
        faults.into_result()?;
        saved.is_enabled = input.is_enabled.unwrap_or(saved.is_enabled);
        tx.save_contact_rule(&saved)?;
        Ok(Done::new(saved, format!("contact rule {id}")))
    })
}

/// Takes a rule away. What it deferred keeps its moment.
pub fn remove_contact_rule(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: ContactRuleId,
) -> Pending<(), Refusal> {
    app.change(principal, workspace, "remove-contact-rule", move |tx, _now| {
        tx.remove_contact_rule(id)?;
        Ok(Done::new((), format!("contact rule {id}")))
    })
}

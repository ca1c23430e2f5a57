//! Customers, and why each was or was not asked.

use canvass_domain::decision::Decision;
use canvass_domain::id::{CustomerId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::{CustomerFilter, CustomerRecord, Page};
use jiff::{Timestamp, tz::TimeZone};

use crate::secret::Link;
use crate::{App, Principal, Refusal};

/// An entry of the ledger as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionView {
    /// Code of the rule that decided.
    pub code: &'static str,
    /// What it decided, as a plain sentence.
    pub sentence: String,
    /// When.
    pub at: Timestamp,
}

impl DecisionView {
    fn new(decision: &Decision, zone: &TimeZone) -> Self {
        let detail = decision.detail.as_deref().map(|detail| told(detail, zone));
        let sentence = decision.rule.sentence(detail.as_deref());
        Self { code: decision.rule.code(), sentence, at: decision.at }
    }
}

/// A detail as people tell it: moments are kept in ISO form, and told by the clock of the workspace.
fn told(detail: &str, zone: &TimeZone) -> String {
    let word = |word: &str| {
        let bare = word.trim_end_matches([',', ';', '.', ')']);
        let moment = bare.parse::<Timestamp>().ok().filter(|_| bare.contains('T'))?;
        let shown = moment.to_zoned(zone.clone()).strftime("%A %-d %B %Y at %H:%M");
        Some(format!("{shown}{}", word.strip_prefix(bare).unwrap_or_default()))
    };
    detail.split(' ').map(|part| word(part).unwrap_or_else(|| part.to_owned())).collect::<Vec<_>>().join(" ")
}

/// Customers by number.
pub fn list_customers(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    filter: CustomerFilter,
    page: Page,
) -> Pending<Vec<CustomerRecord>, Refusal> {
    app.look(principal, workspace, move |tx| Ok(tx.customers(&filter, page)?))
}

/// One customer.
pub fn show_customer(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: CustomerId,
) -> Pending<CustomerRecord, Refusal> {
    app.look(principal, workspace, move |tx| tx.customer(id)?.ok_or(Refusal::NotFound("customer")))
}

/// What was decided about a customer, in the order in which it was decided.
pub fn show_decisions(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: CustomerId,
) -> Pending<Vec<DecisionView>, Refusal> {
    let app = app.clone();
    app.clone().look(principal, workspace, move |tx| {
        // A ledger is never empty: the intake writes its first entry with the customer.
        let decisions = tx.decisions(id)?;
        if decisions.is_empty() {
            return Err(Refusal::NotFound("customer"));
        }
        let configuration = app.configuration(tx)?;
        let zone = &configuration.workspace.settings.zone;
        Ok(decisions.iter().map(|decision| DecisionView::new(decision, zone)).collect())
    })
}

/// The link of a customer, as long as its generation stands.
pub fn link_of(workspace: WorkspaceId, customer: &CustomerRecord) -> Link {
    Link { workspace, customer: customer.id, generation: customer.link_generation }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_by_the_clock_of_the_workspace_and_nothing_else_changes() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        for (kept, shown) in [
            ("2026-03-02T09:00:00+01:00", "Monday 2 March 2026 at 09:00"),
            (
                "\"Once a month\" (number 3), which holds until 2026-03-31T12:00:00Z; no send window is left",
                "\"Once a month\" (number 3), which holds until Tuesday 31 March 2026 at 14:00; no send window is left",
            ),
            ("4711", "4711"),
            ("451 4.7.1 try later.", "451 4.7.1 try later."),
            ("", ""),
        ] {
            assert_eq!(told(kept, &zone), shown);
        }
    }
}

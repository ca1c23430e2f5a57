//! What a rule would have done in the last days, before it is saved: the past is read person by person and replayed, in one
//! reading transaction that holds a page of it at a time, and those who share a number. Nothing is stored.

use canvass_domain::contact_rule::{Forecast, Replay, Terms};
use canvass_domain::id::{QuestionnaireId, WorkspaceId};
use canvass_store::Pending;
use canvass_store::area::PastCursor;
use jiff::{SignedDuration, Timestamp};

use super::ContactRuleInput;
use super::input::{MOST_DAYS, within};
use crate::setup::Faults;
use crate::{App, Principal, Refusal};

/// Customers a page.
const PAGE: usize = 2_000;

/// What a rule would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleForecast {
    /// Since when invitations were looked at.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// By questionnaire, in the order of their numbers; those that invited nobody are left out.
    pub questionnaires: Vec<QuestionnaireForecast>,
}

/// The part of a questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionnaireForecast {
    /// Which.
    pub id: QuestionnaireId,
    /// What people call it.
    pub name: String,
    /// What would have become of its invitations; those that the rule is not for are not counted.
    pub forecast: Forecast,
}

/// Replays the invitations, reminders and answers of the last `days` under a rule that is not saved.
pub fn forecast_contact_rule(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    input: ContactRuleInput,
    days: Option<i32>,
) -> Pending<RuleForecast, Refusal> {
    let app = app.clone();
    app.clone().look(principal, workspace, move |tx| {
        let configuration = app.configuration(tx)?;
        let mut faults = Faults::default();
        let (mut terms, mut looked_at) = (Terms::default(), 0);
        input.lay_over(&mut terms, &configuration, ("/rule", &mut faults));
        within(days, MOST_DAYS, &mut looked_at, ("/days".to_owned(), &mut faults));
        faults.into_result()?;
        let until = tx.now()?;
        let span = SignedDuration::from_hours(24).saturating_mul(looked_at);
        let since = until.saturating_sub(span).unwrap_or(Timestamp::MIN);
        let mut replay = Replay::new(&terms, since, until);
        for (contact, number) in tx.shared_numbers()? {
            replay.join(contact, number);
        }
        let mut after = None;
        loop {
            let page = tx.past_asks(after, PAGE, terms.condition.is_some())?;
            let Some(last) = page.last() else { break };
            after = Some(PastCursor { contact: last.contact, customer: last.customer });
            for ask in &page {
                replay.feed(ask);
            }
        }
        let names = tx.questionnaires()?;
        let mut told = replay.finish();
        let questionnaires = names.into_iter().filter_map(|record| {
            let forecast = told.remove(&Some(record.id))?;
            Some(QuestionnaireForecast { id: record.id, name: record.name, forecast })
        });
        Ok(RuleForecast { since, until, questionnaires: questionnaires.collect() })
    })
}

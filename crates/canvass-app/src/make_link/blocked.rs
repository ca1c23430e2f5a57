//! Who gets no link at all (E85): whoever is opted out or locked, and with a resting period on, whoever was met inside it.

use canvass_domain::decide::import_customers::Import;
use canvass_domain::id::QuestionnaireId;
use canvass_domain::reason::Reason;
use canvass_store::area::{Configuration, Meeting};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::{SignedDuration, Timestamp};

/// Why the person of this import gets no link; blocks have turned its verdict already. Tests rest nobody and do not rest
/// themselves (E57).
pub(super) fn refusal(
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
    import: &Import,
    every_state: bool,
    now: Timestamp,
) -> Result<Option<Reason>, StoreError> {
    let Some(customer) = import.customers.first() else { return Ok(None) };
    if customer.reason.is_some() || import.is_test {
        return Ok(customer.reason);
    }
    let questionnaire = customer.routing.as_ref().map(|routing| routing.questionnaire);
    for (days, questionnaire) in periods(configuration, questionnaire) {
        let period = SignedDuration::from_hours(24).saturating_mul(days);
        let since = now.saturating_sub(period).unwrap_or(Timestamp::MIN);
        if tx.was_met(&customer.keys, &Meeting { since, questionnaire, every_state })? {
            return Ok(Some(Reason::Locked));
        }
    }
    Ok(None)
}

/// The resting periods that are on: of the workspace over all questionnaires, of the questionnaire over its own.
fn periods(
    configuration: &Configuration,
    questionnaire: Option<QuestionnaireId>,
) -> impl Iterator<Item = (i32, Option<QuestionnaireId>)> {
    let own =
        questionnaire.and_then(|id| configuration.policies.get(&id)).map_or(0, |policy| policy.rest_days);
    [(configuration.workspace.policy.rest_days, None), (own, questionnaire)]
        .into_iter()
        .filter(|(days, _)| *days > 0)
}

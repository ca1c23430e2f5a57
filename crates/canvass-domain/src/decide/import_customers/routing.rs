//! Which questionnaire, template and language the data of a customer leads to (E19, E20).

use std::borrow::Cow;

use super::{Edition, Facts, Routing};
use crate::fold;
use crate::id::ColumnId;
use crate::route::Route;

/// The rule that decides: the first of which all conditions hold. A missing value, or an encrypted one that cannot be
/// read, counts as blank (E20).
pub(super) fn first_match<'v>(
    routes: &[Route],
    value_of: impl Fn(ColumnId) -> Option<Cow<'v, str>>,
) -> Option<usize> {
    routes.iter().position(|route| {
        route.conditions.iter().all(|condition| {
            let value = value_of(condition.column).unwrap_or_default();
            condition.values.iter().any(|wanted| fold::same(wanted, &value))
        })
    })
}

/// Where a rule leads: the newest published version of its questionnaire, or its concept. A rule whose questionnaire was
/// never published leads nowhere, and no later rule is tried: asking something else than was meant is worse.
pub(super) fn routing_of(route: &Route, facts: &Facts<'_>, edition: Edition) -> Option<Routing> {
    let published = facts.editions(edition).get(&route.questionnaire)?;
    Some(Routing {
        questionnaire: route.questionnaire,
        version: published.version,
        template: route.template,
        language: route.language.clone().unwrap_or_else(|| published.document.default_language().to_owned()),
    })
}

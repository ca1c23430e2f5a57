//! Makes and removes routing rules (E19). A rule leads to a published questionnaire only, so that no customer is routed
//! to something that cannot be asked.

use canvass_domain::id::{RouteId, WorkspaceId};
use canvass_domain::route::Route;
use canvass_store::Pending;
use canvass_store::area::{Configuration, NewRoute};

use super::Faults;
use crate::change::Done;
use crate::{App, Principal, Refusal};

/// Makes a routing rule; one without conditions catches all.
pub fn add_route(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    route: NewRoute,
) -> Pending<Route, Refusal> {
    app.change(principal, workspace, "add-route", move |tx, _now| {
        let mut faults = Faults::default();
        check(&route, &tx.load_configuration()?, &mut faults);
        faults.into_result()?;
        let made = tx.add_route(&route)?;
        let object = format!("route {}", made.id);
        Ok(Done::new(made, object))
    })
}

/// Takes a routing rule away.
pub fn remove_route(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    id: RouteId,
) -> Pending<(), Refusal> {
    app.change(principal, workspace, "remove-route", move |tx, _now| {
        tx.remove_route(id)?;
        Ok(Done::new((), format!("route {id}")))
    })
}

fn check(route: &NewRoute, configuration: &Configuration, faults: &mut Faults) {
    match configuration.published.get(&route.questionnaire) {
        None => faults.add("/questionnaire", "There is no published questionnaire of this number."),
        Some(published) => {
            let languages = &published.document.languages;
            if route.language.as_ref().is_some_and(|language| !languages.contains(language)) {
                faults.add("/language", "The questionnaire is not written in this language.");
            }
        }
    }
    if route.template.is_some_and(|id| !configuration.templates.iter().any(|template| template.id == id)) {
        faults.add("/template", "There is no template of this number.");
    }
    for (index, condition) in route.conditions.iter().enumerate() {
        if !configuration.columns.iter().any(|column| column.id == condition.column) {
            faults.add(format!("/conditions/{index}/column"), "There is no column of this number.");
        }
        if condition.values.is_empty() {
            faults.add(format!("/conditions/{index}/values"), "At least one value is required.");
        }
    }
}

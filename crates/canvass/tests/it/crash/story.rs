//! The story of a case: a person is taken in and invited, five more by the other wire, one of them answers.

use std::time::Duration;

use canvass_delivery::sink::ScriptedSink;
use reqwest::Method;
use serde_json::{Value, json};

use super::cases::Case;
use super::life::Life;
use crate::harness::{
    Api, BatchBody, Deadline, Form, Gone, Letter, OrdinaryWorkspace, Server, Standing, answer_all,
    closing_check, states,
};

/// A node on PostgreSQL counts as dead after 30 s; what it left in doubt shows within 60 s (promise P4).
const DELIVERY: Duration = Duration::from_mins(1);
const SCORE: usize = 9;

/// Tells it.
pub(super) fn tell(case: Case) {
    let mut life = Life::begin(case);
    let workspace = life.perform(|server, _| set_up(server));
    // One person first: so it is certain which message is under way when the program is killed.
    let (first, second) = (BatchBody::new("first", 1, 2), BatchBody::new("second", 5, 1));

    let taken = life.perform(|server, _| take_in_by_expoints(server, &workspace, &first));
    life.perform(|server, _| delivered(server, &workspace, first.good));
    life.perform(|server, _| take_in(server, &workspace, &second));
    life.perform(|server, _| delivered(server, &workspace, first.good + second.good));
    answer(&mut life, &workspace);
    assert_eq!(life.deaths, 1, "no story passes {}", case.failpoint);

    // The same request once more has no second effect, and the answer of the first.
    assert_eq!(life.perform(|server, _| take_in_by_expoints(server, &workspace, &first)), taken);
    let batches = [first, second];
    let standing = closing_check(&life.place, life.server(), &workspace, &life.sink, &batches);
    check_doubt(case, &standing);
    check_results(&life.server().operator(), &workspace, &batches, &standing);
}

/// A set-up has no keys: if it is cut, another workspace is begun.
fn set_up(server: &Server) -> Result<OrdinaryWorkspace, Gone> {
    let api = server.operator();
    let begun = api.try_list("/api/v1/workspaces")?.len();
    OrdinaryWorkspace::try_set_up(&api, &format!("shop{begun}"), &json!({}))
}

fn take_in_by_expoints(
    server: &Server,
    workspace: &OrdinaryWorkspace,
    batch: &BatchBody,
) -> Result<Value, Gone> {
    let api = workspace.expoints(&server.stranger())?;
    let answer = api.try_post_once("/external/api/v3/customer/add", "key-1", &batch.expoints(workspace))?;
    let body = answer.ok();
    assert_eq!((&body["Total"], &body["Accepted"]), (&json!(batch.rows()), &json!(batch.good)), "{body}");
    Ok(body)
}

fn take_in(server: &Server, workspace: &OrdinaryWorkspace, batch: &BatchBody) -> Result<Value, Gone> {
    let path = workspace.path("batches");
    let body = server.operator().try_post_once(&path, "key-1", &batch.native())?.ok();
    assert_eq!((&body["received"], &body["accepted"]), (&json!(batch.rows()), &json!(batch.good)), "{body}");
    Ok(body)
}

/// Waits until nothing is under way any more.
fn delivered(server: &Server, workspace: &OrdinaryWorkspace, good: usize) -> Result<(), Gone> {
    let (api, deadline) = (server.operator(), Deadline::after(DELIVERY));
    loop {
        let states = states(&api, workspace)?;
        let ended: usize = states
            .iter()
            .filter(|(state, _)| ["sent", "in_doubt"].contains(&state.as_str()))
            .map(|(_, n)| n)
            .sum();
        if ended == good {
            return Ok(());
        }
        assert!(!deadline.is_over(), "{good} messages should have left: {states:?}");
        deadline.pace();
    }
}

/// A person answers the first page, sends it again as a browser would after a cut connection, and goes on to the end.
fn answer(life: &mut Life, workspace: &OrdinaryWorkspace) {
    let link = last_letter(&life.sink).link();
    let form =
        life.perform(|server, _| Form::open(&server.stranger(), &link, SCORE)).expect("a form is shown");
    let next = life.perform(|server, _| {
        let answer = form.send(&server.stranger())?;
        assert_eq!(answer.status, 303, "{}", answer.text);
        Ok(answer.header("location").unwrap().to_owned())
    });
    life.perform(|server, _| answer_all(&server.stranger(), &next, SCORE));
    // Back to the old form and sent again: nothing new.
    let api = life.server().stranger();
    let again = form.send(&api).unwrap();
    assert!(again.status == 303 || again.status == 409, "{}", again.text);
    let shown = Api::send(api.request(Method::GET, &link)).unwrap();
    assert!(!shown.text.contains("<form"), "a finished questionnaire offers no form");
    let answers = life.server().operator().list(&workspace.path("answers"));
    assert_eq!(answers.len(), 1, "{answers:?}");
}

fn last_letter(sink: &ScriptedSink) -> Letter {
    Letter::read(sink.accepted().last().expect("somebody was invited"))
}

/// In doubt is exactly what was handed over without a stored result.
fn check_doubt(case: Case, standing: &Standing) {
    let (in_doubt, at_relay) = match case.failpoint {
        "delivery.after-hand-over-commit" => (1, 0),
        "delivery.after-dot" | "delivery.after-reply" => (1, 1),
        // A commit of the second batch, where several people are under way at once: which of them is chance.
        "store.before-commit" | "store.after-commit" => return,
        _ => (0, 0),
    };
    assert_eq!(standing.in_doubt.len(), in_doubt, "{standing:#?}");
    assert_eq!(standing.in_doubt.intersection(&standing.at_relay).count(), at_relay, "{standing:#?}");
}

/// The funnel adds up, and the answer counts once.
fn check_results(api: &Api, workspace: &OrdinaryWorkspace, batches: &[BatchBody], standing: &Standing) {
    let results = api.get(&workspace.path("results"));
    let funnel = &results["funnel"];
    let rows: usize = batches.iter().map(BatchBody::rows).sum();
    assert_eq!(funnel["received"], json!(rows), "{results}");
    assert_eq!(funnel["sent"], json!(standing.sent.len()), "{results}");
    assert_eq!(
        (&funnel["opened"], &funnel["started"], &funnel["finished"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!(results["nps"]["base"], json!(1), "{results}");
}

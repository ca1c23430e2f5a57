//! INT-20: a batch is stored with its notification, and the program is killed around the notification's way out. It is sent
//! once, or in doubt and never sent again by itself.

use std::time::Duration;

use serde_json::{Value, json};

use super::cases::Case;
use super::life::Life;
use crate::harness::{BatchBody, Engine, OrdinaryWorkspace, Server, until};

const RECEIVER: &str = "desk@example.org";
/// On PostgreSQL a node is dead after half a minute.
const SETTLING: Duration = Duration::from_mins(2);

/// Where it is killed, how the notification stands in the end, and how many copies the relay has.
const CASES: [(&str, &str, usize); 5] = [
    ("write.after-commit", "sent", 1),
    ("delivery.after-claim", "sent", 1),
    ("delivery.before-hand-over-commit", "sent", 1),
    ("delivery.after-hand-over-commit", "in_doubt", 0),
    ("delivery.after-dot", "in_doubt", 1),
];

/// Waits for approval, so that nothing but the notification leaves.
fn body(batch: &BatchBody, workspace: &OrdinaryWorkspace) -> Value {
    let mut body = batch.expoints(workspace);
    body["ApproveAutomatically"] = json!(false);
    body["NotificationEmailAddresses"] = json!(RECEIVER);
    body
}

fn messages(server: &Server, workspace: &OrdinaryWorkspace) -> Vec<Value> {
    server.operator().list(&workspace.path("messages"))
}

fn tell(engine: Engine, (failpoint, expected, copies): (&'static str, &str, usize)) {
    // Set up in peace: the failpoint is armed for the intake alone.
    let mut life = Life::begin_after(Case { engine, failpoint, pass: 1 }, |server| {
        OrdinaryWorkspace::set_up(&server.operator(), "shop", &json!({}))
    });
    let batch = BatchBody::new("told", 2, 1);
    let workspace = life.1;
    let life = &mut life.0;
    life.perform(|server, _| {
        let api = workspace.expoints(&server.stranger())?;
        let sent = body(&batch, &workspace);
        let answer = api.try_post_once("/external/api/v3/customer/add", "key-1", &sent)?;
        assert_eq!(answer.ok()["Total"], json!(3));
        Ok(())
    });
    if life.deaths == 0 {
        life.server_is_killed();
    }
    until("the notification to stand still", SETTLING, || {
        let listed = messages(life.server(), &workspace);
        let still =
            listed.iter().all(|message| ["sent", "in_doubt"].contains(&message["state"].as_str().unwrap()));
        (!listed.is_empty() && still).then_some(())
    });
    let listed = messages(life.server(), &workspace);
    assert_eq!(listed.len(), 1, "{failpoint}: {listed:?}");
    assert_eq!((&listed[0]["slot"], &listed[0]["state"]), (&json!("notification-1"), &json!(expected)));
    assert_eq!(life.sink.duplicates(), Vec::<String>::new());
    let letters = life.sink.accepted();
    assert_eq!(letters.len(), copies, "{failpoint}");
    assert!(letters.iter().all(|letter| letter.recipients == [RECEIVER.to_owned()]));
    assert!(life.place.run(life.server(), &["check"]).status.success(), "{failpoint}");
}

#[test]
fn int_20_a_notification_leaves_once_or_is_in_doubt_wherever_the_program_is_killed() {
    for engine in Engine::available("kills around a notification, on PostgreSQL") {
        for case in CASES {
            tell(engine, case);
        }
    }
}

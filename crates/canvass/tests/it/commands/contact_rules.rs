//! Contact rules from the shell: what docs/contact-rules.md shows is run as it stands there.

use serde_json::json;

use super::{run_script, shell_blocks, told};
use crate::harness::{Engine, Place};

const RULES: &str = include_str!("../../../../../docs/contact-rules.md");

#[test]
fn contact_rules_are_tried_made_changed_and_taken_away() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    told(&place, &server, &["--json", "workspace", "add", "acme"]);
    let column =
        told(&place, &server, &["--json", "column", "add", "--workspace", "acme", "Tier", "--id", "1"]);
    assert_eq!(column["id"], json!(1));
    let blocks = shell_blocks(RULES);
    assert_eq!(blocks.len(), 1);
    let output = run_script(&place, &server, blocks[0]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let rules = told(&place, &server, &["--json", "contact-rule", "list", "-w", "acme"]);
    assert_eq!((&rules[0]["enabled"], &rules[0]["days"]), (&json!(false), &json!(30)));
    assert_eq!(rules[1]["condition"], json!({ "column": 1, "comparison": "equals", "values": ["Gold"] }));
    let words = ["--json", "contact-rule", "set", "-w", "acme", "2", "--questionnaire", "0", "--when", "0="];
    let freed = told(&place, &server, &words);
    assert_eq!((&freed["condition"], &freed["questionnaires"]), (&json!(null), &json!([])));
    assert_eq!((&freed["most"], &freed["outcome"]), (&json!(2), &json!("drop")));
    let words = ["--json", "contact-rule", "forecast", "-w", "acme", "--days", "7"];
    let forecast = told(&place, &server, &words);
    assert_eq!((&forecast["deferred"], &forecast["questionnaires"]), (&json!(0), &json!([])));
    assert!(place.run(&server, &["contact-rule", "remove", "-w", "acme", "2"]).status.success());
    assert!(!place.run(&server, &["contact-rule", "remove", "-w", "acme", "2"]).status.success());
    for kind in ["lock", "opt-out"] {
        let words = ["--json", kind, "add", "-w", "acme", "--email", "ann@example.org", "--dry-run"];
        let tried = told(&place, &server, &words);
        assert_eq!((&tried["id"], &tried["dryRun"]), (&json!(null), &json!(true)), "{kind}");
        assert_eq!(told(&place, &server, &["--json", kind, "list", "-w", "acme"]), json!([]), "{kind}");
    }
}

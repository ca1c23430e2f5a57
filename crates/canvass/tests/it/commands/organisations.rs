//! Organisations from the shell: what docs/moving-from-cayzu.md shows is run as it stands there.

use serde_json::json;

use super::{run_script, shell_blocks, told};
use crate::harness::{Engine, Place};

const MOVING: &str = include_str!("../../../../../docs/moving-from-cayzu.md");

#[test]
fn the_commands_of_the_moving_guide_do_what_it_says() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    told(&place, &server, &["--json", "workspace", "add", "acme"]);
    let blocks = shell_blocks(MOVING);
    assert_eq!(blocks.len(), 3);
    let output = run_script(&place, &server, &blocks.join("\n"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("cvt_") && said.contains("Example Ltd"), "{said}");
    let shown = told(&place, &server, &["--json", "organisation", "show", "--workspace", "acme", "1"]);
    assert_eq!(shown["domains"], json!([{ "domain": "example.com", "kind": "tying" }]));
    assert_eq!(shown["fields"], json!([{ "name": "customerID", "type": null, "value": "A-101" }]));
    let unknown =
        place.run(&server, &["organisation", "tie", "--workspace", "acme", "a@example.com", "--to", "1"]);
    assert!(!unknown.status.success(), "nobody has this address yet");
}

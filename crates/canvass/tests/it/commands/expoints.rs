//! Moving from Expoints: what docs/moving-from-expoints.md shows is run as it stands there.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::{QUESTIONNAIRE, run_script, shell_blocks};
use crate::harness::{Engine, Place};

const MOVING: &str = include_str!("../../../../../docs/moving-from-expoints.md");

#[test]
fn the_commands_of_the_moving_guide_do_what_it_says() {
    let place = Place::new(Engine::Sqlite);
    let server = place.start();
    fs::write(place.folder().join("visit.json"), QUESTIONNAIRE).unwrap();
    let blocks = shell_blocks(MOVING);
    assert_eq!(blocks.len(), 5);
    let output = run_script(&place, &server, &blocks.join("\n"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    for part in [
        r#"{"CustomerDataColumns":[{"Id":15,"Required":true,"#,
        r#""Total":1,"Accepted":1,"#,
        r#""CreationDate":"2026-01-15T00:00:00+01:00","ExpirationDate":"2026-04-15T00:00:00+02:00""#,
        r#""IsOptOut":false"#,
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let customers = server.operator().list("/api/v1/workspaces/acme/customers");
    assert_eq!(customers.len(), 1);
    assert_eq!(customers[0]["email"], json!("ann@example.org"));
    // E83: who was locked by an address stands there as a hash alone.
    assert!(holds(&place.data(), b"ann@example.org"));
    assert!(!holds(&place.data(), b"eve@example.org"));
}

/// Whether a file of the folder or below it holds the bytes.
fn holds(folder: &Path, bytes: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        if path.is_dir() {
            return holds(&path, bytes);
        }
        path.is_file() && fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes)
    })
}

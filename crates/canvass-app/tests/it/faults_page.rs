//! The page of what is tried (docs/testing.md) held against the tree: each case names a test that is there, or is open.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// How many cases each group has.
const GROUPS: [(&str, usize); 4] = [("INT", 20), ("STO", 17), ("OUT", 33), ("TIM", 15)];

fn tree() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The cases with what the page says of them.
fn rows() -> Vec<(String, String)> {
    let page = fs::read_to_string(tree().join("docs/testing.md")).unwrap();
    let cells = |row: &str| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect();
    let rows = page.lines().filter(|line| line.starts_with("| ")).map(cells);
    let is_case =
        |cells: &Vec<String>| cells.len() == 3 && cells[0].contains('-') && !cells[0].starts_with('-');
    rows.filter(is_case).map(|mut cells: Vec<String>| (cells.remove(0), cells.pop().unwrap())).collect()
}

/// The pairs of a file and a word in it that a cell names.
fn named(cell: &str) -> Vec<(&str, &str)> {
    let quoted: Vec<&str> = cell.split('`').skip(1).step_by(2).collect();
    quoted.chunks(2).map(|pair| (pair[0], pair.get(1).copied().unwrap_or_default())).collect()
}

#[test]
fn every_case_is_on_the_page_once() {
    let mut listed: BTreeMap<String, usize> = BTreeMap::new();
    for (case, _) in rows() {
        *listed.entry(case).or_default() += 1;
    }
    let all = GROUPS
        .iter()
        .flat_map(|(group, count)| (1..=*count).map(move |number| format!("{group}-{number:02}")));
    let expected: BTreeMap<String, usize> = all.map(|case| (case, 1)).collect();
    assert_eq!(listed, expected);
}

#[test]
fn every_case_names_a_test_that_is_there_or_says_what_is_open() {
    let mut faults = Vec::new();
    for (case, cell) in rows() {
        let named = named(&cell);
        if named.is_empty() && !cell.starts_with("open: ") {
            faults.push(format!("{case} names no test and is not open"));
        }
        for (file, word) in named {
            let text = fs::read_to_string(tree().join("crates").join(file)).unwrap_or_default();
            if word.len() < 6 || !text.contains(word) {
                faults.push(format!("{case}: there is no {word:?} in {file}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

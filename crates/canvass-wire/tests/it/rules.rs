//! The rule tables of `docs/surfaces/aspnet.md` held against the tests: a rule said to be served here is named by one.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::golden;

/// Rules whose row says that this crate serves them.
fn served() -> BTreeSet<String> {
    let table = fs::read_to_string(golden::in_crate("../../docs/surfaces/aspnet.md")).unwrap();
    let mut rules = BTreeSet::new();
    for row in table.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        if let (Some(rule), Some(&"wire")) = (cells.first(), cells.last()) {
            rules.insert((*rule).to_owned());
        }
    }
    rules
}

/// Every word of the tests and vectors that looks like a rule.
fn named(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named(&path, found);
        } else if path
            .extension()
            .is_some_and(|kind| ["rs", "json", "xml", "txt"].iter().any(|known| kind == *known))
        {
            // Some vectors are no text on purpose.
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            // In product files only what follows the tests counts.
            let is_test = path.ends_with("tests.rs") || !path.to_string_lossy().contains("/src/");
            let tests = if is_test {
                Some(text.as_str())
            } else {
                text.split_once("#[cfg(test)]").map(|(_, tests)| tests)
            };
            let words = tests.unwrap_or_default().split(|sign: char| !sign.is_ascii_alphanumeric());
            found.extend(words.filter(|word| is_rule(word)).map(str::to_ascii_uppercase));
        }
    }
}

fn is_rule(word: &str) -> bool {
    let (letter, number) = word.split_at_checked(1).unwrap_or_default();
    !letter.is_empty()
        && "BJMVDXOWGSU".contains(&letter.to_ascii_uppercase())
        && !number.is_empty()
        && number.bytes().all(|digit| digit.is_ascii_digit())
}

#[test]
fn every_served_rule_is_named_by_a_test() {
    let mut found = BTreeSet::new();
    for folder in ["src", "tests", "vectors"] {
        named(&golden::in_crate(folder), &mut found);
    }
    let served = served();
    assert!(served.len() > 100, "the tables were not read: {served:?}");
    let missing: Vec<_> = served.difference(&found).collect();
    assert!(missing.is_empty(), "no test names {missing:?}");
}

/// Rules of all surfaces whose row says that they are served, wholly or in part.
fn served_anywhere() -> BTreeSet<String> {
    let mut rules = BTreeSet::new();
    for entry in fs::read_dir(golden::in_crate("../../docs/surfaces")).unwrap() {
        let table = fs::read_to_string(entry.unwrap().path()).unwrap();
        for row in table.lines().filter(|line| line.starts_with("| ")) {
            let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
            let (Some(rule), Some(served)) = (cells.first(), cells.last()) else { continue };
            let is_served =
                ["yes", "in part", "wire", "http"].iter().any(|beginning| served.starts_with(beginning));
            if is_served && is_number(rule) {
                rules.insert((*rule).to_owned());
            }
        }
    }
    rules
}

/// `E31`, `Q5`, `X18`.
fn is_number(word: &str) -> bool {
    let (letter, number) = word.split_at_checked(1).unwrap_or_default();
    letter.bytes().all(|letter| letter.is_ascii_alphabetic())
        && !number.is_empty()
        && number.bytes().all(|digit| digit.is_ascii_digit())
}

/// Every rule that a test or a vector anywhere in the tree names.
fn named_anywhere(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let spelled = path.to_string_lossy().into_owned();
        let ends =
            |kinds: &[&str]| path.extension().is_some_and(|kind| kinds.iter().any(|known| kind == *known));
        if path.is_dir() {
            if !path.ends_with("target") && !path.ends_with("fuzz") {
                named_anywhere(&path, found);
            }
            continue;
        }
        let is_vector = spelled.contains("/vectors/") && path.ends_with("about.txt");
        // What the suites of the store and the kit of tests hold are tests too.
        let is_test = ["/tests/", "/tests.rs", "/written.rs", "/conformance/", "/vectors.rs"];
        let is_test = is_test.iter().any(|part| spelled.contains(part));
        if !is_vector && !ends(&["rs"]) {
            continue;
        }
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        let tests = if is_vector || is_test {
            Some(text.as_str())
        } else {
            text.split_once("#[cfg(test)]").map(|(_, tests)| tests)
        };
        let words = tests.unwrap_or_default().split(|sign: char| !sign.is_ascii_alphanumeric());
        found.extend(words.filter(|word| is_number(word)).map(str::to_ascii_uppercase));
    }
}

#[test]
fn every_served_rule_of_every_surface_is_named_by_a_test_or_a_vector() {
    let mut found = BTreeSet::new();
    named_anywhere(&golden::in_crate(".."), &mut found);
    let served = served_anywhere();
    assert!(served.len() > 200, "the tables were not read: {}", served.len());
    let missing: Vec<_> = served.difference(&found).collect();
    assert!(missing.is_empty(), "no test and no vector names {missing:?}");
}

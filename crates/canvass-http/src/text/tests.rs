//! Every text exists in every language with the same variables, and every text a page asks for exists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::*;

/// Keys of a file with the variables each uses.
fn keys(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with(' ')) {
            key.clone_into(&mut current);
        }
        let variables = keys.entry(current.clone()).or_default();
        for part in line.split('$').skip(1) {
            variables.insert(part.chars().take_while(char::is_ascii_alphabetic).collect());
        }
    }
    keys
}

/// The code of the pages and their templates.
fn pages() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = String::new();
    for folder in ["templates/page", "src/page", "src/text"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let is_code = path.extension().is_some_and(|extension| extension == "rs" || extension == "html");
            if is_code && !path.ends_with("tests.rs") {
                all.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    all
}

/// What stands in quotes after one of the words; with a place to fill in (`{}-title`) only its end.
fn quoted_after<'t>(text: &'t str, words: &[&str]) -> BTreeSet<&'t str> {
    let parts = words.iter().flat_map(|word| text.split(word).skip(1));
    parts.filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_key_exists_in_every_language_with_the_same_variables() {
    let english = keys(SOURCES[0].1);
    assert!(english.len() > 30, "the files were read");
    for (tag, source) in SOURCES {
        assert_eq!(keys(source), english, "{tag}");
    }
}

#[test]
fn every_file_is_read_without_a_fault() {
    for (tag, source) in SOURCES {
        let resource = FluentResource::try_new(source.to_owned());
        assert!(resource.is_ok(), "{tag}: {:?}", resource.err().map(|(_, faults)| faults));
    }
}

#[test]
fn pages_ask_for_what_there_is_and_nothing_lies_idle() {
    let there: BTreeSet<String> = keys(SOURCES[0].1).into_keys().collect();
    let pages = pages();
    for key in quoted_after(&pages, &["say(\"", "about(\"", "count(\"", "of(\"", "format(\""]) {
        assert!(there.contains(key), "{key} is asked for and is nowhere");
    }
    let literals = quoted_after(&pages, &["\""]);
    for key in &there {
        // Titles and leads of notices are formed from the notice's word.
        let stem = key.trim_end_matches("-title").trim_end_matches("-lead");
        assert!(literals.contains(key.as_str()) || literals.contains(stem), "{key} is never asked for");
    }
}

#[test]
fn every_text_is_formed_without_a_gap() {
    for (tag, source) in SOURCES {
        let words = Words::new(tag);
        for key in keys(source).keys() {
            let args = [("name", "N"), ("day", "1"), ("month", "1"), ("year", "2026"), ("clock", "12:00")];
            let mut args = FluentArgs::from_iter(args);
            args.set("count", 2);
            args.set("total", 3);
            let text = words.format(key, Some(&args));
            assert!(!text.contains(['{', '$']) && text != *key || key == "required", "{tag} {key}: {text}");
        }
    }
}

#[test]
fn counts_and_dates_are_written_as_the_language_does() {
    assert_eq!(Words::new("en").count("faults-title", 1), "One answer needs your attention");
    assert_eq!(Words::new("nl-BE").count("faults-title", 3), "3 antwoorden vragen uw aandacht");
    let moment = civil::date(2026, 3, 9).at(23, 59, 59, 0);
    assert_eq!(Words::new("de").moment(moment), "9. März 2026, 23:59 Uhr");
    assert_eq!(Words::new("en").moment(civil::date(2026, 12, 31).at(0, 5, 0, 0)), "31 December 2026, 00:05");
}

#[test]
fn english_words_on_a_page_in_another_language_are_marked() {
    assert_eq!(Words::new("nl-BE").mark(), "");
    assert_eq!(Words::new("fr").mark(), r#" lang="en" dir="ltr""#);
    assert_eq!(Words::new("fr").say("next"), "Next page");
}

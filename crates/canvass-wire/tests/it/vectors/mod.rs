//! One folder a case, `vectors/<surface>/<call>/<case>`: what is sent, which command it becomes, which faults it has, which
//! error body answers it. `vectors/README.md` tells of the files. A surface has a file here with a test a call.

mod cayzu;
mod expoints;
mod questionpro;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use canvass_wire::negotiate::body_form;
use canvass_wire::read::BodyForm;

use crate::golden;

/// What a body says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Path and text, in the order told.
    pub(super) faults: Vec<(String, String)>,
    /// The command, or that there is none; [`shown`] makes it short.
    pub(super) command: String,
    /// Names and contents of the bodies that tell of the faults.
    pub(super) errors: Vec<(&'static str, String)>,
}

/// A command without what it leaves at its default, so that a new member of a command changes no other case.
pub(super) fn shown(command: &impl std::fmt::Debug) -> String {
    let is_default = |line: &&str| {
        let value = line.trim().split_once(": ").map(|(_, value)| value);
        !matches!(value, Some("None," | "[]," | "false," | "0," | "\"\","))
    };
    format!("{command:#?}").lines().filter(is_default).collect::<Vec<&str>>().join("\n")
}

/// Runs all cases of a call; `least` is how many there were when the call was last worked on.
pub(super) fn call(surface: &str, call: &str, least: usize, outcome: impl Fn(&[u8], BodyForm) -> Outcome) {
    let cases = folders(&golden::in_crate(&format!("vectors/{surface}/{call}")));
    assert!(cases.len() >= least, "vectors of {call} are missing: {} of {least}", cases.len());
    for case in cases {
        about(&case);
        run(&case, &outcome);
    }
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found
}

/// The rules that the case is about, by number, before the colon.
fn about(case: &Path) -> Vec<String> {
    let text = fs::read_to_string(case.join("about.txt")).unwrap_or_default();
    let (rules, sentence) = text.split_once(": ").unwrap_or_default();
    let is_rule = |rule: &str| {
        let number = rule.trim_start_matches(|sign: char| sign.is_ascii_uppercase());
        number.len() < rule.len() && number.bytes().all(|digit| digit.is_ascii_digit()) && !number.is_empty()
    };
    let rules: Vec<String> = rules.split(' ').map(str::to_owned).collect();
    assert!(
        rules.iter().all(|rule| is_rule(rule)) && !sentence.trim().is_empty(),
        "about.txt of {} names its rules and says what is shown: `E31 S8: ...`",
        case.display()
    );
    rules
}

fn run(case: &Path, outcome: &impl Fn(&[u8], BodyForm) -> Outcome) {
    let mut outcomes = Vec::new();
    for (file, form) in [("request.json", BodyForm::Json), ("request.xml", BodyForm::Xml)] {
        let Ok(body) = fs::read(case.join(file)) else { continue };
        // B4: the first byte tells the same form.
        assert_eq!(body_form(None, &body).unwrap().form, form, "{}", case.display());
        outcomes.push(outcome(&body, form));
    }
    let said = outcomes.first().unwrap_or_else(|| panic!("{} has no request", case.display())).clone();
    for other in &outcomes {
        assert_eq!(*other, said, "both forms of {} say the same", case.display());
    }
    let told: Vec<String> = said.faults.iter().map(|(path, text)| format!("{path}: {text}\n")).collect();
    let expected = format!("faults\n{}\ncommand\n{}\n", told.concat(), said.command);
    golden::check(&case.join("expect.txt"), &expected);
    for (file, body) in &said.errors {
        golden::check(&case.join(file), body);
    }
}

#[test]
fn no_folder_is_forgotten_and_none_is_a_copy() {
    let mut requests = BTreeSet::new();
    for surface in folders(&golden::in_crate("vectors")).iter().filter(|path| path.is_dir()) {
        for case in folders(surface).iter().flat_map(|call| folders(call)) {
            assert!(!about(&case).is_empty());
            let bodies = ["request.json", "request.xml"].map(|file| fs::read(case.join(file)).ok());
            let call = case.parent().map(Path::to_path_buf);
            assert!(requests.insert((call, bodies)), "{} is a copy", case.display());
        }
    }
}

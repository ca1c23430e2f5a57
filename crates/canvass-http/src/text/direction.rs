//! The direction a language is written in, by its script if the tag names one, else by the language.

use super::{parse_tag, primary_subtag};

const SCRIPTS: [&str; 9] = ["Adlm", "Arab", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Syrc", "Thaa"];
const LANGUAGES: [&str; 12] = ["ar", "arc", "ckb", "dv", "fa", "he", "iw", "ps", "sd", "ug", "ur", "yi"];

/// `rtl` or `ltr`, for the `dir` attribute.
pub(crate) fn direction(language: &str) -> &'static str {
    let script = parse_tag(language).and_then(|tag| tag.script);
    let is_rtl = script.map_or_else(
        || LANGUAGES.contains(&primary_subtag(language).to_ascii_lowercase().as_str()),
        |script| SCRIPTS.contains(&script.as_str()),
    );
    if is_rtl { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::direction;

    #[test]
    fn script_decides_before_language() {
        assert_eq!(direction("ar"), "rtl");
        assert_eq!(direction("fa-IR"), "rtl");
        assert_eq!(direction("uz-Arab"), "rtl");
        assert_eq!(direction("ur-Latn"), "ltr");
        assert_eq!(direction("nl"), "ltr");
        assert_eq!(direction(""), "ltr");
    }
}

//! Which language of a document a page is shown in.

use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use unic_langid::LanguageIdentifier;

use super::parse_tag;

/// The language of a page: the one asked for in the address, else the route's, else what the browser likes best, each
/// only if the document has it; else the document's first.
pub(crate) fn choose_language<'d>(
    available: &'d [String],
    asked: Option<&str>,
    routed: &str,
    accepted: Option<&str>,
) -> &'d str {
    let exact = |wanted: &str| available.iter().find(|language| language.eq_ignore_ascii_case(wanted));
    let found = asked
        .and_then(exact)
        .or_else(|| exact(routed))
        .or_else(|| accepted.and_then(|header| best_match(available, header)));
    found.or_else(|| available.first()).map_or("en", String::as_str)
}

/// Weights are not looked at: browsers send the languages in order.
fn best_match<'d>(available: &'d [String], header: &str) -> Option<&'d String> {
    let tags: Vec<LanguageIdentifier> = available.iter().filter_map(|tag| parse_tag(tag)).collect();
    let wanted = parse_accepted_languages(header);
    let chosen = negotiate_languages(&wanted, &tags, None, NegotiationStrategy::Lookup);
    let chosen = chosen.first()?;
    available.iter().find(|tag| parse_tag(tag).as_ref() == Some(*chosen))
}

/// What a language calls itself, for the language links; unknown ones are named by their tag.
pub(crate) fn own_name(language: &str) -> &str {
    match super::primary_subtag(language) {
        "ar" => "العربية",
        "da" => "Dansk",
        "de" => "Deutsch",
        "en" => "English",
        "es" => "Español",
        "fi" => "Suomi",
        "fr" => "Français",
        "fy" => "Frysk",
        "he" => "עברית",
        "it" => "Italiano",
        "nb" | "no" => "Norsk",
        "nl" => "Nederlands",
        "pl" => "Polski",
        "pt" => "Português",
        "sv" => "Svenska",
        "tr" => "Türkçe",
        "uk" => "Українська",
        _other => language,
    }
}

#[cfg(test)]
mod tests {
    use super::choose_language;

    fn choose(asked: Option<&str>, routed: &str, accepted: Option<&str>) -> String {
        let available = ["nl".to_owned(), "en-GB".to_owned(), "de".to_owned()];
        choose_language(&available, asked, routed, accepted).to_owned()
    }

    #[test]
    fn address_beats_route_beats_browser_beats_default() {
        assert_eq!(choose(Some("de"), "nl", Some("en")), "de");
        assert_eq!(choose(None, "EN-gb", Some("de")), "en-GB");
        assert_eq!(choose(None, "fr", Some("fr-FR, de-AT;q=0.8")), "de");
        assert_eq!(choose(None, "fr", Some("en-US")), "en-GB");
        assert_eq!(choose(None, "fr", None), "nl");
    }

    #[test]
    fn languages_the_document_lacks_are_never_chosen() {
        assert_eq!(choose(Some("fr"), "nl", Some("de")), "nl");
        assert_eq!(choose(Some("<script>"), "xx", Some(";;,,q=")), "nl");
        assert_eq!(choose_language(&[], Some("nl"), "nl", None), "en");
    }
}

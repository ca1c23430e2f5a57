//! Domains of an organisation: a JSON list of pairs, the text and the word of its kind.

use canvass_domain::organisation::{Domain, DomainKind};

use crate::{Result, StoreError};

/// The text of domains.
pub fn domains_to_text(domains: &[Domain]) -> String {
    let stored: Vec<(&str, &str)> =
        domains.iter().map(|domain| (domain.text.as_str(), domain.kind.as_str())).collect();
    serde_json::to_string(&stored).unwrap_or_default()
}

/// The domains of a text made by [`domains_to_text`].
pub fn domains_from_text(text: &str) -> Result<Vec<Domain>> {
    const CORRUPT: StoreError = StoreError::Corrupt("organisation.domains");
    let stored: Vec<(String, String)> = serde_json::from_str(text).map_err(|_cause| CORRUPT)?;
    let domain = |(text, kind): (String, String)| {
        Ok(Domain { text, kind: DomainKind::from_word(&kind).ok_or(CORRUPT)? })
    };
    stored.into_iter().map(domain).collect()
}

/// Texts as one parameter of a statement, where an engine takes no arrays.
pub fn texts_to_parameter(texts: &[String]) -> String {
    serde_json::to_string(texts).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_come_back_as_they_were() {
        let domains: Vec<Domain> = DomainKind::ALL
            .into_iter()
            .map(|kind| Domain { text: format!("a \"{}\" \u{e9}", kind.as_str()), kind })
            .collect();
        assert_eq!(domains_from_text(&domains_to_text(&domains)), Ok(domains));
        assert_eq!(domains_from_text("[]"), Ok(Vec::new()));
        for text in ["", "{}", r#"[["a","nonsense"]]"#] {
            assert_eq!(domains_from_text(text), Err(StoreError::Corrupt("organisation.domains")), "{text}");
        }
    }
}

//! Languages by the English names that this surface prints and takes beside tags.

/// Tag and name.
const NAMES: [(&str, &str); 32] = [
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("zh", "Chinese"),
    ("hr", "Croatian"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("nl", "Dutch"),
    ("en", "English"),
    ("et", "Estonian"),
    ("fi", "Finnish"),
    ("fr", "French"),
    ("fy", "Frisian"),
    ("de", "German"),
    ("el", "Greek"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hu", "Hungarian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("lv", "Latvian"),
    ("lt", "Lithuanian"),
    ("nb", "Norwegian"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("es", "Spanish"),
    ("sv", "Swedish"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
];

/// The name of a tag; the tag itself where no name is known.
pub fn name(tag: &str) -> &str {
    let language = tag.split(['-', '_']).next().unwrap_or(tag);
    let known = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(language));
    known.map_or(tag, |(_, name)| name)
}

/// The tag of a name; what is no name is a tag already.
pub fn tag(text: &str) -> &str {
    let text = text.trim();
    NAMES.iter().find(|(_, name)| name.eq_ignore_ascii_case(text)).map_or(text, |(tag, _)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q41_names_and_tags_are_told_apart() {
        assert_eq!((tag(" english "), tag("nl-BE"), tag("")), ("en", "nl-BE", ""));
        assert_eq!((name("en"), name("nl-BE"), name("xx")), ("English", "Dutch", "xx"));
        for (tag_of, name_of) in NAMES {
            assert_eq!((tag(name_of), name(tag_of)), (tag_of, name_of));
        }
    }
}

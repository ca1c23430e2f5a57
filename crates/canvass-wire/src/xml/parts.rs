//! X18: how many parts a document has, counted before anything is built of it: a million empty elements make a tree that
//! costs far more than the look at its tags.

/// The place of the part that is one too many. Texts are not counted here but while the tree is built.
pub(super) fn surplus(text: &str, most: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    // An element is a sign for its beginning and a sign, or none, for its end: no document of use comes near.
    let signs = bytes.iter().map(|byte| usize::from(matches!(byte, b'<' | b'&'))).sum::<usize>();
    if signs.saturating_mul(2) <= most {
        return None;
    }
    let (mut at, mut parts) = (0, 0_usize);
    while let Some(begins) = next(bytes, at, |byte| matches!(byte, b'<' | b'&')) {
        let rest = text.get(begins..).unwrap_or_default();
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<![CDATA[") {
            rest.find("]]>").map(|end| end + 3)
        } else if rest.starts_with('&') {
            Some(1)
        } else {
            tag_end(rest)
        };
        // What is not closed is refused while the tree is built.
        let end = begins + end?;
        let is_empty = text.get(begins..end).is_some_and(|tag| tag.starts_with('<') && tag.ends_with("/>"));
        parts += if is_empty { 2 } else { 1 };
        if parts > most {
            return Some(begins);
        }
        at = end;
    }
    None
}

/// The end of a tag: what stands in quotes may hold the sign of it.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn next(bytes: &[u8], from: usize, is_meant: impl Fn(u8) -> bool) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|&byte| is_meant(byte)).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x18_each_tag_reference_and_comment_is_a_part() {
        // Beginning and end of the root, of an empty element, a reference, a comment, a section.
        let text = "<r><a b='/>'/>x&amp;<!-- <a/><a/> --><![CDATA[<b/>&amp;]]></r>";
        assert_eq!(surplus(text, 7), None);
        assert_eq!(surplus(text, 6), Some(text.find("</r>").unwrap()));
        assert_eq!(surplus(text, 2), Some(text.find("<a").unwrap()));
        assert_eq!(surplus(text, 3), Some(text.find("&amp;").unwrap()));
    }

    #[test]
    fn what_is_not_closed_is_left_to_the_reader() {
        for text in ["<a", "<a b='>", "<!-- ", "<![CDATA[ ]]", "<<<<"] {
            assert_eq!(surplus(text, 0), None, "{text}");
        }
        assert_eq!(surplus("no markup", 0), None);
    }
}

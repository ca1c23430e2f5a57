//! Our XML reading held against `roxmltree` (XML-14): the same documents are well-formed, with the same text.
//!
//! Left out where it departs from the standard: a lone return after a reference, and undeclared prefixes.

use canvass_wire::limits::ReadLimits;
use canvass_wire::node::{Kind, Node};
use canvass_wire::xml::{self, Vocabulary};
use proptest::prelude::*;

const WORDS: Vocabulary<'_> = Vocabulary { root: "R", namespaces: &["urn:"] };

/// The text of the first `A`, if it has no elements inside.
fn text_of_a(node: &Node<'_>) -> Option<String> {
    let (_, children) = node.kind.as_element()?;
    let found = children.iter().find(|child| child.name == "A")?;
    if let Kind::Leaf(text) = &found.node.kind { Some(text.to_string()) } else { None }
}

fn compare(body: &str) {
    let ours = xml::read(body.as_bytes(), &WORDS, ReadLimits::WIRE);
    // Well-formed, but no document of ours (X2, B8).
    let is_read = ours.as_ref().map_or_else(
        |error| error.text.starts_with("The document element") || error.text == "A request body is required.",
        |_| true,
    ) && !body.trim().is_empty();
    let theirs = roxmltree::Document::parse(body);
    // Refused here on purpose (X11, X12).
    if theirs.is_ok() && (body.contains("<?") || body.contains("<!D")) {
        return;
    }
    assert_eq!(is_read, theirs.is_ok(), "{body:?}: ours {ours:?}, theirs {theirs:?}");
    let (Ok(ours), Ok(theirs)) = (ours, theirs) else { return };
    let a = theirs.root_element().children().find(|node| node.tag_name().name() == "A");
    if let (Some(ours), Some(a)) = (text_of_a(&ours), a) {
        let text: String =
            a.children().filter(roxmltree::Node::is_text).filter_map(|node| node.text()).collect();
        assert_eq!(ours, text, "{body:?}");
    }
}

fn token() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "<A>",
        "</A>",
        "<b>",
        "</b>",
        "<b/>",
        "<b x='1'/>",
        "<b x='1' x='2'/>",
        "<b x = \"&lt;'\"/>",
        "<b x='<'/>",
        "<b x='1'y='2'/>",
        "<p:b/>",
        "<p:b xmlns:p='urn:p'/>",
        "<1/>",
        "< b/>",
        "<b / >",
        "</ b>",
        "</b >",
        "text",
        " ",
        "\r\n",
        "&amp;",
        "&#65;",
        "&#x1F600;",
        "&#0;",
        "&x;",
        "&",
        "]]>",
        "]]",
        ">",
        "<![CDATA[<&]]>",
        "<![CDATA[",
        "<!-- c -->",
        "<!-- a--b -->",
        "<!--->",
        "<!-- c --->",
        "é",
        "\u{FFFE}",
        "\u{1}",
        "\"",
        "'",
        "=",
        "<",
        "/>",
        "\u{85}",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn x14_x16_tokens_inside_a_document_are_judged_alike(tokens in prop::collection::vec(token(), 0..8)) {
        compare(&format!("<R>{}</R>", tokens.concat()));
        compare(&format!("<R><A>{}</A></R>", tokens.concat()));
    }

    #[test]
    fn x16_tokens_around_a_document_are_judged_alike(before in prop::collection::vec(token(), 0..3), after in prop::collection::vec(token(), 0..3)) {
        compare(&format!("{}<R/>{}", before.concat(), after.concat()));
        compare(&format!("{}{}", before.concat(), after.concat()));
    }
}

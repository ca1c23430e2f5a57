use super::*;
use crate::node::Member;

const WORDS: Vocabulary<'_> = Vocabulary { root: "R", namespaces: &["urn:ours"] };

fn read_xml(text: &str) -> Result<Node<'_>, Unreadable> {
    read(text.as_bytes(), &WORDS, ReadLimits::WIRE)
}

/// The tree in one line: `R(A='x' B=nil)`.
fn shape(name: &str, node: &Node<'_>) -> String {
    if node.kind == Kind::Null {
        return format!("{name}=nil");
    }
    let (text, children) = node.kind.as_element().unwrap_or_else(|| panic!("{node:?}"));
    let text = if text.is_empty() { String::new() } else { format!("={text:?}") };
    let children: Vec<String> = children.iter().map(|Member { name, node }| shape(name, node)).collect();
    let children = if children.is_empty() { String::new() } else { format!("({})", children.join(" ")) };
    format!("{name}{text}{children}")
}

fn tree(text: &str) -> String {
    shape("R", &read_xml(text).unwrap_or_else(|error| panic!("{text}: {error:?}")))
}

fn refusal(text: &str) -> String {
    match read_xml(text) {
        Err(error) => error.text,
        Ok(node) => panic!("{text} was read as {}", shape("R", &node)),
    }
}

#[test]
fn x1_document_element_by_local_name_in_any_known_namespace() {
    for text in ["<R/>", "<R xmlns='urn:ours.v1'/>", "<p:R xmlns:p='urn:ours'></p:R>"] {
        assert_eq!(tree(text), "R", "X1: {text}");
    }
}

#[test]
fn x2_another_document_element_is_refused() {
    for text in ["<r/>", "<Other/>", "<R xmlns='urn:theirs'/>", "<p:R xmlns:p='urn:x'/>"] {
        assert_eq!(refusal(text), "The document element R is expected.", "X2: {text}");
    }
}

#[test]
fn x3_x4_x5_elements_of_known_namespaces_are_kept_in_any_order() {
    let arrays = "http://schemas.microsoft.com/2003/10/Serialization/Arrays";
    let text = format!(
        "<R xmlns='urn:ours' xmlns:a='{arrays}' xmlns:t='urn:theirs'><B>1</B><t:C>2<t:D/></t:C><A xmlns=''>3</A><a:int z='1'>4</a:int>\
         <E xmlns='urn:theirs'><F xmlns='urn:ours'>5</F></E></R>"
    );
    assert_eq!(tree(&text), "R(B=\"1\" A=\"3\" int=\"4\")");
}

#[test]
fn x7_an_empty_element_has_nothing_inside() {
    assert_eq!(tree("<R><A/><B></B><C> </C></R>"), "R(A B C=\" \")");
}

#[test]
fn x8_nil_under_any_prefix_skips_the_content() {
    let instance = "http://www.w3.org/2001/XMLSchema-instance";
    let text = format!(
        "<R xmlns:i='{instance}' xmlns:o='urn:ours'><A i:nil='true'/><B i:nil='1'>x<C/></B><D i:nil='false'>y</D><E nil='true'>z</E>\
         <F o:nil='true'>z</F><G q:nil='&#116;rue' xmlns:q='{instance}'/></R>"
    );
    assert_eq!(tree(&text), "R(A=nil B=nil D=\"y\" E=\"z\" F=\"z\" G=nil)");
    let root = format!("<R xmlns:i='{instance}' i:nil='true'/>");
    assert_eq!(read_xml(&root).unwrap_err(), Unreadable::missing(), "B8");
    assert_eq!(read_xml("  ").unwrap_err(), Unreadable::missing(), "B8");
}

#[test]
fn x11_x12_document_types_and_instructions_are_refused() {
    let cases = [
        ("<!DOCTYPE R><R/>", "Line 1, column 1: a document type declaration is not accepted."),
        (
            "\n<!DOCTYPE R [<!ENTITY a 'b'>]><R>&a;</R>",
            "Line 2, column 1: a document type declaration is not accepted.",
        ),
        ("<R><?go on?></R>", "Line 1, column 4: a processing instruction is not accepted."),
        ("<?xml-stylesheet href='x'?><R/>", "Line 1, column 1: a processing instruction is not accepted."),
        ("<R/><?x?>", "Line 1, column 5: a processing instruction is not accepted."),
    ];
    for (text, error) in cases {
        assert_eq!(refusal(text), error, "X11, X12: {text}");
    }
}

#[test]
fn x13_declaration_names_version_one_and_utf8() {
    for text in [
        "<?xml version='1.0'?><R/>",
        "<?xml version=\"1.0\" encoding=\"Utf-8\" ?>\n<R/>",
        "\u{FEFF}<?xml version='1.0' encoding='UTF-8' standalone='yes'?><R/>",
        "<?xml version='1.0' standalone='no'?><R/>",
    ] {
        assert_eq!(tree(text), "R", "X13: {text}");
    }
    for text in [
        "<?xml version='1.1'?><R/>",
        " <?xml version='1.0'?><R/>",
        "<?xml version='1.0' encoding='utf-16'?><R/>",
        "<?xml version='1.0' encoding='ISO-8859-1'?><R/>",
        "<?xml encoding='utf-8'?><R/>",
        "<?xml encoding='utf-8' version='1.0'?><R/>",
        "<?xml version='1.0' standalone='maybe'?><R/>",
        "<?xml version='1.0' other='1'?><R/>",
        "<?xml version='1.0'encoding='utf-8'?><R/>",
        "<?xml?><R/>",
        "<R/><?xml version='1.0'?>",
    ] {
        assert!(read_xml(text).is_err(), "X13: {text}");
    }
}

#[test]
fn x14_comments_sections_and_references_join_into_one_text() {
    let text = "<!-- a --><R>\n <A>a<!-- - -->b<![CDATA[<&c]]>&amp;&lt;&gt;&quot;&apos;&#65;&#x1F600;</A>\r\n</R><!-- z -->\n";
    assert_eq!(tree(text), "R(A=\"ab<&c&<>\\\"'A\u{1F600}\")");
    assert_eq!(tree("<R><A>a\r\nb\rc&#13;d</A></R>"), "R(A=\"a\\nb\\nc\\rd\")");
    for text in [
        "<R>&nbsp;</R>",
        "<R>&</R>",
        "<R>& amp;</R>",
        "<R>&#;</R>",
        "<R>&#x;</R>",
        "<R>&#+65;</R>",
        "<R>&#99999999999;</R>",
    ] {
        assert!(read_xml(text).is_err(), "X14: {text}");
    }
}

#[test]
fn x15_text_between_members_stays_visible() {
    assert_eq!(tree("<R> <A/> stray <B/> </R>"), "R=\" stray \"(A B)");
    assert_eq!(tree("<R><A>1<t:B xmlns:t='urn:t'/></A></R>"), "R(A=\"1\")");
    let node = read_xml("<R><t:B xmlns:t='urn:t'/></R>").unwrap();
    assert!(matches!(node.kind, Kind::Element(_)));
}

#[test]
fn x16_what_is_not_well_formed_is_refused_with_line_and_column() {
    let cases = [
        ("<R>", "Line 1, column 4: the document ends too early."),
        ("<R></S>", "Line 1, column 4: the tags, references or comments here are not well-formed."),
        ("<R/>\n<R/>", "Line 2, column 1: nothing may follow the document element."),
        ("<R/>\n x", "Line 2, column 2: nothing may follow the document element."),
        ("<p:R/>", "Line 1, column 1: a prefix of the element is not declared."),
        ("{\"a\":1}", "Line 1, column 1: a document element is expected."),
        ("<R", "Line 1, column 1: the markup here is not closed."),
    ];
    for (text, error) in cases {
        assert_eq!(refusal(text), error, "X16: {text}");
    }
    for text in [
        "<R><A></R></A>",
        "</R>",
        "<R a:b='1'/>",
        "<R a='1' a='2'/>",
        "<R xmlns:a='urn:x' xmlns:b='urn:x' a:c='' b:c=''/>",
        "<R xmlns:a=''/>",
        "<R xmlns:xmlns='urn:x'/>",
        "<R xmlns:xml='urn:x'/>",
        "<R/>&amp;",
        "<![CDATA[]]><R/>",
        "<R>]]></R>",
        "<R><!-- a -- b --></R>",
        "<R><!-- a ---></R>",
        "<R",
        "<R/ >",
        "< R/>",
        "<R a/>",
        "<R a=b/>",
        "<R></R a='1'>",
        "<R><1/></R>",
        "<>",
        "<R><!x></R>",
        "<R a='<'/>",
    ] {
        assert!(read_xml(text).is_err(), "X16: {text}");
    }
}

#[test]
fn x17_characters_that_xml_forbids_are_refused_raw_and_by_reference() {
    for text in [
        "<R>\0</R>",
        "<R>\u{1}</R>",
        "<R>\u{1F}</R>",
        "<R>\u{FFFE}</R>",
        "<R>\u{FFFF}</R>",
        "<R>&#0;</R>",
        "<R>&#xFFFE;</R>",
        "<R>&#x1;</R>",
        "<R>&#xD800;</R>",
        "<R>&#x110000;</R>",
        "<R a='&#0;'/>",
        "<R a='\u{2}'/>",
    ] {
        assert!(read_xml(text).is_err(), "X17: {text:?}");
    }
    assert_eq!(tree("<R>\u{FB01}\u{7F}\u{85}&#x85;</R>"), "R=\"\u{FB01}\\u{7f}\\u{85}\\u{85}\"");
}

#[test]
fn x18_attributes_namespaces_and_parts_are_limited() {
    let attributes = |count: usize| {
        let list: Vec<String> = (0..count).map(|number| format!(" a{number}='1'")).collect();
        format!("<R{}/>", list.concat())
    };
    let namespaces = |count: usize| {
        let list: Vec<String> = (0..count).map(|number| format!(" xmlns:a{number}='u'")).collect();
        format!("<R{}/>", list.concat())
    };
    assert_eq!(tree(&attributes(64)), "R");
    assert_eq!(tree(&namespaces(32)), "R");
    assert_eq!(refusal(&attributes(65)), "Line 1, column 1: the element has more than 64 attributes.");
    assert_eq!(refusal(&namespaces(33)), "Line 1, column 1: the element declares more than 32 namespaces.");
    assert!(refusal(&attributes(80_000)).contains("64"));
    assert!(refusal(&namespaces(100_000)).contains("32"));
    let limits = ReadLimits { xml_parts: 4, ..ReadLimits::WIRE };
    assert!(read(b"<R><A/></R>", &WORDS, limits).is_ok());
    assert!(read(b"<R><A/><A/></R>", &WORDS, limits).is_err());
}

#[test]
fn b12_depth_64_is_read_and_65_is_refused_also_in_unknown_elements() {
    let nested = |depth: usize| format!("<R>{}{}</R>", "<u>".repeat(depth - 1), "</u>".repeat(depth - 1));
    assert!(read_xml(&nested(64)).is_ok());
    assert!(refusal(&nested(65)).ends_with("the nesting is deeper than 64."));
    assert!(refusal(&nested(100_000)).ends_with("the nesting is deeper than 64."));
    let unknown = format!("<R><t:u xmlns:t='urn:t'>{}", "<t:u>".repeat(100_000));
    assert!(refusal(&unknown).ends_with("the nesting is deeper than 64."));
}

#[test]
fn b10_b11_only_utf8_is_read() {
    assert_eq!(tree("\u{FEFF}<R>é</R>"), "R=\"é\"");
    let utf16: Vec<u8> = "<R/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read(&utf16, &WORDS, ReadLimits::WIRE).unwrap_err().text, "The body is not valid UTF-8.");
    assert_eq!(
        read(b"<R>\xE9</R>", &WORDS, ReadLimits::WIRE).unwrap_err().text,
        "The body is not valid UTF-8."
    );
}

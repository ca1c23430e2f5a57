//! Where placeholders stand, and how the author is told.

use super::*;

fn escape(before: &str) -> Escape {
    let mut place = Place::default();
    place.follow(before);
    place.escape(false).0
}

#[test]
fn each_place_has_its_escape() {
    for (before, expected) in [
        ("<p>Dear ", Escape::Text),
        ("a < b ", Escape::Text),
        ("<title>", Escape::Text),
        ("<title></title>", Escape::Text),
        ("<p title=\"", Escape::Text),
        ("<p title='a > b \" ", Escape::Text),
        ("<p\ntitle = \"x\" alt=\"", Escape::Text),
        ("<p title=", Escape::Unsafe),
        ("<p title=x", Escape::Unsafe),
        ("<p ", Escape::Unsafe),
        ("<p title", Escape::Unsafe),
        ("<", Escape::Unsafe),
        ("</", Escape::Unsafe),
        ("<p onclick=\"x('", Escape::Unsafe),
        ("<img srcset=\"", Escape::Unsafe),
        ("<script>x = '", Escape::Unsafe),
        ("<script>x < y </scrip", Escape::Unsafe),
        ("<script></script >", Escape::Text),
        ("<style>p { color: ", Escape::Style),
        ("<p style=\"color:", Escape::Style),
        ("<!-- ", Escape::Unsafe),
        ("<!-- a > -- b -->", Escape::Text),
        ("<!-->", Escape::Text),
        ("<!doctype html>", Escape::Text),
        ("<!--[if mso]><p>", Escape::CommentedText),
        ("<!--[if mso]><p><![endif]-->", Escape::Text),
        ("<!--[if !mso]><!--><p>", Escape::CommentedText),
        ("<!--[if !mso]><!--><p><!--<![endif]-->", Escape::CommentedText),
        ("<a href=\"", Escape::InAddress(Part::Query)),
        ("<a HREF = ' ", Escape::InAddress(Part::Query)),
        ("<a href=\"https://a", Escape::InAddress(Part::Query)),
        ("<a href=\"https://a.example/", Escape::InAddress(Part::Path)),
        ("<a href=\"https://a.example?x=", Escape::InAddress(Part::Query)),
        ("<a href=\"https://a.example/x?y=", Escape::InAddress(Part::Query)),
        ("<a href=\"mailto:", Escape::InAddress(Part::Opaque)),
        ("<a href=\"mailto:x?subject=", Escape::InAddress(Part::Query)),
        ("<a href=\"/", Escape::InAddress(Part::Query)),
        ("<a href=\"/x", Escape::InAddress(Part::Path)),
        ("<a href=\"x\">", Escape::Text),
        ("<a href=x>", Escape::Text),
    ] {
        assert_eq!(escape(before), expected, "{before}");
    }
}

#[test]
fn the_author_is_told_of_addresses_that_data_would_lead() {
    for before in [
        "<a href=\"",
        "<a href='",
        "<a href=\" ",
        "<img src=\"https://",
        "<a href=\"//",
        "<a href=\"https://x",
    ] {
        let mut place = Place::default();
        place.follow(before);
        assert!(place.escape(false).1.is_some(), "{before}");
    }
    let mut place = Place::default();
    place.follow("<a href=\"JavaScript:");
    assert!(place.has_script_address);
}

#[test]
fn the_root_is_found_where_it_ends() {
    let mut place = Place::default();
    assert_eq!(place.follow("<html lang=\"nl\"><p>"), None);
    assert!(place.has_root());
    let mut place = Place::default();
    assert_eq!(place.follow("<!doctype html><html>"), Some(RootEnd { at: 20, has_direction: false }));
    let mut place = Place::default();
    assert_eq!(place.follow("<HTML dir=rtl >"), Some(RootEnd { at: 14, has_direction: true }));
    let mut place = Place::default();
    assert_eq!(place.follow("<html-x></html>"), None);
    assert!(!place.has_root());
}

#[test]
fn long_names_are_not_kept_whole_for_each_conditional_part() {
    let long = "a".repeat(10_000);
    let mut place = Place::default();
    place.follow(&format!("<{long} {long}=\"{long}\" href=\"{long}"));
    assert!(format!("{place:?}").len() < 500, "{} signs", format!("{place:?}").len());
    assert_eq!(place.escape(false).0, Escape::InAddress(Part::Query));
    let mut place = Place::default();
    place.follow(&format!("<p on{long}='"));
    assert_eq!(place.escape(false).0, Escape::Unsafe, "what it begins with still counts");
}

#[test]
fn an_address_of_a_script_is_seen_however_it_is_written() {
    let is_script = |html: &str| {
        let mut place = Place::default();
        place.follow(html);
        place.has_script_address
    };
    for html in [
        "<a href=\"&#106;avascript:x\">",
        "<a href=\"&#x6A;avascript:x\">",
        "<a href='&#0000000000000106avascript:x'>",
        "<a href=&#106;avascript:x>",
        "<a href=\"j&#97;v&#x61;script&#58;x\">",
        "<a href=\"javascript&colon;x\">",
        "<a href=\"java&Tab;script:x\">",
        "<a href=\"java\tscript:x\">",
        "<a href=\"java\nscript:x\">",
        "<a href=\"\u{1}javascript:x\">",
        "<a href=\"&#1;&#32;javascript:x\">",
        "<form action=\"vb&#115;cript:x\">",
    ] {
        assert!(is_script(html), "{html}");
    }
    for html in [
        "<a href=\"https://a.example/?a=1&javascript:x\">",
        "<a href=\"https://a.example/?a=1&amp;b=javascript&colon;\">",
        "<a href=\"&unknown;javascript:x\">",
        "<p title=\"&#106;avascript:x\">",
        "<a href=\"&\">javascript:",
    ] {
        assert!(!is_script(html), "{html}");
    }
}

#[test]
fn references_say_where_in_an_address_a_value_stands() {
    for (before, expected) in [
        ("<a href=\"https&#58;//a.example&#47;", Escape::InAddress(Part::Path)),
        ("<a href=\"https://a.example/&quest;x=", Escape::InAddress(Part::Query)),
        ("<a href=\"/&#47;", Escape::InAddress(Part::Query)),
        ("<a href=\"https://a.example/?a=1&b=", Escape::InAddress(Part::Query)),
        ("<a ping=\"https://a.example/ ", Escape::Unsafe),
        ("<meta http-equiv=\"", Escape::Unsafe),
    ] {
        assert_eq!(escape(before), expected, "{before}");
    }
}

#[test]
fn a_page_that_leads_elsewhere_by_itself_is_seen() {
    let leads = |html: &str| {
        let mut place = Place::default();
        place.follow(html);
        place.has_refresh
    };
    for html in [
        "<meta http-equiv=refresh content='0;url=https://a.example'>",
        "<META content=\"0\" HTTP-EQUIV=\" Refresh \">",
        "<meta http-equiv='&#114;efresh'>",
        "<meta http-equiv=refresh>",
    ] {
        assert!(leads(html), "{html}");
    }
    for html in ["<meta http-equiv=\"Content-Type\" content=refresh>", "<p http-equiv=refresh>"] {
        assert!(!leads(html), "{html}");
    }
}

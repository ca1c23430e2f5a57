//! The cases of HTP-04 to HTP-07 and HTP-19, at every place where a network may cut them.

use super::*;

const MOST: usize = 400;

/// What is let on of these bytes when they come in pieces of `piece`, and how it ends.
fn followed(bytes: &[u8], piece: usize) -> (Vec<u8>, Option<Fault>) {
    let mut guard = Guard::new(MOST);
    let (mut waiting, mut let_on) = (Vec::new(), Vec::new());
    for part in bytes.chunks(piece) {
        waiting.extend_from_slice(part);
        loop {
            match guard.look(&waiting) {
                Step::More => break,
                Step::Drop(count) => drop(waiting.drain(..count)),
                Step::Head(count) | Step::Body(count) => let_on.extend(waiting.drain(..count)),
                Step::Fault(fault) => return (let_on, Some(fault)),
            }
        }
    }
    (let_on, None)
}

fn verdict(text: &str) -> Option<Fault> {
    let whole = followed(text.as_bytes(), usize::MAX >> 1);
    for piece in 1..12 {
        let cut = followed(text.as_bytes(), piece);
        assert_eq!(cut.1, whole.1, "in pieces of {piece}: {text:?}");
    }
    whole.1
}

fn request(lines: &str, rest: &str) -> String {
    format!("POST /x HTTP/1.1\r\n{lines}\r\n{rest}")
}

#[test]
fn plain_requests_are_let_on_as_they_are() {
    for text in [
        "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n".to_owned(),
        "GET /?a=b%20c HTTP/1.0\r\n\r\n".to_owned(),
        request("Host: [::1]:8080\r\nContent-Length: 3\r\nX: a\tb \u{e9}\r\n", "abc"),
        request(
            "host:a\r\nTRANSFER-ENCODING: Chunked\r\n",
            "3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n\r\n",
        ),
        request("Host: a\r\nTransfer-Encoding: chunked\r\n", "0\r\nDigest: x\r\nB: y\r\n\r\n"),
        request("Host: a\r\nContent-Length: 2\r\n", "{}GET / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ] {
        for piece in 1..text.len() {
            assert_eq!(followed(text.as_bytes(), piece), (text.clone().into_bytes(), None), "{piece}");
        }
    }
}

#[test]
fn empty_lines_before_a_request_are_passed_over() {
    let text = b"\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n";
    assert_eq!(followed(text, 1), (text[4..].to_vec(), None));
    assert_eq!(followed(text, 64), (text[4..].to_vec(), None));
}

#[test]
fn htp_04_two_ways_to_end_a_body_are_refused() {
    for lines in [
        "Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n",
    ] {
        assert_eq!(verdict(&request(lines, "0\r\n\r\n")), Some(Fault::Malformed), "{lines}");
    }
}

#[test]
fn htp_05_lengths_and_codings_that_are_read_differently_are_refused() {
    for line in [
        "Content-Length: 3\r\nContent-Length: 3",
        "Content-Length: 3, 3",
        "Content-Length: +3",
        "Content-Length: -3",
        "Content-Length: 0x3",
        "Content-Length: 3 3",
        "Content-Length:",
        "Content-Length: 9999999999999999999",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding:",
    ] {
        let text = request(&format!("Host: a\r\n{line}\r\n"), "abc");
        assert_eq!(verdict(&text), Some(Fault::Malformed), "{line}");
    }
    let old = "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert_eq!(verdict(old), Some(Fault::Malformed));
}

#[test]
fn htp_05_chunks_that_are_read_differently_are_refused() {
    let long = format!("3;{}\r\nabc\r\n0\r\n\r\n", "x".repeat(5_000));
    let many = format!("{}0\r\n\r\n", "1;abcdefgh\r\nz\r\n".repeat(1_000));
    let trailers = format!("0\r\n{}\r\n", "A: bcdefgh\r\n".repeat(1_000));
    for chunks in [
        "3\nabc\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "+3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        " 3\r\nabc\r\n0\r\n\r\n",
        "3 \r\nabc\r\n0\r\n\r\n",
        "\r\nabc\r\n0\r\n\r\n",
        ";x\r\nabc\r\n0\r\n\r\n",
        "fffffffff\r\nabc",
        "000000003\r\nabc\r\n0\r\n\r\n",
        "3;\u{0}\r\nabc\r\n0\r\n\r\n",
        "3;a\rb\r\nabc\r\n0\r\n\r\n",
        "0\r\n Folded: x\r\n\r\n",
        "0\r\nA: b\n\r\n",
        &long,
        &many,
        &trailers,
    ] {
        let text = request("Host: a\r\nTransfer-Encoding: chunked\r\n", chunks);
        assert_eq!(verdict(&text), Some(Fault::Malformed), "{chunks:.40}");
    }
}

#[test]
fn htp_06_lines_that_are_read_differently_are_refused() {
    for text in [
        "GET / HTTP/1.1\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\n",
        "GET / HTTP/1.1\r\nHost: a\n\n",
        "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tfolded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{b}b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET / http/1.1\r\nHost: a\r\n\r\n",
        "GET /\r\nHost: a\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}",
    ] {
        assert_eq!(verdict(text), Some(Fault::Malformed), "{text:?}");
    }
}

#[test]
fn htp_06_a_head_over_the_limit_is_refused_and_one_at_it_is_not() {
    let filled = |count: usize| format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(count));
    let room = MOST - filled(0).len();
    assert_eq!(verdict(&filled(room)), None);
    assert_eq!(verdict(&filled(room + 1)), Some(Fault::TooLarge));
    assert_eq!(verdict(&format!("GET /{}", "x".repeat(MOST))), Some(Fault::TooLarge));
    let mut many = Guard::new(16 * 1024);
    let lines = format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "X: y\r\n".repeat(100));
    assert_eq!(many.look(lines.as_bytes()), Step::Fault(Fault::TooLarge));
}

#[test]
fn htp_07_a_request_names_its_host_once() {
    for text in [
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost:\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n",
        "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
        assert_eq!(verdict(text), Some(Fault::Malformed), "{text:?}");
    }
}

#[test]
fn htp_19_nothing_after_a_refused_request_is_let_on() {
    let first = request("Host: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n");
    let text = format!("{first}POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
    for piece in [1, 7, 1000] {
        assert_eq!(followed(text.as_bytes(), piece), (Vec::new(), Some(Fault::Malformed)));
    }
}

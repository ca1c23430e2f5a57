use std::io::BufReader;

use super::*;

fn csv(text: &[u8]) -> Vec<Row> {
    csv_in_pieces(text, 8192)
}

/// Read through a buffer of so many bytes.
fn csv_in_pieces(text: &[u8], piece: usize) -> Vec<Row> {
    let mut rows = CsvRows::new(BufReader::with_capacity(piece, text), Delimiter::Comma).unwrap().unwrap();
    let mut read = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        read.push(row);
    }
    read
}

fn ndjson(text: &[u8]) -> Vec<Row> {
    let mut rows = NdjsonRows::new(BufReader::with_capacity(7, text));
    let mut read = Vec::new();
    while let Some(row) = rows.next_row().unwrap() {
        read.push(row);
    }
    read
}

fn texts(row: &Row) -> Vec<(Option<&str>, &str)> {
    let faults = row.content.as_ref().unwrap_err();
    faults.iter().map(|fault| (fault.field.as_deref(), fault.text.as_str())).collect()
}

#[test]
fn own_members_and_data_columns_of_csv_are_told_apart() {
    let text = b"\xEF\xBB\xBFEmail,priority,Business Unit,18,endDate\r\nann@example.org,2,\"a, \"\"b\"\"\",x,2026-03-20\r\n\r\nbob@example.org,,,,\r\n";
    for piece in [1, 3, 8192] {
        let rows = csv_in_pieces(text, piece);
        assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
        let ann = rows[0].content.as_ref().unwrap();
        assert_eq!((ann.email.as_deref(), ann.priority), (Some("ann@example.org"), Some(2)));
        assert!(ann.end_date.is_some());
        let values: Vec<_> = ann
            .values
            .iter()
            .map(|value| (value.column, value.name.as_deref(), value.value.as_deref()))
            .collect();
        assert_eq!(values, [(0, Some("Business Unit"), Some("a, \"b\"")), (18, None, Some("x"))]);
        // An empty field is not sent.
        assert_eq!(rows[1].content.as_ref().unwrap().values, []);
    }
}

#[test]
fn rows_of_csv_that_cannot_be_read_are_told_with_their_line_and_end_nothing() {
    let rows = csv(b"email,priority,Branch\na@example.org,high,x\nb@example.org,1\nc@example.org,1,\xFF\n\"d\n@example.org\",x,y\ne@example.org,1,z\n");
    assert_eq!(texts(&rows[0]), [(Some("priority"), "The value is not a whole number.")]);
    assert_eq!(texts(&rows[1]), [(None, "Line 3: the row has 2 fields, the header names 3.")]);
    assert_eq!(texts(&rows[2]), [(Some("Branch"), "Line 4: column 3: the text is no UTF-8.")]);
    assert_eq!(rows[3].line, 5);
    assert_eq!((rows[4].line, rows[4].content.is_ok()), (7, true));
}

#[test]
fn a_quotation_mark_that_nobody_closes_costs_one_row_and_no_memory() {
    let mut text = b"email,Branch\na@example.org,\"x\n".to_vec();
    for _ in 0..40_000 {
        text.extend_from_slice(b"somebody@example.org,y\n");
    }
    let rows = csv(&text);
    assert_eq!(rows.len(), 1);
    assert_eq!(texts(&rows[0]), [(None, "Line 2: a quotation mark is opened and not closed.")]);
    assert!(rows[0].canonical.len() <= MOST_ROW_BYTES * 2);
}

#[test]
fn rows_that_are_too_long_are_read_over() {
    let long = "x".repeat(MOST_ROW_BYTES + 1);
    let rows = csv(format!("email,Branch\na@example.org,{long}\nb@example.org,y\n").as_bytes());
    assert!(texts(&rows[0])[0].1.starts_with("Line 2: the row is longer than 262144 bytes"));
    assert!(rows[1].content.is_ok());
    let rows = ndjson(format!("{{\"email\":\"{long}\"}}\n{{\"email\":\"b@example.org\"}}").as_bytes());
    assert!(texts(&rows[0])[0].1.starts_with("Line 1: the row is longer"));
    assert_eq!((rows[1].line, rows[1].content.is_ok()), (2, true));
}

#[test]
fn a_header_with_doubled_or_nameless_columns_is_refused() {
    let refused = |text: &str| {
        CsvRows::new(text.as_bytes(), Delimiter::Semicolon).unwrap().err().map(|faults| faults[0].clone())
    };
    assert_eq!(refused("Branch;email;branch\n").unwrap().0, "branch");
    assert_eq!(refused("email;\n").unwrap().1, "Column 2 of the header has no name.");
    assert_eq!(refused("").unwrap().1, "The file has no header line.");
    let many = vec!["x"; MOST_COLUMNS + 2].join(";");
    assert!(refused(&many).is_some());
    assert_eq!(refused("email;Branch\n"), None);
}

#[test]
fn ndjson_is_read_like_the_customers_of_a_batch() {
    let rows = ndjson(b"\xEF\xBB\xBF{\"email\":\"a@example.org\",\"data\":{\"18\":\"x\"}}\r\n\r\n{\"email\":7,\"data\":{\"Br/anch\":1}}\n{\"email\"\n{\"nonsense\":1}");
    assert_eq!(rows[0].content.as_ref().unwrap().values[0].column, 18);
    assert_eq!(rows[1].line, 3);
    assert_eq!(
        texts(&rows[1]),
        [(Some("email"), "A text is expected."), (Some("Br~1anch"), "A text is expected.")]
    );
    assert!(texts(&rows[2])[0].1.starts_with("Line 4, column 9: "), "{:?}", texts(&rows[2]));
    assert_eq!(texts(&rows[3]), [(Some("nonsense"), "The member is not known.")]);
}

#[test]
fn the_same_rows_have_the_same_bytes_whatever_their_quotation_and_line_ends() {
    let bytes = |text: &[u8]| csv(text).into_iter().map(|row| row.canonical).collect::<Vec<_>>();
    let plain = bytes(b"email,Branch\na@example.org,x\nb@example.org,y\n");
    assert_eq!(plain, bytes(b"email,Branch\r\n\"a@example.org\",\"x\"\r\nb@example.org,y"));
    assert_ne!(plain, bytes(b"email,Region\na@example.org,x\nb@example.org,y\n"));
    assert_ne!(plain[0], bytes(b"email,Branch\na@example.orgx,\nb@example.org,y\n")[0]);
}

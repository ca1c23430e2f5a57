use canvass_domain::when::{ClockTime, When};
use uuid::Uuid;

use super::*;

/// `"x"` is a text, `true` a literal, `null` null, everything else a number.
fn scalar(written: &str) -> Scalar<'_> {
    match written {
        "null" => Scalar::Null,
        "true" => Scalar::Bool(true),
        "false" => Scalar::Bool(false),
        _ => match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(text) => Scalar::Text(text),
            None => Scalar::Number(written),
        },
    }
}

fn told<T: Scan + std::fmt::Debug>(written: &str) -> (Result<Option<T>, Wrong>, Result<Option<T>, Wrong>) {
    (plain(scalar(written)), nullable(scalar(written)))
}

#[test]
fn s6_each_reading_error_says_what_is_wrong() {
    let texts = [
        (Wrong::NotWhole, "The value is not a whole number."),
        (Wrong::OutOfRange, "The value is out of range."),
        (Wrong::NotNumber, "The value is not a number."),
        (Wrong::NotBool, "The value is not true or false."),
        (Wrong::NotDate, "The value is not a date. Use for example 2026-03-02 or 2026-03-02T11:30:00+01:00."),
        (Wrong::YearOutOfRange, "The year is out of range."),
        (Wrong::NotGuid, "The value is not a GUID."),
        (Wrong::NotBase64, "The value is not valid Base64."),
        (Wrong::NotText, "A text is expected."),
        (Wrong::NotList, "A list is expected."),
        (Wrong::NotObject, "An object is expected."),
        (Wrong::Nul, "The text contains a NUL character."),
        (Wrong::NullItem, "The item is null."),
    ];
    for (wrong, text) in texts {
        assert_eq!(wrong.text(), text, "S6");
    }
}

#[test]
fn v1_a_string_takes_texts_numbers_and_literals_as_written() {
    for (written, value) in [
        ("\"a \"", Some("a ")),
        ("5.50", Some("5.50")),
        ("1e3", Some("1e3")),
        ("true", Some("true")),
        ("false", Some("false")),
        ("null", None),
        ("\"\"", Some("")),
        ("\"2019-02-01T13:11:23Z\"", Some("2019-02-01T13:11:23Z")),
    ] {
        assert_eq!(text(scalar(written)), Ok(value), "V1: {written}");
    }
    assert_eq!(text(Scalar::Text("a\0")), Err(Wrong::Nul), "J8");
    assert_eq!(nullable::<i32>(Scalar::Text("1\0")), Err(Wrong::Nul), "J8");
}

#[test]
fn v2_v3_bools() {
    for (written, flag) in [
        ("true", true),
        ("false", false),
        ("\"True\"", true),
        ("\" FALSE \"", false),
        ("\"1\"", true),
        ("\"0\"", false),
        ("0", false),
        ("0.0", false),
        ("-0e5", false),
        ("1", true),
        ("2.5", true),
        ("0.001", true),
    ] {
        assert_eq!(told(written), (Ok(Some(flag)), Ok(Some(flag))), "V2: {written}");
    }
    for written in ["\"yes\"", "\"2\"", "\"tru\"", "\"1.0\""] {
        assert_eq!(told::<bool>(written), (Err(Wrong::NotBool), Err(Wrong::NotBool)), "V2: {written}");
    }
    assert_eq!(told::<bool>("\" \""), (Err(Wrong::NotBool), Ok(None)), "V2, V3");
    assert_eq!(told::<bool>("null"), (Ok(None), Ok(None)), "M6, V3");
}

#[test]
fn v4_v5_ints() {
    for (written, number) in [
        ("15", 15),
        ("-0", 0),
        ("\" +7 \"", 7),
        ("\"-2147483648\"", i32::MIN),
        ("2147483647", i32::MAX),
        ("\"007\"", 7),
    ] {
        assert_eq!(told(written), (Ok(Some(number)), Ok(Some(number))), "V4: {written}");
    }
    for written in
        ["5.0", "1e2", "1E2", "true", "\"1,000\"", "\"1 000\"", "\"5.0\"", "\"0x1F\"", "\"+\"", "\"a\""]
    {
        assert_eq!(plain::<i32>(scalar(written)), Err(Wrong::NotWhole), "V4: {written}");
    }
    for written in ["2147483648", "-2147483649", "123456789012345678901234567890", "\"99999999999\""] {
        assert_eq!(plain::<i32>(scalar(written)), Err(Wrong::OutOfRange), "V4: {written}");
    }
    assert_eq!(told::<i32>("\"\""), (Err(Wrong::NotWhole), Ok(None)), "V4, V5");
    assert_eq!(told::<i32>("null"), (Ok(None), Ok(None)), "M6, V5");
}

#[test]
fn v6_longs() {
    assert_eq!(plain(scalar("9223372036854775807")), Ok(Some(i64::MAX)));
    assert_eq!(plain::<i64>(scalar("9223372036854775808")), Err(Wrong::OutOfRange));
    for written in ["1.0", "1e2", "\"1.0\""] {
        assert_eq!(plain::<i64>(scalar(written)), Err(Wrong::NotWhole), "V6: {written}");
    }
}

#[test]
fn v7_doubles_and_decimals() {
    for (written, number, decimal) in [
        ("5.50", 5.5, "5.50"),
        ("\" -0.125 \"", -0.125, "-0.125"),
        ("1e3", 1000.0, "1000"),
        ("\"12\"", 12.0, "12"),
        ("1.5e-3", 0.0015, "0.0015"),
        ("0", 0.0, "0"),
        ("0.00", 0.0, "0.00"),
    ] {
        assert_eq!(plain(scalar(written)), Ok(Some(number)), "V7: {written}");
        assert_eq!(plain::<Decimal>(scalar(written)).unwrap().unwrap().to_string(), decimal, "V7: {written}");
    }
    for written in [
        "\"1,5\"",
        "\"1,000.0\"",
        "\"NaN\"",
        "\"Infinity\"",
        "\"inf\"",
        "\"\"",
        "true",
        "\"5.\"",
        "\".5\"",
        "\"1 2\"",
    ] {
        assert_eq!(plain::<f64>(scalar(written)), Err(Wrong::NotNumber), "V7: {written}");
        assert_eq!(plain::<Decimal>(scalar(written)), Err(Wrong::NotNumber), "V7: {written}");
    }
    assert_eq!(plain::<f64>(scalar("1e400")), Err(Wrong::OutOfRange));
    for written in
        ["1e29", "79228162514264337593543950336", "1e99999999999999999999", "123456789012345678901234567890"]
    {
        assert_eq!(plain::<Decimal>(scalar(written)), Err(Wrong::OutOfRange), "V7: {written}");
    }
    for (written, decimal) in [
        ("79228162514264337593543950335", "79228162514264337593543950335"),
        ("1e-99999999999999999999", "0.0000000000000000000000000000"),
        ("0.00000000000000000000000000015", "0.0000000000000000000000000002"),
        ("5e-29", "0.0000000000000000000000000001"),
        ("4e-29", "0.0000000000000000000000000000"),
    ] {
        assert_eq!(plain::<Decimal>(scalar(written)).unwrap().unwrap().to_string(), decimal, "V7: {written}");
    }
}

#[test]
fn v8_guids() {
    let guid = Uuid::try_parse("457c0551-f897-4dea-b228-f47ca1dcc04f").unwrap();
    for written in [
        "\"457c0551-f897-4dea-b228-f47ca1dcc04f\"",
        "\"457C0551F8974DEAB228F47CA1DCC04F\"",
        "\" {457c0551-F897-4dea-b228-f47ca1dcc04f} \"",
    ] {
        assert_eq!(plain(scalar(written)), Ok(Some(guid)), "V8: {written}");
    }
    for written in [
        "\"urn:uuid:457c0551-f897-4dea-b228-f47ca1dcc04f\"",
        "\"{457c0551f8974deab228f47ca1dcc04f}\"",
        "\"457c0551\"",
        "1",
        "\"(457c0551-f897-4dea-b228-f47ca1dcc04f)\"",
    ] {
        assert_eq!(plain::<Uuid>(scalar(written)), Err(Wrong::NotGuid), "V8: {written}");
    }
    assert_eq!(told::<Uuid>("\"\""), (Err(Wrong::NotGuid), Ok(None)), "V8");
}

#[test]
fn v9_enums_and_words() {
    let codes = Codes(&[(0, "InteractionBySystem"), (1, "InteractionByUser")]);
    for written in ["1", "\"1\"", "\"interactionbyUSER\"", "\" InteractionByUser \""] {
        assert_eq!(codes.read(scalar(written)), Ok(Some(1)), "V9: {written}");
    }
    let wrong = Wrong::NotOneOf("0, 1, InteractionBySystem, InteractionByUser".to_owned());
    for written in ["2", "\"\"", "\"Other\"", "true", "1.0"] {
        assert_eq!(codes.read(scalar(written)), Err(wrong.clone()), "V9: {written}");
    }
    assert_eq!(codes.read(Scalar::Null), Ok(None));
    let words = &["0", "1", "email", "portal"];
    assert_eq!(words_text(words, scalar("\" Portal \"")), Ok(Some("portal")));
    assert_eq!(words_text(words, scalar("1")), Ok(Some("1")));
    assert_eq!(words_text(words, scalar("\" \"")), Ok(None));
    assert_eq!(
        words_text(words, scalar("2")).unwrap_err().text(),
        "The value is not one of: 0, 1, email, portal."
    );
}

#[test]
fn v10_base64() {
    for (written, bytes) in [
        ("\"QEA=\"", b"@@".to_vec()),
        ("\"Q EA\r\n=\"", b"@@".to_vec()),
        ("\"+/+/\"", vec![0xFB, 0xFF, 0xBF]),
        ("\"QEB=\"", b"@@".to_vec()),
    ] {
        assert_eq!(nullable(scalar(written)), Ok(Some(Bytes(bytes))), "V10: {written}");
    }
    for written in ["\"QEA\"", "\"Q===\"", "\"-_-_\"", "\"QEA=QEA=\"", "1", "\"Q\"", "\"=\"", "\"Q=EA\""] {
        assert_eq!(nullable::<Bytes>(scalar(written)), Err(Wrong::NotBase64), "V10: {written}");
    }
    assert_eq!(nullable::<Bytes>(scalar("\"\"")), Ok(None), "V10: no bytes");
}

fn moment(text: &str) -> When {
    When::Moment(text.parse().unwrap())
}

#[test]
fn d1_to_d6_dates_that_are_read() {
    let second = moment("2019-02-01T12:11:23Z");
    let cases = [
        ("D1", "2019-02-01T12:11:23Z", second),
        ("D1", "2019-02-01T13:11:23+01:00", second),
        ("D1", "2019-02-01T13:11:23+0100", second),
        ("D1", "2019-02-01T00:11:23-1200", second),
        ("D1", "2019-02-02T02:11:23+14:00", second),
        ("D2", "2019-02-01T13:11:23", When::Clock("2019-02-01T13:11:23".parse().unwrap())),
        ("D2", "2019-02-01T13:11", When::Clock("2019-02-01T13:11:00".parse().unwrap())),
        ("D2", "2019-02-01 13:11:23", When::Clock("2019-02-01T13:11:23".parse().unwrap())),
        ("D3", "2019-02-01", When::Day("2019-02-01".parse().unwrap())),
        ("D3", " 2020-02-29 ", When::Day("2020-02-29".parse().unwrap())),
        ("D4", "2025-01-18T05:53:05.4618467+01:00", moment("2025-01-18T04:53:05.4618467Z")),
        ("D4", "2019-02-01T12:11:22.99999995Z", second),
        ("D4", "2019-02-01T12:11:22.99999994Z", moment("2019-02-01T12:11:22.9999999Z")),
        ("D4", "2019-12-31T23:59:59.999999999", When::Clock("2020-01-01T00:00:00".parse().unwrap())),
        ("D5", "2019-02-01T24:00:00", When::Clock("2019-02-02T00:00:00".parse().unwrap())),
        ("D5", "2019-02-01T24:00Z", moment("2019-02-02T00:00:00Z")),
        ("D6", "/Date(1549023083815)/", moment("2019-02-01T12:11:23.815Z")),
        ("D6", "/Date(1549023083815+0100)/", moment("2019-02-01T12:11:23.815Z")),
        ("D6", "/Date(-1000-0500)/", moment("1969-12-31T23:59:59Z")),
        ("D8", "1900-01-01", When::Day("1900-01-01".parse().unwrap())),
        ("D8", "2999-12-31T23:59:59+00:00", moment("2999-12-31T23:59:59Z")),
    ];
    for (rule, text, when) in cases {
        assert_eq!(nullable(Scalar::Text(text)), Ok(Some(when)), "{rule}: {text}");
    }
}

#[test]
fn d7_the_zero_date_is_null() {
    for text in [
        "0001-01-01T00:00:00",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.0000000+01:00",
        "/Date(-62135596800000)/",
    ] {
        assert_eq!(plain::<When>(Scalar::Text(text)), Ok(None), "D7: {text}");
    }
}

#[test]
fn d8_other_years_are_out_of_range() {
    for text in [
        "1899-12-31",
        "3000-01-01T00:00:00Z",
        "0001-01-02T00:00:00",
        "0000-01-01",
        "9999-12-31T23:59:59",
        "/Date(99999999999999999999)/",
        "/Date(-9999999999999)/",
        "2999-12-31T24:00:00",
    ] {
        assert_eq!(nullable::<When>(Scalar::Text(text)), Err(Wrong::YearOutOfRange), "D8: {text}");
    }
}

#[test]
fn d9_a_gap_moves_forward_and_a_fold_is_its_first() {
    let zone = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Amsterdam").unwrap();
    let start =
        |text| nullable::<When>(Scalar::Text(text)).unwrap().unwrap().start(&zone).unwrap().to_string();
    assert_eq!(start("2026-03-29T02:30:00"), "2026-03-29T01:30:00Z");
    assert_eq!(start("2026-10-25T02:30:00"), "2026-10-25T00:30:00Z");
}

#[test]
fn d10_blank_dates_are_null_only_where_null_may_be() {
    assert_eq!(told::<When>("\" \""), (Err(Wrong::NotDate), Ok(None)));
    assert_eq!(told::<When>("null"), (Ok(None), Ok(None)));
}

#[test]
fn d11_other_spellings_are_no_dates() {
    for written in [
        "02/01/2019",
        "1 Feb 2019",
        "Fri, 01 Feb 2019 13:11:23 GMT",
        "20190201",
        "2019-02-30",
        "2019-02-01T13:11:60",
        "2019-02-01T13:60",
        "2019-02-01T25:00",
        "2019-02-01T24:00:01",
        "2019-02-01T24:00:00.1",
        "2019-02-01T13:11:23+14:01",
        "2019-02-01T13:11:23+15:00",
        "2019-02-01T13:11:23+01:60",
        "2019-02-01T13:11:23.",
        "2019-02-01T",
        "2019-02-01Z",
        "2019-2-1",
        "19-02-01",
        "2019-02-01T13",
        "2019-02-01T13:11:23+01",
        "2019-02-01T13:11:23 Z",
        "2019-02-01t13:11:23Z",
        "+2019-02-01",
        "/Date()/",
        "/Date(1.5)/",
        "/Date(1e3)/",
        "/Date(+5)/",
        "/Date(1+1)/",
        "/Date(1+99:00)/",
        "Date(1)",
        "/Date(1)",
        "2019-02-01T13:11:23Z[UTC]",
        "2019-13-01",
        "2019-00-10",
        "x",
        "２019-02-01",
    ] {
        assert_eq!(nullable::<When>(Scalar::Text(written)), Err(Wrong::NotDate), "D11: {written}");
    }
    assert_eq!(nullable::<When>(Scalar::Number("1549044683815")), Err(Wrong::NotDate), "D11");
    assert_eq!(nullable::<When>(Scalar::Bool(true)), Err(Wrong::NotDate), "D11");
}

#[test]
fn d12_e43_only_the_clock_counts_as_written() {
    let written = |text: &str| ClockTime::Written(text.parse().unwrap());
    let cases = [
        ("2025-01-18T05:53:05+01:00", written("05:53:05")),
        ("2025-01-18T05:53:05Z", written("05:53:05")),
        ("2025-01-18T05:53:05.4618467+01:00", written("05:53:05.4618467")),
        ("0001-01-01T00:00:00", written("00:00:00")),
        ("9999-12-31T23:59:59.99999999", written("23:59:59.9999999")),
        ("2025-01-18T24:00:00", written("00:00:00")),
        ("2025-01-18", written("00:00:00")),
        ("/Date(1549023083815)/", ClockTime::Moment("2019-02-01T12:11:23.815Z".parse().unwrap())),
    ];
    for (text, time) in cases {
        assert_eq!(nullable(Scalar::Text(text)), Ok(Some(time)), "D12: {text}");
    }
    assert_eq!(nullable::<ClockTime>(Scalar::Text("11:30")), Err(Wrong::NotDate));
}

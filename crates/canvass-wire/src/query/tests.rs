use super::*;

fn told(faults: Faults) -> Vec<String> {
    faults.into_ordered("request").into_iter().map(|(path, text)| format!("{path}: {text}")).collect()
}

fn ids(query: &str) -> (Vec<i32>, Vec<String>) {
    let mut read = Query::new(query, &["Ids"]);
    let ids = read.numbers("Ids");
    (ids, told(read.faults))
}

#[test]
fn u3_names_match_without_case_and_unknown_ones_do_not_disturb() {
    for query in
        ["required=true", "REQUIRED=1&other=x&Other=y", "request.Required=True", "Request.required=true&&"]
    {
        let mut read = Query::new(query, &["Required"]);
        assert_eq!(read.single::<bool>("Required"), Some(true), "U3: {query}");
        assert!(read.faults.is_empty(), "U3: {query}");
    }
}

#[test]
fn u4_a_single_value_twice_is_refused_and_an_empty_one_is_null() {
    let mut read = Query::new("Required=true&required=true", &["Required"]);
    assert_eq!(read.single::<bool>("Required"), None);
    assert_eq!(told(read.faults), ["request.Required: The member Required occurs twice."]);
    for query in ["", "Required=", "Required", "Required=+"] {
        let mut read = Query::new(query, &["Required"]);
        assert_eq!(read.single::<bool>("Required"), None, "U4: {query}");
        assert!(read.faults.is_empty(), "U4: {query}");
    }
}

#[test]
fn e99_u4_a_list_takes_all_its_spellings() {
    for query in [
        "Ids=1&Ids=2",
        "ids[0]=1&IDS[1]=2",
        "Ids[]=1&Ids[]=2",
        "Ids=1,2",
        "Ids=%31,2",
        "Ids=1%2C2",
        "Ids=1%2c+2",
        "request.Ids=1&Ids=,2,",
    ] {
        assert_eq!(ids(query), (vec![1, 2], Vec::new()), "E99: {query}");
    }
    let (read, faults) = ids("Ids=1,x&Ids=99999999999&Ids=%321");
    assert_eq!(read, [1, 21]);
    assert_eq!(
        faults,
        ["request.Ids: The value is not a whole number.", "request.Ids: The value is out of range."]
    );
}

#[test]
fn u6_query_text_is_percent_encoded_utf8() {
    assert_eq!(decode("a+b%20%C3%A9%2B").as_deref(), Some("a b é+"));
    for raw in ["%", "%2", "%zz", "%FF", "%C3", "%00", "a\0"] {
        assert_eq!(decode(raw), None, "U6: {raw:?}");
        let mut read = Query::new(raw, &[]);
        assert_eq!(read.single::<bool>("Required"), None);
        assert_eq!(
            told(read.faults),
            ["request: The query is not valid percent-encoded UTF-8."],
            "U6: {raw:?}"
        );
    }
    assert_eq!(ids("Ids=%00").1, ["request.Ids: The query is not valid percent-encoded UTF-8."]);
}

#[test]
fn s3_e104_an_unknown_filter_is_refused() {
    for (query, name) in [
        ("NameFilter=1", "NameFilter"),
        ("DataFilters[0].Name=x", "DataFilters"),
        ("request.DateFILTER.From=2026-01-01", "DateFILTER"),
        ("DateFilter[From]=1", "DateFilter"),
    ] {
        let faults = told(Query::new(query, &["Ids"]).faults);
        assert_eq!(faults, [format!("request.{name}: The filter is not known.")], "E104: {query}");
    }
    assert!(Query::new("DataFilters[0].Name=x", &["DataFilters"]).faults.is_empty());
}

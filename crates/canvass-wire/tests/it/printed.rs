//! The answers that `docs/surfaces/expoints.md` prints in section 5: what is written is what is printed, to the byte.

use std::fs;

use canvass_domain::customer::CustomerState;
use canvass_domain::reason::Reason;
use canvass_wire::expoints::customer_add_finished::AddFinishedAnswer;
use canvass_wire::expoints::customer_add_form_notes::AddFormNotesAnswer;
use canvass_wire::expoints::customer_add_lock::AddLockAnswer;
use canvass_wire::expoints::customer_check_opt_outs::{CheckOptOutsAnswer, CheckedOptOut};
use canvass_wire::expoints::customer_data_column::{CustomerDataColumn, CustomerDataColumnAnswer};
use canvass_wire::expoints::customer_delete_opt_out::DeleteOptOutAnswer;
use canvass_wire::expoints::customer_statuses::{CustomerStatus, CustomerStatusesAnswer};
use canvass_wire::expoints::part::CustomerData;
use canvass_wire::expoints::url::GenerateUrlAnswer;
use canvass_wire::expoints::url_lucky::GenerateLuckyUrlAnswer;
use canvass_wire::write::{Record, json, xml};
use jiff::tz::TimeZoneDatabase;

use crate::golden;

const NAMESPACES: [(&str, &str); 4] = [
    ("{X}", "http://schemas.datacontract.org/2004/07/Expoints.API.Extern"),
    ("{C}", "http://schemas.datacontract.org/2004/07/Canvass.External"),
    ("{ARR}", "http://schemas.microsoft.com/2003/10/Serialization/Arrays"),
    ("{I}", "http://www.w3.org/2001/XMLSchema-instance"),
];

/// The example of a section without the line breaks that are there for reading.
fn printed(section: &str) -> String {
    let text = fs::read_to_string(golden::in_crate("../../docs/surfaces/expoints.md")).unwrap();
    let (_, from) = text.split_once(&format!("\n### {section} ")).unwrap();
    let own = from.split("\n### ").next().unwrap();
    let example = own.split("```").nth(1).unwrap().replace('\n', "");
    NAMESPACES.iter().fold(example, |example, (short, long)| example.replace(short, long))
}

fn is_printed(section: &str, answer: &dyn Record) {
    assert_eq!(format!("{}{}", json(answer), xml(answer)), printed(section), "{section}");
}

const KEY: &str = "Zk3vQ0sW8pXyT1nB6rLc2A";

fn link() -> GenerateUrlAnswer {
    GenerateUrlAnswer {
        url: Some(format!("https://feedback.example.org/q/{KEY}")),
        short_url: None,
        customer_id: Some(90004),
        access_key: Some(KEY.to_owned()),
    }
}

#[test]
fn answers_of_the_writes_are_printed_to_the_byte() {
    let finished = AddFinishedAnswer {
        id: 90003,
        batch_id: 4712,
        status: CustomerState::Finished,
        warnings: Vec::new(),
    };
    is_printed("5.2", &finished);
    let lock = AddLockAnswer {
        lock_id: 311,
        created_at: "2026-03-02T09:15:04Z".parse().unwrap(),
        expires_at: "2026-05-31T08:15:04Z".parse().unwrap(),
        zone: TimeZoneDatabase::bundled().get("Europe/Amsterdam").unwrap(),
    };
    is_printed("5.3", &lock);
    is_printed("5.4", &AddFormNotesAnswer { note_ids: vec![51, 52] });
    is_printed("5.6", &DeleteOptOutAnswer { deleted: 1 });
    is_printed("5.7", &link());
    is_printed("5.8", &GenerateLuckyUrlAnswer(Err(Reason::Locked)));
}

#[test]
fn answers_of_the_reads_are_printed_to_the_byte() {
    let column = CustomerData {
        customer_data_column_id: 20,
        name: Some("EmployeeId".to_owned()),
        value: Some("123456".to_owned()),
        ..CustomerData::default()
    };
    let person = |email: Option<&str>, customer_data_columns, is_opt_out| CheckedOptOut {
        email: email.map(str::to_owned),
        customer_data_columns,
        is_opt_out,
    };
    let customers =
        vec![person(Some("ann@example.org"), Vec::new(), true), person(None, vec![column], false)];
    is_printed("5.5", &CheckOptOutsAnswer { customers });
    let statuses = [CustomerState::Initial, CustomerState::Scheduled].map(CustomerStatus).to_vec();
    is_printed("5.11", &CustomerStatusesAnswer { statuses });
    let column = CustomerDataColumn {
        id: 15,
        required: true,
        archived: false,
        name: "First_name_customer".to_owned(),
        display_name: "First name customer".to_owned(),
    };
    is_printed("5.14", &CustomerDataColumnAnswer { customer_data_columns: vec![column] });
}

#[test]
fn e85_a_lucky_link_that_is_given_has_no_reason() {
    let answer = GenerateLuckyUrlAnswer(Ok(link()));
    assert_eq!(
        json(&answer),
        r#"{"Url":"https://feedback.example.org/q/Zk3vQ0sW8pXyT1nB6rLc2A","ShortUrl":null,"CustomerId":90004,"AccessKey":"Zk3vQ0sW8pXyT1nB6rLc2A","Reason":null}"#
    );
    assert!(xml(&answer).contains(r#"<CustomerId>90004</CustomerId><Reason i:nil="true" />"#));
}

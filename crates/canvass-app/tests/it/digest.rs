//! The state digest: the same input gives the same digest, another input another.

use canvass_domain::command::{ImportCustomers, NewCustomer};
use canvass_domain::when::When;
use canvass_testkit::{TestApp, batch_of, customer};
use jiff::SignedDuration;

fn imported(at_hours: i64, command: ImportCustomers) -> String {
    let test = TestApp::new();
    test.clock.step(SignedDuration::from_hours(at_hours));
    test.workspace("acme").import(command);
    test.digest("acme")
}

fn unnamed(customers: Vec<NewCustomer>) -> ImportCustomers {
    ImportCustomers { name: None, ..batch_of(customers) }
}

#[test]
fn the_hour_at_which_a_batch_comes_in_does_not_matter() {
    let dated = NewCustomer {
        send_date: Some(When::Day("2026-04-01".parse().unwrap())),
        ..customer("bob@example.org")
    };
    let command = unnamed(vec![customer("ann@example.org"), dated]);
    let digest = imported(0, command.clone());
    // Later that day, after the closing hour, and days later.
    for hours in [3, 11, 60] {
        assert_eq!(imported(hours, command.clone()), digest, "{hours}");
    }
}

#[test]
fn every_difference_of_the_input_shows() {
    let base = unnamed(vec![customer("ann@example.org")]);
    let with = |change: &dyn Fn(&mut NewCustomer)| {
        let mut changed = customer("ann@example.org");
        change(&mut changed);
        unnamed(vec![changed])
    };
    let day = |text: &str| Some(When::Day(text.parse().unwrap()));
    let commands = [
        base.clone(),
        ImportCustomers { name: Some("Other".to_owned()), ..base.clone() },
        ImportCustomers { approves: false, ..base.clone() },
        ImportCustomers { is_test: true, ..base.clone() },
        ImportCustomers { end_date: day("2026-05-01"), ..base },
        with(&|customer| customer.email = Some("Ann@example.org".to_owned())),
        with(&|customer| customer.phone = Some("1".to_owned())),
        with(&|customer| customer.priority = Some(1)),
        with(&|customer| customer.send_date = day("2026-04-01")),
        with(&|customer| customer.transaction_date = day("2026-01-01")),
        with(&|customer| customer.values[1].value = Some("South".to_owned())),
        with(&|customer| customer.values[1].value = Some("North ".to_owned())),
        unnamed(vec![customer("ann@example.org"), customer("bob@example.org")]),
    ];
    let digests: Vec<String> = commands.into_iter().map(|command| imported(0, command)).collect();
    for (index, digest) in digests.iter().enumerate() {
        assert_eq!(digests.iter().position(|other| other == digest), Some(index), "{index}");
    }
}

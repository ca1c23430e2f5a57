//! Results of a workspace: they add up, and test customers are in none of them.

use std::collections::BTreeMap;

use canvass_app::Refusal;
use canvass_app::report::{Cut, NpsQuery, NpsReport, report_funnel, report_nps};
use canvass_domain::command::{ImportCustomers, NewCustomer};
use canvass_domain::id::ColumnId;
use canvass_domain::reason::Reason;
use canvass_domain::score::{Nps, Rate};
use canvass_store::area::ResultFilter;
use canvass_testkit::{TestApp, TestWorkspace, batch_of, customer, question};
use jiff::SignedDuration;

use crate::delivering::send_all;
use crate::respondent::chosen;

fn in_unit(email: &str, unit: &str) -> NewCustomer {
    let mut customer = customer(email);
    customer.values[1].value = Some(unit.to_owned());
    customer
}

fn finish(acme: &TestWorkspace<'_>, command: ImportCustomers, scores: &[i32]) {
    let customers = acme.import(command).customers;
    send_all(acme.test);
    for (customer, score) in customers.iter().zip(scores) {
        acme.answer(customer.id, 0, vec![chosen(question::RECOMMEND, &[score + 1])]).unwrap();
        assert_eq!(acme.answer(customer.id, 1, vec![]).unwrap().next_page, None);
    }
}

fn nps(acme: &TestWorkspace<'_>, cut: Option<ColumnId>) -> Result<NpsReport, Refusal> {
    let query = NpsQuery { questionnaire: acme.questionnaire, question: None, cut: cut.map(Cut::Column) };
    report_nps(&acme.test.app, &acme.client, acme.id, query).wait()
}

#[test]
fn a_net_promoter_score_by_month_and_by_value() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let march = vec![in_unit("a@x.org", "North"), in_unit("b@x.org", " North"), in_unit("c@x.org", "South")];
    finish(&acme, batch_of(march), &[10, 6, 9]);
    test.clock.step(SignedDuration::from_hours(24 * 30));
    finish(&acme, batch_of(vec![in_unit("d@x.org", "South")]), &[7]);
    let test_batch = ImportCustomers { is_test: true, ..batch_of(vec![in_unit("t@x.org", "South")]) };
    finish(&acme, test_batch, &[0]);
    let report = nps(&acme, Some(TestWorkspace::UNIT)).unwrap();
    let nps_of = |promoters, passives, detractors| Nps { promoters, passives, detractors };
    assert_eq!(report.total, nps_of(2, 1, 1));
    assert_eq!(report.months, BTreeMap::from([(202_603, nps_of(2, 0, 1)), (202_604, nps_of(0, 1, 0))]));
    let values =
        BTreeMap::from([("North".to_owned(), nps_of(1, 0, 1)), ("South".to_owned(), nps_of(1, 1, 0))]);
    assert_eq!(report.values, values);
    assert_eq!(report.cells[&("South".to_owned(), 202_604)], nps_of(0, 1, 0));
    assert_eq!(nps(&acme, None).unwrap().total, report.total);
    let refused = nps(&acme, Some(TestWorkspace::NAME));
    assert!(matches!(refused, Err(Refusal::Fields(faults)) if faults[0].path == "/column"));
}

#[test]
fn the_funnel_adds_up_and_leaves_test_customers_out() {
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let three = vec![customer("a@x.org"), customer("b@x.org"), customer("nobody")];
    finish(&acme, batch_of(three), &[9]);
    acme.import(ImportCustomers { approves: false, ..batch_of(vec![customer("c@x.org")]) });
    finish(&acme, ImportCustomers { is_test: true, ..batch_of(vec![customer("d@x.org")]) }, &[9]);
    let funnel = report_funnel(&test.app, &acme.client, acme.id, ResultFilter::default()).wait().unwrap();
    assert_eq!(funnel.received, 4);
    assert_eq!(funnel.refused, BTreeMap::from([(Reason::InvalidEmail, 1)]));
    assert_eq!((funnel.initial, funnel.scheduled, funnel.sent), (1, 2, 2));
    assert_eq!((funnel.opened, funnel.started, funnel.finished), (1, 1, 1));
    assert_eq!(funnel.response(), Rate { hits: 1, base: 2 });
}

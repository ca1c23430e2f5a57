//! Section 1.1 of `docs/surfaces/cayzu.md` held against the member table: names, places in JSON, longest texts.

use std::collections::BTreeMap;
use std::fs;

use canvass_wire::cayzu::customer_create::CUSTOMER_CREATE;

use crate::golden;

/// Place in JSON and longest text of each member as the document says it.
fn documented() -> BTreeMap<usize, (String, Option<usize>)> {
    let text = fs::read_to_string(golden::in_crate("../../docs/surfaces/cayzu.md")).unwrap();
    let section = text.split("### 1.1").nth(1).unwrap().split("### 1.2").next().unwrap();
    let mut members = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let longest = cells[5].split(' ').next().unwrap().replace(',', "").parse().ok();
        for (name, place) in cells[0].split(", ").zip(cells[1].split(", ")) {
            members.insert(place.parse().unwrap(), (name.trim_matches('`').to_owned(), longest));
        }
    }
    members
}

#[test]
fn the_document_and_the_table_name_the_same_members_in_one_order() {
    let shown = CUSTOMER_CREATE.shown();
    let documented = documented();
    assert_eq!(documented.len(), shown.len());
    for (member, (_, (name, longest))) in shown.iter().zip(documented) {
        assert_eq!(member.name, name);
        // A list says the limit of its items, which its own reader holds.
        let expected = longest.filter(|_| name != "alternate_domains");
        assert_eq!(member.longest, expected, "{name}");
        assert_eq!(member.is_required, name == "company_name", "{name}");
    }
}

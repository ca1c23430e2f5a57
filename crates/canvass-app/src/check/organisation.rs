//! Organisations hold exactly the domains that they name and may hold (C20, C28): a held domain decides who is tied.

use canvass_domain::decide::create_organisation::{Wanted, held_domains};
use canvass_store::area::Page;
use canvass_store::{StoreError, WorkspaceTx};

use super::PAGE;

pub(super) fn check(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let mut findings = Vec::new();
    let mut after = 0;
    loop {
        let organisations = tx.organisations(Page { after, most: PAGE })?;
        let Some(last) = organisations.last() else { return Ok(findings) };
        after = i64::from(last.id.0);
        for organisation in &organisations {
            let id = organisation.id;
            let domains: Vec<String> =
                held_domains(organisation.is_active, &organisation.domains).map(str::to_owned).collect();
            if domains.is_empty() {
                continue;
            }
            let named = domains.len();
            let wanted = Wanted { id: None, name_key: None, domains, field_keys: Vec::new() };
            let held = tx.organisation_facts(&wanted)?.held.len();
            let by_others = tx.organisation_facts(&Wanted { id: Some(id), ..wanted })?.held.len();
            if by_others > 0 || held != named {
                let own = held - by_others;
                findings.push(format!("Organisation {id} names {named} domains and holds {own} of them."));
            }
        }
    }
}

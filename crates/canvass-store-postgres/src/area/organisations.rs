//! Organisations: who holds which name and domain, and who is tied to whom. Whoever judges one in a writing transaction
//! holds the workspace's row, so that the next one sees what was made.

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::decide::create_organisation::{
    Facts, FieldOf, NewOrganisation, OrganisationChange, Wanted, held_domains,
};
use canvass_domain::id::{BaseQuestionId, ContactHash, OrganisationFieldId, OrganisationId, QuestionnaireId};
use canvass_domain::organisation::{Domain, FieldValue, Organisation, OrganisationField, Profile, name_key};
use canvass_store::area::{FunnelCount, Organisations, Page, ResultFilter, ScoreCount};
use canvass_store::document::{domains_from_text, domains_to_text};
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;
use postgres::Row;

use super::results::{funnel_count, score_count};
use super::{cursor, limit};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, moment, named};

fn organisation(row: &Row) -> Result<Organisation> {
    Ok(Organisation {
        id: OrganisationId(named(row, "id")?),
        name: named(row, "name")?,
        is_active: named(row, "is_active")?,
        profile: Profile {
            address1: named(row, "address1")?,
            address2: named(row, "address2")?,
            city: named(row, "city")?,
            country: named(row, "country")?,
            location: named(row, "location")?,
            notes: named(row, "notes")?,
            phone: named(row, "phone")?,
            postal_code: named(row, "postal_code")?,
        },
        domains: domains_from_text(named(row, "domains")?)?,
        fields: Vec::new(),
        created_at: moment(row, "created_at")?,
    })
}

fn field(row: &Row) -> Result<OrganisationField> {
    Ok(OrganisationField {
        id: OrganisationFieldId(named(row, "id")?),
        name: named(row, "name")?,
        kind: named(row, "kind")?,
    })
}

impl PostgresTx<'_> {
    /// In a writing transaction: what is read from here on stays so until it ends.
    fn hold_organisations(&mut self) -> Result<()> {
        if self.may_write {
            let workspace = self.ws();
            self.query(catalogue::HOLD_WORKSPACE, &[&workspace])?;
        }
        Ok(())
    }

    /// Puts the values of fields into organisations, which stand in the order of their numbers.
    fn fill_fields(&mut self, organisations: &mut [Organisation]) -> Result<()> {
        let (Some(first), Some(last)) = (organisations.first(), organisations.last()) else { return Ok(()) };
        let (workspace, first, last) = (self.ws(), first.id.0, last.id.0);
        let mut values: BTreeMap<i32, Vec<FieldValue>> = BTreeMap::new();
        for row in self.query(catalogue::LIST_ORGANISATION_VALUES, &[&workspace, &first, &last])? {
            let value = FieldValue { field: field(&row)?, value: named(&row, "value")? };
            values.entry(named(&row, "organisation_id")?).or_default().push(value);
        }
        for organisation in organisations {
            organisation.fields = values.remove(&organisation.id.0).unwrap_or_default();
        }
        Ok(())
    }

    fn hold_domains(&mut self, id: i32, is_active: bool, domains: &[Domain]) -> Result<()> {
        let mut held: Vec<&str> = held_domains(is_active, domains).collect();
        held.sort_unstable();
        if held.is_empty() {
            return Ok(());
        }
        let workspace = self.ws();
        let expected = u64::try_from(held.len()).unwrap_or(u64::MAX);
        self.execute_exactly(catalogue::HOLD_DOMAINS, expected, &[&workspace, &held, &id])
    }

    fn save_fields(&mut self, organisation: i32, fields: &[(FieldOf, Option<String>)]) -> Result<()> {
        let workspace = self.ws();
        for (field, value) in fields {
            let field = match field {
                FieldOf::Known(id) => id.0,
                FieldOf::New { name, kind } => {
                    let id = self.shared.sequences.next(self.workspace_id(), Counted::OrganisationField)?;
                    self.execute_exactly(
                        catalogue::INSERT_ORGANISATION_FIELD,
                        1,
                        &[&workspace, &id, name, &name_key(name), kind],
                    )?;
                    id
                }
            };
            let row: [&(dyn postgres::types::ToSql + Sync); 4] = [&workspace, &organisation, &field, value];
            self.execute_exactly(catalogue::UPSERT_ORGANISATION_VALUE, 1, &row)?;
        }
        Ok(())
    }
}

impl Organisations for PostgresTx<'_> {
    fn organisation_facts(&mut self, wanted: &Wanted) -> Result<Facts> {
        let workspace = self.ws();
        self.hold_organisations()?;
        let own = wanted.id.map(|id| id.0);
        let named_by = match &wanted.name_key {
            Some(key) => self.query_opt(catalogue::FIND_ORGANISATION_NAME, &[&workspace, key])?,
            None => None,
        };
        let named_by: Option<i32> = named_by.map(|row| named(&row, "id")).transpose()?;
        let mut held = BTreeSet::new();
        for row in self.query(catalogue::LIST_HELD_DOMAINS, &[&workspace, &wanted.domains])? {
            if Some(named::<i32>(&row, "organisation_id")?) != own {
                held.insert(named(&row, "domain")?);
            }
        }
        let mut fields = BTreeMap::new();
        for row in self.query(catalogue::LIST_KNOWN_FIELDS, &[&workspace, &wanted.field_keys])? {
            fields.insert(named(&row, "name_key")?, OrganisationFieldId(named(&row, "id")?));
        }
        Ok(Facts { is_name_taken: named_by.is_some() && named_by != own, held, fields })
    }

    fn add_organisation(&mut self, new: &NewOrganisation, at: Timestamp) -> Result<OrganisationId> {
        let workspace = self.ws();
        let id = self.shared.sequences.next(self.workspace_id(), Counted::Organisation)?;
        let profile = &new.profile;
        self.execute_exactly(
            catalogue::INSERT_ORGANISATION,
            1,
            &[
                &workspace,
                &id,
                &new.name,
                &name_key(&new.name),
                &new.is_active,
                &profile.address1,
                &profile.address2,
                &profile.city,
                &profile.country,
                &profile.location,
                &profile.notes,
                &profile.phone,
                &profile.postal_code,
                &domains_to_text(&new.domains),
                &to_ticks(at),
            ],
        )?;
        self.hold_domains(id, new.is_active, &new.domains)?;
        self.save_fields(id, &new.fields)?;
        Ok(OrganisationId(id))
    }

    fn save_organisation(&mut self, id: OrganisationId, change: &OrganisationChange) -> Result<()> {
        let workspace = self.ws();
        let domains = domains_to_text(&change.domains);
        self.execute_on(
            catalogue::UPDATE_ORGANISATION,
            "organisation",
            &[&workspace, &id.0, &change.is_active, &domains],
        )?;
        self.execute(catalogue::RELEASE_DOMAINS, &[&workspace, &id.0])?;
        self.hold_domains(id.0, change.is_active, &change.domains)?;
        self.save_fields(id.0, &change.fields)
    }

    fn organisation(&mut self, id: OrganisationId) -> Result<Option<Organisation>> {
        let workspace = self.ws();
        self.hold_organisations()?;
        let row = self.query_opt(catalogue::FIND_ORGANISATION, &[&workspace, &id.0])?;
        let mut found: Vec<Organisation> = row.as_ref().map(organisation).transpose()?.into_iter().collect();
        self.fill_fields(&mut found)?;
        Ok(found.pop())
    }

    fn organisations(&mut self, page: Page) -> Result<Vec<Organisation>> {
        let workspace = self.ws();
        let rows =
            [&workspace as &(dyn postgres::types::ToSql + Sync), &cursor(page.after), &limit(page.most)];
        let mut found: Vec<Organisation> = self
            .query(catalogue::LIST_ORGANISATIONS, &rows)?
            .iter()
            .map(organisation)
            .collect::<Result<_>>()?;
        self.fill_fields(&mut found)?;
        Ok(found)
    }

    fn organisation_fields(&mut self) -> Result<Vec<OrganisationField>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_ORGANISATION_FIELDS, &[&workspace])?.iter().map(field).collect()
    }

    fn tie_contact(&mut self, contact: ContactHash, organisation: Option<OrganisationId>) -> Result<()> {
        let workspace = self.ws();
        let organisation = organisation.map(|id| id.0);
        self.execute_on(
            catalogue::TIE_CONTACT,
            "contact",
            &[&workspace, &contact.0.as_slice(), &organisation],
        )
    }

    fn tie_of(&mut self, contact: ContactHash) -> Result<Option<OrganisationId>> {
        let workspace = self.ws();
        let Some(row) = self.query_opt(catalogue::FIND_TIE, &[&workspace, &contact.0.as_slice()])? else {
            return Ok(None);
        };
        Ok(named::<Option<i32>>(&row, "organisation_id")?.map(OrganisationId))
    }

    fn organisation_scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
    ) -> Result<Vec<ScoreCount>> {
        let workspace = self.ws();
        self.query(catalogue::SCAN_ORGANISATION_SCORES, &[&workspace, &questionnaire.0, &question.0])?
            .iter()
            .map(score_count)
            .collect()
    }

    fn organisation_funnel(&mut self, filter: ResultFilter) -> Result<Vec<(String, FunnelCount)>> {
        let workspace = self.ws();
        let questionnaire = filter.questionnaire.map(|questionnaire| questionnaire.0);
        self.query(catalogue::COUNT_ORGANISATION_FUNNEL, &[&workspace, &questionnaire])?
            .iter()
            .map(|row| Ok((named(row, "organisation")?, funnel_count(row)?)))
            .collect()
    }
}

//! Organisations: who holds which name and domain, and who is tied to whom. One writer at a time, so nobody waits.

use std::collections::{BTreeMap, BTreeSet};

use canvass_domain::decide::create_organisation::{
    Facts, FieldOf, NewOrganisation, OrganisationChange, Wanted, held_domains,
};
use canvass_domain::id::{BaseQuestionId, ContactHash, OrganisationFieldId, OrganisationId, QuestionnaireId};
use canvass_domain::organisation::{Domain, FieldValue, Organisation, OrganisationField, Profile, name_key};
use canvass_store::area::{FunnelCount, Organisations, Page, ResultFilter, ScoreCount};
use canvass_store::document::{domains_from_text, domains_to_text, texts_to_parameter};
use canvass_store::{Result, to_ticks};
use jiff::Timestamp;
use rusqlite::params;

use super::limit;
use super::results::{funnel_count, score_count};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute};

fn organisation(cells: &mut Cells<'_, '_>) -> Result<Organisation> {
    Ok(Organisation {
        id: OrganisationId(cells.next()?),
        name: cells.next()?,
        is_active: cells.next()?,
        profile: Profile {
            address1: cells.next()?,
            address2: cells.next()?,
            city: cells.next()?,
            country: cells.next()?,
            location: cells.next()?,
            notes: cells.next()?,
            phone: cells.next()?,
            postal_code: cells.next()?,
        },
        domains: domains_from_text(&cells.next::<String>()?)?,
        fields: Vec::new(),
        created_at: cells.moment()?,
    })
}

fn field(cells: &mut Cells<'_, '_>) -> Result<OrganisationField> {
    Ok(OrganisationField { id: OrganisationFieldId(cells.next()?), name: cells.next()?, kind: cells.next()? })
}

impl SqliteTx<'_> {
    /// Puts the values of fields into organisations, which stand in the order of their numbers.
    fn fill_fields(&self, organisations: &mut [Organisation]) -> Result<()> {
        let (Some(first), Some(last)) = (organisations.first(), organisations.last()) else { return Ok(()) };
        let range = (self.wall(), first.id.0, last.id.0);
        let mut values: BTreeMap<i32, Vec<FieldValue>> = BTreeMap::new();
        for (owner, value) in self.rows(catalogue::LIST_ORGANISATION_VALUES, range, |cells| {
            Ok((cells.next()?, FieldValue { field: field(cells)?, value: cells.next()? }))
        })? {
            values.entry(owner).or_default().push(value);
        }
        for organisation in organisations {
            organisation.fields = values.remove(&organisation.id.0).unwrap_or_default();
        }
        Ok(())
    }

    fn hold_domains(&self, id: i32, is_active: bool, domains: &[Domain]) -> Result<()> {
        let mut hold = self.prepare(catalogue::HOLD_DOMAIN)?;
        for domain in held_domains(is_active, domains) {
            execute(&mut hold, (self.wall(), domain, id))?;
        }
        Ok(())
    }

    fn save_fields(&self, organisation: i32, fields: &[(FieldOf, Option<String>)]) -> Result<()> {
        for (field, value) in fields {
            let field = match field {
                FieldOf::Known(id) => id.0,
                FieldOf::New { name, kind } => {
                    let id = self.take_numbers("organisation_field", 1)?;
                    let row = (self.wall(), id, name, name_key(name), kind);
                    self.change_one(catalogue::INSERT_ORGANISATION_FIELD, row)?;
                    id
                }
            };
            let row = (self.wall(), organisation, field, value);
            self.change_one(catalogue::UPSERT_ORGANISATION_VALUE, row)?;
        }
        Ok(())
    }
}

impl Organisations for SqliteTx<'_> {
    fn organisation_facts(&mut self, wanted: &Wanted) -> Result<Facts> {
        let wall = self.wall();
        let own = wanted.id.map(|id| id.0);
        let named: Option<i32> = match &wanted.name_key {
            Some(key) => self.cell(catalogue::FIND_ORGANISATION_NAME, (wall, key))?,
            None => None,
        };
        let held: Vec<(String, i32)> =
            self.rows(catalogue::LIST_HELD_DOMAINS, (wall, texts_to_parameter(&wanted.domains)), |cells| {
                Ok((cells.next()?, cells.next()?))
            })?;
        let fields = self.rows(
            catalogue::LIST_KNOWN_FIELDS,
            (wall, texts_to_parameter(&wanted.field_keys)),
            |cells| Ok((cells.next()?, OrganisationFieldId(cells.next()?))),
        )?;
        let held: BTreeSet<String> =
            held.into_iter().filter(|(_, holder)| Some(*holder) != own).map(|(domain, _)| domain).collect();
        Ok(Facts {
            is_name_taken: named.is_some() && named != own,
            held,
            fields: fields.into_iter().collect(),
        })
    }

    fn add_organisation(&mut self, new: &NewOrganisation, at: Timestamp) -> Result<OrganisationId> {
        let id = self.take_numbers("organisation", 1)?;
        let profile = &new.profile;
        self.change_one(
            catalogue::INSERT_ORGANISATION,
            params![
                self.wall(),
                id,
                new.name,
                name_key(&new.name),
                new.is_active,
                profile.address1,
                profile.address2,
                profile.city,
                profile.country,
                profile.location,
                profile.notes,
                profile.phone,
                profile.postal_code,
                domains_to_text(&new.domains),
                to_ticks(at),
            ],
        )?;
        self.hold_domains(id, new.is_active, &new.domains)?;
        self.save_fields(id, &new.fields)?;
        Ok(OrganisationId(id))
    }

    fn save_organisation(&mut self, id: OrganisationId, change: &OrganisationChange) -> Result<()> {
        let row = (self.wall(), id.0, change.is_active, domains_to_text(&change.domains));
        self.change_named(catalogue::UPDATE_ORGANISATION, row, "organisation")?;
        self.change(catalogue::RELEASE_DOMAINS, (self.wall(), id.0))?;
        self.hold_domains(id.0, change.is_active, &change.domains)?;
        self.save_fields(id.0, &change.fields)
    }

    fn organisation(&mut self, id: OrganisationId) -> Result<Option<Organisation>> {
        let mut found = self.rows(catalogue::FIND_ORGANISATION, (self.wall(), id.0), organisation)?;
        self.fill_fields(&mut found)?;
        Ok(found.pop())
    }

    fn organisations(&mut self, page: Page) -> Result<Vec<Organisation>> {
        let rows = (self.wall(), page.after, limit(page.most));
        let mut found = self.rows(catalogue::LIST_ORGANISATIONS, rows, organisation)?;
        self.fill_fields(&mut found)?;
        Ok(found)
    }

    fn organisation_fields(&mut self) -> Result<Vec<OrganisationField>> {
        self.rows(catalogue::LIST_ORGANISATION_FIELDS, (self.wall(),), field)
    }

    fn tie_contact(&mut self, contact: ContactHash, organisation: Option<OrganisationId>) -> Result<()> {
        let row = (self.wall(), contact.0, organisation.map(|id| id.0));
        self.change_named(catalogue::TIE_CONTACT, row, "contact")
    }

    fn tie_of(&mut self, contact: ContactHash) -> Result<Option<OrganisationId>> {
        let tie: Option<Option<i32>> = self.cell(catalogue::FIND_TIE, (self.wall(), contact.0))?;
        Ok(tie.flatten().map(OrganisationId))
    }

    fn organisation_scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
    ) -> Result<Vec<ScoreCount>> {
        let asked = (self.wall(), questionnaire.0, question.0);
        self.rows(catalogue::SCAN_ORGANISATION_SCORES, asked, score_count)
    }

    fn organisation_funnel(&mut self, filter: ResultFilter) -> Result<Vec<(String, FunnelCount)>> {
        let questionnaire = filter.questionnaire.map(|questionnaire| questionnaire.0);
        self.rows(catalogue::COUNT_ORGANISATION_FUNNEL, (self.wall(), questionnaire), |cells| {
            Ok((cells.next()?, funnel_count(cells)?))
        })
    }
}

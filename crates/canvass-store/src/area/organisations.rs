//! Organisations: their names and domains are unique while they hold them, and contacts are tied to them.

use canvass_domain::decide::create_organisation::{Facts, NewOrganisation, OrganisationChange, Wanted};
use canvass_domain::id::{BaseQuestionId, ContactHash, OrganisationId, QuestionnaireId};
use canvass_domain::organisation::{Organisation, OrganisationField};
use jiff::Timestamp;

use super::{FunnelCount, Page, ResultFilter, ScoreCount};
use crate::Result;

/// Organisations of a workspace.
pub trait Organisations {
    /// What judging a draft needs. In a writing transaction, others of the workspace that want to judge one wait until
    /// this one is over: of two equal names at the same moment the second sees the first (C16).
    fn organisation_facts(&mut self, wanted: &Wanted) -> Result<Facts>;
    /// Makes an organisation with the field definitions it brings; `Conflict("organisation_name")`,
    /// `Conflict("organisation_domain")` if the facts were not asked for in this transaction.
    fn add_organisation(&mut self, new: &NewOrganisation, at: Timestamp) -> Result<OrganisationId>;
    /// Changes an organisation; `Missing("organisation")`, conflicts as above.
    fn save_organisation(&mut self, id: OrganisationId, change: &OrganisationChange) -> Result<()>;
    /// An organisation. In a writing transaction it stays as it is until that ends: a change starts from what stands.
    fn organisation(&mut self, id: OrganisationId) -> Result<Option<Organisation>>;
    /// Organisations by number.
    fn organisations(&mut self, page: Page) -> Result<Vec<Organisation>>;
    /// The definitions of fields by number.
    fn organisation_fields(&mut self) -> Result<Vec<OrganisationField>>;
    /// Ties a contact, or unties it (C27); `Missing("contact")`. The organisation must be there.
    fn tie_contact(&mut self, contact: ContactHash, organisation: Option<OrganisationId>) -> Result<()>;
    /// The organisation of a contact.
    fn tie_of(&mut self, contact: ContactHash) -> Result<Option<OrganisationId>>;
    /// Scores of a question by month and by the organisation that contacts are tied to now (C29): the value is its name,
    /// empty for those without. Read by a scan.
    fn organisation_scores(
        &mut self,
        questionnaire: QuestionnaireId,
        question: BaseQuestionId,
    ) -> Result<Vec<ScoreCount>>;
    /// The funnel by the name of the organisation, empty for those without (C29).
    fn organisation_funnel(&mut self, filter: ResultFilter) -> Result<Vec<(String, FunnelCount)>>;
}

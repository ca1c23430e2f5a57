//! What a workspace is set up with: settings, columns, routes, templates, questionnaires.

use std::collections::BTreeMap;
use std::sync::Arc;

use canvass_domain::certificate::Certificate;
use canvass_domain::column::Column;
use canvass_domain::contact_rule::ContactRule;
use canvass_domain::decide::import_customers::Published;
use canvass_domain::id::{ColumnId, QuestionnaireId, RouteId, TemplateId, VersionNumber};
use canvass_domain::questionnaire::{Document, Policy};
use canvass_domain::route::{Condition, Route};
use canvass_domain::segment::SegmentTree;
use canvass_domain::template::{self, Template};
use canvass_domain::transaction::ProductGroup;
use canvass_domain::workspace::Workspace;
use jiff::Timestamp;
use uuid::Uuid;

use crate::Result;

/// Everything that judging a batch needs and that seldom changes. Kept by nodes as long as its version is the newest.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// Grows with every change of anything in here.
    pub version: i64,
    /// The workspace and its settings.
    pub workspace: Workspace,
    /// All columns, archived ones too, by id.
    pub columns: Vec<Column>,
    /// Registered certificates by id (E97).
    pub certificates: Vec<Certificate>,
    /// Routing rules by position, then id.
    pub routes: Vec<Route>,
    /// Templates by id.
    pub templates: Vec<Template>,
    /// The newest published version of each questionnaire that has one.
    pub published: BTreeMap<QuestionnaireId, Published>,
    /// The concept version of each questionnaire that has one (E56).
    pub concepts: BTreeMap<QuestionnaireId, Published>,
    /// The segment tree.
    pub segments: SegmentTree,
    /// Product groups that have a rule, by number.
    pub product_rules: Vec<ProductGroup>,
    /// The policy of every questionnaire, published or not.
    pub policies: BTreeMap<QuestionnaireId, Policy>,
    /// Contact rules by number, those that are off too.
    pub contact_rules: Vec<ContactRule>,
}

impl Configuration {
    /// What is published, in the order in which results look for one that was not named: by number, but the default of
    /// the workspace last. Every workspace starts with one, and most never ask it.
    pub fn published_for_results(&self) -> impl Iterator<Item = (QuestionnaireId, &Published)> {
        let default = self.workspace.policy.transactions.questionnaire;
        let rank = move |id: &QuestionnaireId| Some(*id) == default;
        let own = self.published.iter().filter(move |(id, _)| !rank(id));
        let last = self.published.iter().filter(move |(id, _)| rank(id));
        own.chain(last).map(|(id, published)| (*id, published))
    }
}

/// A column to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewColumn {
    /// A wanted number; `None` = the next free one. `Conflict("column_id")` if taken.
    pub id: Option<ColumnId>,
    /// Unique without case (`column_name`).
    pub name: String,
    /// What people see.
    pub display_name: String,
    /// Second technical name.
    pub external_name: Option<String>,
    /// Each customer must bring a value.
    pub is_required: bool,
    /// Tells persons apart.
    pub is_identifying: bool,
    /// Results can be cut by it.
    pub is_reportable: bool,
}

/// A route to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRoute {
    /// Lower is tried first.
    pub position: i32,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// What is asked.
    pub questionnaire: QuestionnaireId,
    /// The mail; `None` = built in.
    pub template: Option<TemplateId>,
    /// The language; `None` = the questionnaire's.
    pub language: Option<String>,
}

/// A template to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTemplate {
    /// What people call it; unique (`template_name`).
    pub name: String,
    /// What its mail says.
    pub document: template::Document,
    /// Text message.
    pub sms: Option<String>,
}

/// A questionnaire to make.
#[derive(Debug, Clone, PartialEq)]
pub struct NewQuestionnaire {
    /// Its id on the wires.
    pub guid: Uuid,
    /// What people call it; unique (`questionnaire_name`).
    pub name: String,
    /// The first draft.
    pub draft: Document,
}

/// A questionnaire in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionnaireRecord {
    /// Its number.
    pub id: QuestionnaireId,
    /// Its id on the wires.
    pub guid: Uuid,
    /// What people call it.
    pub name: String,
    /// The newest published version.
    pub version: Option<VersionNumber>,
    /// The concept version, if there is one newer than that.
    pub concept: Option<VersionNumber>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Its contact rules.
    pub policy: Policy,
}

/// The set-up of a workspace. Every change raises the configuration version in the same transaction.
pub trait ConfigurationTx {
    /// The version now; one cheap read.
    fn configuration_version(&mut self) -> Result<i64>;
    /// Keeps others from changing the set-up until the transaction ends: to be called before a load that a change is
    /// made from, or the change of another who came between would be lost.
    fn hold_configuration(&mut self) -> Result<()>;
    /// Everything at once.
    fn load_configuration(&mut self) -> Result<Configuration>;
    /// The host names that stand for the workspace.
    fn own_hosts(&mut self) -> Result<Vec<String>>;
    /// Changes name, settings and policy.
    fn save_workspace(&mut self, workspace: &Workspace) -> Result<()>;
    /// Makes a column.
    fn add_column(&mut self, column: &NewColumn) -> Result<Column>;
    /// Changes a column; `Missing("column")`, `Conflict("column_name")`.
    fn save_column(&mut self, column: &Column) -> Result<()>;
    /// Registers a certificate, whose number is given out here; `Conflict("certificate_thumbprint")`.
    fn add_certificate(&mut self, certificate: &Certificate) -> Result<i32>;
    /// Registers it no more; `Missing("certificate")`.
    fn remove_certificate(&mut self, id: i32) -> Result<()>;
    /// Makes a route; `Missing("questionnaire")` or `Missing("template")`.
    fn add_route(&mut self, route: &NewRoute) -> Result<Route>;
    /// Takes a route away; `Missing("route")`.
    fn remove_route(&mut self, id: RouteId) -> Result<()>;
    /// Makes a template.
    fn add_template(&mut self, template: &NewTemplate) -> Result<Template>;
    /// Changes a template; `Missing("template")`.
    fn save_template(&mut self, template: &Template) -> Result<()>;
    /// Makes a questionnaire with its first draft.
    fn add_questionnaire(
        &mut self,
        questionnaire: &NewQuestionnaire,
        at: Timestamp,
    ) -> Result<QuestionnaireId>;
    /// Changes the draft; `Missing("questionnaire")`.
    fn save_draft(&mut self, id: QuestionnaireId, draft: &Document) -> Result<()>;
    /// Changes the policy; `Missing("questionnaire")`.
    fn save_questionnaire_policy(&mut self, id: QuestionnaireId, policy: &Policy) -> Result<()>;
    /// The draft.
    fn load_draft(&mut self, id: QuestionnaireId) -> Result<Option<Document>>;
    /// Freezes the draft as the concept version, which only those are asked who try it out (E56). Publishing ends it.
    fn freeze_concept(&mut self, id: QuestionnaireId, at: Timestamp) -> Result<VersionNumber>;
    /// Freezes the draft as the next version.
    fn publish(&mut self, id: QuestionnaireId, at: Timestamp) -> Result<VersionNumber>;
    /// A frozen version.
    fn load_version(&mut self, id: QuestionnaireId, version: VersionNumber) -> Result<Option<Arc<Document>>>;
    /// All questionnaires by id.
    fn questionnaires(&mut self) -> Result<Vec<QuestionnaireRecord>>;
}

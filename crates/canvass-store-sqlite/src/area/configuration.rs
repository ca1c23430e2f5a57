//! What a workspace is set up with. Every change raises the configuration version in the same transaction.

use std::collections::BTreeMap;
use std::sync::Arc;

use canvass_domain::certificate::{Certificate, Thumbprint};
use canvass_domain::column::Column;
use canvass_domain::decide::import_customers::Published;
use canvass_domain::id::{ColumnId, QuestionnaireId, RouteId, TemplateId, VersionNumber};
use canvass_domain::questionnaire::{Document, Policy};
use canvass_domain::route::Route;
use canvass_domain::segment::SegmentTree;
use canvass_domain::template::Template;
use canvass_domain::workspace::Workspace;
use canvass_store::area::{
    Configuration, ConfigurationTx, NewColumn, NewQuestionnaire, NewRoute, NewTemplate, QuestionnaireRecord,
};
use canvass_store::document::{
    conditions_from_text, conditions_to_text, questionnaire_from_text, questionnaire_policy_from_text,
    questionnaire_policy_to_text, questionnaire_to_text, template_from_text, template_to_text,
    workspace_policy_to_text,
};
use canvass_store::{Result, StoreError, to_ticks};
use jiff::Timestamp;
use uuid::Uuid;

use super::installation::{seconds, workspace_record};
use super::products::{product_group, segment};
use crate::catalogue::{self, Statement};
use crate::tx::{Cells, SqliteTx};

fn column(cells: &mut Cells<'_, '_>) -> Result<Column> {
    Ok(Column {
        id: ColumnId(cells.next()?),
        name: cells.next()?,
        display_name: cells.next()?,
        external_name: cells.next()?,
        is_required: cells.next()?,
        is_archived: cells.next()?,
        is_identifying: cells.next()?,
        is_reportable: cells.next()?,
    })
}

fn certificate(cells: &mut Cells<'_, '_>) -> Result<Certificate> {
    let id = cells.next()?;
    let mut thumbprint =
        || Thumbprint::parse(&cells.next::<String>()?).ok_or(StoreError::Corrupt("certificate.thumbprint"));
    Ok(Certificate {
        id,
        sha1: thumbprint()?,
        sha256: thumbprint()?,
        public_key: thumbprint()?,
        subject: cells.next()?,
        ends_at: cells.moment()?,
        created_at: cells.moment()?,
    })
}

fn route(cells: &mut Cells<'_, '_>) -> Result<Route> {
    Ok(Route {
        id: RouteId(cells.next()?),
        position: cells.next()?,
        conditions: conditions_from_text(&cells.next::<String>()?)?,
        questionnaire: QuestionnaireId(cells.next()?),
        template: cells.next::<Option<i32>>()?.map(TemplateId),
        language: cells.next()?,
    })
}

fn template(cells: &mut Cells<'_, '_>) -> Result<Template> {
    Ok(Template {
        id: TemplateId(cells.next()?),
        name: cells.next()?,
        document: template_from_text(&cells.next::<String>()?)?,
        sms: cells.next()?,
    })
}

fn guid(bytes: &[u8]) -> Result<Uuid> {
    Uuid::from_slice(bytes).map_err(|_cause| StoreError::Corrupt("questionnaire.guid"))
}

fn questionnaire_record(cells: &mut Cells<'_, '_>) -> Result<QuestionnaireRecord> {
    let id = QuestionnaireId(cells.next()?);
    Ok(QuestionnaireRecord {
        id,
        guid: guid(&cells.next::<Vec<u8>>()?)?,
        name: cells.next()?,
        version: cells.next::<Option<i32>>()?.map(VersionNumber),
        concept: cells.next::<Option<i32>>()?.map(VersionNumber),
        created_at: cells.moment()?,
        policy: questionnaire_policy_from_text(cells.next::<Option<String>>()?.as_deref())?,
    })
}

impl SqliteTx<'_> {
    pub(super) fn raise_version(&self) -> Result<()> {
        self.change_one(catalogue::RAISE_VERSION, (self.wall(),))
    }

    /// The versions that a statement lists.
    fn frozen(&self, statement: Statement) -> Result<BTreeMap<QuestionnaireId, Published>> {
        let rows = self.rows(statement, (self.wall(),), |cells| {
            let id = QuestionnaireId(cells.next()?);
            let guid = guid(&cells.next::<Vec<u8>>()?)?;
            let version = VersionNumber(cells.next()?);
            let document = Arc::new(questionnaire_from_text(&cells.next::<String>()?)?);
            Ok((id, Published { guid, version, document }))
        })?;
        Ok(rows.into_iter().collect())
    }

    /// The next number that no column was given on demand.
    fn free_column(&self) -> Result<i32> {
        loop {
            let id = self.take_numbers("column", 1)?;
            let taken: Option<i32> = self.cell(catalogue::FIND_COLUMN, (self.wall(), id))?;
            if taken.is_none() {
                return Ok(id);
            }
        }
    }
}

impl ConfigurationTx for SqliteTx<'_> {
    fn configuration_version(&mut self) -> Result<i64> {
        self.cell(catalogue::READ_VERSION, (self.wall(),))?.ok_or(StoreError::Missing("workspace"))
    }

    fn hold_configuration(&mut self) -> Result<()> {
        // There is one writer.
        Ok(())
    }

    fn load_configuration(&mut self) -> Result<Configuration> {
        let workspace = self.row(catalogue::LOAD_WORKSPACE, (self.wall(),), workspace_record)?;
        Ok(Configuration {
            version: self.configuration_version()?,
            workspace: workspace.ok_or(StoreError::Missing("workspace"))?.workspace,
            columns: self.rows(catalogue::LIST_COLUMNS, (self.wall(),), column)?,
            certificates: self.rows(catalogue::LIST_CERTIFICATES, (self.wall(),), certificate)?,
            routes: self.rows(catalogue::LIST_ROUTES, (self.wall(),), route)?,
            templates: self.rows(catalogue::LIST_TEMPLATES, (self.wall(),), template)?,
            segments: SegmentTree::new(self.rows(catalogue::LIST_SEGMENTS, (self.wall(),), segment)?),
            product_rules: self.rows(catalogue::LIST_PRODUCT_RULES, (self.wall(),), product_group)?,
            published: self.frozen(catalogue::LIST_PUBLISHED)?,
            concepts: self.frozen(catalogue::LIST_CONCEPTS)?,
            policies: self.questionnaires()?.into_iter().map(|record| (record.id, record.policy)).collect(),
            contact_rules: self.list_contact_rules()?,
        })
    }

    fn own_hosts(&mut self) -> Result<Vec<String>> {
        self.cells(catalogue::LIST_HOSTS, (self.wall(),))
    }

    fn save_workspace(&mut self, workspace: &Workspace) -> Result<()> {
        let settings = &workspace.settings;
        self.change_named(
            catalogue::UPDATE_WORKSPACE,
            (
                self.wall(),
                &workspace.name,
                settings.zone_name(),
                seconds(settings.send_time),
                seconds(settings.closing_time),
                settings.open_days,
                &settings.language,
                &settings.sender_name,
                workspace_policy_to_text(&workspace.policy),
            ),
            "workspace",
        )?;
        self.raise_version()
    }

    fn add_column(&mut self, new: &NewColumn) -> Result<Column> {
        let id = new.id.map_or_else(|| self.free_column(), |id| Ok(id.0))?;
        self.change_one(
            catalogue::INSERT_COLUMN,
            (
                self.wall(),
                id,
                &new.name,
                new.name.to_lowercase(),
                &new.display_name,
                &new.external_name,
                new.is_required,
                false,
                new.is_identifying,
                new.is_reportable,
            ),
        )?;
        self.raise_version()?;
        Ok(Column {
            id: ColumnId(id),
            name: new.name.clone(),
            display_name: new.display_name.clone(),
            external_name: new.external_name.clone(),
            is_required: new.is_required,
            is_archived: false,
            is_identifying: new.is_identifying,
            is_reportable: new.is_reportable,
        })
    }

    fn save_column(&mut self, column: &Column) -> Result<()> {
        self.change_named(
            catalogue::UPDATE_COLUMN,
            (
                self.wall(),
                column.id.0,
                &column.name,
                column.name.to_lowercase(),
                &column.display_name,
                &column.external_name,
                column.is_required,
                column.is_archived,
                column.is_identifying,
                column.is_reportable,
            ),
            "column",
        )?;
        self.raise_version()
    }

    fn add_certificate(&mut self, new: &Certificate) -> Result<i32> {
        let id = self.take_numbers("certificate", 1)?;
        self.change_one(
            catalogue::INSERT_CERTIFICATE,
            (
                self.wall(),
                id,
                new.sha1.as_str(),
                new.sha256.as_str(),
                new.public_key.as_str(),
                &new.subject,
                to_ticks(new.ends_at),
                to_ticks(new.created_at),
            ),
        )?;
        self.raise_version()?;
        Ok(id)
    }

    fn remove_certificate(&mut self, id: i32) -> Result<()> {
        self.change_named(catalogue::DELETE_CERTIFICATE, (self.wall(), id), "certificate")?;
        self.raise_version()
    }

    fn add_route(&mut self, new: &NewRoute) -> Result<Route> {
        let questionnaire = (self.wall(), new.questionnaire.0);
        if self.row(catalogue::FIND_QUESTIONNAIRE, questionnaire, |_| Ok(()))?.is_none() {
            return Err(StoreError::Missing("questionnaire"));
        }
        if let Some(template) = new.template
            && self.row(catalogue::FIND_TEMPLATE, (self.wall(), template.0), |_| Ok(()))?.is_none()
        {
            return Err(StoreError::Missing("template"));
        }
        let id = self.take_numbers("route", 1)?;
        self.change_one(
            catalogue::INSERT_ROUTE,
            (
                self.wall(),
                id,
                new.position,
                conditions_to_text(&new.conditions),
                new.questionnaire.0,
                new.template.map(|template| template.0),
                &new.language,
            ),
        )?;
        self.raise_version()?;
        Ok(Route {
            id: RouteId(id),
            position: new.position,
            conditions: new.conditions.clone(),
            questionnaire: new.questionnaire,
            template: new.template,
            language: new.language.clone(),
        })
    }

    fn remove_route(&mut self, id: RouteId) -> Result<()> {
        self.change_named(catalogue::DELETE_ROUTE, (self.wall(), id.0), "route")?;
        self.raise_version()
    }

    fn add_template(&mut self, new: &NewTemplate) -> Result<Template> {
        let id = self.take_numbers("template", 1)?;
        self.change_one(
            catalogue::INSERT_TEMPLATE,
            (self.wall(), id, &new.name, template_to_text(&new.document), &new.sms),
        )?;
        self.raise_version()?;
        Ok(Template {
            id: TemplateId(id),
            name: new.name.clone(),
            document: new.document.clone(),
            sms: new.sms.clone(),
        })
    }

    fn save_template(&mut self, template: &Template) -> Result<()> {
        self.change_named(
            catalogue::UPDATE_TEMPLATE,
            (self.wall(), template.id.0, &template.name, template_to_text(&template.document), &template.sms),
            "template",
        )?;
        self.raise_version()
    }

    fn add_questionnaire(&mut self, new: &NewQuestionnaire, at: Timestamp) -> Result<QuestionnaireId> {
        let id = self.take_numbers("questionnaire", 1)?;
        self.change_one(
            catalogue::INSERT_QUESTIONNAIRE,
            (
                self.wall(),
                id,
                new.guid.as_bytes(),
                &new.name,
                to_ticks(at),
                questionnaire_to_text(&new.draft),
            ),
        )?;
        self.raise_version()?;
        Ok(QuestionnaireId(id))
    }

    fn save_draft(&mut self, id: QuestionnaireId, draft: &Document) -> Result<()> {
        let text = questionnaire_to_text(draft);
        self.change_named(catalogue::UPDATE_DRAFT, (self.wall(), id.0, text), "questionnaire")?;
        self.raise_version()
    }

    fn save_questionnaire_policy(&mut self, id: QuestionnaireId, policy: &Policy) -> Result<()> {
        let text = questionnaire_policy_to_text(policy);
        self.change_named(
            catalogue::UPDATE_QUESTIONNAIRE_POLICY,
            (self.wall(), id.0, text),
            "questionnaire",
        )?;
        self.raise_version()
    }

    fn load_draft(&mut self, id: QuestionnaireId) -> Result<Option<Document>> {
        let text: Option<String> = self.cell(catalogue::LOAD_DRAFT, (self.wall(), id.0))?;
        text.map(|text| questionnaire_from_text(&text)).transpose()
    }

    fn publish(&mut self, id: QuestionnaireId, at: Timestamp) -> Result<VersionNumber> {
        let frozen: Option<i32> = self.cell(catalogue::FREEZE_DRAFT, (self.wall(), id.0, to_ticks(at)))?;
        let version = frozen.ok_or(StoreError::Missing("questionnaire"))?;
        self.change_one(catalogue::UPDATE_VERSION, (self.wall(), id.0, version))?;
        self.raise_version()?;
        Ok(VersionNumber(version))
    }

    fn freeze_concept(&mut self, id: QuestionnaireId, at: Timestamp) -> Result<VersionNumber> {
        let frozen: Option<i32> = self.cell(catalogue::FREEZE_DRAFT, (self.wall(), id.0, to_ticks(at)))?;
        let version = frozen.ok_or(StoreError::Missing("questionnaire"))?;
        self.change_one(catalogue::UPDATE_CONCEPT, (self.wall(), id.0, version))?;
        self.raise_version()?;
        Ok(VersionNumber(version))
    }

    fn load_version(&mut self, id: QuestionnaireId, version: VersionNumber) -> Result<Option<Arc<Document>>> {
        let text: Option<String> = self.cell(catalogue::LOAD_VERSION, (self.wall(), id.0, version.0))?;
        text.map(|text| questionnaire_from_text(&text).map(Arc::new)).transpose()
    }

    fn questionnaires(&mut self) -> Result<Vec<QuestionnaireRecord>> {
        self.rows(catalogue::LIST_QUESTIONNAIRES, (self.wall(),), questionnaire_record)
    }
}

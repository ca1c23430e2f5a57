//! What a workspace is set up with. Every change raises the version in the same transaction; its row lock makes nodes
//! that change one workspace take turns.

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
use postgres::Row;

use super::installation::{seconds_of, workspace};
use super::products::{product_group, segment};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, field, moment, named};

fn column(row: &Row) -> Result<Column> {
    Ok(Column {
        id: ColumnId(named(row, "id")?),
        name: named(row, "name")?,
        display_name: named(row, "display_name")?,
        external_name: named(row, "external_name")?,
        is_required: named(row, "is_required")?,
        is_archived: named(row, "is_archived")?,
        is_identifying: named(row, "is_identifying")?,
        is_reportable: named(row, "is_reportable")?,
    })
}

fn certificate(row: &Row) -> Result<Certificate> {
    let thumbprint =
        |column| Thumbprint::parse(named(row, column)?).ok_or(StoreError::Corrupt("certificate.thumbprint"));
    Ok(Certificate {
        id: named(row, "id")?,
        sha1: thumbprint("sha1")?,
        sha256: thumbprint("sha256")?,
        public_key: thumbprint("public_key")?,
        subject: named(row, "subject")?,
        ends_at: moment(row, "ends_at")?,
        created_at: moment(row, "created_at")?,
    })
}

fn route(row: &Row) -> Result<Route> {
    Ok(Route {
        id: RouteId(named(row, "id")?),
        position: named(row, "position")?,
        conditions: conditions_from_text(named(row, "conditions")?)?,
        questionnaire: QuestionnaireId(named(row, "questionnaire_id")?),
        template: named::<Option<i32>>(row, "template_id")?.map(TemplateId),
        language: named(row, "language")?,
    })
}

fn template(row: &Row) -> Result<Template> {
    Ok(Template {
        id: TemplateId(named(row, "id")?),
        name: named(row, "name")?,
        document: template_from_text(&named::<String>(row, "document")?)?,
        sms: named(row, "sms_body")?,
    })
}

fn published(row: &Row) -> Result<(QuestionnaireId, Published)> {
    let document = Arc::new(questionnaire_from_text(named(row, "document")?)?);
    Ok((
        QuestionnaireId(named(row, "id")?),
        Published { guid: named(row, "guid")?, version: VersionNumber(named(row, "version")?), document },
    ))
}

impl PostgresTx<'_> {
    pub(super) fn raise_version(&mut self) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::RAISE_VERSION, "workspace", &[&workspace])
    }

    fn next_number(&mut self, counted: Counted) -> Result<i32> {
        self.shared.sequences.next(self.workspace_id(), counted)
    }

    /// A wanted number is kept from being given out later, so the counter is raised past it.
    fn column_number(&mut self, wanted: Option<ColumnId>) -> Result<i32> {
        let Some(ColumnId(id)) = wanted else {
            return self.next_number(Counted::Column);
        };
        let workspace = self.ws();
        if self.query_opt(catalogue::FIND_COLUMN, &[&workspace, &id])?.is_some() {
            return Err(StoreError::Conflict("column_id"));
        }
        self.shared.sequences.raise(self.workspace_id(), Counted::Column, id)?;
        Ok(id)
    }
}

impl ConfigurationTx for PostgresTx<'_> {
    fn configuration_version(&mut self) -> Result<i64> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::READ_VERSION, &[&workspace])?;
        field(&row.ok_or(StoreError::Missing("workspace"))?, 0)
    }

    fn hold_configuration(&mut self) -> Result<()> {
        let workspace = self.ws();
        self.query(catalogue::HOLD_WORKSPACE, &[&workspace])?;
        Ok(())
    }

    fn load_configuration(&mut self) -> Result<Configuration> {
        let id = self.ws();
        // The version comes first: if somebody changes the rest meanwhile, the next look at it finds a newer one.
        let row =
            self.query_opt(catalogue::LOAD_WORKSPACE, &[&id])?.ok_or(StoreError::Missing("workspace"))?;
        Ok(Configuration {
            version: named(&row, "configuration_version")?,
            workspace: workspace(&row)?,
            columns: self
                .query(catalogue::LIST_COLUMNS, &[&id])?
                .iter()
                .map(column)
                .collect::<Result<_>>()?,
            certificates: self
                .query(catalogue::LIST_CERTIFICATES, &[&id])?
                .iter()
                .map(certificate)
                .collect::<Result<_>>()?,
            routes: self.query(catalogue::LIST_ROUTES, &[&id])?.iter().map(route).collect::<Result<_>>()?,
            segments: SegmentTree::new(
                self.query(catalogue::LIST_SEGMENTS, &[&id])?.iter().map(segment).collect::<Result<_>>()?,
            ),
            product_rules: self
                .query(catalogue::LIST_PRODUCT_RULES, &[&id])?
                .iter()
                .map(product_group)
                .collect::<Result<_>>()?,
            templates: self
                .query(catalogue::LIST_TEMPLATES, &[&id])?
                .iter()
                .map(template)
                .collect::<Result<_>>()?,
            published: self
                .query(catalogue::LIST_PUBLISHED, &[&id])?
                .iter()
                .map(published)
                .collect::<Result<_>>()?,
            concepts: self
                .query(catalogue::LIST_CONCEPTS, &[&id])?
                .iter()
                .map(published)
                .collect::<Result<_>>()?,
            policies: self.questionnaires()?.into_iter().map(|record| (record.id, record.policy)).collect(),
            contact_rules: self.list_contact_rules()?,
        })
    }

    fn own_hosts(&mut self) -> Result<Vec<String>> {
        let id = self.ws();
        self.query(catalogue::LIST_HOSTS, &[&id])?.iter().map(|row| field(row, 0)).collect()
    }

    fn save_workspace(&mut self, workspace: &Workspace) -> Result<()> {
        let id = self.ws();
        let settings = &workspace.settings;
        self.execute_on(
            catalogue::UPDATE_WORKSPACE,
            "workspace",
            &[
                &id,
                &workspace.name,
                &settings.zone_name(),
                &seconds_of(settings.send_time),
                &seconds_of(settings.closing_time),
                &settings.open_days,
                &settings.language,
                &settings.sender_name,
                &workspace_policy_to_text(&workspace.policy),
            ],
        )?;
        self.raise_version()
    }

    fn add_column(&mut self, column: &NewColumn) -> Result<Column> {
        let workspace = self.ws();
        let id = self.column_number(column.id)?;
        let rows = self.execute(
            catalogue::INSERT_COLUMN,
            &[
                &workspace,
                &id,
                &column.name,
                &column.name.to_lowercase(),
                &column.display_name,
                &column.external_name,
                &column.is_required,
                &column.is_identifying,
                &column.is_reportable,
            ],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("column_name"));
        }
        self.raise_version()?;
        Ok(Column {
            id: ColumnId(id),
            name: column.name.clone(),
            display_name: column.display_name.clone(),
            external_name: column.external_name.clone(),
            is_required: column.is_required,
            is_archived: false,
            is_identifying: column.is_identifying,
            is_reportable: column.is_reportable,
        })
    }

    fn save_column(&mut self, column: &Column) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(
            catalogue::UPDATE_COLUMN,
            "column",
            &[
                &workspace,
                &column.id.0,
                &column.name,
                &column.name.to_lowercase(),
                &column.display_name,
                &column.external_name,
                &column.is_required,
                &column.is_archived,
                &column.is_identifying,
                &column.is_reportable,
            ],
        )?;
        self.raise_version()
    }

    fn add_certificate(&mut self, new: &Certificate) -> Result<i32> {
        let (workspace, id) = (self.ws(), self.next_number(Counted::Certificate)?);
        let rows = self.execute(
            catalogue::INSERT_CERTIFICATE,
            &[
                &workspace,
                &id,
                &new.sha1.as_str(),
                &new.sha256.as_str(),
                &new.public_key.as_str(),
                &new.subject,
                &to_ticks(new.ends_at),
                &to_ticks(new.created_at),
            ],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("certificate_thumbprint"));
        }
        self.raise_version()?;
        Ok(id)
    }

    fn remove_certificate(&mut self, id: i32) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::DELETE_CERTIFICATE, "certificate", &[&workspace, &id])?;
        self.raise_version()
    }

    fn add_route(&mut self, route: &NewRoute) -> Result<Route> {
        let workspace = self.ws();
        if self.query_opt(catalogue::FIND_QUESTIONNAIRE, &[&workspace, &route.questionnaire.0])?.is_none() {
            return Err(StoreError::Missing("questionnaire"));
        }
        if let Some(TemplateId(template)) = route.template
            && self.query_opt(catalogue::FIND_TEMPLATE, &[&workspace, &template])?.is_none()
        {
            return Err(StoreError::Missing("template"));
        }
        let id = self.next_number(Counted::Route)?;
        let template = route.template.map(|template| template.0);
        self.execute_exactly(
            catalogue::INSERT_ROUTE,
            1,
            &[
                &workspace,
                &id,
                &route.position,
                &conditions_to_text(&route.conditions),
                &route.questionnaire.0,
                &template,
                &route.language,
            ],
        )?;
        self.raise_version()?;
        Ok(Route {
            id: RouteId(id),
            position: route.position,
            conditions: route.conditions.clone(),
            questionnaire: route.questionnaire,
            template: route.template,
            language: route.language.clone(),
        })
    }

    fn remove_route(&mut self, id: RouteId) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(catalogue::DELETE_ROUTE, "route", &[&workspace, &id.0])?;
        self.raise_version()
    }

    fn add_template(&mut self, template: &NewTemplate) -> Result<Template> {
        let workspace = self.ws();
        let id = self.next_number(Counted::Template)?;
        let rows = self.execute(
            catalogue::INSERT_TEMPLATE,
            &[&workspace, &id, &template.name, &template_to_text(&template.document), &template.sms],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("template_name"));
        }
        self.raise_version()?;
        Ok(Template {
            id: TemplateId(id),
            name: template.name.clone(),
            document: template.document.clone(),
            sms: template.sms.clone(),
        })
    }

    fn save_template(&mut self, template: &Template) -> Result<()> {
        let workspace = self.ws();
        self.execute_on(
            catalogue::UPDATE_TEMPLATE,
            "template",
            &[
                &workspace,
                &template.id.0,
                &template.name,
                &template_to_text(&template.document),
                &template.sms,
            ],
        )?;
        self.raise_version()
    }

    fn add_questionnaire(
        &mut self,
        questionnaire: &NewQuestionnaire,
        at: Timestamp,
    ) -> Result<QuestionnaireId> {
        let workspace = self.ws();
        let id = self.next_number(Counted::Questionnaire)?;
        let draft = questionnaire_to_text(&questionnaire.draft);
        let rows = self.execute(
            catalogue::INSERT_QUESTIONNAIRE,
            &[&workspace, &id, &questionnaire.guid, &questionnaire.name, &to_ticks(at), &draft],
        )?;
        if rows == 0 {
            return Err(StoreError::Conflict("questionnaire_name"));
        }
        self.raise_version()?;
        Ok(QuestionnaireId(id))
    }

    fn save_draft(&mut self, id: QuestionnaireId, draft: &Document) -> Result<()> {
        let workspace = self.ws();
        let draft = questionnaire_to_text(draft);
        self.execute_on(catalogue::UPDATE_DRAFT, "questionnaire", &[&workspace, &id.0, &draft])?;
        self.raise_version()
    }

    fn save_questionnaire_policy(&mut self, id: QuestionnaireId, policy: &Policy) -> Result<()> {
        let workspace = self.ws();
        let text = questionnaire_policy_to_text(policy);
        self.execute_on(
            catalogue::UPDATE_QUESTIONNAIRE_POLICY,
            "questionnaire",
            &[&workspace, &id.0, &text],
        )?;
        self.raise_version()
    }

    fn load_draft(&mut self, id: QuestionnaireId) -> Result<Option<Document>> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::LOAD_DRAFT, &[&workspace, &id.0])?;
        row.map(|row| questionnaire_from_text(field(&row, 0)?)).transpose()
    }

    fn publish(&mut self, id: QuestionnaireId, at: Timestamp) -> Result<VersionNumber> {
        let workspace = self.ws();
        let row = self
            .query_opt(catalogue::FREEZE_DRAFT, &[&workspace, &id.0, &to_ticks(at)])?
            .ok_or(StoreError::Missing("questionnaire"))?;
        self.raise_version()?;
        Ok(VersionNumber(field(&row, 0)?))
    }

    fn freeze_concept(&mut self, id: QuestionnaireId, at: Timestamp) -> Result<VersionNumber> {
        let workspace = self.ws();
        let row = self
            .query_opt(catalogue::FREEZE_CONCEPT, &[&workspace, &id.0, &to_ticks(at)])?
            .ok_or(StoreError::Missing("questionnaire"))?;
        self.raise_version()?;
        Ok(VersionNumber(field(&row, 0)?))
    }

    fn load_version(&mut self, id: QuestionnaireId, version: VersionNumber) -> Result<Option<Arc<Document>>> {
        let workspace = self.ws();
        let row = self.query_opt(catalogue::LOAD_VERSION, &[&workspace, &id.0, &version.0])?;
        row.map(|row| questionnaire_from_text(field(&row, 0)?).map(Arc::new)).transpose()
    }

    fn questionnaires(&mut self) -> Result<Vec<QuestionnaireRecord>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_QUESTIONNAIRES, &[&workspace])?
            .iter()
            .map(|row| {
                Ok(QuestionnaireRecord {
                    id: QuestionnaireId(named(row, "id")?),
                    guid: named(row, "guid")?,
                    name: named(row, "name")?,
                    version: named::<Option<i32>>(row, "version")?.map(VersionNumber),
                    concept: named::<Option<i32>>(row, "concept_version")?.map(VersionNumber),
                    created_at: moment(row, "created_at")?,
                    policy: questionnaire_policy_from_text(named(row, "policy")?)?,
                })
            })
            .collect()
    }
}

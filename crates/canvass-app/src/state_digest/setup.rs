//! The set-up in its canonical form.

use canvass_domain::id::VersionNumber;
use canvass_domain::questionnaire::Document;
use canvass_store::area::Configuration;
use canvass_store::document::{
    conditions_to_text, questionnaire_policy_to_text, questionnaire_to_text, template_to_text, terms_to_text,
    workspace_policy_to_text,
};
use canvass_store::{StoreError, WorkspaceTx};
use uuid::Uuid;

use super::canonical::Canonical;

pub(super) fn write(
    tx: &mut dyn WorkspaceTx,
    configuration: &Configuration,
    canonical: &mut Canonical,
) -> Result<(), StoreError> {
    canonical.begin("policy");
    canonical.text(&workspace_policy_to_text(&configuration.workspace.policy));
    write_columns(configuration, canonical);
    write_webhooks(tx, canonical)?;
    for certificate in &configuration.certificates {
        canonical.begin("certificate");
        canonical.number(certificate.id);
        canonical.text(certificate.sha256.as_str());
    }
    write_routes(configuration, canonical);
    for rule in &configuration.contact_rules {
        canonical.begin("contact-rule");
        canonical.number(rule.id);
        canonical.text(&rule.name);
        canonical.truth(rule.is_enabled);
        canonical.text(&terms_to_text(&rule.terms));
    }
    for record in tx.questionnaires()? {
        canonical.begin("questionnaire");
        canonical.number(record.id);
        canonical.text(&record.name);
        canonical.optional(record.version);
        canonical.text(&questionnaire_policy_to_text(&record.policy));
        canonical.optional(record.concept);
        canonical.optional(tx.load_draft(record.id)?.as_ref().map(text));
        for version in 1..=record.version.max(record.concept).map_or(0, |version| version.0) {
            let document = tx.load_version(record.id, VersionNumber(version))?;
            canonical.optional(document.as_deref().map(text));
        }
    }
    Ok(())
}

/// What a person set; secrets, standing and deliveries are the running node's.
fn write_webhooks(tx: &mut dyn WorkspaceTx, canonical: &mut Canonical) -> Result<(), StoreError> {
    for record in tx.webhooks()? {
        canonical.begin("webhook");
        canonical.number(record.id);
        canonical.text(&record.webhook.url);
        canonical.text(&record.webhook.description);
        canonical.number(record.webhook.kinds.bits());
        canonical.number(record.webhook.keep_days);
    }
    Ok(())
}

fn write_columns(configuration: &Configuration, canonical: &mut Canonical) {
    for column in &configuration.columns {
        canonical.begin("column");
        canonical.number(column.id);
        canonical.text(&column.name);
        canonical.text(&column.display_name);
        canonical.optional(column.external_name.as_ref());
        for flag in [column.is_required, column.is_archived, column.is_identifying, column.is_reportable] {
            canonical.truth(flag);
        }
    }
}

fn write_routes(configuration: &Configuration, canonical: &mut Canonical) {
    for route in &configuration.routes {
        canonical.begin("route");
        canonical.number(route.id);
        canonical.number(route.position);
        canonical.text(&conditions_to_text(&route.conditions));
        canonical.number(route.questionnaire);
        canonical.optional(route.template);
        canonical.optional(route.language.as_ref());
    }
    for template in &configuration.templates {
        canonical.begin("template");
        canonical.number(template.id);
        canonical.text(&template.name);
        canonical.text(&template_to_text(&template.document));
        canonical.optional(template.sms.as_ref());
    }
}

/// The stored text without its random ids.
fn text(document: &Document) -> String {
    let mut document = document.clone();
    for page in &mut document.pages {
        for section in &mut page.sections {
            for question in &mut section.questions {
                question.guid = Uuid::nil();
            }
        }
    }
    questionnaire_to_text(&document)
}

//! The templates of one workspace, compiled once a configuration version.

use std::collections::HashMap;

use canvass_domain::id::TemplateId;
use canvass_domain::template::{self, Compiled as CompiledTemplate};
use canvass_store::area::Configuration;

use super::built_in;

/// Compiled templates and who speaks in them.
#[derive(Debug)]
pub(super) struct Compiled {
    /// Of this configuration.
    pub(super) version: i64,
    templates: HashMap<TemplateId, CompiledTemplate>,
    built_in: CompiledTemplate,
    pub(super) sender: String,
}

impl Compiled {
    /// Compiles everything the workspace can send. What cannot be printed fails its letters, and them alone.
    pub(super) fn new(configuration: &Configuration) -> Self {
        let templates = configuration
            .templates
            .iter()
            .map(|template| (template.id, template::compile(&template.document, &configuration.columns)));
        Self {
            version: configuration.version,
            templates: templates.collect(),
            built_in: template::compile(&built_in::document(), &[]),
            sender: sender_name(configuration).to_owned(),
        }
    }

    /// A template, or the built-in invitation.
    pub(super) fn template(&self, id: Option<TemplateId>) -> Option<&CompiledTemplate> {
        match id {
            Some(id) => self.templates.get(&id),
            None => Some(&self.built_in),
        }
    }
}

/// Who signs: the sender's name, or the workspace's where none is set.
pub(super) fn sender_name(configuration: &Configuration) -> &str {
    let sender = configuration.workspace.settings.sender_name.trim();
    if sender.is_empty() { &configuration.workspace.name } else { sender }
}

//! Makes and changes mail templates; one that could not be rendered is not taken.

use canvass_domain::id::WorkspaceId;
use canvass_domain::template::{Document, Template, compile};
use canvass_store::area::NewTemplate;
use canvass_store::{Pending, WorkspaceTx};

use super::Faults;
use crate::change::Done;
use crate::{App, Principal, Refusal, render};

const MOST_NAME_CHARS: usize = 200;

/// Makes a template.
pub fn add_template(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    template: NewTemplate,
) -> Pending<Template, Refusal> {
    app.change(principal, workspace, "add-template", move |tx, _now| {
        check(tx, &template)?;
        let made = tx.add_template(&template)?;
        let object = format!("template {}", made.id);
        Ok(Done::new(made, object))
    })
}

/// Changes a template; messages that have not left are rendered by the new one.
pub fn save_template(
    app: &App,
    principal: &Principal,
    workspace: WorkspaceId,
    template: Template,
) -> Pending<Template, Refusal> {
    app.change(principal, workspace, "save-template", move |tx, _now| {
        let Template { id, name, document, sms } = template.clone();
        check(tx, &NewTemplate { name, document, sms })?;
        tx.save_template(&template)?;
        Ok(Done::new(template.clone(), format!("template {id}")))
    })
}

fn check(tx: &mut dyn WorkspaceTx, template: &NewTemplate) -> Result<(), Refusal> {
    let mut faults = Faults::default();
    faults.text("/name", &template.name, MOST_NAME_CHARS);
    let configuration = tx.load_configuration()?;
    let columns = configuration.columns;
    let most = configuration.workspace.policy.most_segments;
    if let Some(sms) = &template.sms {
        for fault in render::check_plain_body(sms, &template.document, &columns).err().unwrap_or_default() {
            faults.add("/sms", fault);
        }
    }
    for (path, text) in too_long(&template.document, template.sms.as_deref(), most) {
        faults.add(path, text);
    }
    for fault in compile(&template.document, &columns).faults {
        faults.add(fault.path.clone(), fault.to_string());
    }
    faults.into_result()
}

/// Which text messages take more segments than the workspace allows by what stands in them itself; what their names bring
/// is measured when they are made.
pub(super) fn too_long(document: &Document, sms: Option<&str>, most: u8) -> Vec<(String, String)> {
    let own =
        document.editions.iter().enumerate().filter_map(|(place, edition)| {
            Some((format!("/languages/{place}/sms"), edition.sms.as_deref()?))
        });
    let all = sms.map(|sms| ("/sms".to_owned(), sms)).into_iter().chain(own);
    all.filter_map(|(path, sms)| {
        let segments = render::text_length(sms).segments;
        let is_too_long = segments > usize::from(most);
        is_too_long.then(|| (path, format!("it takes {segments} segments, and the workspace allows {most}")))
    })
    .collect()
}

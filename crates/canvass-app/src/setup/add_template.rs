//! Makes and changes mail templates; one that could not be rendered is not taken.

use canvass_domain::column::Column;
use canvass_domain::id::WorkspaceId;
use canvass_domain::template::{Template, compile};
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
    if let Some(sms) = &template.sms {
        check_text_message(sms, &columns, configuration.workspace.policy.most_segments, &mut faults);
    }
    for fault in compile(&template.document, &columns).faults {
        faults.add(fault.path.clone(), fault.to_string());
    }
    faults.into_result()
}

/// What stands in it by itself must fit; what its names bring is measured when it is made.
fn check_text_message(sms: &str, columns: &[Column], most: u8, faults: &mut Faults) {
    for fault in render::check_plain_body(sms, columns).err().unwrap_or_default() {
        faults.add("/sms", fault);
    }
    let segments = render::text_length(sms).segments;
    if segments > usize::from(most) {
        faults.add("/sms", format!("it takes {segments} segments, and the workspace allows {most}"));
    }
}

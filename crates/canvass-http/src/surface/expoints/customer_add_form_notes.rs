//! POST customer/addformnotes: keeps remarks on customers, all or none (5.4 of the rules).

use axum::response::Response;
use canvass_app::Refusal;
use canvass_app::notes::{NotesOutcome, add_notes, check_add_notes};
use canvass_app::request::{Answering, RequestIdentity};
use canvass_domain::command::AddNotes;
use canvass_domain::decide::add_notes::NoteFault;
use canvass_store::Pending;
use canvass_wire::expoints::customer_add_form_notes::{self, AddFormNotesAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::write::Write;
use super::{Call, Trouble};
use crate::surface::asker::Asker;

/// Keeps notes.
pub(crate) async fn add(call: Call) -> Result<Response, Trouble> {
    let answer = |_: &_, _, outcome: &NotesOutcome| AddFormNotesAnswer {
        note_ids: outcome.notes.iter().map(|note| note.0).collect(),
    };
    call.write::<CustomerAddFormNotes, _>("expoints/customer/addformnotes", answer).await
}

#[derive(Debug)]
struct CustomerAddFormNotes;

impl Write for CustomerAddFormNotes {
    type Command = AddNotes;
    type Outcome = NotesOutcome;
    type Broken = NoteFault;

    fn read(body: &[u8], form: BodyForm) -> Result<Bound<AddNotes>, Faults> {
        Ok(customer_add_form_notes::read(body, form)?.map(customer_add_form_notes::lower))
    }

    fn check(asker: &Asker, command: AddNotes) -> Pending<Vec<NoteFault>, Refusal> {
        check_add_notes(&asker.app, &asker.principal, asker.workspace, command)
    }

    fn begin(asker: &Asker, command: AddNotes, request: &RequestIdentity) -> Answering<NotesOutcome> {
        add_notes(&asker.app, &asker.principal, asker.workspace, command, request)
    }

    fn broken(refusal: Refusal) -> Result<Vec<NoteFault>, Refusal> {
        if let Refusal::Notes(broken) = refusal { Ok(broken) } else { Err(refusal) }
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[NoteFault]) {
        customer_add_form_notes::judge(body, form, faults, broken);
    }
}

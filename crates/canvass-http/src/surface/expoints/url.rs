//! POST url: a link for one person (5.7 of the rules).

use axum::response::Response;
use canvass_app::App;
use canvass_app::make_link::LinkOutcome;
use canvass_domain::command::MakeLink;
use canvass_domain::decide::import_customers::Fault;
use canvass_wire::expoints::url::{self, GenerateUrlAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::make_link::{LinkWrite, Words, answer_of};
use super::{Call, Trouble};

/// Makes a link.
pub(crate) async fn make(call: Call) -> Result<Response, Trouble> {
    let answer = |app: &App, workspace, outcome: &LinkOutcome| match &outcome.result {
        Ok(made) => answer_of(app, workspace, made),
        // Only a lucky link is refused with a reason.
        Err(_) => GenerateUrlAnswer::default(),
    };
    call.write::<LinkWrite<Url>, _>("expoints/url", answer).await
}

#[derive(Debug)]
struct Url;

impl Words for Url {
    fn read(body: &[u8], form: BodyForm) -> Result<Bound<MakeLink>, Faults> {
        Ok(url::read(body, form)?.map(url::lower))
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Fault]) {
        url::judge(body, form, faults, broken);
    }
}

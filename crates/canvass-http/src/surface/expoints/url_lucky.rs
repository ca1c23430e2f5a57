//! POST url/GenerateLuckyURL: a link for one person, unless that person is not to be asked (5.8 of the rules, E85).

use axum::response::Response;
use canvass_app::App;
use canvass_app::make_link::LinkOutcome;
use canvass_domain::command::MakeLink;
use canvass_domain::decide::import_customers::Fault;
use canvass_wire::expoints::url_lucky::{self, GenerateLuckyUrlAnswer};
use canvass_wire::fault::Faults;
use canvass_wire::member::Bound;
use canvass_wire::read::BodyForm;

use super::make_link::{LinkWrite, Words, answer_of};
use super::{Call, Trouble};

/// Makes a link or says why not.
pub(crate) async fn make(call: Call) -> Result<Response, Trouble> {
    let answer = |app: &App, workspace, outcome: &LinkOutcome| {
        let made = outcome.result.as_ref().map_err(|reason| *reason);
        GenerateLuckyUrlAnswer(made.map(|made| answer_of(app, workspace, made)))
    };
    call.write::<LinkWrite<UrlLucky>, _>("expoints/url/generateluckyurl", answer).await
}

#[derive(Debug)]
struct UrlLucky;

impl Words for UrlLucky {
    fn read(body: &[u8], form: BodyForm) -> Result<Bound<MakeLink>, Faults> {
        Ok(url_lucky::read(body, form)?.map(url_lucky::lower))
    }

    fn judge(body: &[u8], form: BodyForm, faults: &mut Faults, broken: &[Fault]) {
        url_lucky::judge(body, form, faults, broken);
    }
}

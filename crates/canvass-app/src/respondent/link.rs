//! From the text of a link to the customer behind it. Unknown, forged and revoked links are one answer.

use std::sync::Arc;

use canvass_domain::decide::record_answer::{LinkFacts, Refusal as LinkRefusal};
use canvass_domain::questionnaire::Document;
use canvass_store::WorkspaceTx;
use canvass_store::area::Respondent;

use crate::secret::Link;
use crate::{App, Closed, Refusal};

const UNKNOWN: Refusal = Refusal::NotFound("link");

/// The link of a text.
pub(super) fn read(app: &App, text: &str) -> Result<Link, Refusal> {
    Link::parse(text, &app.keys).map_err(|_fault| UNKNOWN)
}

/// Who stands behind a link; locked until the transaction ends when it may write.
pub(super) fn respondent(tx: &mut dyn WorkspaceTx, link: Link) -> Result<Respondent, Refusal> {
    tx.respondent(link.customer)?
        .filter(|respondent| respondent.link_generation == link.generation)
        .ok_or(UNKNOWN)
}

/// What is asked: the version that the customer was routed to, for ever.
pub(super) fn document(
    app: &App,
    tx: &mut dyn WorkspaceTx,
    respondent: &Respondent,
) -> Result<Arc<Document>, Refusal> {
    let routing = respondent.routing.as_ref().ok_or(UNKNOWN)?;
    app.version(tx, routing.questionnaire, routing.version)?.ok_or(UNKNOWN)
}

pub(super) fn facts(respondent: &Respondent) -> LinkFacts {
    LinkFacts {
        customer: respondent.state,
        batch: respondent.batch_state,
        ends_at: respondent.ends_at,
        is_test: respondent.is_test,
        has_answered: respondent.finished_at.is_some(),
    }
}

/// Why it is not open, or that the link says nothing.
pub(super) fn closed(refusal: LinkRefusal) -> Result<Closed, Refusal> {
    match refusal {
        LinkRefusal::Unknown => Err(UNKNOWN),
        LinkRefusal::NotYet => Ok(Closed::NotYet),
        LinkRefusal::Closed(Some(ended)) => Ok(Closed::Ended(ended)),
        LinkRefusal::Closed(None) | LinkRefusal::Stopped => Ok(Closed::Stopped),
        LinkRefusal::Finished => Ok(Closed::Finished),
    }
}

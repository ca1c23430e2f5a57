//! What a link shows: a page of the questionnaire, or why there is none. Reads only, so that previews and scanners may
//! come as often as they like (P8).

use std::sync::Arc;

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::decide::record_answer::page_standing;
use canvass_domain::id::BaseQuestionId;
use canvass_domain::questionnaire::Document;
use canvass_store::area::Respondent;
use canvass_store::{Pending, WorkspaceTx};
use jiff::{Timestamp, tz::TimeZone};

use super::link;
use crate::secret::{FormNonce, Link};
use crate::{App, Closed, Refusal, Soon};

/// Which page is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageRequest {
    /// The personal part of the address.
    pub link: String,
    /// Which page, from 0; `None` = the first that is not answered yet.
    pub page: Option<usize>,
    /// A language other than the customer's, if the questionnaire has it.
    pub language: Option<String>,
}

/// What a link shows.
#[derive(Debug, Clone, PartialEq)]
pub struct PageView {
    /// Whose link.
    pub link: Link,
    /// The name people know the workspace by.
    pub workspace_name: String,
    /// The language of the page.
    pub language: String,
    /// Gives moments their local form.
    pub zone: TimeZone,
    /// Every page says that it is a test, those without questions too.
    pub is_test: bool,
    /// What is asked.
    pub document: Arc<Document>,
    /// Whether it is open.
    pub standing: Standing,
}

/// Whether the questionnaire is open to the respondent.
#[derive(Debug, Clone, PartialEq)]
pub enum Standing {
    /// It is: this page of it.
    Open(OpenPage),
    /// It is not.
    NotOpen(Closed),
}

/// An open page.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenPage {
    /// Which page, from 0.
    pub page: usize,
    /// Pre-filled and given answers of the whole questionnaire.
    pub answers: Vec<KeptAnswer>,
    /// Until when it is open, if that is known.
    pub ends_at: Option<Timestamp>,
    /// The first opening is recorded already.
    pub is_opened: bool,
    /// Proves that the form was given out for this page of this link.
    pub nonce: FormNonce,
}

/// Shows what a link leads to.
pub fn show_page(app: &App, request: PageRequest) -> Soon<PageView, Refusal> {
    let link = match link::read(app, &request.link) {
        Ok(link) => link,
        Err(refusal) => return Soon::Known(Err(refusal)),
    };
    Soon::Asked(shown(app.clone(), link, request))
}

fn shown(app: App, link: Link, request: PageRequest) -> Pending<PageView, Refusal> {
    app.clone().store.read(link.workspace, move |tx| {
        let respondent = link::respondent(tx, link)?;
        let document = link::document(&app, tx, &respondent)?;
        let now = tx.now()?;
        let standing = match page_standing(&link::facts(&respondent), now) {
            Err(refusal) => Standing::NotOpen(link::closed(refusal)?),
            Ok(open) => {
                let page = page_of(tx, &respondent, &document, request.page)?;
                Standing::Open(OpenPage {
                    page,
                    ends_at: open.ends_at,
                    is_opened: respondent.opened_at.is_some(),
                    nonce: FormNonce::make(link, page, &app.keys, &*app.random),
                    answers: respondent.answers.clone(),
                })
            }
        };
        let configuration = app.configuration(tx)?;
        Ok(PageView {
            link,
            workspace_name: configuration.workspace.name.clone(),
            language: language_of(&respondent, &document, request.language.as_deref()),
            zone: configuration.workspace.settings.zone.clone(),
            is_test: respondent.is_test,
            document,
            standing,
        })
    })
}

fn language_of(respondent: &Respondent, document: &Document, asked: Option<&str>) -> String {
    let own = respondent.routing.as_ref().map(|routing| routing.language.as_str());
    [asked, own]
        .into_iter()
        .flatten()
        .find(|language| document.languages.iter().any(|known| known == language))
        .unwrap_or_else(|| document.default_language())
        .to_owned()
}

/// The page asked for, or the first with a question that the respondent has not answered.
fn page_of(
    tx: &mut dyn WorkspaceTx,
    respondent: &Respondent,
    document: &Document,
    asked: Option<usize>,
) -> Result<usize, Refusal> {
    let last = document.pages.len().saturating_sub(1);
    if let Some(page) = asked {
        return Ok(page.min(last));
    }
    if respondent.state != CustomerState::PartiallyAnswered {
        return Ok(0);
    }
    let given: Vec<BaseQuestionId> =
        tx.answers(respondent.customer)?.iter().map(|given| given.answer.question).collect();
    let is_open = |page: &canvass_domain::questionnaire::Page| {
        page.sections
            .iter()
            .flat_map(|section| &section.questions)
            .any(|question| !given.contains(&question.id))
    };
    Ok(document.pages.iter().position(is_open).unwrap_or(last))
}

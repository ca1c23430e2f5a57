//! `RecordAnswer`: stores one page of answers, once (P8). The form nonce is the idempotency key; the last page completes
//! the questionnaire, earlier ones are kept as a part of it.

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::record_answer as judge;
use canvass_domain::decision::Decision;
use canvass_domain::message::Slot;
use canvass_domain::questionnaire::AnswerFault;
use canvass_domain::reason::Rule;
use canvass_store::area::{NewAnswers, RequestKey, Respondent, Standing};
use canvass_store::{AsStoreError, StoreError, WorkspaceTx};
use jiff::Timestamp;

use super::link;
use super::submission::{self, AnswerSubmission, Judged};
use crate::change::row;
use crate::secret::{FormNonce, Link};
use crate::{App, Refusal, Soon, remind};

const ROUTE: &str = "page/answer";
const ACTOR: &str = "respondent";
/// What is kept as the answer of a submission that completed the questionnaire.
const FINISHED: &str = "finished";

/// What became of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnswerOutcome {
    /// The page that comes next; `None` = the questionnaire is complete.
    pub next_page: Option<usize>,
    /// The same submission came before: nothing was stored now.
    pub is_replayed: bool,
}

/// Why a submission was not stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerRefusal {
    /// The link is unknown, the questionnaire is not open, or the store failed.
    Refused(Refusal),
    /// The form was not given out for this page of this link.
    UnknownForm,
    /// What does not fit the questions.
    Faults(Vec<AnswerFault>),
}

impl From<StoreError> for AnswerRefusal {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl From<Refusal> for AnswerRefusal {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl AsStoreError for AnswerRefusal {
    fn as_store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Refused(refusal) => refusal.as_store_error(),
            Self::UnknownForm | Self::Faults(_) => None,
        }
    }
}

/// An answer on its way; its transaction goes on when this is dropped.
#[derive(Debug)]
pub struct Recording(Soon<AnswerOutcome, AnswerRefusal>);

impl Recording {
    /// Blocks until the answer is durable.
    pub fn wait(self) -> Result<AnswerOutcome, AnswerRefusal> {
        committed(self.0.wait())
    }

    /// Waits for it without blocking the thread.
    pub async fn ready(self) -> Result<AnswerOutcome, AnswerRefusal> {
        committed(self.0.ready().await)
    }
}

fn committed(result: Result<AnswerOutcome, AnswerRefusal>) -> Result<AnswerOutcome, AnswerRefusal> {
    if result.is_ok() {
        canvass_failpoint::pass("answer.after-commit");
    }
    result
}

/// Stores one page of answers.
pub fn record_answer(app: &App, submission: AnswerSubmission) -> Recording {
    Recording(match form(app, &submission) {
        Err(refusal) => Soon::Known(Err(refusal)),
        Ok((link, nonce)) => {
            let recorder = Recorder {
                app: app.clone(),
                link,
                key: RequestKey {
                    route: ROUTE.to_owned(),
                    key: app.keys.idempotency(nonce.as_str()),
                    is_client_key: true,
                    principal: ACTOR.to_owned(),
                    body: submission.digest(),
                    at: Timestamp::UNIX_EPOCH,
                },
                submission,
            };
            Soon::Asked(app.store.write(link.workspace, 1, move |tx| recorder.run(tx)))
        }
    })
}

fn form(app: &App, submission: &AnswerSubmission) -> Result<(Link, FormNonce), AnswerRefusal> {
    let link = link::read(app, &submission.link)?;
    let nonce = FormNonce::parse(&submission.nonce, link, submission.page, &app.keys);
    Ok((link, nonce.ok_or(AnswerRefusal::UnknownForm)?))
}

struct Recorder {
    app: App,
    link: Link,
    key: RequestKey,
    submission: AnswerSubmission,
}

impl Recorder {
    fn run(&self, tx: &mut dyn WorkspaceTx) -> Result<AnswerOutcome, AnswerRefusal> {
        let now = tx.now()?;
        let key = RequestKey { at: now, ..self.key.clone() };
        let is_first = match tx.begin_request(&key)? {
            Standing::Replay(kept) => {
                return Ok(AnswerOutcome { next_page: kept.parse().ok(), is_replayed: true });
            }
            Standing::Fresh | Standing::Repeat(..) => true,
            // Back, changed, sent again: an edit as long as the questionnaire is open; the judge says whether.
            Standing::OtherBody => false,
        };
        let respondent = link::respondent(tx, self.link)?;
        let facts = link::facts(&respondent);
        if let Err(refusal) = judge::page_standing(&facts, now) {
            return Err(Refusal::NotOpen(link::closed(refusal)?).into());
        }
        let document = link::document(&self.app, tx, &respondent)?;
        let given = tx.answers(self.link.customer)?;
        let judged =
            submission::judge(&document, &self.submission, &given, now).map_err(AnswerRefusal::Faults)?;
        let outcome = AnswerOutcome { next_page: judged.next_page, is_replayed: false };
        match judge::record_answer(&facts, judged.next_page.is_none(), now) {
            Ok(accept) => self.save(tx, respondent, judged, accept)?,
            Err(refusal) => return Err(Refusal::NotOpen(link::closed(refusal)?).into()),
        }
        if is_first {
            let kept = outcome.next_page.map_or_else(|| FINISHED.to_owned(), |page| page.to_string());
            tx.finish_request(&key, &kept, None)?;
        }
        canvass_failpoint::pass("answer.before-commit");
        Ok(outcome)
    }

    fn save(
        &self,
        tx: &mut dyn WorkspaceTx,
        respondent: Respondent,
        judged: Judged,
        accept: judge::Accept,
    ) -> Result<(), StoreError> {
        let at = tx.now()?;
        let is_finished = accept.state == CustomerState::Finished;
        let zone = self.app.configuration(tx)?.workspace.settings.zone.clone();
        let month = at.to_zoned(zone);
        let month = i32::from(month.year()) * 100 + i32::from(month.month());
        let decision = |rule| Decision { rule, detail: None, at };
        let is_begun = accept.rules.contains(&Rule::AnswerStarted) && !is_finished;
        let reminder = if is_begun {
            remind::window_of(&self.app, tx, (self.link.customer, Slot::PartialReminder), at)?
        } else {
            None
        };
        tx.save_answers(&NewAnswers {
            customer: self.link.customer,
            answers: judged.answers,
            state: accept.state,
            month: is_finished.then_some(month),
            cuts: if accept.is_test { Vec::new() } else { respondent.cuts },
            counts: !accept.is_test,
            is_elsewhere: false,
            decisions: accept.rules.into_iter().map(decision).collect(),
            reminder,
            at,
        })?;
        let object = format!("customer {}", self.link.customer);
        tx.audit(&row(ACTOR, "record-answer", object, at))
    }
}

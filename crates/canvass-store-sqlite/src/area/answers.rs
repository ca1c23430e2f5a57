//! Answers: what the page needs to know, and storing what was said once, with the counters that results are read from.

use canvass_domain::customer::CustomerState;
use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::decision::Decision;
use canvass_domain::id::{BaseQuestionId, BatchId, ColumnId, CustomerId, QuestionnaireId};
use canvass_domain::message::{Evidence, Slot};
use canvass_store::area::{Answers, Cut, NewAnswers, Page, Respondent, ScoredAnswer};
use canvass_store::document::{
    answers_from_text, files_from_text, files_to_text, positions_from_text, positions_to_text,
    values_from_text,
};
use canvass_store::{Result, StoreError, to_ticks};
use rusqlite::params;

use super::batches::{LOOK_NOW, batch_state};
use super::limit;
use super::messages::{in_doubt, slot};
use crate::catalogue;
use crate::tx::{Cells, SqliteTx, execute};

/// Who is near a customer, on each side.
const NEIGHBOURS: i32 = 16;

fn scored_answer(cells: &mut Cells<'_, '_>) -> Result<ScoredAnswer> {
    Ok(ScoredAnswer {
        answer: KeptAnswer {
            question: BaseQuestionId(cells.next()?),
            page_repetition: cells.next()?,
            section_repetition: cells.next()?,
            positions: positions_from_text(&cells.next::<String>()?)?,
            is_not_applicable: cells.next()?,
            text: cells.next()?,
            files: files_from_text(cells.next::<Option<String>>()?.as_deref())?,
            answered_at: cells.moment()?,
        },
        score: cells.next()?,
    })
}

/// A scored answer of a customer who has just finished.
struct CountedRow {
    questionnaire: i32,
    question: i32,
    score: Option<i32>,
}

/// What an answering customer's row tells.
pub(super) struct AnsweringRow {
    batch: BatchId,
    questionnaire: Option<QuestionnaireId>,
    pub(super) is_opened: bool,
}

impl SqliteTx<'_> {
    /// Pre-filled and given answers in the order they were given; given ones win.
    pub(super) fn merged_answers(&self, customer: CustomerId, prefilled: &str) -> Result<Vec<KeptAnswer>> {
        let identity =
            |answer: &KeptAnswer| (answer.question, answer.page_repetition, answer.section_repetition);
        let given = self.given_answers(customer)?;
        let mut answers = answers_from_text(prefilled)?;
        answers.retain(|answer| given.iter().all(|given| identity(&given.answer) != identity(answer)));
        answers.extend(given.into_iter().map(|given| given.answer));
        answers.sort_by_key(|answer| answer.answered_at);
        Ok(answers)
    }

    fn given_answers(&self, customer: CustomerId) -> Result<Vec<ScoredAnswer>> {
        self.rows(catalogue::LIST_ANSWERS, (self.wall(), customer.0), scored_answer)
    }

    /// The values of reportable columns, trimmed; encrypted and blank ones cut nothing.
    fn cuts(&self, values: &str) -> Result<Vec<Cut>> {
        let values = values_from_text(values)?;
        let columns: Vec<i32> = self.cells(catalogue::LIST_REPORTABLE, (self.wall(),))?;
        Ok(columns
            .into_iter()
            .filter_map(|column| {
                let value = values.get(&ColumnId(column))?.plain()?.trim();
                (!value.is_empty()).then(|| Cut { column: ColumnId(column), value: value.to_owned() })
            })
            .collect())
    }

    fn insert_answers(&self, answers: &NewAnswers, questionnaire: QuestionnaireId) -> Result<()> {
        let mut upsert = self.prepare(catalogue::UPSERT_ANSWER)?;
        for scored in &answers.answers {
            let answer = &scored.answer;
            execute(
                &mut upsert,
                params![
                    self.wall(),
                    answers.customer.0,
                    answer.question.0,
                    answer.page_repetition,
                    answer.section_repetition,
                    questionnaire.0,
                    !answers.counts,
                    scored.score,
                    answer.is_not_applicable,
                    positions_to_text(&answer.positions),
                    to_ticks(answer.answered_at),
                    answer.text,
                    files_to_text(&answer.files),
                ],
            )?;
        }
        Ok(())
    }

    /// Gives all answers of the customer their month and counts their scores, in total and by each cut.
    fn count_finished(&self, answers: &NewAnswers, month: i32) -> Result<()> {
        let wall = self.wall();
        let counted = self.rows(catalogue::FINISH_ANSWERS, (wall, answers.customer.0, month), |cells| {
            Ok(CountedRow { questionnaire: cells.next()?, question: cells.next()?, score: cells.next()? })
        })?;
        if !answers.counts {
            return Ok(());
        }
        let mut cuts = vec![(0, 0)];
        for cut in &answers.cuts {
            let value = self.cut_value(cut)?;
            cuts.push((cut.column.0, value));
            self.change_one(catalogue::INSERT_ANSWER_CUT, (wall, answers.customer.0, cut.column.0, value))?;
        }
        let mut count = self.prepare(catalogue::COUNT_SCORE)?;
        for row in counted {
            let Some(score) = row.score else { continue };
            for (column, value) in &cuts {
                execute(&mut count, (wall, row.questionnaire, row.question, column, month, value, score))?;
            }
        }
        Ok(())
    }

    /// The small number of a value.
    fn cut_value(&self, cut: &Cut) -> Result<i32> {
        let value = (self.wall(), cut.column.0, &cut.value);
        if let Some(known) = self.cell(catalogue::FIND_CUT_VALUE, value)? {
            return Ok(known);
        }
        let made = self.cell(catalogue::INSERT_CUT_VALUE, value)?;
        made.ok_or(StoreError::Corrupt("cut_value.id"))
    }

    /// Cancels mail that need not leave any more and settles what is in doubt: an answer proves that it arrived. Whoever has
    /// answered in part is reminded to finish (E51).
    fn close_messages(&self, answers: &NewAnswers) -> Result<()> {
        let is_finished = answers.state == CustomerState::Finished;
        let kept = if is_finished { Slot::FIRST_NOTIFICATION } else { Slot::PartialReminder.number() };
        let row = (self.wall(), answers.customer.0, to_ticks(answers.at), kept);
        let closed = self.rows(catalogue::CLOSE_MESSAGES, row, |cells| Ok((slot(cells)?, cells.next()?)))?;
        let proved = in_doubt(&closed);
        if !proved.is_empty() {
            self.proved(answers.customer, &proved, Evidence::AnswerGiven, answers.at)?;
        }
        if let Some(window) = answers.reminder.filter(|_| !is_finished) {
            self.insert_reminder(answers.customer, Slot::PartialReminder, window)?;
        }
        Ok(())
    }

    /// Lets the sweep look at the batch at once if this customer was the last open one (E5). Neighbours on both sides are
    /// asked first: as long as anybody is open, one is mostly near, and those who have answered already are many.
    pub(super) fn look_if_last(&self, customer: CustomerId, batch: BatchId) -> Result<()> {
        let (first, last) = self.range(batch)?.ok_or(StoreError::Missing("batch"))?;
        let id = customer.0;
        let below = id.saturating_sub(NEIGHBOURS).max(first);
        let above = id.saturating_add(NEIGHBOURS).min(last);
        for (statement, from, to) in [
            (catalogue::FIND_OPEN_AFTER, id, above),
            (catalogue::FIND_OPEN_BEFORE, id, below),
            (catalogue::FIND_OPEN_AFTER, above, last),
            (catalogue::FIND_OPEN_BEFORE, below, first),
        ] {
            if self.row(statement, (self.wall(), from, to, batch.0), |_| Ok(()))?.is_some() {
                return Ok(());
            }
        }
        self.change_one(catalogue::SET_LOOK, (self.wall(), batch.0, LOOK_NOW))
    }

    pub(super) fn answering(&self, customer: CustomerId) -> Result<AnsweringRow> {
        let row = self.row(catalogue::FIND_ANSWERING, (self.wall(), customer.0), |cells| {
            Ok(AnsweringRow {
                batch: BatchId(cells.next()?),
                questionnaire: cells.next::<Option<i32>>()?.map(QuestionnaireId),
                is_opened: cells.next::<Option<i64>>()?.is_some(),
            })
        })?;
        row.ok_or(StoreError::Missing("customer"))
    }
}

impl Answers for SqliteTx<'_> {
    fn respondent(&mut self, customer: CustomerId) -> Result<Option<Respondent>> {
        let wall = (self.wall(), customer.0);
        let found = self.row(catalogue::LOAD_RESPONDENT, wall, |cells| {
            let respondent = Respondent {
                customer,
                state: cells.customer_state()?,
                batch_state: batch_state(cells)?,
                is_test: cells.next()?,
                ends_at: cells.maybe_moment()?,
                routing: cells.routing()?,
                link_generation: cells.next()?,
                answers: answers_from_text("")?,
                opened_at: None,
                finished_at: None,
                cuts: Vec::new(),
            };
            let prefilled: String = cells.next()?;
            let opened_at = cells.maybe_moment()?;
            let finished_at = cells.maybe_moment()?;
            let values: String = cells.next()?;
            Ok((Respondent { opened_at, finished_at, ..respondent }, prefilled, values))
        })?;
        let Some((respondent, prefilled, values)) = found else { return Ok(None) };
        let answers = self.merged_answers(customer, &prefilled)?;
        Ok(Some(Respondent { answers, cuts: self.cuts(&values)?, ..respondent }))
    }

    fn record_opening(&mut self, customer: CustomerId, decision: &Decision) -> Result<bool> {
        let row = self.answering(customer)?;
        let at = to_ticks(decision.at);
        if self.change(catalogue::OPEN_CUSTOMER, (self.wall(), customer.0, at))? == 0 {
            return Ok(false);
        }
        self.add_decision(customer, decision)?;
        self.change(catalogue::ACTIVATE_BATCH, (self.wall(), row.batch.0))?;
        self.settle_in_doubt(customer, Evidence::LinkOpened, decision.at)
    }

    fn save_answers(&mut self, answers: &NewAnswers) -> Result<()> {
        let customer = answers.customer;
        let answering = self.answering(customer)?;
        let questionnaire = answering.questionnaire.ok_or(StoreError::Missing("routing"))?;
        let at = to_ticks(answers.at);
        let row = (self.wall(), customer.0, answers.state.code(), at, answers.is_elsewhere);
        self.change_one(catalogue::ADVANCE_CUSTOMER, row)?;
        self.insert_answers(answers, questionnaire)?;
        if let Some(month) = answers.month {
            self.count_finished(answers, month)?;
        }
        answers.decisions.iter().try_for_each(|decision| self.add_decision(customer, decision))?;
        self.close_messages(answers)?;
        if !answering.is_opened {
            self.change(catalogue::ACTIVATE_BATCH, (self.wall(), answering.batch.0))?;
        }
        if answers.state == CustomerState::Finished {
            self.look_if_last(customer, answering.batch)?;
        }
        Ok(())
    }

    fn answers(&mut self, customer: CustomerId) -> Result<Vec<ScoredAnswer>> {
        self.given_answers(customer)
    }

    fn finished(&mut self, page: Page) -> Result<Vec<(CustomerId, Vec<ScoredAnswer>)>> {
        let ids: Vec<i32> =
            self.cells(catalogue::LIST_FINISHED, (self.wall(), page.after, limit(page.most)))?;
        ids.into_iter().map(|id| Ok((CustomerId(id), self.given_answers(CustomerId(id))?))).collect()
    }
}

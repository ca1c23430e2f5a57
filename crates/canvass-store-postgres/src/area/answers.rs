//! Answers: what the page needs to know, and storing what was said once, with the counters that results are read from.

use canvass_domain::customer::CustomerState;
use canvass_domain::decision::Decision;
use canvass_domain::id::{ColumnId, CustomerId, QuestionnaireId};
use canvass_domain::message::{Evidence, MessageKey, Slot};
use canvass_store::area::{Answers, Cut, NewAnswers, Page, Respondent, ScoredAnswer};
use canvass_store::document::{files_to_text, positions_to_text, values_from_text};
use canvass_store::{Result, StoreError, to_ticks};
use postgres::Row;

use super::batches::{batch_state, merged_answers};
use super::customers::Entry;
use super::messages::in_doubt;
use super::{count_of, cursor, customer_state, kept_answer, limit, routing, state_code};
use crate::catalogue;
use crate::sequence::Counted;
use crate::transaction::{PostgresTx, field, moment_opt, named};

fn scored_answer(row: &Row) -> Result<ScoredAnswer> {
    Ok(ScoredAnswer { answer: kept_answer(row)?, score: named(row, "score")? })
}

/// What an answering customer's row tells.
struct AnsweringRow {
    batch: i32,
    questionnaire: Option<QuestionnaireId>,
    is_opened: bool,
}

impl PostgresTx<'_> {
    /// The values of reportable columns, trimmed; encrypted and blank ones cut nothing.
    fn cuts(&mut self, values: &str) -> Result<Vec<Cut>> {
        let values = values_from_text(values)?;
        let workspace = self.ws();
        let mut cuts = Vec::new();
        for row in self.query(catalogue::LIST_REPORTABLE, &[&workspace])? {
            let column = ColumnId(field(&row, 0)?);
            let value = values.get(&column).and_then(|value| value.plain()).unwrap_or_default().trim();
            if !value.is_empty() {
                cuts.push(Cut { column, value: value.to_owned() });
            }
        }
        Ok(cuts)
    }

    /// Locks the customer, so that two submissions at once take turns.
    fn answering(&mut self, customer: CustomerId) -> Result<AnsweringRow> {
        let workspace = self.ws();
        let row = self
            .query_opt(catalogue::FIND_ANSWERING, &[&workspace, &customer.0])?
            .ok_or(StoreError::Missing("customer"))?;
        Ok(AnsweringRow {
            batch: named(&row, "batch_id")?,
            questionnaire: named::<Option<i32>>(&row, "questionnaire_id")?.map(QuestionnaireId),
            is_opened: named::<Option<i64>>(&row, "opened_at")?.is_some(),
        })
    }

    fn activate(&mut self, batch: i32) -> Result<()> {
        let workspace = self.ws();
        self.execute(catalogue::ACTIVATE_BATCHES, &[&[workspace].as_slice(), &[batch].as_slice()]).map(drop)
    }

    fn upsert_answers(&mut self, answers: &NewAnswers, questionnaire: QuestionnaireId) -> Result<()> {
        fn each<'a, T>(answers: &'a NewAnswers, take: impl Fn(&'a ScoredAnswer) -> T) -> Vec<T> {
            answers.answers.iter().map(take).collect()
        }
        let workspace = self.ws();
        self.execute(
            catalogue::UPSERT_ANSWERS,
            &[
                &workspace,
                &answers.customer.0,
                &questionnaire.0,
                &!answers.counts,
                &each(answers, |scored| scored.answer.question.0),
                &each(answers, |scored| scored.answer.page_repetition),
                &each(answers, |scored| scored.answer.section_repetition),
                &each(answers, |scored| scored.score),
                &each(answers, |scored| scored.answer.is_not_applicable),
                &each(answers, |scored| positions_to_text(&scored.answer.positions)),
                &each(answers, |scored| to_ticks(scored.answer.answered_at)),
                &each(answers, |scored| scored.answer.text.as_deref()),
                &each(answers, |scored| files_to_text(&scored.answer.files)),
            ],
        )
        .map(drop)
    }

    /// Gives all answers of the customer their month and counts their scores, in total and by each cut.
    fn count_finished(&mut self, answers: &NewAnswers, month: i32) -> Result<()> {
        let (workspace, customer, shard) = (self.ws(), answers.customer.0, self.counter_shard);
        self.execute(catalogue::FINISH_ANSWERS, &[&workspace, &customer, &month])?;
        if !answers.counts {
            return Ok(());
        }
        if !answers.cuts.is_empty() {
            let mut cuts: Vec<&Cut> = answers.cuts.iter().collect();
            cuts.sort_unstable();
            let (columns, values) = self.cut_values(&cuts)?;
            self.execute(catalogue::INSERT_ANSWER_CUTS, &[&workspace, &customer, &columns, &values])?;
        }
        self.execute(catalogue::COUNT_SCORES, &[&workspace, &customer, &shard]).map(drop)
    }

    /// The small numbers of values: columns and numbers, side by side. Most are known; new ones are made.
    fn cut_values(&mut self, cuts: &[&Cut]) -> Result<(Vec<i32>, Vec<i32>)> {
        let known = self.known_cut_values(cuts)?;
        if known.iter().all(|(_, id)| id.is_some()) {
            return Ok(split(known));
        }
        let missing: Vec<&Cut> =
            cuts.iter().zip(&known).filter_map(|(cut, (_, id))| id.is_none().then_some(*cut)).collect();
        let workspace = self.ws();
        let wanted = [(Counted::CutValue, count_of(missing.len())?)];
        let [first] = self.shared.sequences.reserve(self.workspace_id(), wanted)?;
        let columns: Vec<i32> = missing.iter().map(|cut| cut.column.0).collect();
        let values: Vec<&str> = missing.iter().map(|cut| cut.value.as_str()).collect();
        self.execute(catalogue::INSERT_CUT_VALUES, &[&workspace, &first, &columns, &values])?;
        Ok(split(self.known_cut_values(cuts)?))
    }

    /// Column and number of each value, in order; no number for one that is not known yet.
    fn known_cut_values(&mut self, cuts: &[&Cut]) -> Result<Vec<(i32, Option<i32>)>> {
        let workspace = self.ws();
        let columns: Vec<i32> = cuts.iter().map(|cut| cut.column.0).collect();
        let values: Vec<&str> = cuts.iter().map(|cut| cut.value.as_str()).collect();
        self.query(catalogue::FIND_CUT_VALUES, &[&workspace, &columns, &values])?
            .iter()
            .map(|row| Ok((field(row, 0)?, field(row, 1)?)))
            .collect()
    }

    /// Cancels mail that need not leave any more and settles what is in doubt: an answer proves that it arrived. Whoever has
    /// answered in part is reminded to finish (E51).
    fn close_messages(&mut self, answers: &NewAnswers) -> Result<()> {
        let (workspace, customer, at) = (self.ws(), answers.customer, to_ticks(answers.at));
        let is_finished = answers.state == CustomerState::Finished;
        let kept = if is_finished { Slot::FIRST_NOTIFICATION } else { Slot::PartialReminder.number() };
        let closed = self.query(catalogue::CLOSE_MESSAGES, &[&workspace, &customer.0, &at, &kept])?;
        let proved = in_doubt(&closed)?;
        if !proved.is_empty() {
            self.proved(customer, &proved, Evidence::AnswerGiven, answers.at)?;
        }
        if let Some(window) = answers.reminder.filter(|_| !is_finished) {
            let key = MessageKey { workspace: self.workspace_id(), customer, slot: Slot::PartialReminder };
            self.insert_reminders(&[(key, window)])?;
        }
        Ok(())
    }
}

fn split(known: Vec<(i32, Option<i32>)>) -> (Vec<i32>, Vec<i32>) {
    known.into_iter().filter_map(|(column, id)| Some((column, id?))).unzip()
}

impl Answers for PostgresTx<'_> {
    fn respondent(&mut self, customer: CustomerId) -> Result<Option<Respondent>> {
        if self.may_write {
            // A statement of its own: the next one sees what was committed while this one waited.
            self.held_standing(customer)?;
        }
        let workspace = self.ws();
        let Some(row) = self.query_opt(catalogue::LOAD_RESPONDENT, &[&workspace, &customer.0])? else {
            return Ok(None);
        };
        let given = self.answers(customer)?.into_iter().map(|scored| scored.answer).collect();
        Ok(Some(Respondent {
            customer,
            state: customer_state(&row)?,
            batch_state: batch_state(named(&row, "batch_state")?)?,
            is_test: named(&row, "is_test")?,
            ends_at: moment_opt(&row, "ends_at")?,
            routing: routing(&row)?,
            link_generation: named(&row, "link_generation")?,
            answers: merged_answers(named(&row, "prefilled")?, given)?,
            opened_at: moment_opt(&row, "opened_at")?,
            finished_at: moment_opt(&row, "finished_at")?,
            cuts: self.cuts(named(&row, "data_values")?)?,
        }))
    }

    fn record_opening(&mut self, customer: CustomerId, decision: &Decision) -> Result<bool> {
        let row = self.answering(customer)?;
        let (workspace, at) = (self.ws(), to_ticks(decision.at));
        if self.execute(catalogue::OPEN_CUSTOMER, &[&workspace, &customer.0, &at])? == 0 {
            return Ok(false);
        }
        self.write_decision(customer, decision.clone())?;
        self.activate(row.batch)?;
        self.settle_in_doubt(customer, Evidence::LinkOpened, decision.at)
    }

    fn save_answers(&mut self, answers: &NewAnswers) -> Result<()> {
        self.plan_once()?;
        let customer = answers.customer;
        let row = self.answering(customer)?;
        let questionnaire = row.questionnaire.ok_or(StoreError::Missing("routing"))?;
        let (workspace, at) = (self.ws(), to_ticks(answers.at));
        let is_finished = answers.state == CustomerState::Finished;
        self.execute_exactly(
            catalogue::ADVANCE_CUSTOMER,
            1,
            &[&workspace, &customer.0, &state_code(answers.state), &at, &is_finished, &answers.is_elsewhere],
        )?;
        if !answers.answers.is_empty() {
            self.upsert_answers(answers, questionnaire)?;
        }
        if let Some(month) = answers.month {
            self.count_finished(answers, month)?;
        }
        let entries: Vec<Entry> =
            answers.decisions.iter().map(|entry| (self.workspace_id(), customer, entry.clone())).collect();
        self.write_decisions(&entries)?;
        self.close_messages(answers)?;
        if !row.is_opened {
            self.activate(row.batch)?;
        }
        if is_finished {
            self.execute(catalogue::MARK_BATCH, &[&workspace, &row.batch, &customer.0])?;
        }
        Ok(())
    }

    fn answers(&mut self, customer: CustomerId) -> Result<Vec<ScoredAnswer>> {
        let workspace = self.ws();
        self.query(catalogue::LIST_ANSWERS, &[&workspace, &customer.0])?.iter().map(scored_answer).collect()
    }

    fn finished(&mut self, page: Page) -> Result<Vec<(CustomerId, Vec<ScoredAnswer>)>> {
        let workspace = self.ws();
        let mut found: Vec<(CustomerId, Vec<ScoredAnswer>)> = Vec::new();
        for row in
            self.query(catalogue::LIST_FINISHED, &[&workspace, &cursor(page.after), &limit(page.most)])?
        {
            let customer = CustomerId(named(&row, "id")?);
            if found.last().is_none_or(|(last, _)| *last != customer) {
                found.push((customer, Vec::new()));
            }
            // A customer without any answer has one row of nothing.
            if named::<Option<i32>>(&row, "question_id")?.is_some()
                && let Some((_, answers)) = found.last_mut()
            {
                answers.push(scored_answer(&row)?);
            }
        }
        Ok(found)
    }
}

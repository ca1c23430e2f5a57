//! Counters of results equal a full scan of the answers.

use canvass_domain::id::{ColumnId, QuestionnaireId};
use canvass_store::{StoreError, WorkspaceTx};

pub(super) fn check(tx: &mut dyn WorkspaceTx) -> Result<Vec<String>, StoreError> {
    let configuration = tx.load_configuration()?;
    let mut cuts: Vec<Option<ColumnId>> = vec![None];
    cuts.extend(
        configuration.columns.iter().filter(|column| column.is_reportable).map(|column| Some(column.id)),
    );
    let mut findings = Vec::new();
    for (questionnaire, published) in &configuration.published {
        for question in published.document.questions() {
            for cut in &cuts {
                let mut counted = tx.scores(*questionnaire, question.id, *cut)?;
                let mut scanned = tx.scan_scores(*questionnaire, question.id, *cut)?;
                // A counter of zero and no counter say the same.
                counted.retain(|count| count.answers != 0);
                counted.sort();
                scanned.sort();
                if counted != scanned {
                    findings.push(finding(*questionnaire, question.id.0, *cut));
                }
            }
        }
    }
    Ok(findings)
}

fn finding(questionnaire: QuestionnaireId, question: i32, cut: Option<ColumnId>) -> String {
    let by = cut.map_or_else(String::new, |column| format!(" by column {column}"));
    format!(
        "The counters of question {question} of questionnaire {questionnaire}{by} are not what the answers say."
    )
}

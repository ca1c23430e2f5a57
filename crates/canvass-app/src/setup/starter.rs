//! What a new workspace starts with (Q32): a published questionnaire and a mail template, the defaults of its transactions.
//! They are ordinary ones: they can be changed, and the workspace can be pointed at others.

use std::collections::BTreeMap;

use canvass_domain::id::{BaseQuestionId, QuestionnaireId, TemplateId};
use canvass_domain::questionnaire::{Document, Page, Question, QuestionKind, Section, Texts};
use canvass_domain::template;
use canvass_domain::workspace::Workspace;
use canvass_store::area::{NewQuestionnaire, NewTemplate};
use canvass_store::{StoreError, WorkspaceTx};
use jiff::Timestamp;
use uuid::Uuid;

use crate::App;
use crate::render::built_in_texts;

/// Numbers of the starter's questions: far from those that people give their own, which count over all questionnaires.
const FIRST_QUESTION: i32 = 1_000_001;
const MOST_COMMENT_CHARS: usize = 2_000;

/// The starter, with ids of the wires drawn ahead of the transaction.
#[derive(Debug, Clone)]
pub(super) struct Starter {
    guid: Uuid,
    score: Uuid,
    comment: Uuid,
}

impl Starter {
    pub(super) fn new(app: &App) -> Self {
        Self { guid: app.random_guid(), score: app.random_guid(), comment: app.random_guid() }
    }

    /// Makes both and points the workspace at them, unless it was pointed elsewhere.
    pub(super) fn give(
        &self,
        tx: &mut dyn WorkspaceTx,
        workspace: &mut Workspace,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let questionnaire = self.questionnaire(tx, now)?;
        let template = template(tx, &workspace.settings.language)?;
        workspace.policy.transactions.questionnaire = Some(questionnaire);
        workspace.policy.transactions.template = Some(template);
        tx.save_workspace(workspace)
    }

    fn questionnaire(&self, tx: &mut dyn WorkspaceTx, now: Timestamp) -> Result<QuestionnaireId, StoreError> {
        let draft = self.document();
        let new = NewQuestionnaire { guid: self.guid, name: "Standard questionnaire".to_owned(), draft };
        let id = tx.add_questionnaire(&new, now)?;
        tx.publish(id, now)?;
        Ok(id)
    }

    fn document(&self) -> Document {
        let question = |id, guid, text, kind| Question {
            id: BaseQuestionId(id),
            guid,
            text,
            hint: None,
            is_required: false,
            kind,
        };
        let score = QuestionKind::Recommendation {
            low: Some(texts("Not at all likely", "Helemaal niet")),
            high: Some(texts("Extremely likely", "Zeer zeker")),
        };
        let comment = QuestionKind::OpenText { max_chars: MOST_COMMENT_CHARS, is_single_line: false };
        let questions = vec![
            Question {
                is_required: true,
                ..question(
                    FIRST_QUESTION,
                    self.score,
                    texts(
                        "How likely are you to recommend us?",
                        "Hoe waarschijnlijk is het dat u ons aanbeveelt?",
                    ),
                    score,
                )
            },
            question(
                FIRST_QUESTION + 1,
                self.comment,
                texts(
                    "What is the main reason for your score?",
                    "Wat is de belangrijkste reden voor uw score?",
                ),
                comment,
            ),
        ];
        Document {
            title: texts("Customer feedback", "Klantfeedback"),
            languages: vec!["en".to_owned(), "nl".to_owned()],
            introduction: None,
            thanks: None,
            pages: vec![Page { title: None, sections: vec![Section { title: None, questions }] }],
        }
    }
}

fn template(tx: &mut dyn WorkspaceTx, language: &str) -> Result<TemplateId, StoreError> {
    let (subject, text, html) = built_in_texts(language);
    let new = NewTemplate {
        name: "Standard invitation".to_owned(),
        document: template::Document::plain(subject.trim(), text, Some(html.to_owned())),
        sms: None,
    };
    Ok(tx.add_template(&new)?.id)
}

fn texts(english: &str, dutch: &str) -> Texts {
    Texts(BTreeMap::from([("en".to_owned(), english.to_owned()), ("nl".to_owned(), dutch.to_owned())]))
}

#[cfg(test)]
mod tests {
    use canvass_domain::template::compile;

    use super::*;

    #[test]
    fn q32_the_starter_is_fit_to_be_published_and_sent() {
        let guid = Uuid::from_u128;
        let starter = Starter { guid: guid(1), score: guid(2), comment: guid(3) };
        assert_eq!(starter.document().faults(), []);
        for language in ["en", "nl", "fr"] {
            let (subject, text, html) = built_in_texts(language);
            let document = template::Document::plain(subject.trim(), text, Some(html.to_owned()));
            assert_eq!(compile(&document, &[]).faults, [], "{language}");
        }
    }
}

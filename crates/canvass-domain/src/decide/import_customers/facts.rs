//! What the judgement needs to know of the workspace; loaded by the application before it asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use crate::certificate::Certificate;
use crate::column::Column;
use crate::file::AnswerFile;
use crate::id::{BaseQuestionId, ColumnId, PositionId, QuestionnaireId, VersionNumber};
use crate::questionnaire::{self, Document};
use crate::route::Route;
use crate::value::{Opener, Value};
use crate::workspace::{Policy, Settings};

/// What the judgement needs to know of the workspace.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The workspace's settings.
    pub settings: &'a Settings,
    /// The workspace's policy.
    pub policy: &'a Policy,
    /// All columns, archived ones too, by id.
    pub columns: &'a [Column],
    /// The registered certificates (E97).
    pub certificates: &'a [Certificate],
    /// Reads encrypted values, where a private key is installed (E98).
    pub opener: &'a dyn Opener,
    /// All routing rules in the order in which they are tried.
    pub routes: &'a [Route],
    /// The newest published version of each questionnaire that has one.
    pub published: &'a BTreeMap<QuestionnaireId, Published>,
    /// The policies of questionnaires that have one.
    pub policies: &'a BTreeMap<QuestionnaireId, questionnaire::Policy>,
    /// The concept version of each questionnaire that has one (E56).
    pub concepts: &'a BTreeMap<QuestionnaireId, Published>,
    /// The previous customers that the command names and the workspace has.
    pub previous: &'a BTreeMap<i32, Previous>,
}

/// Which version of a questionnaire is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edition {
    /// The newest published one.
    Published,
    /// The concept, for people who try it out (E56).
    Concept,
}

impl Edition {
    /// The concept if it is asked for.
    pub fn of(is_concept: bool) -> Self {
        if is_concept { Self::Concept } else { Self::Published }
    }
}

impl<'a> Facts<'a> {
    /// The versions of this edition.
    pub fn editions(&self, edition: Edition) -> &'a BTreeMap<QuestionnaireId, Published> {
        match edition {
            Edition::Published => self.published,
            Edition::Concept => self.concepts,
        }
    }
}

/// A frozen version of a questionnaire.
#[derive(Debug, Clone)]
pub struct Published {
    /// The questionnaire's id on the wires.
    pub guid: Uuid,
    /// Which version.
    pub version: VersionNumber,
    /// What that version asks.
    pub document: Arc<Document>,
}

/// The data of a previous customer (E59).
#[derive(Debug, Clone, Default)]
pub struct Previous {
    /// Its values.
    pub values: BTreeMap<ColumnId, Value>,
    /// Its answers (E61), in the order they were given; `AnswersToCopy` counts them from 1.
    pub answers: Vec<KeptAnswer>,
}

/// An answer as it is kept: pre-filled or given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The question.
    pub question: BaseQuestionId,
    /// Turn of a repeated page, from 1.
    pub page_repetition: i32,
    /// Turn of a repeated section, from 1.
    pub section_repetition: i32,
    /// Chosen positions.
    pub positions: Vec<PositionId>,
    /// "Not applicable" was chosen.
    pub is_not_applicable: bool,
    /// Text of a text question.
    pub text: Option<String>,
    /// Files of a file question.
    pub files: Vec<AnswerFile>,
    /// When it was given.
    pub answered_at: Timestamp,
}

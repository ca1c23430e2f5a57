//! The positions that a question offers, the 0 to 10 of a recommendation too.

use super::{Question, QuestionKind, Texts};
use crate::decide::import_customers::KeptAnswer;
use crate::id::PositionId;
use crate::{file, fold};

/// The highest score of a recommendation.
pub const HIGHEST_SCORE: i32 = 10;

/// What may be chosen: by number, by value, or by label (E90).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PositionKey<'a> {
    /// The position's own number.
    Id(i32),
    /// Its value in averages.
    Value(i32),
    /// Its label in any language, without case and outer blanks.
    Label(&'a str),
}

impl QuestionKind {
    /// The one position that the key names (E90).
    pub fn find_position(&self, key: PositionKey<'_>) -> Option<PositionId> {
        if let Self::Recommendation { .. } = self {
            let score = match key {
                PositionKey::Id(id) => id.checked_sub(1)?,
                PositionKey::Value(value) => value,
                PositionKey::Label(label) => label.trim().parse().ok()?,
            };
            return (0..=HIGHEST_SCORE).contains(&score).then_some(PositionId(score + 1));
        }
        self.positions()
            .iter()
            .find(|position| match key {
                PositionKey::Id(id) => position.id.0 == id,
                PositionKey::Value(value) => position.value == Some(value),
                PositionKey::Label(label) => is_label(&position.label, label),
            })
            .map(|position| position.id)
    }

    /// Whether the question offers this position.
    pub fn has_position(&self, id: PositionId) -> bool {
        self.find_position(PositionKey::Id(id.0)).is_some()
    }

    /// How many positions one answer may hold; 0 for a text.
    pub fn most_positions(&self) -> usize {
        match self {
            Self::Recommendation { .. } | Self::Scale { .. } | Self::SingleChoice { .. } => 1,
            Self::MultipleChoice { positions, most } => most.unwrap_or(positions.len()).min(positions.len()),
            Self::OpenText { .. } | Self::File { .. } => 0,
        }
    }

    /// How many characters one answer may hold; `None` for a question that takes no text.
    pub fn most_chars(&self) -> Option<usize> {
        match self {
            Self::OpenText { max_chars, .. } => Some(*max_chars),
            Self::Recommendation { .. }
            | Self::Scale { .. }
            | Self::SingleChoice { .. }
            | Self::MultipleChoice { .. }
            | Self::File { .. } => None,
        }
    }

    /// How many files one answer may hold.
    pub fn most_files(&self) -> usize {
        if let Self::File { most, .. } = self { *most } else { 0 }
    }

    /// Whether it takes a file of this name, by its extension.
    pub fn takes_file(&self, name: &str) -> bool {
        let Self::File { types, .. } = self else { return false };
        types.is_empty() || file::extension(name).is_some_and(|extension| types.contains(&extension))
    }

    /// Whether "not applicable" may be chosen.
    pub fn offers_not_applicable(&self) -> bool {
        matches!(self, Self::Scale { not_applicable: Some(_), .. })
    }

    /// What a chosen position counts in averages; `None` where several may be chosen.
    pub fn score_of(&self, id: PositionId) -> Option<i32> {
        match self {
            Self::Recommendation { .. } => self.has_position(id).then(|| id.0 - 1),
            Self::Scale { positions, .. } | Self::SingleChoice { positions } => {
                positions.iter().find(|position| position.id == id)?.value
            }
            Self::MultipleChoice { .. } | Self::OpenText { .. } | Self::File { .. } => None,
        }
    }

    /// The positions as written; a recommendation has none of its own.
    pub fn positions(&self) -> &[super::Position] {
        match self {
            Self::Scale { positions, .. }
            | Self::SingleChoice { positions }
            | Self::MultipleChoice { positions, .. } => positions,
            Self::Recommendation { .. } | Self::OpenText { .. } | Self::File { .. } => &[],
        }
    }
}

impl Question {
    /// Whether an answer could have been given to this question.
    pub fn could_hold(&self, answer: &KeptAnswer) -> bool {
        let fits = |text: &String| self.kind.most_chars().is_some_and(|most| text.chars().count() <= most);
        answer.positions.len() <= self.kind.most_positions()
            && answer.positions.iter().all(|position| self.kind.has_position(*position))
            && (!answer.is_not_applicable || self.kind.offers_not_applicable())
            && answer.text.as_ref().is_none_or(fits)
            && answer.files.len() <= self.kind.most_files()
    }
}

fn is_label(label: &Texts, wanted: &str) -> bool {
    label.0.values().any(|text| fold::same(text, wanted))
}

//! Stored documents: what is kept as JSON text has a type here, with a version number where its form may grow, so that
//! an upgrade can read what its predecessor wrote. Engines call these functions; nobody else knows the text.

mod answers;
mod conditions;
mod decisions;
mod questionnaire;
mod values;

pub use answers::{answers_from_text, answers_to_text, positions_from_text, positions_to_text};
pub use conditions::{conditions_from_text, conditions_to_text};
pub use decisions::{decisions_from_text, decisions_to_text};
pub use questionnaire::{questionnaire_from_text, questionnaire_to_text};
pub use values::{values_from_text, values_to_text};

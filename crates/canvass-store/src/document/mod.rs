//! Stored documents: what is kept as JSON text has a type here, with a version number where its form may grow, so that
//! an upgrade can read what its predecessor wrote. Engines call these functions; nobody else knows the text.

mod answers;
mod call_settings;
mod conditions;
mod contact_rule;
mod decisions;
mod domains;
mod memo;
mod notice;
mod policy;
mod questionnaire;
mod remarks;
mod template;
mod transaction;
mod values;

pub use answers::{
    answers_from_text, answers_to_text, files_from_text, files_to_text, positions_from_text,
    positions_to_text,
};
pub use call_settings::{call_settings_from_text, call_settings_to_text};
pub use conditions::{conditions_from_text, conditions_to_text};
pub use contact_rule::{enabled_rules_from_text, terms_from_text, terms_to_text};
pub use decisions::{decisions_from_text, decisions_to_text};
pub use domains::{domains_from_text, domains_to_text, texts_to_parameter};
pub use notice::{notice_from_text, notice_to_text};
pub use policy::{
    questionnaire_policy_from_text, questionnaire_policy_to_text, workspace_policy_from_text,
    workspace_policy_to_text,
};
pub use questionnaire::{questionnaire_from_text, questionnaire_to_text};
pub use remarks::{remarks_from_text, remarks_to_text};
pub use template::{template_from_text, template_to_text};
pub use transaction::{transaction_from_text, transaction_to_text};
pub use values::{values_from_text, values_to_text};

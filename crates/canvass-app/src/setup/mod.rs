//! Setting an installation and its workspaces up. Each change is checked as a whole (all faults at once), raises the
//! version of the set-up where judging depends on it, and leaves an audit row.

mod add_client;
mod add_column;
mod add_questionnaire;
mod add_route;
mod add_template;
mod add_token;
mod add_user;
mod add_workspace;
mod calendar;
mod certificates;
mod faults;
mod hosts;
mod issuers;
mod list;
mod open_installation;
mod policy;
mod preview_template;
mod publish_questionnaire;
mod segments;
mod settings;
mod starter;
mod update_column;

pub use add_client::{ClientChange, ClientInput, add_client, change_client, disable_client, rotate_secret};
pub use add_column::add_column;
pub use add_questionnaire::{AddedQuestionnaire, QuestionnaireInput, add_questionnaire, save_draft};
pub use add_route::{add_route, remove_route};
pub use add_template::{add_template, save_template};
pub use add_token::{TokenInput, add_operator_token, add_token, revoke_token};
pub use add_user::{Role, add_sign_in, add_user};
pub use add_workspace::{WorkspaceInput, add_workspace, find_workspace, list_workspaces};
pub use calendar::{CalendarInput, WEEKDAYS};
pub use certificates::{add_certificate, remove_certificate};
pub use faults::Faults;
pub(crate) use hosts::host_name;
pub use hosts::{add_host, list_hosts, remove_host};
pub use issuers::{IssuerInput, add_issuer, list_issuers, remove_issuer};
pub use list::{
    list_clients, list_questionnaires, list_tokens, list_users, show_configuration, show_draft, show_version,
};
pub use open_installation::{Installation, open_installation};
pub use policy::{PolicyInput, QuestionnairePolicyInput, save_questionnaire_policy};
pub use preview_template::{TemplatePreview, TemplateSample, TextShown, preview_template};
pub use publish_questionnaire::{freeze_concept, publish_questionnaire};
pub use segments::{
    ProductGroupInput, RuleInput, SegmentInput, add_product_group, add_segment, list_product_groups,
    save_product_group, save_segment,
};
pub use settings::{SettingsInput, save_settings};
pub use update_column::{ColumnChange, update_column};

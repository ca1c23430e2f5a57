//! Contact-frequency rules: made, changed, taken away, and tried on the past before they are saved. How they are judged says
//! `canvass_domain::contact_rule`; intake and fence apply them.

mod forecast;
mod input;
mod save;

pub use forecast::{QuestionnaireForecast, RuleForecast, forecast_contact_rule};
pub use input::{ConditionInput, ContactRuleInput};
pub use save::{add_contact_rule, remove_contact_rule, save_contact_rule};

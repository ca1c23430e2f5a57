//! What happens behind a personal link: the page is shown (and nothing written), the first opening is recorded, answers
//! are stored once.

mod link;
mod open_questionnaire;
mod record_answer;
mod show_page;
mod submission;

pub use open_questionnaire::open_questionnaire;
pub use record_answer::{AnswerOutcome, AnswerRefusal, Recording, record_answer};
pub use show_page::{OpenPage, PageRequest, PageView, Standing, show_page};
pub use submission::AnswerSubmission;

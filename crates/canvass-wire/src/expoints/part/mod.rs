//! Types that several calls share (section 4 of the rules).

mod customer_data;
mod import_answer;
mod request_warning;

pub use customer_data::{CUSTOMER_DATA, CustomerData};
pub(crate) use import_answer::MOST_ANSWERS;
pub use import_answer::{
    FileAnswer, IMPORT_ANSWER, IMPORT_ANSWER_EXTERNAL, ImportAnswer, ImportAnswerExternal, ScalePosition,
    SentAnswer,
};
pub use request_warning::RequestWarning;

//! Types that several calls share (section 4 of the rules).

mod customer_data;
mod import_answer;

pub use customer_data::{CUSTOMER_DATA, CustomerData};
pub use import_answer::{FileAnswer, IMPORT_ANSWER_EXTERNAL, ImportAnswerExternal, ScalePosition};

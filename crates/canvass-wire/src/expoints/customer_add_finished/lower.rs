//! The request in our own words.

use canvass_domain::command::{AddFinished, NewCustomer, QuestionnaireKey};

use super::CustomerAddFinishedRequest;
use crate::expoints::part::{CustomerData, ImportAnswer};

/// Makes the command. Indexes of values and answers stay those of the request.
pub fn lower(request: CustomerAddFinishedRequest) -> AddFinished {
    let customer = request.customer.unwrap_or_default();
    AddFinished {
        is_test: request.is_test,
        is_concept: customer.is_concept,
        questionnaire: QuestionnaireKey::Guid(customer.questionnaire_id),
        finished_at: customer.finished_date,
        language: customer.language,
        is_contact_requested: customer.is_contact_requested,
        customer: NewCustomer {
            email: customer.email,
            transaction_date: customer.transaction_date,
            end_date: customer.survey_closed_date,
            values: customer.data.into_iter().map(CustomerData::lower).collect(),
            answers: customer.answers.into_iter().map(ImportAnswer::lower).collect(),
            ..NewCustomer::default()
        },
    }
}

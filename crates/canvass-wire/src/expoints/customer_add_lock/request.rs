//! AddLockRequest: who is not to be asked for a while.

use canvass_domain::when::When;
use uuid::Uuid;

use crate::expoints::part::{CUSTOMER_DATA, CustomerData};
use crate::member::{Member, Table, maybe};

/// One call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CustomerAddLockRequest {
    /// Null = now; the lock counts from it (E75).
    pub creation_date: Option<When>,
    /// E79
    pub opt_in: Option<bool>,
    /// Null = all.
    pub questionnaire_id: Option<Uuid>,
    /// Its address and identifying columns (E73).
    pub customer_id: Option<i32>,
    /// E73
    pub email: Option<String>,
    /// All of them must match (E73).
    pub data: Vec<CustomerData>,
}

/// Members of the request.
pub static ADD_LOCK_REQUEST: Table<CustomerAddLockRequest> = Table {
    name: "AddLockRequest",
    members: &[
        Member::value("CreationDate", |request, sent| maybe(sent, &mut request.creation_date)),
        Member::value("OptIn", |request, sent| maybe(sent, &mut request.opt_in)),
        Member::value("QuestionnaireId", |request, sent| maybe(sent, &mut request.questionnaire_id)),
        Member::value("CustomerId", |request, sent| maybe(sent, &mut request.customer_id)),
        Member::text("Email", usize::MAX, |request| &mut request.email),
        Member::part("Data", |request, spot| spot.list(&CUSTOMER_DATA, &mut request.data)),
    ],
};

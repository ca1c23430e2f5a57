//! Customers: listed, shown, and why each was or was not asked.

use canvass_app::Scope;
use canvass_app::view::{link_of, list_customers, show_customer, show_decisions};
use canvass_domain::customer::CustomerState;
use canvass_domain::id::{BatchId, CustomerId, WorkspaceId};
use canvass_domain::reason::Reason;
use canvass_domain::value::Value as Held;
use canvass_store::area::{CustomerFilter, CustomerRecord};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::list::Cursor;
use super::moment::{maybe_moment, moment};
use super::{Answer, Call, Trouble};

/// GET customers?batch=&state=
pub(crate) async fn list(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let mut query = call.query();
    let cursor = Cursor::take(&mut query);
    let filter =
        CustomerFilter { batch: query.number("batch").map(BatchId), state: query.word("state", state) };
    query.finish()?;
    let zone = call.zone(workspace).await?;
    let page = cursor.page();
    let customers = list_customers(call.app(), &call.principal, workspace, filter, page).ready().await?;
    Ok(cursor.answer(&customers, |customer| i64::from(customer.id.0), |customer| view(customer, &zone)))
}

/// GET customers/{customer}
pub(crate) async fn show(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = CustomerId(call.number("customer")?);
    call.query().finish()?;
    let zone = call.zone(workspace).await?;
    let customer = show_customer(call.app(), &call.principal, workspace, id).ready().await?;
    let mut value = view(&customer, &zone);
    // A link lets its holder answer in the person's name: who may only read gets none (design, decision 9).
    let may_answer = call.principal.may(Scope::CustomersWrite) && customer.routing.is_some();
    let url = may_answer.then(|| call.app().questionnaire_url(link_of(workspace, &customer)));
    if let Some(members) = value.as_object_mut() {
        members.insert("url".to_owned(), json!(url));
    }
    Ok(Answer::ok(&value))
}

/// GET customers/{customer}/decisions
pub(crate) async fn decisions(call: Call, workspace: WorkspaceId) -> Result<Answer, Trouble> {
    let id = CustomerId(call.number("customer")?);
    call.query().finish()?;
    let zone = call.zone(workspace).await?;
    let decisions = show_decisions(call.app(), &call.principal, workspace, id).ready().await?;
    let items = decisions.iter().map(|decision| {
        json!({
            "at": moment(decision.at, &zone),
            "rule": decision.code,
            "sentence": decision.sentence,
        })
    });
    Ok(Answer::ok(&json!({ "items": items.collect::<Vec<Value>>() })))
}

fn state(word: &str) -> Option<CustomerState> {
    CustomerState::ALL.into_iter().find(|state| state.name() == word)
}

fn view(customer: &CustomerRecord, zone: &TimeZone) -> Value {
    let data: Map<String, Value> =
        customer.values.iter().map(|(column, value)| (column.to_string(), held(value))).collect();
    json!({
        "id": customer.id.0,
        "batch": customer.batch.0,
        "index": customer.index,
        "state": customer.state.name(),
        "reason": customer.reason.map(Reason::as_str),
        "email": customer.email,
        "phone": customer.phone,
        "test": customer.is_test,
        "priority": customer.priority,
        "sendDate": moment(customer.send_at, zone),
        "transactionDate": moment(customer.transaction_at, zone),
        "endDate": maybe_moment(customer.ends_at, zone),
        "questionnaire": customer.routing.as_ref().map(|routing| routing.questionnaire.0),
        "version": customer.routing.as_ref().map(|routing| routing.version.0),
        "data": data,
        "createdAt": moment(customer.created_at, zone),
        "invitedAt": maybe_moment(customer.invited_at, zone),
        "remindedAt": maybe_moment(customer.reminded_at, zone),
        "partiallyRemindedAt": maybe_moment(customer.partially_reminded_at, zone),
        "openedAt": maybe_moment(customer.opened_at, zone),
        "finishedAt": maybe_moment(customer.finished_at, zone),
        "contactRequested": customer.is_contact_requested,
        "previous": customer.previous,
        "isPrevious": customer.is_previous,
    })
}

/// A text, or an encrypted value as it was sent (E96).
fn held(value: &Held) -> Value {
    match value {
        Held::Plain(text) => json!(text),
        Held::Encrypted { value, thumbprint, key } => {
            json!({ "value": value, "thumbprint": thumbprint, "key": key })
        }
    }
}

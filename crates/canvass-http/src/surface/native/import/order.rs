//! What a sender wants of a file, from the query of its request.

use canvass_app::import_file::{FileOrder, RowFault};
use canvass_domain::batch::BatchKind;
use canvass_wire::native::TimeOfDay;
use canvass_wire::native::batch_add::{BatchAddRequest, lower};
use canvass_wire::native::import_row::{self, Delimiter};
use canvass_wire::value::{Scalar, Scan, nullable};
use serde_json::json;

use super::Format;
use crate::surface::native::query::Query;
use crate::surface::native::{Call, Trouble};

const LONGEST_ID: usize = 100;
const LONGEST_NAME: usize = 200;

/// A file as its sender wants it read.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) file: FileOrder,
    pub(super) format: Format,
    pub(super) delimiter: Delimiter,
}

/// The order, and whether it is only a trial.
pub(super) fn take(call: &Call, format: Format) -> Result<(Order, bool), Trouble> {
    let mut query = call.query();
    query.word("wire", |word| (word == "native").then_some(()));
    let id = query.text("id");
    if id.as_deref().is_some_and(|id| !is_id(id)) {
        query.tell("id", "The id has 1 to 100 letters, digits, dots, dashes or underscores.");
    }
    let is_trial = query.flag("dry_run");
    if is_trial && id.is_some() {
        query.tell("id", "A trial is no import and has no id.");
    }
    let delimiter = query.word("delimiter", Delimiter::from_word);
    if delimiter.is_some() && format != Format::Csv {
        query.tell("delimiter", "Only CSV has a delimiter.");
    }
    let name = query.text("name");
    if name.as_ref().is_some_and(|name| name.chars().count() > LONGEST_NAME) {
        query.tell("name", "The name has at most 200 characters.");
    }
    let sent = [query.text("endDate"), query.text("sendTime")];
    let [end_date, send_time] = &sent;
    let request = BatchAddRequest {
        name,
        approve: query.flag("approve"),
        kind: query.word("kind", BatchKind::from_word),
        test: query.flag("test"),
        end_date: scanned(&mut query, "endDate", end_date.as_deref()),
        send_time: scanned::<TimeOfDay>(&mut query, "sendTime", send_time.as_deref()),
        allow_duplicates: query.flag("allowDuplicates"),
        customers: Vec::new(),
    };
    query.finish()?;
    let delimiter = delimiter.unwrap_or_default();
    let settings = json!({
        "format": format.as_str(), "delimiter": (format == Format::Csv).then(|| delimiter.as_str()),
        "name": request.name, "approve": request.approve, "kind": request.kind.map(BatchKind::as_str),
        "test": request.test, "endDate": end_date, "sendTime": send_time,
        "allowDuplicates": request.allow_duplicates,
    });
    let file = FileOrder { name: id, batch: lower(request), settings: settings.to_string(), name_fault };
    Ok((Order { file, format, delimiter }, is_trial))
}

fn name_fault(
    customer: &canvass_domain::command::NewCustomer,
    broken: &canvass_domain::decide::import_customers::Fault,
) -> RowFault {
    let import_row::RowFault { field, text } = import_row::name_fault(customer, broken);
    RowFault { field, text }
}

fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn scanned<T: Scan>(query: &mut Query, name: &str, text: Option<&str>) -> Option<T> {
    match nullable(Scalar::Text(text?)) {
        Ok(value) => value,
        Err(wrong) => {
            query.tell(name, &wrong.text());
            None
        }
    }
}

//! The vendor's sample, written by our own writer byte for byte.

use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::expoints::MODELS;
use crate::write::{Field, Level, Of, Out, Shape, Typed, date, json, xml};

const V3_REQUESTS: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V3.Requests";
const JSON: &str = include_str!("../../../vectors/expoints/customer-addlock/vendor-sample/request.json");
const XML: &str = include_str!("../../../vectors/expoints/customer-addlock/vendor-sample/request.xml");

const fn value<T>(name: &'static str, get: for<'a> fn(&'a T) -> Out<'a>) -> Field<T> {
    Field { name, of: Of::Value, get }
}

impl Typed for CustomerAddLockRequest {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "AddLockRequest",
        levels: &[
            Level {
                namespace: V3_REQUESTS,
                fields: &[
                    value("Email", |request| Out::text(request.email.as_deref())),
                    Field {
                        name: "Data",
                        of: Of::List("CustomerData", MODELS),
                        get: |request| Out::list(&request.data),
                    },
                ],
            },
            Level {
                namespace: V3_REQUESTS,
                fields: &[
                    value("CreationDate", |request| {
                        let zone = TimeZoneDatabase::bundled().get("Europe/Amsterdam").unwrap();
                        let moment = request.creation_date.and_then(|when| when.start(&zone));
                        moment.map_or(Out::Null, |moment| date(moment, &zone))
                    }),
                    value("OptIn", |request| request.opt_in.map_or(Out::Null, Out::Bool)),
                    value("QuestionnaireId", |request| request.questionnaire_id.map_or(Out::Null, Out::Guid)),
                    value("CustomerId", |request| request.customer_id.map_or(Out::Null, Out::int)),
                ],
            },
        ],
    };
}

#[test]
fn o2_w3_w5_the_vendors_sample_is_written_byte_for_byte() {
    let request = read(JSON.as_bytes(), BodyForm::Json).unwrap().request;
    assert_eq!(read(XML.as_bytes(), BodyForm::Xml).unwrap().request, request);
    // The sample is broken into lines for reading.
    assert_eq!(json(&request), JSON.replace(['\n', '\r'], "").replace("\": ", "\":"));
    assert_eq!(xml(&request), XML.replace(['\n', '\r'], ""));
}

//! The vendor's sample, written by our own writer byte for byte. Positions and files have their tables beside
//! customer/add.

use canvass_domain::when::When;
use jiff::tz::TimeZoneDatabase;

use super::*;
use crate::expoints::MODELS;
use crate::expoints::part::ImportAnswer;
use crate::write::{Field, Level, Of, Out, Shape, Typed, date, json, xml};

const V1_REQUESTS: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V1.Requests";
const V1_MODELS: &str = "http://schemas.datacontract.org/2004/07/Expoints.API.Extern.V1.Models";
const JSON: &str = include_str!("../../../vectors/expoints/customer-addfinished/vendor-sample/request.json");
const XML: &str = include_str!("../../../vectors/expoints/customer-addfinished/vendor-sample/request.xml");

const fn value<T>(name: &'static str, get: for<'a> fn(&'a T) -> Out<'a>) -> Field<T> {
    Field { name, of: Of::Value, get }
}

const fn list<T>(name: &'static str, item: &'static str, get: for<'a> fn(&'a T) -> Out<'a>) -> Field<T> {
    Field { name, of: Of::List(item, MODELS), get }
}

fn when(when: Option<When>) -> Out<'static> {
    let zone = TimeZoneDatabase::bundled().get("Europe/Amsterdam").unwrap();
    when.and_then(|when| when.start(&zone)).map_or(Out::Null, |moment| date(moment, &zone))
}

fn number(number: Option<i32>) -> Out<'static> {
    number.map_or(Out::Null, Out::int)
}

impl Typed for CustomerAddFinishedRequest {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "ImportFinishedCustomerRequest",
        levels: &[Level {
            namespace: V1_REQUESTS,
            fields: &[
                value("IsTest", |request| Out::Bool(request.is_test)),
                Field {
                    name: "Customer",
                    of: Of::Object(V1_MODELS),
                    get: |request| {
                        request.customer.as_ref().map_or(Out::Null, |customer| Out::Object(customer))
                    },
                },
            ],
        }],
    };
}

impl Typed for FinishedCustomer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "FinishedCustomer",
        levels: &[
            Level {
                namespace: MODELS,
                fields: &[
                    value("Email", |customer| Out::text(customer.email.as_deref())),
                    value("TransactionDate", |customer| when(customer.transaction_date)),
                    value("SurveyClosedDate", |customer| when(customer.survey_closed_date)),
                    list("Data", "CustomerData", |customer| Out::list(&customer.data)),
                    value("Language", |customer| Out::text(customer.language.as_deref())),
                    value("IsContactRequested", |customer| Out::Bool(customer.is_contact_requested)),
                    value("IsConcept", |customer| Out::Bool(customer.is_concept)),
                ],
            },
            Level {
                namespace: V1_MODELS,
                fields: &[
                    value("QuestionnaireId", |customer| Out::Guid(customer.questionnaire_id)),
                    value("FinishedDate", |customer| when(customer.finished_date)),
                    list("Answers", "ImportAnswer", |customer| Out::list(&customer.answers)),
                ],
            },
        ],
    };
}

impl Typed for ImportAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "ImportAnswer",
        levels: &[
            Level {
                namespace: MODELS,
                fields: &[
                    value("DateAnswered", |answer| when(answer.date_answered)),
                    value("Text", |answer| Out::text(answer.text.as_deref())),
                    list("SelectedScalePositions", "ScalePosition", |answer| {
                        Out::list(&answer.selected_scale_positions)
                    }),
                    list("FileAnswers", "FileAnswer", |answer| Out::list(&answer.file_answers)),
                    value("PageRepetition", |answer| number(answer.page_repetition)),
                    value("SectionRepetition", |answer| number(answer.section_repetition)),
                ],
            },
            Level { namespace: MODELS, fields: &[value("QuestionId", |answer| Out::Guid(answer.question))] },
        ],
    };
}

#[test]
fn o2_w3_w4_w5_the_vendors_sample_is_written_byte_for_byte() {
    let request = read(JSON.as_bytes(), BodyForm::Json).unwrap().request;
    assert_eq!(read(XML.as_bytes(), BodyForm::Xml).unwrap().request, request);
    // The sample is broken into lines for reading.
    assert_eq!(json(&request), JSON.replace(['\n', '\r'], "").replace("\": ", "\":"));
    assert_eq!(xml(&request), XML.replace(['\n', '\r'], ""));
}

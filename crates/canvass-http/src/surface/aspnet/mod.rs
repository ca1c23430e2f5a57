//! What the surfaces share whose originals run on ASP.NET Web API: how a body is taken in, how a 200 is written, and the
//! errors of the framework. What a vendor says otherwise comes as [`Own`].

mod intake;
mod trouble;

pub(crate) use intake::{Taken, accept, media_type, take_in, text, type_of_head};
pub(crate) use trouble::{Own, Trouble, half, panicked};

use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use canvass_wire::negotiate::MediaType;
use canvass_wire::read::BodyForm;
use canvass_wire::write::{Record, json, xml};

/// A 200 in this type.
pub(crate) fn written(answer: MediaType, record: &dyn Record) -> Response {
    let text = match answer.form() {
        BodyForm::Json => json(record),
        BodyForm::Xml => xml(record),
    };
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.header()));
    response
}

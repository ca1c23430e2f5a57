//! GenerateUrlResponse: the link.

use crate::expoints::OURS;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The answer of url.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenerateUrlAnswer {
    /// The link.
    pub url: String,
    /// If a shortener is set up and one was asked for.
    pub short_url: Option<String>,
    /// The customer.
    pub customer_id: i32,
    /// The personal part of the link.
    pub access_key: String,
}

impl Typed for GenerateUrlAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "GenerateUrlResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "Url", of: Of::Value, get: |answer| Out::text(Some(&answer.url)) },
                Field {
                    name: "ShortUrl",
                    of: Of::Value,
                    get: |answer| Out::text(answer.short_url.as_deref()),
                },
                Field { name: "CustomerId", of: Of::Value, get: |answer| Out::int(answer.customer_id) },
                Field { name: "AccessKey", of: Of::Value, get: |answer| Out::text(Some(&answer.access_key)) },
            ],
        }],
    };
}

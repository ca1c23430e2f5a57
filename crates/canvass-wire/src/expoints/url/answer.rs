//! GenerateUrlResponse: the link.

use crate::expoints::OURS;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The answer of url. Whoever is locked or opted out has a number, but no link (E84).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GenerateUrlAnswer {
    /// The link.
    pub url: Option<String>,
    /// If a shortener is set up and one was asked for.
    pub short_url: Option<String>,
    /// The customer.
    pub customer_id: Option<i32>,
    /// The personal part of the link.
    pub access_key: Option<String>,
}

impl Typed for GenerateUrlAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "GenerateUrlResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field { name: "Url", of: Of::Value, get: |answer| Out::text(answer.url.as_deref()) },
                Field {
                    name: "ShortUrl",
                    of: Of::Value,
                    get: |answer| Out::text(answer.short_url.as_deref()),
                },
                Field {
                    name: "CustomerId",
                    of: Of::Value,
                    get: |answer| answer.customer_id.map_or(Out::Null, Out::int),
                },
                Field {
                    name: "AccessKey",
                    of: Of::Value,
                    get: |answer| Out::text(answer.access_key.as_deref()),
                },
            ],
        }],
    };
}

//! GenerateLuckyUrlResponse: the link, or why there is none.

use canvass_domain::reason::Reason;

use super::super::url::GenerateUrlAnswer;
use crate::expoints::OURS;
use crate::write::{Field, Level, Of, Out, Shape, Typed};

/// The answer of url/GenerateLuckyURL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenerateLuckyUrlAnswer(pub Result<GenerateUrlAnswer, Reason>);

impl GenerateLuckyUrlAnswer {
    fn link(&self) -> Option<&GenerateUrlAnswer> {
        self.0.as_ref().ok()
    }
}

impl Typed for GenerateLuckyUrlAnswer {
    const SHAPE: &'static Shape<Self> = &Shape {
        name: "GenerateLuckyUrlResponse",
        levels: &[Level {
            namespace: OURS,
            fields: &[
                Field {
                    name: "Url",
                    of: Of::Value,
                    get: |answer| Out::text(answer.link().and_then(|link| link.url.as_deref())),
                },
                Field {
                    name: "ShortUrl",
                    of: Of::Value,
                    get: |answer| Out::text(answer.link().and_then(|link| link.short_url.as_deref())),
                },
                Field {
                    name: "CustomerId",
                    of: Of::Value,
                    get: |answer| answer.link().and_then(|link| link.customer_id).map_or(Out::Null, Out::int),
                },
                Field {
                    name: "AccessKey",
                    of: Of::Value,
                    get: |answer| Out::text(answer.link().and_then(|link| link.access_key.as_deref())),
                },
                Field {
                    name: "Reason",
                    of: Of::Value,
                    get: |answer| Out::text(answer.0.as_ref().err().map(|reason| reason.as_str())),
                },
            ],
        }],
    };
}

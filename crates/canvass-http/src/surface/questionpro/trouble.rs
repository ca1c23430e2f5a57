//! Everything that is no 200 on this surface: the envelope of section 2 of the rules with its headers. Details name
//! fields, positions and limits, never a value of the body, a key or a query.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_app::Refusal;
use canvass_domain::limit::Standing;
use canvass_wire::questionpro::error::{ErrorBody, Reason};
use canvass_wire::questionpro::reading::Refused;
use canvass_wire::questionpro::{contact, import_response};

use super::call::JSON;
use crate::front::BodyFault;
use crate::surface::idempotency;
use crate::surface::line::FULL;
use crate::surface::outage::Outage;

/// Q19
fn too_large(most: usize) -> String {
    const MIB: usize = 1024 * 1024;
    let most = if most.is_multiple_of(MIB) { format!("{} MiB", most / MIB) } else { format!("{most} bytes") };
    format!("body: at most {most} are accepted in one call.")
}

/// Why there is no 200.
#[derive(Debug)]
pub(crate) struct Trouble {
    reason: Reason,
    detail: Option<String>,
    header: Option<(HeaderName, HeaderValue)>,
    /// The rest of the body is not read.
    closes: bool,
}

impl From<Outage> for Trouble {
    fn from(outage: Outage) -> Self {
        match outage {
            Outage::Later(seconds) => Self {
                header: Some((header::RETRY_AFTER, HeaderValue::from(seconds))),
                ..Self::bare(Reason::Unavailable)
            },
            Outage::Unexpected => Self::bare(Reason::Unexpected),
        }
    }
}

impl From<Refused> for Trouble {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotJson(detail) => Self::told(Reason::NotJson, detail),
            Refused::Schema(faults) => Self::schema(faults.detail()),
        }
    }
}

impl Trouble {
    pub(super) fn bare(reason: Reason) -> Self {
        Self { reason, detail: None, header: None, closes: false }
    }

    pub(super) fn told(reason: Reason, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..Self::bare(reason) }
    }

    /// A body of another shape, or one that cannot be taken for what it says.
    pub(super) fn schema(detail: impl Into<String>) -> Self {
        Self::told(Reason::Schema, detail)
    }

    /// The four wrong keys do not differ (Q2).
    pub(super) fn key() -> Self {
        Self::bare(Reason::Key)
    }

    /// Another method; what would work.
    pub(super) fn method(allowed: &str) -> Self {
        let allow = HeaderValue::from_str(allowed).ok().map(|value| (header::ALLOW, value));
        Self { header: allow, ..Self::bare(Reason::Method) }
    }

    /// The limit of the key or of its workspace is reached (Q6, Q7).
    pub(super) fn limit(standing: Standing) -> Self {
        let wait = (header::RETRY_AFTER, HeaderValue::from(standing.seconds));
        Self { header: Some(wait), ..Self::bare(Reason::Limit) }
    }

    /// An unusable `Idempotency-Key` (Q50).
    pub(super) fn key_malformed() -> Self {
        Self::schema(format!("{}: {}", idempotency::HEADER, idempotency::MALFORMED))
    }

    /// What a body that could not be read is answered with; so many bytes are read.
    pub(super) fn of_body(fault: BodyFault, most: usize) -> Self {
        match fault {
            BodyFault::NoRoom => FULL.into(),
            BodyFault::TooLarge => Self { closes: true, ..Self::schema(too_large(most)) },
            // Nobody reads the answer to a client that went away.
            BodyFault::TooSlow | BodyFault::Broken => Self { closes: true, ..Self::bare(Reason::TooSlow) },
            BodyFault::CodingUnknown | BodyFault::CodingBroken => Self::bare(Reason::MediaType),
        }
    }

    /// What a use case refused. `list` is the name of the list of rows; `None`: the row is the body.
    pub(crate) fn of_refusal(refusal: Refusal, list: Option<&str>) -> Self {
        match refusal {
            Refusal::Rows(rows) => Self::schema(contact::refusal(&rows.errors, list)),
            Refusal::Response(faults) => Self::schema(import_response::refusal(&faults)),
            Refusal::KeyReused => Self::schema(format!("{}: {}", idempotency::HEADER, idempotency::REUSED)),
            Refusal::NotFound(_) => Self::bare(Reason::NotFound),
            Refusal::Store(error) => Outage::of(&error).into(),
            other @ (Refusal::Conflict(..)
            | Refusal::Fields(_)
            | Refusal::Import(_)
            | Refusal::Organisation(_)
            | Refusal::Notes(_)
            | Refusal::Blocks(_)
            | Refusal::NotOpen(_)) => {
                tracing::error!(refusal = ?other, "a refusal has no words on this surface");
                Outage::Unexpected.into()
            }
        }
    }

    /// What broke after the commit: nothing but 500 may be said, since all else means that nothing was stored (Q8).
    pub(super) fn after_commit(refusal: &Refusal) -> Self {
        tracing::error!(?refusal, "what was stored cannot be told");
        Outage::Unexpected.into()
    }

    /// The answer.
    pub(crate) fn into_response(self, docs: String, resource_url: String) -> Response {
        let status = self.reason.entry().status;
        let body = ErrorBody { reason: self.reason, detail: self.detail, docs, resource_url };
        let mut response = Response::new(Body::from(body.write()));
        *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, JSON);
        if let Some((name, value)) = self.header {
            headers.insert(name, value);
        }
        if self.closes {
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use canvass_store::StoreError;

    use super::*;

    #[test]
    fn q8_what_breaks_after_the_commit_never_says_that_nothing_was_stored() {
        for refusal in [Refusal::Store(StoreError::Busy), Refusal::NotFound("questionnaire")] {
            let response = Trouble::after_commit(&refusal).into_response(String::new(), String::new());
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR, "{refusal:?}");
            assert!(!response.headers().contains_key(header::RETRY_AFTER));
        }
    }
}

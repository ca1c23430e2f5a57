//! One code table, four faces: what each surface says for each code. `docs/errors.md` and the help pages are made from
//! it, and a test holds what use cases refuse against it.

use axum::body::Body;
use axum::response::Response;
use canvass_domain::refusal::RefusalCode;
use canvass_wire::negotiate::MediaType;
use canvass_wire::write::json;

use crate::front::TraceId;
use crate::routes::Surface;
use crate::surface::{cayzu, expoints, native, questionpro};

/// The trace id of examples.
const TRACE: &str = "01J8";

/// The answer of a surface to a code, as JSON; `None`: it cannot happen there.
pub fn face(surface: Surface, code: RefusalCode) -> Option<Response> {
    let trace = TraceId(TRACE.to_owned());
    Some(match surface {
        Surface::Health | Surface::Native => native::face(code)?.into_response(&trace),
        Surface::Expoints => expoints::face(code)?.into_response(MediaType::ApplicationJson, &trace),
        Surface::QuestionPro => {
            let address = "https://feedback.example.org".to_owned();
            let docs = format!("{address}/docs/questionpro/errors");
            questionpro::face(code)?.into_response(docs, format!("{address}/a/api/v2/cx/transactions/import"))
        }
        Surface::Cayzu => match cayzu::face(code)? {
            cayzu::Face::Trouble(trouble) => trouble.into_response(MediaType::ApplicationJson, &trace),
            cayzu::Face::Envelope(result) => Response::new(Body::from(json(&result))),
        },
    })
}

#[cfg(test)]
mod tests {
    use canvass_app::{FieldFault, Refusal};
    use canvass_store::StoreError;

    use super::*;

    /// What use cases refuse, one of each kind that needs no body to be told.
    fn refusals() -> Vec<Refusal> {
        vec![
            Refusal::NotFound("organisation"),
            Refusal::Conflict("batch_not_pending", "The batch does not wait.".to_owned()),
            Refusal::Fields(vec![FieldFault { path: "/a".to_owned(), text: "Wrong.".to_owned() }]),
            Refusal::KeyReused,
            Refusal::NotOpen(canvass_app::Closed::Finished),
            Refusal::Store(StoreError::Busy),
            Refusal::Store(StoreError::Contended),
            Refusal::Store(StoreError::Unavailable("disk".to_owned())),
            Refusal::Store(StoreError::OutcomeUnknown("commit".to_owned())),
            Refusal::Store(StoreError::Corrupt("row")),
        ]
    }

    #[test]
    fn what_a_use_case_refuses_is_answered_as_the_code_table_says() {
        let trace = TraceId(TRACE.to_owned());
        for refusal in refusals() {
            let code = refusal.code();
            let media_type = MediaType::ApplicationJson;
            let answers = [
                (Surface::Native, native::Trouble::from(refusal.clone()).into_response(&trace)),
                (
                    Surface::Expoints,
                    expoints::Trouble::of_refusal(refusal.clone()).into_response(media_type, &trace),
                ),
                (
                    Surface::QuestionPro,
                    questionpro::Trouble::of_refusal(refusal.clone(), None)
                        .into_response(String::new(), String::new()),
                ),
                (
                    Surface::Cayzu,
                    cayzu::Trouble::of_refusal(refusal.clone()).into_response(media_type, &trace),
                ),
            ];
            for (surface, answer) in answers {
                // What cannot happen on a surface is a fault of ours there.
                let expected = face(surface, code).map_or(500, |face| face.status().as_u16());
                let found = answer.status().as_u16();
                let is_fields = matches!(refusal, Refusal::Fields(_)) && surface != Surface::Native;
                assert_eq!(found, if is_fields { 500 } else { expected }, "{surface:?}: {refusal:?}");
            }
        }
    }

    #[test]
    fn every_code_has_a_face_on_our_own_api_or_belongs_to_pages() {
        for code in RefusalCode::ALL {
            let is_of_pages = *code == RefusalCode::QuestionnaireNotOpen;
            assert_eq!(face(Surface::Native, *code).is_none(), is_of_pages, "{}", code.as_str());
        }
    }
}

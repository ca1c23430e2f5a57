//! POST questionnaires: a name, maybe a GUID, and the first draft as a document.

use canvass_domain::questionnaire::Document;
use uuid::Uuid;

use super::DIALECT;
use super::questionnaire_document::{self as document, SentDocument};
use crate::fault::{Faults, Path};
use crate::member::{Bound, Member, Table, maybe, places, read_object};
use crate::read::BodyForm;

/// A new questionnaire.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuestionnaireAddRequest {
    /// What people call it; unique.
    pub name: Option<String>,
    /// Its id on the wires; absent = made by us.
    pub guid: Option<Uuid>,
    document: Option<SentDocument>,
}

static QUESTIONNAIRE_ADD: Table<QuestionnaireAddRequest> = Table {
    name: "QuestionnaireAddRequest",
    members: &[
        Member::required(Member::text("name", 200, |sent| &mut sent.name)),
        Member::value("guid", |request, sent| maybe(sent, &mut request.guid)),
        Member::required(Member::part("document", |request, spot| {
            spot.object(&document::DOCUMENT, &mut request.document)
        })),
    ],
};

/// Reads a body. Questions without a GUID get the one derived from `guid`, or from the GUID sent.
pub fn read(body: &[u8], guid: Uuid) -> Result<(QuestionnaireAddRequest, Document), Faults> {
    let Bound { mut request, mut faults } = read_object(body, BodyForm::Json, &QUESTIONNAIRE_ADD, &DIALECT)?;
    let sent = request.document.take().unwrap_or_default();
    let own = request.guid.unwrap_or(guid);
    let root = Path::root(DIALECT.style).name("document");
    let (draft, rules) = document::lower(sent, own, &root);
    if !rules.is_empty() {
        let places = places(body, BodyForm::Json, QUESTIONNAIRE_ADD.name, &DIALECT);
        faults.join(rules.into_iter().map(|rule| rule.placed(&places)));
    }
    if faults.is_empty() { Ok((request, draft)) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_questionnaire_is_read_with_its_document() {
        let body =
            br#"{"name":"Visit","document":{"title":"Your visit","languages":["en"],"pages":[{"sections":[
            {"questions":[{"id":1,"type":"recommendation","text":"Would you?"}]}]}]}}"#;
        let (request, draft) = read(body, Uuid::from_u128(5)).unwrap();
        assert_eq!((request.name.as_deref(), request.guid), (Some("Visit"), None));
        assert_eq!(draft.questions().count(), 1);
    }

    #[test]
    fn faults_of_the_document_carry_its_place() {
        let body = br#"{"document":{"languages":["en"],"title":"t","pages":[{"sections":[{"questions":[
            {"id":1,"type":"slider","text":"a"},{"id":"2","type":"scale","text":"b","most":1}]}]}]}}"#;
        let told = read(body, Uuid::nil()).unwrap_err().into_ordered("");
        let paths: Vec<&str> = told.iter().map(|(path, _)| path.as_str()).collect();
        let question = "/document/pages/0/sections/0/questions";
        assert_eq!(
            paths,
            [
                "/name".to_owned(),
                format!("{question}/0/type"),
                format!("{question}/1/positions"),
                format!("{question}/1/id"),
                format!("{question}/1/most"),
            ]
        );
    }
}

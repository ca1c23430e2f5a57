//! INT-16: a response with three answers and two files comes in, and the program is killed after each write of a file and
//! around each commit. The customer is there with all answers and files, or nothing is; a repeat under its key settles it.

use std::thread;

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::harness::{Answer, Api, Engine, Gone, OrdinaryWorkspace, Place, Server};

const QUESTIONNAIRE: &str = "00000000-0000-4000-8000-0000000000f0";
const QUESTIONS: [&str; 3] = [
    "00000000-0000-4000-8000-0000000000f1",
    "00000000-0000-4000-8000-0000000000f2",
    "00000000-0000-4000-8000-0000000000f3",
];
/// Each of the two files of a response.
const FILE: usize = 30_000;
/// Other commits of a node come in between; after so many responses one of them is hit.
const MOST: usize = 80;

/// Where the program is killed, at which pass, and what is there of the response then; unknown where it is chance which
/// commit is hit. A pass of a restart is one of the response that was cut off before, as it is asked for again.
const POINTS: [(&str, u32, Option<bool>); 9] = [
    ("store.file-content", 1, Some(false)),
    ("store.file-row", 1, Some(false)),
    ("store.file-content", 2, Some(false)),
    ("store.file-row", 2, Some(false)),
    ("write.before-commit", 1, Some(false)),
    ("write.after-commit", 1, Some(true)),
    // The repeat passes it too, with the answer of the first.
    ("write.before-answer", 2, Some(true)),
    ("store.before-commit", 25, None),
    ("store.after-commit", 25, None),
];

/// Nothing is asked for, and files may come.
fn set_up(server: &Server) -> OrdinaryWorkspace {
    let api = server.operator();
    let workspace = OrdinaryWorkspace::set_up(&api, "shop", &json!({}));
    let [file, first, second] = QUESTIONS;
    let document = json!({ "title": "Papers", "languages": ["en"], "pages": [{ "sections": [{ "questions": [
        { "id": 81, "guid": file, "type": "file", "text": "Your papers", "most": 3 },
        { "id": 82, "guid": first, "type": "openText", "text": "What went well?" },
        { "id": 83, "guid": second, "type": "openText", "text": "What did not?" },
    ] }] }] });
    let body = json!({ "name": "Papers", "guid": QUESTIONNAIRE, "document": document });
    let made = api.post(&workspace.path("questionnaires"), &body);
    api.post(&workspace.path(&format!("questionnaires/{}/publish", made["id"])), &json!({}));
    workspace
}

fn email(number: usize) -> String {
    format!("person{number}@example.org")
}

/// The two files of a response; no two of all are equal.
fn files(number: usize) -> [Vec<u8>; 2] {
    [0, 1].map(|place| format!("{number}.{place} ").into_bytes().into_iter().cycle().take(FILE).collect())
}

fn add(api: &Api, workspace: &OrdinaryWorkspace, number: usize) -> Result<Answer, Gone> {
    let files: Vec<Value> = files(number)
        .iter()
        .map(|bytes| {
            let data = BASE64.encode(bytes);
            json!({ "FileName": "paper.txt", "FileSize": bytes.len(), "FileType": "text/plain", "Data": data })
        })
        .collect();
    let [papers, first, second] = QUESTIONS;
    let answers = json!([
        { "QuestionId": papers, "FileAnswers": files },
        { "QuestionId": first, "Text": "All" },
        { "QuestionId": second, "Text": "Nothing" },
    ]);
    let data = json!([{ "CustomerDataColumnId": workspace.columns[0], "Value": "Ann" }]);
    let customer = json!({
        "QuestionnaireId": QUESTIONNAIRE, "Email": email(number), "Data": data, "Answers": answers,
    });
    let body = json!({ "Customer": customer });
    api.try_post_once("/external/api/v3/customer/addfinished", &format!("key-{number}"), &body)
}

/// A server that is killed once, and who comes after it.
struct Chain {
    place: Place,
    workspace: OrdinaryWorkspace,
    token: String,
    /// So many responses were acknowledged; the next one is asked for until it is.
    acknowledged: usize,
}

impl Chain {
    fn client(&self, server: &Server) -> Api {
        server.stranger().with_token(&self.token)
    }

    /// Responses come in until the program is gone.
    fn go_on_until_killed(&mut self, server: &mut Server) {
        let api = self.client(server);
        for _ in 0..MOST {
            match add(&api, &self.workspace, self.acknowledged) {
                Ok(answer) => assert_eq!(answer.ok()["StatusName"], "Finished", "{}", answer.text),
                Err(_gone) => return server.wait_for_kill(super::life::DYING),
            }
            self.acknowledged += 1;
        }
        panic!("{MOST} responses came in, and nobody was killed");
    }

    /// Each acknowledged response is there whole, and the one that was cut off is whole or not there at all.
    fn look(&self, server: &Server) -> bool {
        let api = server.operator();
        let customers = api.list(&self.workspace.path("customers"));
        let answers = api.list(&self.workspace.path("answers"));
        let number = customers.len();
        assert!((self.acknowledged..=self.acknowledged + 1).contains(&number), "{number} are there");
        assert_eq!(answers.len(), number, "{answers:?}");
        for (number, (customer, kept)) in customers.iter().zip(&answers).enumerate() {
            assert_eq!((&customer["state"], &customer["email"]), (&json!("Finished"), &json!(email(number))));
            assert_eq!(kept["customer"], customer["id"], "{kept}");
            let kept = kept["answers"].as_array().unwrap();
            assert_eq!(kept.len(), QUESTIONS.len(), "{kept:?}");
            let listed: Vec<&Value> =
                kept.iter().flat_map(|answer| answer["files"].as_array().unwrap()).collect();
            let bytes: Vec<Vec<u8>> = listed.iter().map(|file| self.download(&api, &file["id"])).collect();
            assert_eq!(bytes, files(number), "the files of customer {number}");
        }
        number > self.acknowledged
    }

    fn download(&self, api: &Api, id: &Value) -> Vec<u8> {
        api.text(&self.workspace.path(&format!("answers/files/{id}"))).into_bytes()
    }
}

fn tell(engine: Engine) {
    let place = Place::new(engine);
    let server = place.start();
    let workspace = set_up(&server);
    let token = workspace.expoints(&server.stranger()).unwrap().token().to_owned();
    server.stop();
    let mut chain = Chain { place, workspace, token, acknowledged: 0 };
    let mut expected = Some(false);
    for (failpoint, pass, is_there) in POINTS {
        let mut server = match chain.place.try_start(Some(&format!("{failpoint}:{pass}:kill"))) {
            Ok(server) => server,
            // So many commits before it was ready: nobody could ask for anything.
            Err(stopped) if is_there.is_none() && stopped.is_killed() => continue,
            Err(stopped) => panic!("{failpoint}: {}", stopped.words()),
        };
        let found = chain.look(&server);
        assert!(expected.is_none_or(|expected| expected == found), "before {failpoint}: {found}");
        chain.go_on_until_killed(&mut server);
        expected = is_there;
    }
    let server = chain.place.start();
    chain.look(&server);
    // Once more under its key: whichever it was, now it is there, and once.
    add(&chain.client(&server), &chain.workspace, chain.acknowledged).unwrap().ok();
    chain.acknowledged += 1;
    assert!(!chain.look(&server), "{} are there", chain.acknowledged + 1);
    assert!(chain.place.run(&server, &["check"]).status.success());
}

#[test]
fn int_16_a_response_is_there_with_all_answers_and_files_or_not_at_all() {
    thread::scope(|scope| {
        for engine in Engine::available("kills within a response, on PostgreSQL") {
            scope.spawn(move || tell(engine));
        }
    });
}

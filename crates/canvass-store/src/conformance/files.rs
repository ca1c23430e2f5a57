//! Files of answers (E95).

use canvass_domain::decide::import_customers::KeptAnswer;
use canvass_domain::file::{AnswerFile, Seal, SentFile};
use canvass_domain::id::FileId;

use super::Fixture;
use super::sample::{import, save, scheduled, workspace};
use crate::area::FileRecord;
use crate::content_digest;

fn sent(name: &str, bytes: &[u8], seal: Option<Seal>) -> SentFile {
    SentFile { name: name.to_owned(), media_type: "text/plain", bytes: bytes.into(), seal }
}

pub fn e95_files_come_back_byte_for_byte_within_their_workspace(fixture: &Fixture) {
    let (ours, theirs) = (workspace(fixture, "ours"), workspace(fixture, "theirs"));
    let at = fixture.now();
    let seal = Seal { thumbprint: "AB ".repeat(20), key: "k\\\"".to_owned() };
    let every_byte: Vec<u8> = (0..=255).collect();
    let files = vec![
        sent("a.txt", &every_byte, None),
        sent("Zoë 😀.pdf", b"sealed", Some(seal.clone())),
        // The same bytes again: they are stored once, and named twice.
        sent("b.txt", &every_byte, None),
    ];
    let given = files.clone();
    let ids = fixture.write(ours, move |tx| tx.keep_files(&given, at));
    assert_eq!(ids.len(), 3);
    let foreign = files[..1].to_vec();
    fixture.write(theirs, move |tx| tx.keep_files(&foreign, at));
    for (id, file) in ids.iter().zip(&files) {
        let (id, size) = (*id, i64::try_from(file.bytes.len()).expect("a small file"));
        let record = FileRecord {
            id,
            name: file.name.clone(),
            media_type: "text/plain".to_owned(),
            size,
            digest: content_digest(&file.bytes),
            seal: file.seal.clone(),
            created_at: at,
        };
        assert_eq!(fixture.read(ours, move |tx| tx.file(id)), Some((record.clone(), file.bytes.to_vec())));
        assert_eq!(fixture.read(ours, move |tx| tx.files(&[id])), [record]);
    }
    let last = ids[2];
    assert_eq!(fixture.read(theirs, move |tx| tx.file(last)), None);
    assert_eq!(fixture.read(theirs, move |tx| tx.files(&[last])), []);
    assert_eq!(fixture.read(ours, |tx| tx.file(FileId(i32::MAX))), None);
    assert_eq!(fixture.write(ours, move |tx| tx.keep_files(&[], at)), []);
}

pub fn e95_answers_name_their_files(fixture: &Fixture) {
    let ours = workspace(fixture, "ours");
    let at = fixture.now();
    let id = fixture.write(ours, move |tx| tx.keep_files(&[sent("a.txt", b"a", None)], at))[0];
    let files = vec![AnswerFile::Kept(id)];
    let mut customer = scheduled(fixture, 1);
    let prefilled = KeptAnswer {
        question: canvass_domain::id::BaseQuestionId(9),
        page_repetition: 1,
        section_repetition: 1,
        positions: Vec::new(),
        is_not_applicable: false,
        text: None,
        files: files.clone(),
        answered_at: at,
    };
    customer.answers = vec![prefilled.clone()];
    let number = save(fixture, ours, import(vec![customer])).first_customer;
    let found = fixture.read(ours, move |tx| tx.customer(number)).expect("the customer");
    assert_eq!(found.prefilled, std::slice::from_ref(&prefilled));
    let previous = fixture.read(ours, move |tx| tx.load_previous(&[number.0]));
    assert_eq!(previous[&number.0].answers, [prefilled]);
}

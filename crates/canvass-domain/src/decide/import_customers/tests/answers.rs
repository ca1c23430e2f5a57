//! E61-E63, E87-E94. The first questionnaire asks 31 (recommendation), 32 (scale), 33 (single), 34 (at most two) and
//! 35 (text of five characters); 41 stands in the second one only.

use super::world::*;
use crate::command::{NewAnswer, NewCustomer, NewFile, NewPosition, Place, QuestionKey};
use crate::decide::import_customers::{KeptAnswer, Notice, Previous, Problem};
use crate::file::{AnswerFile, Seal};
use crate::id::{BaseQuestionId, PositionId};
use crate::when::When;

fn answer(question: i32) -> NewAnswer {
    NewAnswer { question: QuestionKey::Base(question), ..NewAnswer::default() }
}

fn chosen(question: i32, ids: &[i32]) -> NewAnswer {
    let positions = ids.iter().map(|id| NewPosition { id: Some(*id), ..NewPosition::default() }).collect();
    NewAnswer { positions, ..answer(question) }
}

fn said(question: i32, text: &str) -> NewAnswer {
    NewAnswer { text: Some(text.to_owned()), ..answer(question) }
}

fn with(answers: Vec<NewAnswer>) -> NewCustomer {
    NewCustomer { answers, ..customer("ann@example.org") }
}

#[track_caller]
fn faults(answers: Vec<NewAnswer>) -> Vec<(Place, Problem)> {
    World::catch_all().faults(batch(vec![with(answers)]))
}

fn kept(question: i32, ids: &[i32]) -> KeptAnswer {
    KeptAnswer {
        question: BaseQuestionId(question),
        page_repetition: 1,
        section_repetition: 1,
        positions: ids.iter().copied().map(PositionId).collect(),
        is_not_applicable: false,
        text: None,
        files: Vec::new(),
        answered_at: now(),
    }
}

#[test]
fn e88_e90_answers_are_kept_with_the_positions_found() {
    let by = |value: Option<i32>, label: Option<&str>| NewPosition {
        value,
        label: label.map(str::to_owned),
        ..NewPosition::default()
    };
    for (question, position, expected) in [
        (31, NewPosition { id: Some(10), value: Some(3), ..NewPosition::default() }, 10),
        (31, NewPosition { id: Some(0), value: Some(9), ..NewPosition::default() }, 10),
        (31, by(None, Some(" 9 ")), 10),
        (31, by(Some(0), None), 1),
        (32, by(Some(20), Some("Low")), 2),
        (32, by(None, Some("mIDDLE ")), 2),
        (33, by(None, Some("High")), 5),
    ] {
        let sent = NewAnswer { positions: vec![position.clone()], ..answer(question) };
        let decided = World::catch_all().one(with(vec![sent]));
        assert_eq!(decided.answers, vec![kept(question, &[expected])], "{position:?}");
    }
}

#[test]
fn e90_the_first_present_key_decides_and_the_next_is_not_tried() {
    let both = NewPosition { id: Some(99), value: Some(10), ..NewPosition::default() };
    let none = NewPosition { id: Some(0), label: Some(" ".into()), ..NewPosition::default() };
    for position in [both, none, NewPosition { value: Some(11), ..NewPosition::default() }] {
        let sent = NewAnswer { positions: vec![position], ..answer(32) };
        assert_eq!(faults(vec![sent]), vec![(Place::AnswerPosition(0, 0, 0), Problem::PositionUnknown)]);
    }
    assert_eq!(
        faults(vec![chosen(31, &[12])]),
        vec![(Place::AnswerPosition(0, 0, 0), Problem::PositionUnknown)]
    );
}

#[test]
fn e88_an_unknown_question_refuses_and_one_of_another_questionnaire_is_dropped() {
    let unknown = vec![(Place::AnswerQuestion(0, 0), Problem::QuestionUnknown(77))];
    assert_eq!(faults(vec![chosen(77, &[1])]), unknown);
    let import = World::catch_all().decide(batch(vec![with(vec![said(41, "hello"), chosen(31, &[8])])]));
    assert_eq!(import.customers[0].answers, vec![kept(31, &[8])]);
    assert_eq!(import.warnings.len(), 1);
    assert_eq!(
        (import.warnings[0].place, &import.warnings[0].notice),
        (Place::Answer(0, 0), &Notice::AnswersLeftOut(1))
    );
}

#[test]
fn e87_e89_e94_dates_twins_and_repetitions() {
    let dated = |text: &str| NewAnswer { answered_at: Some(When::Moment(at(text))), ..chosen(31, &[8]) };
    assert_eq!(faults(vec![dated("2026-03-02T08:20:04+01")]), vec![]);
    assert_eq!(
        faults(vec![dated("2026-03-02T08:20:05+01")]),
        vec![(Place::AnswerDate(0, 0), Problem::DateAhead)]
    );
    let decided = World::catch_all().one(with(vec![dated("2020-01-01T00:00Z")]));
    assert_eq!(decided.answers[0].answered_at, at("2020-01-01T00:00Z"));

    let first = NewAnswer { page_repetition: Some(0), section_repetition: Some(1), ..chosen(31, &[9]) };
    assert_eq!(faults(vec![chosen(31, &[8]), first]), vec![(Place::Answer(0, 1), Problem::AnswerTwice)]);
    for turn in [-1, 2, i32::MAX] {
        let page = NewAnswer { page_repetition: Some(turn), ..chosen(31, &[9]) };
        assert_eq!(
            faults(vec![page]),
            vec![(Place::AnswerPageRepetition(0, 0), Problem::RepetitionOutOfRange)]
        );
        let section = NewAnswer { section_repetition: Some(turn), ..chosen(31, &[9]) };
        assert_eq!(
            faults(vec![section]),
            vec![(Place::AnswerSectionRepetition(0, 0), Problem::RepetitionOutOfRange)]
        );
    }
}

#[test]
fn e89_answers_whose_question_could_not_be_read_are_not_the_same_one() {
    let unknown = |answer| (Place::AnswerQuestion(0, answer), Problem::QuestionUnknown(0));
    assert_eq!(faults(vec![chosen(0, &[1]), chosen(0, &[2])]), vec![unknown(0), unknown(1)]);
}

#[test]
fn e93_a_blank_text_beside_not_applicable_is_no_text() {
    let sent = |question| NewAnswer { is_not_applicable: true, ..said(question, " ") };
    assert_eq!(faults(vec![sent(31)]), vec![(Place::Answer(0, 0), Problem::NotApplicableNotOffered)]);
    assert_eq!(faults(vec![sent(32)]), vec![]);
}

#[test]
fn e91_e93_the_answer_must_fit_the_question() {
    let not_applicable = |question| NewAnswer { is_not_applicable: true, ..answer(question) };
    let file = NewAnswer { files: vec![file("a.txt", b"x")], ..answer(35) };
    for (sent, expected) in [
        (chosen(31, &[8, 9]), Some((Place::Answer(0, 0), Problem::TooManyPositions))),
        (chosen(34, &[1, 2]), None),
        (chosen(34, &[1, 2, 1]), None),
        (chosen(34, &[1, 2, 5]), Some((Place::Answer(0, 0), Problem::TooManyPositions))),
        (said(31, "nine"), Some((Place::AnswerText(0, 0), Problem::AnswerKindWrong))),
        (said(35, "12345"), None),
        (said(35, "123456"), Some((Place::AnswerText(0, 0), Problem::AnswerTooLong { most: 5 }))),
        (chosen(35, &[1]), Some((Place::Answer(0, 0), Problem::AnswerKindWrong))),
        (file, Some((Place::AnswerFiles(0, 0), Problem::FilesNotTaken))),
        (not_applicable(32), None),
        (not_applicable(33), Some((Place::Answer(0, 0), Problem::NotApplicableNotOffered))),
        (
            NewAnswer { is_not_applicable: true, ..chosen(32, &[1]) },
            Some((Place::Answer(0, 0), Problem::NotApplicableBesideAnswer)),
        ),
        (answer(31), None),
    ] {
        assert_eq!(faults(vec![sent.clone()]), Vec::from_iter(expected), "{sent:?}");
    }
    let decided = World::catch_all().one(with(vec![not_applicable(32), answer(31), chosen(34, &[2, 2])]));
    assert!(decided.answers[0].is_not_applicable);
    assert_eq!(decided.answers[1], kept(34, &[2]));
    assert_eq!(decided.answers.len(), 2);
}

fn file(name: &str, bytes: &[u8]) -> NewFile {
    NewFile { name: Some(name.to_owned()), bytes: bytes.into(), ..NewFile::default() }
}

fn filed(question: i32, files: Vec<NewFile>) -> NewAnswer {
    NewAnswer { files, ..answer(question) }
}

#[test]
fn e95_files_are_checked_and_kept_by_what_they_are() {
    let place = Place::AnswerFile(0, 0, 0);
    let long = vec![b'x'; 10_485_761];
    for (sent, expected) in [
        (file("a.pdf", b"%PDF-1.7"), None),
        (NewFile { size: 8, ..file("a.pdf", b"%PDF-1.7") }, None),
        (NewFile { size: 9, ..file("a.pdf", b"%PDF-1.7") }, Some((place, Problem::FileSizeDiffers))),
        (NewFile { size: -1, ..file("a.pdf", b"%PDF-1.7") }, Some((place, Problem::FileSizeDiffers))),
        (file("a.pdf", b""), Some((place, Problem::FileEmpty))),
        (file("a.pdf", &long), Some((place, Problem::FileTooLong { most: 10_485_760 }))),
        (file("a.pdf", &long[1..]), None),
        (file("..", b"x"), Some((place, Problem::FileNameMissing))),
        (NewFile { name: None, ..file("", b"x") }, Some((place, Problem::FileNameMissing))),
        (file("a.exe", b"x"), Some((place, Problem::FileTypeNotTaken))),
        (file("pdf", b"x"), Some((place, Problem::FileTypeNotTaken))),
    ] {
        assert_eq!(faults(vec![filed(36, vec![sent.clone()])]), Vec::from_iter(expected), "{:?}", sent.name);
    }
    let wrong = NewFile { media_type: Some("text/html".to_owned()), ..file("x/Brief.PDF", b"<html>") };
    let sent = filed(36, vec![file("a.pdf", b"%PDF-1"), wrong]);
    let decided = World::catch_all().one(with(vec![sent]));
    let told = |file: &AnswerFile| match file {
        AnswerFile::Sent(sent) => (sent.name.clone(), sent.media_type, sent.bytes.to_vec()),
        AnswerFile::Kept(_) => unreachable!(),
    };
    let kept: Vec<_> = decided.answers[0].files.iter().map(told).collect();
    // FIL-01, FIL-10: the bytes stay; what they are is told by what they are.
    let expected = [
        ("a.pdf".to_owned(), "application/pdf", b"%PDF-1".to_vec()),
        ("Brief.PDF".to_owned(), "application/octet-stream", b"<html>".to_vec()),
    ];
    assert_eq!(kept, expected);
}

#[test]
fn e96_an_encrypted_file_needs_thumbprint_and_key_and_has_no_size_of_its_own() {
    let sealed = |thumbprint: Option<&str>, key: Option<&str>| NewFile {
        size: 5,
        is_encrypted: true,
        thumbprint: thumbprint.map(str::to_owned),
        key: key.map(str::to_owned),
        ..file("a.pdf", b"sealed bytes")
    };
    let (place, key) = (Place::AnswerFileThumbprint(0, 0, 0), Place::AnswerFileKey(0, 0, 0));
    let digits = "ab".repeat(20);
    for (sent, expected) in [
        (sealed(None, Some("k")), vec![(place, Problem::ThumbprintMissing)]),
        (sealed(Some("ab"), Some("k")), vec![(place, Problem::ThumbprintInvalid)]),
        (sealed(Some(&digits), None), vec![(key, Problem::KeyMissing)]),
        (sealed(Some(&digits), Some("k")), vec![]),
    ] {
        assert_eq!(faults(vec![filed(36, vec![sent])]), expected);
    }
    let import =
        World::catch_all().decide(batch(vec![with(vec![filed(36, vec![sealed(Some(&digits), Some("k"))])])]));
    assert_eq!(import.warnings[0].place, place);
    let AnswerFile::Sent(kept) = &import.customers[0].answers[0].files[0] else { unreachable!() };
    assert_eq!(kept.seal, Some(Seal { thumbprint: digits, key: "k".to_owned() }));
    assert_eq!((&*kept.bytes, kept.media_type), (&b"sealed bytes"[..], "application/octet-stream"));
}

#[test]
fn e91_e124_files_and_answers_have_limits() {
    let one = || file("a.pdf", b"x");
    let many = |count| std::iter::repeat_with(one).take(count).collect::<Vec<_>>();
    let place = Place::AnswerFiles(0, 0);
    assert_eq!(faults(vec![filed(36, many(3))]), vec![(place, Problem::FilesTooMany { most: 2 })]);
    let two = vec![filed(36, many(100)), filed(36, many(1))];
    let expected = (Place::AnswerFiles(0, 1), Problem::TooManyFiles { most: 100 });
    assert!(faults(two).contains(&expected));
    let answers = vec![answer(31); 501];
    let expected = (Place::Answer(0, 500), Problem::TooManyAnswers { most: 500 });
    assert!(faults(answers).contains(&expected));
    // E93
    let beside = NewAnswer { is_not_applicable: true, ..filed(36, many(1)) };
    let expected = vec![(Place::Answer(0, 0), Problem::NotApplicableBesideAnswer)];
    assert_eq!(faults(vec![beside]), expected);
}

fn world_with_previous() -> World {
    let mut world = World::catch_all();
    let text = KeptAnswer { text: Some("hello".into()), ..kept(41, &[]) };
    let answers = vec![kept(31, &[3]), text, kept(33, &[1]), kept(32, &[77])];
    world.previous.insert(7, Previous { answers, ..Previous::default() });
    world
}

#[test]
fn e61_e62_all_or_the_listed_answers_of_the_previous_customer_are_copied() {
    let world = world_with_previous();
    let all = NewCustomer {
        previous: Some(7),
        copies_all_answers: true,
        answers_to_copy: vec![99],
        ..with(vec![])
    };
    let import = world.decide(batch(vec![all]));
    assert_eq!(import.customers[0].answers, vec![kept(31, &[3]), kept(33, &[1])]);
    // Question 41 is not asked here, and position 77 does not exist any more: one warning.
    assert_eq!(import.warnings.len(), 1);
    assert_eq!(import.warnings[0].notice, Notice::AnswersLeftOut(2));
    assert_eq!(import.warnings[0].place, Place::CopyAllAnswers(0));

    let some = |numbers: &[i32]| NewCustomer {
        previous: Some(7),
        answers_to_copy: numbers.to_vec(),
        ..with(vec![])
    };
    assert_eq!(world.one(some(&[3])).answers, vec![kept(33, &[1])]);
    let faults = world.faults(batch(vec![some(&[0, 1, 5, -1])]));
    let unknown = |number| (Place::AnswersToCopy(0), Problem::CopiedAnswerUnknown(number));
    assert_eq!(faults, vec![unknown(0), unknown(5), unknown(-1)]);
}

#[test]
fn e61_copy_members_without_a_previous_customer_are_ignored_with_a_warning() {
    let sent = NewCustomer { copies_all_answers: true, answers_to_copy: vec![1], ..with(vec![]) };
    let import = World::catch_all().decide(batch(vec![sent]));
    let warnings: Vec<_> = import.warnings.iter().map(|w| (w.place, w.notice.clone())).collect();
    assert_eq!(
        warnings,
        vec![(Place::AnswersToCopy(0), Notice::CopyIgnored), (Place::CopyAllAnswers(0), Notice::CopyIgnored)]
    );
}

#[test]
fn e63_answers_sent_win_over_copied_ones() {
    let sent =
        NewCustomer { previous: Some(7), answers_to_copy: vec![1, 3], ..with(vec![chosen(31, &[11])]) };
    let decided = world_with_previous().one(sent);
    assert_eq!(decided.answers, vec![kept(31, &[11]), kept(33, &[1])]);
}

#[test]
fn e92_a_ranking_is_ignored_where_nothing_is_ranked() {
    let ranked = |id, ranking| NewPosition { id: Some(id), ranking, ..NewPosition::default() };
    let positions = vec![ranked(5, Some(2)), ranked(1, Some(2))];
    let kept = World::catch_all().one(with(vec![NewAnswer { positions, ..answer(34) }])).answers;
    // No question ranks its positions, so they stand as sent, and a double is no fault.
    assert_eq!(kept[0].positions, [PositionId(5), PositionId(1)]);
}

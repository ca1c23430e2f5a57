use canvass_domain::command::{ChosenAnswer, ResponsePlace, ResponseTime};
use canvass_domain::decide::import_response::{ResponseFault, ResponseProblem};
use jiff::civil::date;

use super::*;
use crate::questionpro::reading::Refused;

fn lowered(body: &str) -> canvass_domain::command::ImportResponse {
    lower(88, read(body.as_bytes()).unwrap()).unwrap()
}

#[test]
fn q68_time_is_that_of_utctimestamp_else_of_timestamp_else_now() {
    let time = |body| lowered(body).finished;
    assert_eq!(
        time(r#"{"utctimestamp":"1579175684","timestamp":"x"}"#),
        Some(ResponseTime::Epoch(1_579_175_684))
    );
    let clock = Some(ResponseTime::Clock(date(2020, 1, 16).at(23, 54, 44, 0)));
    assert_eq!(time(r#"{"timestamp":"16 Jan, 2020 11:54:44 PM CET"}"#), clock);
    assert_eq!(time(r#"{"timestamp":" 16 Jan, 2020 11:54:44 PM "}"#), clock);
    assert_eq!(time(r#"{"timestamp":""}"#), None);
    assert_eq!(time("{}"), None);
    let refused = lower(88, read(br#"{"timestamp":"yesterday"}"#).unwrap()).unwrap_err();
    let Refused::Schema(faults) = refused else { panic!("{refused:?}") };
    assert_eq!(faults.detail(), "timestamp: a time such as 16 Jan, 2020 11:54:44 AM CET is expected.");
}

#[test]
fn q68_started_is_partial_and_what_was_written_is_found_where_call_7_prints_it() {
    let command = lowered(
        r#"{"responseStatus":"started","responseSet":[{"questionCode":"Q2","answerValues":[
            {"answerID":0,"answerText":"","value":{"text":"Late"}}]}]}"#,
    );
    assert!(command.is_partial);
    let chosen = ChosenAnswer { answer: Some(0), text: Some("Late".to_owned()) };
    assert_eq!(command.answers[0].chosen, [chosen]);
    assert!(!lowered(r#"{"responseStatus":"Completed"}"#).is_partial);
}

#[test]
fn q68_faults_of_rules_name_their_place() {
    let fault = |place, problem| ResponseFault { place, problem };
    let faults = [
        fault(ResponsePlace::Answer(0, 1), ResponseProblem::AnswerUnknown),
        fault(ResponsePlace::Variable(2), ResponseProblem::VariableUnknown),
        fault(ResponsePlace::Finished, ResponseProblem::TimeAhead),
    ];
    assert_eq!(
        refusal(&faults),
        concat!(
            "responseSet[0].answerValues[1]: the question has no such answer. ",
            "customVariables[2]: no variable has this label. ",
            "utctimestamp: the time lies more than 5 minutes ahead."
        )
    );
    assert!(refusal(&vec![faults[0].clone(); 102]).ends_with(" 2 further faults."));
}

#[test]
fn q62_q63_q67_the_example_of_call_8_is_what_is_written() {
    let zoned = date(2020, 1, 16).at(11, 54, 44, 0).in_tz("Europe/Amsterdam").unwrap();
    let question = AnsweredQuestion {
        id: 881,
        description: "{detractor:Not at all likely,promoter:Extremely likely}".to_owned(),
        code: "Q1".to_owned(),
        text: "How likely are you to recommend us?".to_owned(),
        answers: vec![GivenAnswer {
            id: 8804,
            text: "3".to_owned(),
            scale: "4".to_owned(),
            written: String::new(),
        }],
    };
    let answer = ResponseAnswer {
        response: 6002,
        survey: 88,
        survey_name: "After purchase".to_owned(),
        timestamp: timestamp(&zoned),
        external_reference: "A-100".to_owned(),
        language: "English".to_owned(),
        questions: vec![question],
        request_id: "01936f0e".to_owned(),
        ..ResponseAnswer::default()
    };
    assert_eq!(
        answer.write(),
        concat!(
            r#"{"response":{"responseID":6002,"surveyID":88,"surveyName":"After purchase","ipAddress":"","#,
            r#""timestamp":"16 Jan, 2020 11:54:44 AM CET","location":{"country":"","region":"","latitude":0,"#,
            r#""longitude":0,"radius":0,"countryCode":""},"duplicate":false,"timeTaken":0,"#,
            r#""responseStatus":"Completed","externalReference":"A-100","customVariables":{},"#,
            r#""language":"English","currentInset":"","operatingSystem":"","osDeviceType":"","browser":"","#,
            r#""responseSet":[{"questionID":881,"#,
            r#""questionDescription":"{detractor:Not at all likely,promoter:Extremely likely}","#,
            r#""questionCode":"Q1","questionText":"How likely are you to recommend us?","imageUrl":"","#,
            r#""answerValues":[{"answerID":8804,"answerText":"3","value":{"scale":"4","other":"","#,
            r#""dynamicExplodeText":"","text":"","result":"","fileLink":"","weight":""}}]}]},"#,
            r#""requestID":"01936f0e"}"#
        )
    );
}

#[test]
fn q67_what_was_imported_is_read_back_in_its_characters() {
    let command = lowered(
        r#"{"ipAddress":"192.0.2.1","timeTaken":41,"duplicate":true,
            "location":{"country":"NL","latitude":52.370,"longitude":"4.9","radius":"far"}}"#,
    );
    let written = ResponseAnswer { origin: command.origin, ..ResponseAnswer::default() }.write();
    for part in [
        r#""ipAddress":"192.0.2.1""#,
        r#""latitude":52.370,"longitude":4.9,"radius":0"#,
        r#""duplicate":true,"timeTaken":41"#,
    ] {
        assert!(written.contains(part), "{part}: {written}");
    }
}

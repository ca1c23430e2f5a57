//! What a rule refused of a response, in the words of this surface (Q68).

use canvass_domain::command::ResponsePlace;
use canvass_domain::decide::import_response::{ResponseFault, ResponseProblem};

/// Faults told at most (Q16).
const MOST: usize = 100;

/// The detail of the 400.
pub fn refusal(faults: &[ResponseFault]) -> String {
    let mut told: Vec<String> = faults
        .iter()
        .take(MOST)
        .map(|fault| format!("{}: {}", place(&fault.place), text(fault.problem)))
        .collect();
    let further = faults.len().saturating_sub(MOST);
    if further > 0 {
        told.push(format!("{further} further faults."));
    }
    told.join(" ")
}

fn place(place: &ResponsePlace) -> String {
    let name = match place {
        ResponsePlace::Email => "email",
        ResponsePlace::Mobile => "mobile",
        ResponsePlace::FirstName => "firstName",
        ResponsePlace::LastName => "lastName",
        ResponsePlace::SegmentCode => "segmentCode",
        ResponsePlace::Finished => "utctimestamp",
        ResponsePlace::Language => "language",
        // Its name is the sender's and is not repeated.
        ResponsePlace::Variable(index) => return format!("customVariables[{index}]"),
        ResponsePlace::Question(question) => return format!("responseSet[{question}]"),
        ResponsePlace::Answer(question, answer) => {
            return format!("responseSet[{question}].answerValues[{answer}]");
        }
    };
    name.to_owned()
}

fn text(problem: ResponseProblem) -> String {
    let text = match problem {
        ResponseProblem::EmailInvalid => "this is not an address.",
        ResponseProblem::MobileInvalid => "this is not a mobile number.",
        ResponseProblem::TooLong { most } => return format!("the text is longer than {most} characters."),
        ResponseProblem::CharacterInvalid => "the text holds a control character.",
        ResponseProblem::SegmentUnknown => "no segment has this code.",
        ResponseProblem::VariableUnknown => "no variable has this label.",
        ResponseProblem::VariableTwice => "the variable is given twice.",
        ResponseProblem::QuestionUnknown => "the survey has no such question.",
        ResponseProblem::QuestionTwice => "the question is given twice.",
        ResponseProblem::AnswerUnknown => "the question has no such answer.",
        ResponseProblem::TooManyAnswers => "the question takes fewer answers.",
        ResponseProblem::TimeAhead => "the time lies more than 5 minutes ahead.",
    };
    text.to_owned()
}

//! What is wrong with a row, in the words of this surface (Q22-Q24). Fields, places and limits are named, values never.

use canvass_domain::command::Member;
use canvass_domain::decide::import_transactions::{RowError as Broken, RowProblem};

use crate::questionpro::json::Json;

/// Reasons told where no row is left (Q23).
const MOST_REASONS: usize = 5;

/// An error of a row as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The row, from 0.
    pub index: usize,
    /// The member of the row.
    pub field: String,
    /// The code (Q24).
    pub code: &'static str,
    /// What is wrong, in words.
    pub message: String,
}

impl RowError {
    /// The error of a rule.
    pub fn of(broken: &Broken) -> Self {
        let field = field(broken.member);
        let (code, message) = told(broken.problem, &field);
        Self { index: broken.row, field, code, message }
    }

    /// Inside `errors` of call 1, with its index (Q22).
    pub(in crate::questionpro) fn listed(&self) -> Json<'_> {
        let index = i64::try_from(self.index).unwrap_or(i64::MAX);
        let mut members = vec![("index", Json::Whole(index))];
        members.extend(self.members());
        Json::Object(members)
    }

    /// Beside a row that has no link (call 3).
    pub(in crate::questionpro) fn alone(&self) -> Json<'_> {
        Json::Object(self.members().into())
    }

    fn members(&self) -> [(&'static str, Json<'_>); 3] {
        [
            ("field", Json::Text(&self.field)),
            ("code", Json::Text(self.code)),
            ("message", Json::Text(&self.message)),
        ]
    }
}

/// The detail of a 400 where no row is left: the first five reasons and the number of further ones (Q23, Q54). `list`
/// is the name of the list of rows; `None`: the row is the body.
pub fn refusal(broken: &[Broken], list: Option<&str>) -> String {
    let mut reasons: Vec<String> = broken
        .iter()
        .take(MOST_REASONS)
        .map(RowError::of)
        .map(|error| {
            let place = match list {
                None => error.field,
                Some(list) => format!("{list}[{}].{}", error.index, error.field),
            };
            format!("{place} ({}): {}", error.code, error.message)
        })
        .collect();
    let further = broken.len().saturating_sub(MOST_REASONS);
    if further > 0 {
        reasons.push(format!("{further} further errors."));
    }
    reasons.join(" ")
}

fn field(member: Member) -> String {
    let name = match member {
        Member::FirstName => "firstName",
        Member::LastName => "lastName",
        Member::Email => "email",
        Member::Mobile => "mobile",
        Member::SegmentCode => "segmentCode",
        Member::TransactionDate => "transactionDate",
        Member::Questionnaire => "surveyID",
        Member::EmailTemplate => "emailTemplateID",
        Member::TextTemplate => "smsTemplateID",
        Member::Language => "transactionLanguage",
        Member::SendsEmail => "sendEmail",
        Member::SendsText => "sendSMS",
        Member::Custom(number) => return format!("custom{number}"),
        Member::ProductName(product) => return format!("products[{product}].productName"),
        Member::ProductGroup(product) => return format!("products[{product}].productGroup"),
        Member::ProductCustom(product, number) => return format!("products[{product}].pCustom{number}"),
    };
    name.to_owned()
}

/// Code and words of a problem (Q24).
fn told(problem: RowProblem, field: &str) -> (&'static str, String) {
    let (code, words) = match problem {
        RowProblem::IdentityMissing => ("identity_missing", "An email or a mobile is required."),
        RowProblem::EmailInvalid => {
            ("email_invalid", "email is not an address, and there is no usable mobile.")
        }
        RowProblem::MobileInvalid => {
            ("mobile_invalid", "mobile is not a telephone number, and there is no email.")
        }
        RowProblem::DateInvalid(order) => {
            return ("date_invalid", format!("{field} is not a date in the order {}.", order.as_str()));
        }
        RowProblem::DateFuture => return ("date_future", format!("{field} is later than tomorrow.")),
        RowProblem::SegmentUnknown => ("segment_unknown", "No segment has this segmentCode."),
        RowProblem::QuestionnaireUnknown => ("survey_unknown", "No open survey has this surveyID."),
        RowProblem::QuestionnaireMissing => ("survey_missing", "No survey is set for this contact."),
        RowProblem::TemplateUnknown => return ("template_unknown", format!("No template has this {field}.")),
        RowProblem::FlagInvalid => return ("flag_invalid", format!("{field} is neither true nor false.")),
        RowProblem::TooLong { most } => {
            return ("too_long", format!("{field} is longer than {most} characters."));
        }
        RowProblem::CharacterInvalid => {
            return ("character_invalid", format!("{field} holds a control character."));
        }
    };
    (code, words.to_owned())
}

#[cfg(test)]
mod tests {
    use canvass_domain::decide::import_transactions::DateOrder;

    use super::*;

    const PROBLEMS: [RowProblem; 12] = [
        RowProblem::IdentityMissing,
        RowProblem::EmailInvalid,
        RowProblem::MobileInvalid,
        RowProblem::DateInvalid(DateOrder::DayFirst),
        RowProblem::DateFuture,
        RowProblem::SegmentUnknown,
        RowProblem::QuestionnaireUnknown,
        RowProblem::QuestionnaireMissing,
        RowProblem::TemplateUnknown,
        RowProblem::FlagInvalid,
        RowProblem::TooLong { most: 255 },
        RowProblem::CharacterInvalid,
    ];

    fn broken(row: usize, member: Member, problem: RowProblem) -> Broken {
        Broken { row, member, problem }
    }

    #[test]
    fn q24_codes_are_those_of_the_rule() {
        let codes = PROBLEMS.map(|problem| RowError::of(&broken(0, Member::Email, problem)).code);
        let expected = concat!(
            "identity_missing email_invalid mobile_invalid date_invalid date_future segment_unknown ",
            "survey_unknown survey_missing template_unknown flag_invalid too_long character_invalid"
        );
        assert_eq!(codes.join(" "), expected);
    }

    #[test]
    fn q22_an_error_names_its_row_and_field() {
        let error =
            RowError::of(&broken(1, Member::TransactionDate, RowProblem::DateInvalid(DateOrder::DayFirst)));
        assert_eq!(
            error.listed().write(),
            r#"{"index":1,"field":"transactionDate","code":"date_invalid","message":"transactionDate is not a date in the order dd/MM/yyyy."}"#
        );
        let product = RowError::of(&broken(0, Member::ProductCustom(2, 3), RowProblem::CharacterInvalid));
        assert_eq!(product.message, "products[2].pCustom3 holds a control character.");
    }

    #[test]
    fn q23_five_reasons_are_told_and_how_many_there_are_beyond() {
        let many: Vec<Broken> =
            (0..7).map(|row| broken(row, Member::SegmentCode, RowProblem::SegmentUnknown)).collect();
        let told = refusal(&many, Some("contacts"));
        assert!(told.starts_with(
            "contacts[0].segmentCode (segment_unknown): No segment has this segmentCode. contacts[1]."
        ));
        assert!(told.ends_with(" 2 further errors.") && !told.contains("contacts[5]"), "{told}");
        // Q54
        assert_eq!(
            refusal(&many[..1], None),
            "segmentCode (segment_unknown): No segment has this segmentCode."
        );
    }
}

//! Who a row is about: the mail address, or without a usable one the mobile number (Q27-Q30).

use super::RowProblem;
use super::text::{Errors, MOST_EMAIL, MOST_MOBILE, MOST_NAME};
use crate::address;
use crate::command::{Member, TransactionRow};
use crate::contact::{CallingCode, Mobile, Profile};

/// A person whom a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::decide) struct Person {
    pub(in crate::decide) email: Option<Email>,
    pub(in crate::decide) mobile: Option<Mobile>,
    pub(in crate::decide) profile: Profile,
    /// An address was sent and is not usable.
    pub(in crate::decide) is_email_left_out: bool,
    /// A number was sent and is not usable.
    pub(in crate::decide) is_mobile_left_out: bool,
}

/// A usable address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::decide) struct Email {
    pub(in crate::decide) sent: String,
    pub(in crate::decide) normalised: String,
    /// Identifies but is never mailed (Q30).
    pub(in crate::decide) is_made_up: bool,
}

/// The person of a row; `None` = the errors tell why there is none.
pub(super) fn of(
    row: &TransactionRow,
    country: Option<CallingCode>,
    errors: &mut Errors<'_>,
) -> Option<Person> {
    let first_name = errors.trimmed(Member::FirstName, row.first_name.as_deref(), MOST_NAME);
    let last_name = errors.trimmed(Member::LastName, row.last_name.as_deref(), MOST_NAME);
    let email = errors.trimmed(Member::Email, row.email.as_deref(), MOST_EMAIL);
    let mobile = errors.trimmed(Member::Mobile, row.mobile.as_deref(), MOST_MOBILE);
    // A text that is refused is no missing identity as well: one error a member.
    let (email_text, mobile_text) = (email.ok()?, mobile.ok()?);
    let email = email_text.and_then(|sent| {
        let normalised = address::normalise(sent).ok()?;
        Some(Email { sent: sent.to_owned(), normalised, is_made_up: row.is_email_made_up })
    });
    let mobile = mobile_text.and_then(|text| Mobile::parse(text, country));
    if email.is_none() && mobile.is_none() {
        let (member, problem) = match (email_text, mobile_text) {
            (Some(_), _) => (Member::Email, RowProblem::EmailInvalid),
            (None, Some(_)) => (Member::Mobile, RowProblem::MobileInvalid),
            (None, None) => (Member::Email, RowProblem::IdentityMissing),
        };
        errors.add(member, problem);
        return None;
    }
    let profile = Profile {
        first_name: first_name.ok()?.map(str::to_owned),
        last_name: last_name.ok()?.map(str::to_owned),
        email: email.as_ref().map(|email| email.normalised.clone()),
        mobile: mobile.as_ref().map(|mobile| mobile.as_str().to_owned()),
    };
    Some(Person {
        is_email_left_out: email_text.is_some() && email.is_none(),
        is_mobile_left_out: mobile_text.is_some() && mobile.is_none(),
        email,
        mobile,
        profile,
    })
}

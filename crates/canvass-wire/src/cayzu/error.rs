//! Error bodies of this surface: those of the framework (S1-S20), and the texts that are its own.

pub use crate::aspnet::error::{
    DENIED, ErrorBody, HEAD_TOO_LARGE, TOO_SLOW, UNEXPECTED, method_not_allowed, not_found, scope_missing,
    unavailable, unsupported_media_type,
};

/// 404 of the read call.
pub const NO_CUSTOMER: &str = "The customer does not exist.";

/// 403: the operator's token selects no workspace (C3).
pub const NO_WORKSPACE: &str = "The token belongs to no workspace.";

/// 413 (C5)
pub fn too_large(most_bytes: usize) -> String {
    format!("The request body is larger than the limit of {most_bytes} bytes.")
}

/// 429 (C5)
pub fn too_many_calls(seconds: u32) -> String {
    format!("The token has made too many calls. Try again in {seconds} seconds.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::BodyForm;

    #[test]
    fn c12_s2_s5_the_body_of_a_400_names_the_parameter_of_this_surface() {
        let state =
            vec![("customer.is_active".to_owned(), vec!["The value is not true or false.".to_owned()])];
        let body = ErrorBody::invalid(state, "01J8");
        assert_eq!(
            body.write(BodyForm::Json),
            r#"{"Message":"The request is invalid.","ModelState":{"customer.is_active":["The value is not true or false."]},"TraceId":"01J8"}"#
        );
        assert_eq!(
            body.write(BodyForm::Xml),
            "<Error><Message>The request is invalid.</Message><ModelState><customer.is_active>The value is not true or false.</customer.is_active></ModelState><TraceId>01J8</TraceId></Error>"
        );
        assert_eq!(too_large(1_048_576), "The request body is larger than the limit of 1048576 bytes.");
        assert_eq!(too_many_calls(7), "The token has made too many calls. Try again in 7 seconds.");
    }
}

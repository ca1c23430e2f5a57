//! Error bodies of the framework (S1-S5, S11-S20): a message, the faults by key, and the trace id as the last member.

use crate::fault::ModelState;
use crate::read::BodyForm;
use crate::write::{element_name, json_text, xml_text};

/// The message of every 400 with faults (S1).
pub const INVALID: &str = "The request is invalid.";
/// 401 (S11)
pub const DENIED: &str = "Authorization has been denied for this request.";
/// 408
pub const TOO_SLOW: &str = "The request body did not arrive in time.";
/// 431
pub const HEAD_TOO_LARGE: &str = "The request line and headers are larger than the limit of 16 kB.";
/// 500 (S15): never more than this.
pub const UNEXPECTED: &str = "An error has occurred.";

/// 403
pub fn scope_missing(scope: &str) -> String {
    format!("The token does not carry the scope {scope}.")
}

/// 404 (S12): the address without its query, where tokens may stand.
pub fn not_found(uri: &str) -> String {
    let uri = uri.split(['?', '#']).next().unwrap_or_default();
    format!("No HTTP resource was found that matches the request URI '{uri}'.")
}

/// 405 (S13)
pub fn method_not_allowed(method: &str) -> String {
    format!("The requested resource does not support http method '{method}'.")
}

/// 415 (S20)
pub fn unsupported_media_type(media_type: &str) -> String {
    format!("The request entity's media type '{media_type}' is not supported for this resource.")
}

/// 503
pub fn unavailable(seconds: u64) -> String {
    format!("The service cannot take the request now. Try again in {seconds} seconds.")
}

/// An error body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorBody {
    /// What is wrong on the whole.
    pub message: String,
    /// Faults by key, in the order of the document; empty: the member is left out (S17).
    pub model_state: ModelState,
    /// The same as the header `Canvass-Trace-Id` (S19).
    pub trace_id: String,
}

impl ErrorBody {
    /// An error without faults (S17).
    pub fn message(message: impl Into<String>, trace_id: impl Into<String>) -> Self {
        Self { message: message.into(), model_state: ModelState::new(), trace_id: trace_id.into() }
    }

    /// A request that cannot be bound or breaks a rule (S1).
    pub fn invalid(model_state: ModelState, trace_id: impl Into<String>) -> Self {
        Self { message: INVALID.to_owned(), model_state, trace_id: trace_id.into() }
    }

    /// The body in the form of the answer (G10).
    pub fn write(&self, form: BodyForm) -> String {
        match form {
            BodyForm::Json => self.json(),
            BodyForm::Xml => self.xml(),
        }
    }

    fn json(&self) -> String {
        let mut text = String::from("{\"Message\":");
        json_text(&mut text, &self.message);
        if !self.model_state.is_empty() {
            text.push_str(",\"ModelState\":{");
            for (index, (key, texts)) in self.model_state.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                json_text(&mut text, key);
                text.push_str(":[");
                for (index, own) in texts.iter().enumerate() {
                    text.push_str(if index == 0 { "" } else { "," });
                    json_text(&mut text, own);
                }
                text.push(']');
            }
            text.push('}');
        }
        text.push_str(",\"TraceId\":");
        json_text(&mut text, &self.trace_id);
        text.push('}');
        text
    }

    fn xml(&self) -> String {
        let mut text = String::from("<Error>");
        element(&mut text, "Message", &self.message);
        if !self.model_state.is_empty() {
            text.push_str("<ModelState>");
            for (key, texts) in &self.model_state {
                element(&mut text, &element_name(key), &texts.join(" "));
            }
            text.push_str("</ModelState>");
        }
        element(&mut text, "TraceId", &self.trace_id);
        text.push_str("</Error>");
        text
    }
}

fn element(text: &mut String, name: &str, own: &str) {
    for piece in ["<", name, ">"] {
        text.push_str(piece);
    }
    xml_text(text, own);
    for piece in ["</", name, ">"] {
        text.push_str(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults() -> ErrorBody {
        let one = |key: &str, text: &str| (key.to_owned(), vec![text.to_owned()]);
        let state = vec![
            one("request.TypeBatch", "The value is not one of: 0, 1, email, portal."),
            one("request.Customers[0].Data", "Column 14 (Gender_customer) is required."),
        ];
        ErrorBody::invalid(state, "01J8")
    }

    #[test]
    fn s1_s4_s19_json_lists_the_keys_and_ends_with_the_trace_id() {
        assert_eq!(
            faults().write(BodyForm::Json),
            r#"{"Message":"The request is invalid.","ModelState":{"request.TypeBatch":["The value is not one of: 0, 1, email, portal."],"request.Customers[0].Data":["Column 14 (Gender_customer) is required."]},"TraceId":"01J8"}"#
        );
    }

    #[test]
    fn s5_xml_encodes_the_keys_and_joins_the_texts() {
        assert_eq!(
            faults().write(BodyForm::Xml),
            "<Error><Message>The request is invalid.</Message><ModelState><request.TypeBatch>The value is not one of: 0, 1, email, portal.</request.TypeBatch><request.Customers_x005B_0_x005D_.Data>Column 14 (Gender_customer) is required.</request.Customers_x005B_0_x005D_.Data></ModelState><TraceId>01J8</TraceId></Error>"
        );
        let two =
            ErrorBody::invalid(vec![("request".to_owned(), vec!["A <b>.".to_owned(), "C.".to_owned()])], "1");
        assert!(two.write(BodyForm::Xml).contains("<request>A &lt;b&gt;. C.</request>"));
    }

    #[test]
    fn s15_s16_s17_other_errors_have_a_message_and_the_trace_id_alone() {
        let body = ErrorBody::message(UNEXPECTED, "01J9");
        assert_eq!(body.write(BodyForm::Json), r#"{"Message":"An error has occurred.","TraceId":"01J9"}"#);
        assert_eq!(
            body.write(BodyForm::Xml),
            "<Error><Message>An error has occurred.</Message><TraceId>01J9</TraceId></Error>"
        );
        assert_eq!(unavailable(5), "The service cannot take the request now. Try again in 5 seconds.");
    }

    #[test]
    fn s11_s12_s13_s20_texts() {
        assert_eq!(
            not_found("https://h/external/api/v3/custmer?token=x"),
            "No HTTP resource was found that matches the request URI 'https://h/external/api/v3/custmer'."
        );
        assert_eq!(
            method_not_allowed("PATCH"),
            "The requested resource does not support http method 'PATCH'."
        );
        assert_eq!(
            unsupported_media_type("text/plain"),
            "The request entity's media type 'text/plain' is not supported for this resource."
        );
        assert_eq!(scope_missing("customers.write"), "The token does not carry the scope customers.write.");
    }
}

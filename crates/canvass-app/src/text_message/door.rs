//! The door of a provider: an address with a secret in it, and where the provider signs its calls, the signature as well.

use canvass_delivery::gateway::is_signed_by_twilio;
use canvass_domain::text_message::Words;
use secrecy::{ExposeSecret as _, SecretString};

use super::Fate;

/// A door, one a gateway.
#[derive(Debug, Clone)]
pub struct Door {
    /// The name of the gateway.
    pub gateway: String,
    /// Whoever calls knows it.
    pub secret: SecretString,
    /// The token that calls are signed with, where the provider does as Twilio does.
    pub signed_with: Option<SecretString>,
    /// How the provider names what it tells.
    pub members: Members,
    /// The words that mean something.
    pub words: Words,
}

/// Names of members: of a form, or pointers into JSON (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    /// The number a message came from.
    pub from: String,
    /// What it says.
    pub text: String,
    /// What became of one of ours.
    pub status: String,
    /// Why, if it failed.
    pub code: String,
    /// Statuses of messages that arrived.
    pub delivered: Vec<String>,
    /// Statuses of messages that did not and will not.
    pub failed: Vec<String>,
}

impl Default for Members {
    /// As Twilio has them.
    fn default() -> Self {
        Self {
            from: "From".to_owned(),
            text: "Body".to_owned(),
            status: "MessageStatus".to_owned(),
            code: "ErrorCode".to_owned(),
            delivered: vec!["delivered".to_owned()],
            failed: vec!["failed".to_owned(), "undelivered".to_owned()],
        }
    }
}

/// A call as it came.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The address that was called, as the provider knows it.
    pub url: String,
    /// Its signature, if it has one.
    pub signature: Option<String>,
    /// The members of its form.
    pub form: Vec<(String, String)>,
    /// Its JSON, if it is none.
    pub json: serde_json::Value,
}

impl Told {
    fn member(&self, name: &str) -> Option<String> {
        if let Some((_, value)) = self.form.iter().find(|(own, _)| own == name) {
            return Some(value.clone());
        }
        match self.json.pointer(name)? {
            serde_json::Value::String(text) => Some(text.clone()),
            serde_json::Value::Number(number) => Some(number.to_string()),
            serde_json::Value::Null
            | serde_json::Value::Bool(_)
            | serde_json::Value::Array(_)
            | serde_json::Value::Object(_) => None,
        }
    }
}

impl Door {
    /// Whether the provider of this door calls; takes the same time whatever differs.
    pub fn is_opened(&self, secret: &str, told: &Told) -> bool {
        let own = self.secret.expose_secret().as_bytes();
        let knows = aws_lc_rs::constant_time::verify_slices_are_equal(own, secret.as_bytes()).is_ok();
        let is_signed = self.signed_with.as_ref().is_none_or(|token| {
            let signature = told.signature.as_deref().unwrap_or_default();
            is_signed_by_twilio(token.expose_secret(), &told.url, &told.form, signature)
        });
        knows && is_signed
    }

    /// Who wrote, and what.
    pub fn message(&self, told: &Told) -> Option<(String, String)> {
        Some((told.member(&self.members.from)?, told.member(&self.members.text)?))
    }

    /// What became of a message of ours.
    pub fn fate(&self, told: &Told) -> Fate {
        let Some(status) = told.member(&self.members.status) else { return Fate::UnderWay };
        let is_among = |words: &[String]| words.iter().any(|word| word.eq_ignore_ascii_case(&status));
        if is_among(&self.members.delivered) {
            return Fate::Delivered;
        }
        if !is_among(&self.members.failed) {
            return Fate::UnderWay;
        }
        let code = told.member(&self.members.code).filter(|code| !code.trim().is_empty());
        let code = code.map(|code| format!(", code {}", code.chars().take(40).collect::<String>()));
        Fate::Failed(format!("{}{}", status.to_ascii_lowercase(), code.unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn door(signed_with: Option<&str>) -> Door {
        Door {
            gateway: "texts".to_owned(),
            secret: "s3cret".into(),
            signed_with: signed_with.map(Into::into),
            members: Members::default(),
            words: Words::default(),
        }
    }

    #[test]
    fn a_door_opens_to_its_secret_and_where_calls_are_signed_to_the_signature() {
        let told = Told::default();
        assert!(door(None).is_opened("s3cret", &told));
        assert!(!door(None).is_opened("s3cre", &told) && !door(None).is_opened("", &told));
        assert!(!door(Some("12345")).is_opened("s3cret", &told), "no signature");
        let form = [("Digits", "1234"), ("To", "+18005551212"), ("From", "+14158675310")];
        let form = form.into_iter().chain([("Caller", "+14158675310"), ("CallSid", "CA1234567890ABCDE")]);
        let told = Told {
            url: "https://example.com/myapp.php?foo=1&bar=2".to_owned(),
            signature: Some("L/OH5YylLD5NRKLltdqwSvS0BnU=".to_owned()),
            form: form.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            json: serde_json::Value::Null,
        };
        assert!(door(Some("12345")).is_opened("s3cret", &told));
        assert!(!door(Some("12345")).is_opened("other", &told), "a signature is no secret");
    }

    #[test]
    fn fates_are_read_from_forms_and_from_json() {
        let form = |status: &str| Told {
            form: vec![
                ("MessageStatus".to_owned(), status.to_owned()),
                ("ErrorCode".to_owned(), "30003".to_owned()),
            ],
            ..Told::default()
        };
        assert_eq!(door(None).fate(&form("delivered")), Fate::Delivered);
        assert_eq!(door(None).fate(&form("sent")), Fate::UnderWay);
        assert_eq!(door(None).fate(&form("Undelivered")), Fate::Failed("undelivered, code 30003".to_owned()));
        let members = Members {
            status: "/report/0/state".to_owned(),
            code: "/report/0/no".to_owned(),
            ..Members::default()
        };
        let json = json!({ "report": [{ "state": "failed", "no": 7 }] });
        let told = Told { json, ..Told::default() };
        assert_eq!(Door { members, ..door(None) }.fate(&told), Fate::Failed("failed, code 7".to_owned()));
        assert_eq!(door(None).fate(&Told::default()), Fate::UnderWay);
    }
}

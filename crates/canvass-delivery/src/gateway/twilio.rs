//! A ready description: the Messages resource of Twilio (API version 2010-04-01), and how its calls to us are signed.

use std::time::Duration;

use aws_lc_rs::hmac;
use data_encoding::BASE64;
use secrecy::SecretString;

use super::description::{Body, Description, Method, Rules};

/// The description for an account. `from` is one of its numbers or sender names, or a messaging service (`MG...`).
pub fn twilio(name: &str, account: &str, token: SecretString, from: &str) -> Description {
    let sender = if from.starts_with("MG") { "MessagingServiceSid" } else { "From" };
    let members = [("To", "{to}"), (sender, "{from}"), ("Body", "{text}"), ("StatusCallback", "{receipt}")];
    Description {
        name: name.to_owned(),
        url: format!("https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json"),
        method: Method::Post,
        headers: Vec::new(),
        sign_in: Some((account.to_owned(), token)),
        from: from.to_owned(),
        body: Body::Form(members.map(|(name, value)| (name.to_owned(), value.to_owned())).into()),
        rules: Rules {
            id: Some("/sid".to_owned()),
            code: Some("/code".to_owned()),
            // Too many requests; the queue of the sender is full.
            temporary_codes: ["20429", "21611"].map(str::to_owned).into(),
            ..Rules::default()
        },
        timeout: Duration::from_secs(30),
        // It takes no idempotency key: what is in doubt stays so.
        idempotency_header: None,
        idempotent_for: None,
        receipts: None,
    }
}

/// Whether a call to us is signed with the token of the account: HMAC-SHA1 over the address that was called and all
/// members of the form, sorted by their names.
pub fn is_signed_by_twilio(token: &str, url: &str, members: &[(String, String)], signature: &str) -> bool {
    let mut sorted: Vec<&(String, String)> = members.iter().collect();
    sorted.sort();
    let mut signed = url.to_owned();
    for (name, value) in sorted {
        signed.push_str(name);
        signed.push_str(value);
    }
    let Ok(signature) = BASE64.decode(signature.trim().as_bytes()) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    hmac::verify(&key, signed.as_bytes(), &signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of Twilio's page on the security of webhooks.
    #[test]
    fn the_published_example_of_a_signature_holds() {
        let members: Vec<(String, String)> = [
            ("Digits", "1234"),
            ("To", "+18005551212"),
            ("From", "+14158675310"),
            ("Caller", "+14158675310"),
            ("CallSid", "CA1234567890ABCDE"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
        let url = "https://example.com/myapp.php?foo=1&bar=2";
        let signature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";
        assert!(is_signed_by_twilio("12345", url, &members, signature));
        assert!(!is_signed_by_twilio("12346", url, &members, signature));
        assert!(!is_signed_by_twilio("12345", "https://example.com/myapp.php?foo=1", &members, signature));
        assert!(!is_signed_by_twilio("12345", url, members.get(1..).unwrap(), signature));
        assert!(!is_signed_by_twilio("12345", url, &members, "!"));
    }
}

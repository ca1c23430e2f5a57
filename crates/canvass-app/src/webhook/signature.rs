//! Signatures of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, base64, one for each secret that is valid.

use aws_lc_rs::hmac;
use data_encoding::BASE64;

use super::WebhookSecret;

/// The header `webhook-signature`.
pub(crate) fn signatures(secrets: &[WebhookSecret], id: &str, timestamp: i64, body: &str) -> String {
    let signed = format!("{id}.{timestamp}.{body}");
    let of = |secret: &WebhookSecret| {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.bytes());
        format!("v1,{}", BASE64.encode(hmac::sign(&key, signed.as_bytes()).as_ref()))
    };
    secrets.iter().map(of).collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector of the specification's reference libraries.
    #[test]
    fn hok_01_the_vector_of_the_standard_is_signed_alike() {
        let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let signed = signatures(
            std::slice::from_ref(&secret),
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            r#"{"test": 2432232314}"#,
        );
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn hok_01_both_secrets_sign_while_they_overlap() {
        let secrets = [WebhookSecret(vec![1; 32]), WebhookSecret(vec![2; 32])];
        let both = signatures(&secrets, "evt_1", 1, "{}");
        let alone = signatures(&secrets[1..], "evt_1", 1, "{}");
        let parts: Vec<&str> = both.split(' ').collect();
        assert_eq!(parts.len(), 2);
        assert_eq!(parts[1], alone);
        assert_ne!(parts[0], parts[1]);
    }
}

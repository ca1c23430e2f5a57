//! What a token says: who issued it, how long it holds, and which client it names.

use data_encoding::BASE64URL_NOPAD;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

/// Clocks of issuers may differ from ours by this much (E120).
const LEEWAY: SignedDuration = SignedDuration::from_secs(60);
const MOST_BYTES: usize = 16_384;

/// The claims that are read; a member that comes twice is no token. Issuer and audience are compared where the
/// signature is verified.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Claims {
    exp: f64,
    nbf: Option<f64>,
    azp: Option<String>,
    appid: Option<String>,
    client_id: Option<String>,
    sub: Option<String>,
}

#[derive(Deserialize)]
struct Issued {
    iss: String,
}

impl Claims {
    /// What the token says about its issuer: not to be believed before the signature is verified.
    pub(super) fn issuer_of(token: &str) -> Option<String> {
        let payload = token.split('.').nth(1).filter(|_| token.len() <= MOST_BYTES)?;
        let payload = BASE64URL_NOPAD.decode(payload.as_bytes()).ok()?;
        serde_json::from_slice::<Issued>(&payload).ok().map(|issued| issued.iss)
    }

    /// Whether it holds at a moment, clocks being a minute apart.
    pub(super) fn holds_at(&self, now: Timestamp) -> bool {
        let is_over = moment(self.exp).is_none_or(|exp| now >= exp.saturating_add(LEEWAY).unwrap_or(exp));
        let is_early = self
            .nbf
            .is_some_and(|nbf| moment(nbf).is_none_or(|nbf| now < nbf.saturating_sub(LEEWAY).unwrap_or(nbf)));
        !is_over && !is_early
    }

    /// The first name of the client that is there; a later one never stands in for an unknown one.
    pub(super) fn client(&self) -> Option<&str> {
        let names = [&self.azp, &self.appid, &self.client_id, &self.sub];
        names.into_iter().flatten().map(String::as_str).find(|name| !name.is_empty())
    }
}

/// Seconds of a NumericDate; what no calendar holds is no moment.
fn moment(seconds: f64) -> Option<Timestamp> {
    let duration = SignedDuration::try_from_secs_f64(seconds).ok()?;
    Timestamp::from_duration(duration).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(text: &str) -> Option<Claims> {
        serde_json::from_str(text).ok()
    }

    #[test]
    fn e120_a_token_holds_from_nbf_to_exp_with_a_minute_on_both_sides() {
        let held = claims(r#"{"exp":2000,"nbf":1000}"#).unwrap();
        let holds = |second| held.holds_at(Timestamp::from_second(second).unwrap());
        assert_eq!([939, 940, 1000, 2059, 2060].map(holds), [false, true, true, true, false]);
        for text in [r#"{"exp":1e300}"#, r#"{"exp":-1e300}"#, r#"{"exp":9e15,"nbf":1e300}"#] {
            assert!(!claims(text).unwrap().holds_at(Timestamp::UNIX_EPOCH), "{text}");
        }
        for text in ["{}", r#"{"exp":"2000"}"#, r#"{"exp":1,"exp":99999999999}"#, r#"{"exp":1,"nbf":"x"}"#] {
            assert!(claims(text).is_none(), "{text}");
        }
    }

    #[test]
    fn e120_the_first_of_four_names_counts() {
        let client =
            |members: &str| claims(&format!(r#"{{"exp":1{members}}}"#)).unwrap().client().map(str::to_owned);
        assert_eq!(client(r#","sub":"s","client_id":"c","appid":"b","azp":"a""#).as_deref(), Some("a"));
        assert_eq!(client(r#","sub":"s","client_id":"c","appid":"b""#).as_deref(), Some("b"));
        assert_eq!(client(r#","sub":"s","client_id":"c","azp":"""#).as_deref(), Some("c"));
        assert_eq!(client(r#","sub":"s""#).as_deref(), Some("s"));
        assert_eq!(client(""), None);
    }
}

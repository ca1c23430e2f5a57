//! The part of THE code table that is about whole requests: why one was refused. What a person or a value did wrong stands
//! in `reason` and in the faults of each judgement. Every surface turns every code into its own words (`docs/errors.md`).

/// Where a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefusalClass {
    /// Before it was a request.
    Transport,
    /// Nothing answers there.
    Address,
    /// Who asks.
    Access,
    /// Its body, before anything in it was read.
    Body,
    /// What it says.
    Content,
    /// On our side.
    Trouble,
}

impl RefusalClass {
    /// The word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Address => "address",
            Self::Access => "access",
            Self::Body => "body",
            Self::Content => "content",
            Self::Trouble => "trouble",
        }
    }
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $class:ident, $meaning:literal;)*) => {
        /// Why a request was refused: a stable code and a plain sentence.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum RefusalCode { $($(#[$doc])* $name,)* }

        impl RefusalCode {
            /// All codes, in the order in which a request meets them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// Where the request ended.
            pub fn class(self) -> RefusalClass {
                match self { $(Self::$name => RefusalClass::$class,)* }
            }

            /// What it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

refusals! {
    /// 400 everywhere.
    RequestMalformed = "request_malformed", Transport,
        "It is no HTTP/1.1, or two readers could understand it differently.";
    /// 408
    HeadTooSlow = "head_too_slow", Transport, "The request line and headers did not arrive in time.";
    /// 431
    HeadTooLarge = "head_too_large", Transport, "The request line and headers are too large.";
    /// 503
    Unavailable = "unavailable", Trouble,
        "The store cannot take it now, too much waits already, or the server is about to stop. Nothing was stored.";
    /// 404
    AddressUnknown = "address_unknown", Address, "Nothing is served under this address.";
    /// 405
    MethodNotAllowed = "method_not_allowed", Address, "The address is served, but not with this method.";
    /// 401
    TokenInvalid = "token_invalid", Access,
        "The token or key is missing, unknown, over or revoked. What it is makes no difference.";
    /// 403
    ScopeMissing = "scope_missing", Access, "The token does not carry the scope of the call.";
    /// 403
    WorkspaceForeign = "workspace_foreign", Access, "The token belongs to no workspace, or to another one.";
    /// 429
    TooManyCalls = "too_many_calls", Access, "A limit of calls is reached.";
    /// 413
    BodyTooLarge = "body_too_large", Body, "The body is larger than the limit, as sent or after inflating.";
    /// 415
    MediaTypeUnsupported = "media_type_unsupported", Body, "The type or coding of the body is not read here.";
    /// 408
    BodyTooSlow = "body_too_slow", Body, "The body did not arrive in time.";
    /// 400
    BodyUnreadable = "body_unreadable", Content, "The body is no document of its type.";
    /// 400
    RequestInvalid = "request_invalid", Content,
        "A value cannot be read, something is missing, or a rule of the whole request is broken. Nothing was stored.";
    /// An envelope where a wire has one.
    OrganisationRefused = "organisation_refused", Content, "An organisation breaks a rule. Nothing was stored.";
    /// 400
    KeyMalformed = "key_malformed", Content, "The idempotency key is no key.";
    /// 400, 422 on our own API.
    KeyReused = "key_reused", Content, "The idempotency key was used before with another body.";
    /// 404
    ObjectMissing = "object_missing", Content,
        "What the request names is not there, or not in this workspace. Which of both makes no difference.";
    /// 409
    Conflict = "conflict", Content,
        "The request does not fit what is there: a name that is taken, a thing in another state.";
    /// Pages only.
    QuestionnaireNotOpen = "questionnaire_not_open", Content, "The questionnaire cannot be answered now; its page says why.";
    /// 500
    Unexpected = "unexpected", Trouble,
        "Something broke, or nobody knows what became of it: ask, or repeat it under the same idempotency key.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_snake_case_and_stand_once() {
        let codes: BTreeSet<&str> = RefusalCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(codes.len(), RefusalCode::ALL.len());
        for code in RefusalCode::ALL {
            let is_word = |sign: char| sign.is_ascii_lowercase() || sign == '_';
            assert!(code.as_str().chars().all(is_word), "{}", code.as_str());
            assert!(code.meaning().ends_with('.'), "{}", code.as_str());
            assert!(!code.class().as_str().is_empty());
        }
    }
}

//! Error bodies of this surface: those of the framework (S1-S20), and the texts that are its own.

pub use crate::aspnet::error::{
    DENIED, ErrorBody, HEAD_TOO_LARGE, TOO_SLOW, UNEXPECTED, method_not_allowed, not_found, scope_missing,
    unavailable, unsupported_media_type,
};

/// 403
pub const OTHER_WORKSPACE: &str = "The token belongs to another workspace.";
/// 413
pub const TOO_LARGE: &str = "The request body is larger than the limit of 30 MB.";

/// 429
pub fn too_many(seconds: u32) -> String {
    format!("Too many requests. Try again in {seconds} seconds.")
}

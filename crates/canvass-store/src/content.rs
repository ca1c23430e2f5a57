//! Bytes that are found by what they are.

use aws_lc_rs::digest::{SHA256, digest};

/// SHA-256 of bytes: the key under which they are stored.
pub fn content_digest(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_is_sha_256() {
        let digest = content_digest(b"abc");
        assert_eq!((digest.len(), digest[0], digest[31]), (32, 0xba, 0xad));
    }
}

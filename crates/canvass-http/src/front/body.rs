//! Reading a request body: bounded in bytes, also after inflating (P12).

use std::io::{self, BufRead as _, Cursor, Read as _};

use axum::body::Body;
use axum::http::{HeaderMap, header};
use flate2::bufread::GzDecoder;
use http_body_util::BodyExt as _;

use super::TooSlow;

/// Counted after so much.
const INFLATED_AT_ONCE: u64 = 256 * 1024;
/// Members of a packed body at most. Packers that work in parallel make some hundred; empty ones cost time and hold nothing.
const MOST_MEMBERS: usize = 10_000;

/// Limits of a body; its time is watched by the connection ([`super::PacedBody`]).
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// Bytes, as sent and after inflating.
    pub bytes: usize,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { bytes: 31_457_280 }
    }
}

/// Why a body could not be read. Surfaces give each its own form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFault {
    /// More bytes than the limit (413).
    TooLarge,
    /// Too slow (408).
    TooSlow,
    /// The client went away in the middle.
    Broken,
    /// A coding other than gzip and identity (415).
    CodingUnknown,
    /// Not what gzip writes (400).
    CodingBroken,
    /// There is no memory for it now (503).
    NoRoom,
}

/// The memory that bodies are read into, shared by all who are read.
pub trait Room {
    /// So many bytes more; `false`: they are not to be had. Given back all at once, by whoever made the room.
    fn take(&self, bytes: usize) -> bool;
}

/// Room for bodies so small that nobody counts them.
#[derive(Debug, Clone, Copy)]
struct Uncounted;

impl Room for Uncounted {
    fn take(&self, _bytes: usize) -> bool {
        true
    }
}

/// The whole body, inflated; for small ones.
pub async fn read_body(headers: &HeaderMap, body: Body, limits: BodyLimits) -> Result<Vec<u8>, BodyFault> {
    read_body_into(headers, body, limits, &Uncounted).await
}

/// The whole body, inflated, in memory that is counted as it comes.
pub async fn read_body_into(
    headers: &HeaderMap,
    body: Body,
    limits: BodyLimits,
    room: &(impl Room + Sync),
) -> Result<Vec<u8>, BodyFault> {
    let is_gzip = is_gzip(headers)?;
    if declared_length(headers).is_some_and(|length| length > limits.bytes) {
        return Err(BodyFault::TooLarge);
    }
    let bytes = collect(body, limits, room).await?;
    if is_gzip { inflate(bytes, limits.bytes, room).await } else { Ok(bytes) }
}

async fn collect(
    mut body: Body,
    limits: BodyLimits,
    room: &(impl Room + Sync),
) -> Result<Vec<u8>, BodyFault> {
    let mut bytes = Vec::new();
    loop {
        match body.frame().await {
            None => return Ok(bytes),
            Some(Err(error)) => {
                return Err(if is_slow(&error) { BodyFault::TooSlow } else { BodyFault::Broken });
            }
            Some(Ok(frame)) => {
                if let Some(data) = frame.data_ref() {
                    if bytes.len() + data.len() > limits.bytes {
                        return Err(BodyFault::TooLarge);
                    }
                    make_room(&mut bytes, data.len(), limits.bytes, room)?;
                    bytes.extend_from_slice(data);
                }
            }
        }
    }
}

/// Lets a body grow by doubling, as a vector does, but counts what it takes and not only what it holds.
fn make_room(bytes: &mut Vec<u8>, more: usize, most: usize, room: &impl Room) -> Result<(), BodyFault> {
    let (len, capacity) = (bytes.len(), bytes.capacity());
    let least = len.saturating_add(more);
    if least <= capacity {
        return Ok(());
    }
    let wanted = capacity.saturating_mul(2).min(most).max(least);
    if !room.take(wanted - capacity) {
        return Err(BodyFault::NoRoom);
    }
    bytes.reserve_exact(wanted - len);
    Ok(())
}

/// Whether the watch of the connection ended the body.
pub(crate) fn is_slow(error: &(dyn std::error::Error + 'static)) -> bool {
    error.is::<TooSlow>() || error.source().is_some_and(is_slow)
}

/// Whether the body is packed by gzip; no other coding is taken.
pub(crate) fn is_gzip(headers: &HeaderMap) -> Result<bool, BodyFault> {
    let mut codings = headers.get_all(header::CONTENT_ENCODING).iter();
    match (codings.next().map(|coding| coding.as_bytes().trim_ascii().to_ascii_lowercase()), codings.next()) {
        (None, _) => Ok(false),
        (Some(coding), None) if coding == b"gzip" => Ok(true),
        (Some(coding), None) if coding == b"identity" || coding.is_empty() => Ok(false),
        (Some(_), _) => Err(BodyFault::CodingUnknown),
    }
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

async fn inflate(bytes: Vec<u8>, most: usize, room: &(impl Room + Sync)) -> Result<Vec<u8>, BodyFault> {
    let mut inflated = Vec::new();
    let mut packed = Packed { member: GzDecoder::new(Cursor::new(bytes)), members: 1 };
    loop {
        // Beside the threads that answer: a piece takes a core for a while.
        let read = tokio::task::spawn_blocking(move || packed.piece());
        let read = read.await.map_err(|_panic| BodyFault::CodingBroken)?;
        let (piece, rest) = read.map_err(|_cause| BodyFault::CodingBroken)?;
        if inflated.len() + piece.len() > most {
            return Err(BodyFault::TooLarge);
        }
        make_room(&mut inflated, piece.len(), most, room)?;
        inflated.extend_from_slice(&piece);
        let Some(rest) = rest else { return Ok(inflated) };
        packed = rest;
    }
}

/// A packed body: one member after the other (RFC 1952 section 2.2).
struct Packed {
    member: GzDecoder<Cursor<Vec<u8>>>,
    members: usize,
}

impl Packed {
    /// The next bytes, and what is left if something is.
    fn piece(mut self) -> io::Result<(Vec<u8>, Option<Self>)> {
        let mut piece = Vec::new();
        loop {
            let wanted = INFLATED_AT_ONCE.saturating_sub(u64::try_from(piece.len()).unwrap_or(u64::MAX));
            if wanted == 0 {
                return Ok((piece, Some(self)));
            }
            let had = piece.len();
            self.member.by_ref().take(wanted).read_to_end(&mut piece)?;
            if piece.len() > had {
                continue;
            }
            let mut rest = self.member.into_inner();
            if rest.fill_buf()?.is_empty() {
                return Ok((piece, None));
            }
            if self.members == MOST_MEMBERS {
                return Err(io::Error::other("too many members"));
            }
            self = Self { member: GzDecoder::new(rest), members: self.members + 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::super::{BodyPace, PacedBody};
    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn encoded(coding: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_ENCODING, coding.parse().unwrap());
        headers
    }

    fn limits(bytes: usize) -> BodyLimits {
        BodyLimits { bytes }
    }

    #[tokio::test]
    async fn b7_gzip_is_inflated_and_counted_inflated() {
        let body = gzip(&[b'x'; 1000]);
        let read = |most| read_body_of(encoded("GZIP"), body.clone(), most);
        assert_eq!(read(1000).await, Ok(vec![b'x'; 1000]));
        assert_eq!(read(999).await, Err(BodyFault::TooLarge));
    }

    #[tokio::test]
    async fn p12_others_have_their_turns_while_a_body_is_inflated() {
        let packed = gzip(&vec![b'x'; 8_000_000]);
        let mut turns = 0;
        let others = async {
            loop {
                turns += 1;
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            read = read_body_of(encoded("gzip"), packed, 8_000_000) => assert_eq!(read.unwrap().len(), 8_000_000),
            () = others => {}
        }
        assert!(turns > 0);
    }

    #[tokio::test]
    async fn b7_other_codings_and_cut_gzip_are_told_apart() {
        assert_eq!(read_body_of(encoded("br"), vec![1], 10).await, Err(BodyFault::CodingUnknown));
        let mut cut = gzip(b"hello hello hello");
        cut.truncate(12);
        assert_eq!(read_body_of(encoded("gzip"), cut, 100).await, Err(BodyFault::CodingBroken));
    }

    #[tokio::test]
    async fn b7_members_follow_each_other_and_only_so_many() {
        let members = |count: usize, bytes: &[u8]| gzip(bytes).repeat(count);
        let read = |packed| read_body_of(encoded("gzip"), packed, 8_000_000);
        assert_eq!(read(members(3, b"abc")).await, Ok(b"abcabcabc".to_vec()));
        assert_eq!(read(members(MOST_MEMBERS, b"")).await, Ok(Vec::new()));
        assert_eq!(read(members(MOST_MEMBERS + 1, b"")).await, Err(BodyFault::CodingBroken));
        let large = vec![b'x'; 300_000];
        assert_eq!(read(members(2, &large)).await.unwrap().len(), 600_000);
        let followed = [gzip(b"abc"), b"more".to_vec()].concat();
        assert_eq!(read(followed).await, Err(BodyFault::CodingBroken));
    }

    /// Room for so many bytes.
    struct Small(std::sync::atomic::AtomicUsize);

    impl Room for Small {
        fn take(&self, bytes: usize) -> bool {
            use std::sync::atomic::Ordering::SeqCst;
            self.0.fetch_update(SeqCst, SeqCst, |left| left.checked_sub(bytes)).is_ok()
        }
    }

    #[tokio::test]
    async fn a_body_takes_room_as_it_comes_and_as_it_is_inflated() {
        let (headers, packed) = (encoded("gzip"), gzip(&vec![b'x'; 1_000_000]));
        for (room, expected) in [
            // Four pieces of 256 KiB, by doubling.
            (packed.len() + 1_048_576, Ok(1_000_000)),
            (packed.len() + 1_048_575, Err(BodyFault::NoRoom)),
            (packed.len() - 1, Err(BodyFault::NoRoom)),
        ] {
            let (room, body) = (Small(room.into()), Body::from(packed.clone()));
            let read = read_body_into(&headers, body, BodyLimits::default(), &room).await;
            assert_eq!(read.map(|bytes| bytes.len()), expected);
        }
    }

    #[tokio::test]
    async fn a_declared_length_is_refused_before_a_byte_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_LENGTH, "11".parse().unwrap());
        assert_eq!(read_body_of(headers, vec![], 10).await, Err(BodyFault::TooLarge));
    }

    /// A body whose next piece never comes.
    struct Never;

    impl hyper::body::Body for Never {
        type Data = axum::body::Bytes;
        type Error = io::Error;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<hyper::body::Frame<Self::Data>, Self::Error>>> {
            std::task::Poll::Pending
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_stops_is_too_slow() {
        let body = Body::new(PacedBody::new(Never, BodyPace::default()));
        assert_eq!(read_body(&HeaderMap::new(), body, limits(10)).await, Err(BodyFault::TooSlow));
    }

    async fn read_body_of(headers: HeaderMap, bytes: Vec<u8>, most: usize) -> Result<Vec<u8>, BodyFault> {
        read_body(&headers, Body::from(bytes), limits(most)).await
    }
}

//! One connection: what comes is given to the dialogue, its answers go back, and nothing waits longer than its time.

use std::io::{self, ErrorKind, Read, Write};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use super::TurnedAway;
use super::dialogue::{Dialogue, Flow};
use super::reply::Reply;
use super::server::Seat;
use super::stream::Stream;

const PIECE: usize = 16 * 1024;
/// After the last answer the peer may go on speaking for so long and so much, unheard: closed at once, it might lose the
/// answer.
const LINGER: Duration = Duration::from_secs(2);
const LINGER_BYTES: usize = 1024 * 1024;

/// Talks until one side ends it.
pub(super) fn converse(mut stream: Stream, seat: &Seat) -> io::Result<()> {
    let shared = &*seat.shared;
    let mut dialogue = Dialogue::new(&*shared.intake, &shared.limits, &shared.name);
    let mut buffer = vec![0; PIECE];
    let (mut flow, mut progress, mut since) = (Flow::On, dialogue.progress(), Instant::now());
    loop {
        if dialogue.progress() != progress {
            progress = dialogue.progress();
            since = Instant::now();
        }
        // Known before it is said: whoever was told to go on is not sent away.
        if flow == Flow::On && !shared.may_wait(seat.number, !progress.is_in_mail) {
            flow = dialogue.end_with(Reply::LEAVING);
        }
        stream.write_all(&dialogue.answers())?;
        if flow == Flow::End {
            return linger(&mut stream, &mut buffer);
        }
        let limits = &shared.limits;
        let time = if progress.is_in_mail { limits.mail_time } else { limits.command_time };
        flow = match read(&mut stream, &mut buffer, time.saturating_sub(since.elapsed()))? {
            Came::Piece(count) => dialogue.hear(buffer.get(..count).unwrap_or_default()),
            Came::TooLate => {
                shared.intake.turned_away(TurnedAway::Conduct);
                dialogue.end_with(Reply::TOO_SLOW)
            }
            Came::End if shared.is_stopping() => dialogue.end_with(Reply::LEAVING),
            Came::End => return Ok(()),
        };
    }
}

enum Came {
    Piece(usize),
    TooLate,
    End,
}

fn read(stream: &mut Stream, buffer: &mut [u8], within: Duration) -> io::Result<Came> {
    if within.is_zero() {
        return Ok(Came::TooLate);
    }
    stream.read_within(within)?;
    loop {
        return match stream.read(buffer) {
            Ok(0) => Ok(Came::End),
            Ok(count) => Ok(Came::Piece(count)),
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Ok(Came::TooLate)
            }
            Err(error) => Err(error),
        };
    }
}

fn linger(stream: &mut Stream, buffer: &mut [u8]) -> io::Result<()> {
    stream.shut(Shutdown::Write);
    let (began, mut heard) = (Instant::now(), 0);
    while heard < LINGER_BYTES {
        match read(stream, buffer, LINGER.saturating_sub(began.elapsed()))? {
            Came::Piece(count) => heard += count,
            Came::TooLate | Came::End => break,
        }
    }
    Ok(())
}

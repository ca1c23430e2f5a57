//! The table of misbehaviour over real sockets, with STARTTLS and sign-in. The row of the body is left to the dialogue
//! without sockets: here nobody can say whether the peer's word comes before the question or after it.

use std::sync::Mutex;

use canvass_delivery::sink::{At, Cell, Due, SILENCE, ScriptedSink, Way, misbehaviour};
use canvass_delivery::smtp::Timeouts;
use canvass_delivery::{Fence, Outcome, Transport};

use crate::relay::{PATIENCE, impatient, letter};
use crate::tls::{Certificate, certificate, script, starttls_url};

/// Most of them wait for nothing; those of silence wait side by side.
const AT_ONCE: usize = 12;

fn timeouts(cell: Cell) -> Timeouts {
    let all = Timeouts { connect: PATIENCE, reply: PATIENCE, dot: PATIENCE, fence: PATIENCE };
    match (cell.way, cell.at) {
        (Way::Silence, At::Dot) => Timeouts { dot: SILENCE, ..all },
        (Way::Silence, _) => Timeouts { reply: SILENCE, ..all },
        _ => all,
    }
}

/// What came of a cell that is not what was due.
fn try_cell(cell: Cell, certificate: &Certificate) -> Result<(), String> {
    let script = script(certificate).always(cell.at, cell.way.act(cell.at.usual()));
    let sink = ScriptedSink::start(script).unwrap();
    let transport = impatient(&starttls_url(&sink, certificate), timeouts(cell));
    let told = |what: String| Err(format!("{cell:?}: {what}"));
    let mut session = match (transport.open(), cell.due) {
        (Err(_), Due::NoSession) => {
            let is_silent = sink.commands().iter().all(|(_, line)| !line.starts_with("MAIL"));
            return if is_silent { Ok(()) } else { told("a letter was begun".to_owned()) };
        }
        (Ok(session), due) if due != Due::NoSession => session,
        (opened, _) => return told(format!("{:?}", opened.err())),
    };
    let outcome = session.deliver(&letter(1), &mut || Fence::Go);
    let is_due = match (cell.due, &outcome) {
        (Due::Usual, Outcome::Sent { .. })
        | (Due::Dropped, Outcome::NotSent { .. })
        | (Due::Unavailable, Outcome::Refused { code: 421, handed_over: false, .. })
        | (Due::InDoubt, Outcome::InDoubt { .. }) => true,
        (Due::Deferred(_), Outcome::Refused { permanent, .. }) => !permanent,
        (Due::Rejected(_), Outcome::Refused { permanent, .. }) => *permanent,
        _ => false,
    };
    let is_reusable = matches!(cell.due, Due::Usual | Due::Deferred(true) | Due::Rejected(true));
    if !is_due || session.is_reusable() != is_reusable {
        return told(format!("{outcome:?}, reusable {}", session.is_reusable()));
    }
    session.close();
    // What the sink did not keep it must not have, and what it said 250 to it has once.
    let kept = usize::from(cell.due == Due::Usual);
    if sink.accepted().len() != kept {
        return told(format!("{} letters at the peer", sink.accepted().len()));
    }
    Ok(())
}

#[test]
fn out_06_to_out_13_each_way_to_go_wrong_at_each_step_comes_out_as_the_table_says() {
    let certificate = certificate();
    let cells: Vec<Cell> = misbehaviour().into_iter().filter(|cell| cell.at != At::Body).collect();
    let count = cells.len();
    let (waiting, faults) = (Mutex::new(cells), Mutex::new(Vec::new()));
    let next = || waiting.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(cell) = next() {
                    let fault = try_cell(cell, &certificate).err();
                    faults.lock().unwrap().extend(fault);
                }
            });
        }
    });
    let faults = faults.into_inner().unwrap();
    assert!(faults.is_empty(), "{} of {count} cells:\n{}", faults.len(), faults.join("\n"));
}

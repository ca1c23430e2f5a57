//! The table of misbehaviour as the ledger sees it: what a message becomes when the relay goes wrong, that it leaves when
//! the relay is well again if it may, and that the relay never has it twice. Sign-in, TLS and the early word in a body are
//! left to the tests of the dialogue: for a message they are like the rows beside them.

use std::sync::Mutex;

use canvass_delivery::sink::{Act, At, Cell, Due, SILENCE, SinkScript, Way, misbehaviour};
use canvass_delivery::smtp::Timeouts;

use super::*;

const AT_ONCE: usize = 8;
const PEOPLE: usize = 2;

fn is_tried(cell: Cell) -> bool {
    match cell.at {
        At::Greeting | At::Hello | At::Mail | At::Rcpt | At::Data | At::Quit => cell.way != Way::Silence,
        At::Dot => true,
        At::StartTls | At::Handshake | At::Auth | At::Body | At::Rset => false,
    }
}

/// What the sink does: at the dot it may have kept the letter before it goes wrong.
fn act(cell: Cell, keeps: bool) -> Act {
    match (cell.way, keeps) {
        (Way::Silence, true) => Act::KeepAndSilence,
        (_, true) => Act::KeepAndClose,
        (way, false) => way.act(cell.at.usual()),
    }
}

fn transport(sink: &ScriptedSink, cell: Cell) -> Arc<dyn Transport> {
    let dot = if cell.way == Way::Silence { SILENCE } else { PATIENCE };
    let timeouts = Timeouts { connect: PATIENCE, reply: PATIENCE, dot, fence: PATIENCE };
    let settings = SmtpSettings::parse(&sink.url()).unwrap().with_timeouts(timeouts);
    Arc::new(SmtpTransport::new(settings).unwrap())
}

fn try_cell(cell: Cell, keeps: bool) {
    let what = format!("{cell:?}, kept: {keeps}");
    let test = TestApp::new();
    let acme = test.workspace("acme");
    let sink = ScriptedSink::start(SinkScript::default().always(cell.at, act(cell, keeps))).unwrap();
    // One conversation at a time, so that the second letter tells whether the session was good for it.
    let one = JobSettings { connections: 1, ..settings(1) };
    let jobs = Jobs::start(test.app.clone(), transport(&sink, cell), one).unwrap();
    let batch = Watched::import(&acme, people(PEOPLE));
    let ended = |state| move |message: &MessageRecord| message.state == state;
    let all_are = |is_so: &dyn Fn(&MessageRecord) -> bool| {
        until(&what, || (0..PEOPLE).all(|index| is_so(&batch.message(index))));
    };
    match cell.due {
        Due::Usual => all_are(&ended(MessageState::Sent)),
        Due::NoSession => {
            until(&what, || sink.connections() > 1);
            all_are(&|message| message.state == MessageState::Waiting);
        }
        Due::Dropped | Due::Unavailable | Due::Deferred(_) => {
            all_are(&|message| message.state == MessageState::Waiting && message.tries == 1);
        }
        Due::Rejected(_) => all_are(&ended(MessageState::Rejected)),
        Due::InDoubt => all_are(&ended(MessageState::InDoubt)),
    }
    let is_reused = matches!(cell.due, Due::Usual | Due::Deferred(true) | Due::Rejected(true));
    assert_eq!(sink.connections() == 1, is_reused, "{what}: {} connections", sink.connections());
    for index in 0..PEOPLE {
        let message = batch.message(index);
        let attempts = i32::from(cell.at == At::Dot || cell.due == Due::Usual);
        assert_eq!(message.attempts, attempts, "{what}: handed over {} times", message.attempts);
        assert_eq!(
            message.tries == 0,
            matches!(cell.due, Due::Usual | Due::NoSession | Due::Rejected(_) | Due::InDoubt),
            "{what}"
        );
    }
    get_well(&test, &batch, &sink, cell, keeps);
    assert!(jobs.drain(PATIENCE), "{what}");
}

/// The relay is well again, and time passes.
fn get_well(test: &TestApp, batch: &Watched<'_>, sink: &ScriptedSink, cell: Cell, keeps: bool) {
    if cell.at != At::Quit {
        sink.change_script(|script| script.faults.clear());
    }
    step(test, 10);
    let control = Watched::import(batch.workspace, people(1));
    control.until(&[(MessageState::Sent, 1)]);
    let everybody = i64::try_from(PEOPLE).unwrap();
    let (state, is_there) = match cell.due {
        Due::Rejected(_) => (MessageState::Rejected, false),
        Due::InDoubt => (MessageState::InDoubt, keeps),
        Due::Usual | Due::NoSession | Due::Dropped | Due::Unavailable | Due::Deferred(_) => {
            (MessageState::Sent, true)
        }
    };
    batch.until(&[(state, everybody)]);
    let mut expected = control.message_ids();
    if is_there {
        expected.extend(batch.message_ids());
        expected.sort();
    }
    assert_eq!(taken(sink), expected, "{cell:?}, kept: {keeps}");
}

#[test]
fn out_06_to_out_11_whatever_the_relay_does_each_message_ends_as_the_table_says_and_is_there_once() {
    let cells = misbehaviour().into_iter().filter(|cell| is_tried(*cell));
    let cells: Vec<(Cell, bool)> = cells
        .flat_map(|cell| {
            let both = cell.due == Due::InDoubt && matches!(cell.way, Way::Silence | Way::Drop);
            [(cell, false), (cell, true)].into_iter().filter(move |(_, keeps)| !keeps || both)
        })
        .collect();
    let (waiting, failed) = (Mutex::new(cells), Mutex::new(Vec::new()));
    let next = || waiting.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((cell, keeps)) = next() {
                    if std::panic::catch_unwind(|| try_cell(cell, keeps)).is_err() {
                        failed.lock().unwrap().push((cell, keeps));
                    }
                }
            });
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "{failed:?}");
}

//! STO-16: each sync takes two seconds. Nobody is told anything before its sync, who finds no place in the line is told at once
//! to come later, and nobody is blamed for our slowness.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use super::{Dice, Fate, INTAKE, Run, acknowledged, has_strace, killed, trace};
use crate::harness::{BatchBody, Deadline};

/// More than a workspace may have under way at once.
const CLIENTS: usize = 160;
const LONGEST: Duration = Duration::from_secs(90);
/// The start is as fast as ever: each thread counts for itself, and none syncs so often before it serves.
const SLOW: &str = "inject=fdatasync,fsync:delay_enter=2000000:when=12+";
const CUTS: usize = 6;

#[test]
fn sto_16_while_each_sync_takes_two_seconds_nobody_is_told_before_it_and_the_line_is_bounded() {
    if !has_strace("slow syncs") {
        return;
    }
    let (place, before) = killed();
    let recording = place.folder().join("recording");
    let server = trace::record(&place, &recording, &["-e", SLOW]);
    let api = server.operator();
    let answers: Mutex<BTreeMap<u16, usize>> = Mutex::default();
    let deadline = Deadline::after(LONGEST);
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (api, answers) = (&api, &answers);
            scope.spawn(move || {
                for number in 0.. {
                    let batch = BatchBody::new(&format!("batch{client}.{number}"), 1, 0);
                    let answer = api.try_post_once(INTAKE, &batch.name, &batch.native()).unwrap();
                    assert!(answer.status != 503 || answer.header("retry-after").is_some());
                    let mut answers = answers.lock().unwrap();
                    *answers.entry(answer.status).or_default() += 1;
                    let is_seen = answers.contains_key(&503) && answers.keys().any(|status| *status < 300);
                    if is_seen || deadline.is_over() {
                        return;
                    }
                }
            });
        }
    });
    server.kill();
    let answers = answers.into_inner().unwrap();
    let told: usize = answers.range(200..300).map(|(_, count)| count).sum();
    assert!(told > 0 && answers.contains_key(&503), "{answers:?}");
    assert!(answers.keys().all(|status| *status < 300 || *status == 503), "{answers:?}");
    let events = trace::read_until(&recording, &place.data(), |events| acknowledged(events).len() == told);
    let run = Run { before, events, told, people: 1 };
    let mut dice = Dice::new("slow syncs");
    let acknowledged = acknowledged(&run.events);
    let moments = (0..CUTS).map(|_| (acknowledged[dice.number(0, told)].0 + 1, Fate::Lost)).collect();
    assert_eq!(run.cut(moments, &mut dice), Vec::<String>::new());
}

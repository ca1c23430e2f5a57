//! STO-01 within the first start: nothing was promised yet, but what is left of it must not be in the way of the next one.

use std::fs;

use super::disk::{Disk, Fate};
use super::{has_strace, laid_out, trace};
use crate::harness::{Dice, Engine, Place, is_long};

fn cuts() -> usize {
    if is_long() { 60 } else { 5 }
}

#[test]
fn sto_01_a_power_cut_within_the_first_start_is_not_in_the_way_of_the_next() {
    if !has_strace("power cuts in the first start") {
        return;
    }
    let place = Place::new(Engine::Sqlite);
    let recording = place.folder().join("recording");
    let before = tempfile::tempdir().unwrap();
    fs::create_dir(place.data()).unwrap();
    trace::record(&place, &recording, &[]).stop();
    let events = trace::read(&recording, &place.data());
    let mut dice = Dice::new("power cuts in the first start");
    let mut moments: Vec<usize> = (0..cuts()).map(|_| dice.number(0, events.len() + 1)).collect();
    moments.sort_unstable();
    let (mut disk, mut done) = (Disk::of(before.path()), 0);
    for (round, moment) in moments.into_iter().enumerate() {
        for (number, event) in events.iter().enumerate().take(moment).skip(done) {
            disk.happen(number, event);
        }
        done = moment;
        let fate = if round % 4 == 0 { Fate::Lost } else { Fate::Torn };
        let place = laid_out(&disk.after_a_cut(fate, &mut dice));
        let server = place.try_start(None).unwrap_or_else(|stopped| {
            panic!("cut at {moment} of {} ({fate:?}): {}", events.len(), stopped.words());
        });
        let checked = place.run(&server, &["check"]);
        assert!(checked.status.success(), "cut at {moment}: {}", String::from_utf8_lossy(&checked.stdout));
    }
}

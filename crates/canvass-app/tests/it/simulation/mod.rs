//! Random stories of intake, locks, answers, workers, dead nodes and a clock that steps, one event after the other on one
//! thread. Workers do what those of `canvass_app::job` do, but every moment between two of their steps is open to
//! everything else: other nodes, the person, the operator, the end of the process.
//!
//! After every event the counts add up (P5). No hand-over is early, late, or after an acknowledged lock, opt-out,
//! cancel or answer (P6, P7), nobody is invited twice within the days of a contact rule, the relay never has a message
//! twice (P4) unless it gave it back, and then thrice at most within 72 hours (Q48), and nothing leaves in closed hours.
//! A story is told by its seed: `CANVASS_TEST_SEED` repeats it, and its log is the same each time (SUP-07).

mod dice;
mod hours;
mod node;
mod people;
mod relay;
mod world;

use canvass_testkit::TestApp;

use dice::Dice;
use world::World;

const EVENTS: usize = 300;

/// How the workspace of a story treats its people.
#[derive(Debug, Clone, Copy)]
struct Habits {
    /// A contact rule lets a day pass between two invitations of a person.
    rests: bool,
    /// A reminder is planned with each invitation that leaves.
    reminds: bool,
    /// Some of what left comes back softly.
    returns: bool,
    /// It sends in some hours of some days.
    keeps_hours: bool,
}

impl Habits {
    /// How often days pass in such a story: only where something waits for them.
    fn days_pass(self) -> usize {
        if self.rests || self.reminds || self.returns { 8 } else { 0 }
    }

    /// Whether days have to pass until everything is at an end.
    fn passes_days(self) -> bool {
        self.days_pass() > 0 || self.keeps_hours
    }

    /// How often hours pass.
    fn hours_pass(self) -> usize {
        if self.returns || self.keeps_hours { 12 } else { 0 }
    }
}

/// Prints what repeats a story that failed.
struct Teller<'a> {
    seed: u64,
    world: World<'a>,
}

impl Drop for Teller<'_> {
    #[expect(clippy::print_stderr, reason = "whoever reads of the failure needs the seed")]
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = &self.world.log;
            let last = &log[log.len().saturating_sub(60)..];
            eprintln!("CANVASS_TEST_SEED={} after {} events:\n{}", self.seed, log.len(), last.join("\n"));
        }
    }
}

/// Tells one story to its end; gives its log.
fn tell(test: &TestApp, nodes: usize, seed: u64) -> Vec<String> {
    let mut teller = Teller { seed, world: World::begin(test, nodes, Dice::new(seed)) };
    for _ in 0..EVENTS {
        teller.world.something_happens();
        teller.world.check();
    }
    teller.world.come_to_an_end();
    std::mem::take(&mut teller.world.log)
}

#[expect(clippy::disallowed_methods, reason = "tests have no settings to take this from")]
fn is_long() -> bool {
    std::env::var("CANVASS_TEST_LONG").is_ok_and(|value| !value.is_empty())
}

#[expect(clippy::print_stdout, reason = "the seed repeats a run")]
fn stories(short: usize, long: usize) -> impl Iterator<Item = u64> {
    let first = dice::first_seed();
    println!("CANVASS_TEST_SEED={first}");
    (0..if is_long() { long } else { short }).map(move |story| first.wrapping_add(story as u64))
}

#[test]
fn p4_p5_p7_random_stories_of_one_process_come_out_right() {
    for seed in stories(12, 400) {
        // One process owns the file.
        tell(&TestApp::new(), 1, seed);
    }
}

#[test]
fn p4_p5_p7_random_stories_of_three_nodes_come_out_right() {
    for seed in stories(6, 200) {
        tell(&TestApp::on_postgres(), 3, seed);
    }
}

#[test]
fn sup_07_one_seed_tells_one_story() {
    let seed = dice::first_seed();
    println!("CANVASS_TEST_SEED={seed}");
    let log = tell(&TestApp::new(), 1, seed);
    assert_eq!(log, tell(&TestApp::new(), 1, seed));
    assert_ne!(log, tell(&TestApp::new(), 1, seed.wrapping_add(1)));
}

//! What time and nodes do in a story: the clock steps, nodes work, sweep and start anew.

use canvass_domain::message::Window;
use jiff::SignedDuration;

use super::super::node::{Node, Surroundings};
use super::{Event, World};

impl World<'_> {
    pub(super) fn work(&mut self, event: Event, node: usize) -> String {
        if self.nodes[node].is_stopped {
            return "it stands still".to_owned();
        }
        match event {
            Event::Claim => {
                let most = 1 + self.dice.below(6);
                self.nodes[node].claim(self.test, most)
            }
            Event::Sweep => self.sweep(),
            Event::GoOn if self.nodes[node].is_busy() => self.go_on(node),
            Event::GoOn
            | Event::Beat
            | Event::Import
            | Event::Approve
            | Event::Cancel
            | Event::Lock
            | Event::OptOut
            | Event::Open
            | Event::Answer
            | Event::Settle
            | Event::ComeBack
            | Event::Time
            | Event::Stop
            | Event::Wake
            | Event::Die => {
                self.nodes[node].beat(self.test);
                String::new()
            }
        }
    }

    pub(super) fn go_on(&mut self, node: usize) -> String {
        let mut around = Surroundings {
            test: self.test,
            dice: &mut self.dice,
            relay: &mut self.relay,
            people: &self.people,
            habits: self.habits,
            hours: &self.hours,
            age: self.age,
            is_calm: self.is_calm,
        };
        self.nodes[node].go_on(&mut around)
    }

    pub(super) fn start_node(&mut self) -> Node {
        let node = Node::new(self.next_node);
        self.next_node += 1;
        let id = node.id;
        let begun = self.test.app.store.write_system(move |tx| {
            tx.beat(id)?;
            tx.settle_dead_nodes(id)
        });
        begun.wait().unwrap();
        node
    }

    /// What time brings; past the closing hour the next window begins at once, or when the hours of the story say.
    pub(super) fn sweep(&mut self) -> String {
        let hours = self.habits.keeps_hours.then(|| self.hours.clone());
        let swept = self.test.app.store.write_system(move |tx| {
            let swept = tx.sweep(500)?;
            let now = tx.now()?;
            let late = tx.past_closing(500)?;
            let windows: Vec<_> = late
                .into_iter()
                .map(|(key, window)| {
                    let at_once =
                        Window { due_at: now, closes_at: now + SignedDuration::from_hours(8), ..window };
                    let after = window.ends_at + SignedDuration::from_secs(1);
                    let never = Window { due_at: after, closes_at: after, ..window };
                    let next = hours.as_ref().map(|hours| hours.again(window, now).unwrap_or(never));
                    (key, next.unwrap_or(at_once))
                })
                .collect();
            tx.reschedule(&windows)?;
            Ok::<_, canvass_store::StoreError>(swept)
        });
        format!("{:?}", swept.wait().unwrap())
    }

    pub(super) fn step_the_clock(&mut self) -> String {
        let seconds = match self.dice.one_of(&[
            (60, 0),
            (25, 1),
            (10, 2),
            (self.habits.hours_pass(), 5),
            (self.habits.days_pass(), 4),
            (5, 3),
        ]) {
            0 => 1 + self.dice.below(20),
            1 => 31 + self.dice.below(60),
            2 => 60 * (5 + self.dice.below(20)),
            5 => 60 * (20 + self.dice.below(160)),
            4 => 3_600 * (3 + self.dice.below(24)),
            _ => {
                // Somebody sets the clock back; no time passes.
                let back = SignedDuration::from_mins(1 + i64::try_from(self.dice.below(90)).unwrap());
                self.test.clock.step(-back);
                return format!("back by {back:#}");
            }
        };
        let by = SignedDuration::from_secs(i64::try_from(seconds).unwrap());
        self.test.clock.step(by);
        self.age += by;
        String::new()
    }
}

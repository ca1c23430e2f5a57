//! Who is connected: so many at most, and so many from one address. When there is no place, the longest idle connection
//! gives its own: idle connections never keep anybody out.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use tokio::sync::Notify;

/// The connections of a front.
#[derive(Debug)]
pub(super) struct Crowd {
    most: usize,
    most_of_address: usize,
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    seated: usize,
    of_address: HashMap<IpAddr, usize>,
    /// Idle connections, the longest idle first.
    idle: BTreeMap<u64, Arc<Place>>,
    turns: u64,
}

#[derive(Debug)]
struct Place {
    address: IpAddr,
    is_taken_away: AtomicBool,
    taken_away: Notify,
}

/// The place of one connection.
#[derive(Debug)]
pub(super) struct Seat {
    crowd: Arc<Crowd>,
    place: Arc<Place>,
    /// Under which turn it is idle.
    idle: Mutex<Option<u64>>,
}

impl Crowd {
    pub(super) fn new(most: usize, most_of_address: usize) -> Arc<Self> {
        Arc::new(Self { most, most_of_address, inside: Mutex::default() })
    }

    /// A place for a connection of this address, if need be that of an idle one. `None`: nobody is idle.
    pub(super) fn enter(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let mut inside = self.inside.lock();
        if inside.of_address.get(&address).is_some_and(|count| *count >= self.most_of_address) {
            inside.take_away(Some(address))?;
        }
        if inside.seated >= self.most {
            inside.take_away(None)?;
        }
        inside.seated += 1;
        *inside.of_address.entry(address).or_default() += 1;
        drop(inside);
        let place =
            Arc::new(Place { address, is_taken_away: AtomicBool::new(false), taken_away: Notify::new() });
        let seat = Seat { crowd: Arc::clone(self), place, idle: Mutex::default() };
        // Until its first byte a connection is idle.
        seat.rests();
        Some(seat)
    }

    /// Closes the longest idle connection, when there is no descriptor for another one.
    pub(super) fn make_room(&self) -> Option<()> {
        self.inside.lock().take_away(None)
    }
}

impl Inside {
    fn take_away(&mut self, of: Option<IpAddr>) -> Option<()> {
        let mut idle = self.idle.iter();
        let turn = *idle.find(|(_, place)| of.is_none_or(|address| place.address == address))?.0;
        let place = self.idle.remove(&turn)?;
        self.leave(place.address);
        place.is_taken_away.store(true, Ordering::SeqCst);
        place.taken_away.notify_one();
        Some(())
    }

    fn leave(&mut self, address: IpAddr) {
        self.seated -= 1;
        if let Some(count) = self.of_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.of_address.remove(&address);
            }
        }
    }
}

impl Seat {
    /// From now on the connection waits for a request.
    pub(super) fn rests(&self) {
        let mut idle = self.idle.lock();
        if idle.is_none() && !self.place.is_taken_away.load(Ordering::SeqCst) {
            let mut inside = self.crowd.inside.lock();
            inside.turns += 1;
            let turn = inside.turns;
            inside.idle.insert(turn, Arc::clone(&self.place));
            *idle = Some(turn);
        }
    }

    /// A request has begun. `false`: the place was taken away before.
    pub(super) fn works(&self) -> bool {
        if let Some(turn) = self.idle.lock().take() {
            self.crowd.inside.lock().idle.remove(&turn);
        }
        !self.place.is_taken_away.load(Ordering::SeqCst)
    }

    /// Ends when the place was taken away.
    pub(super) async fn taken_away(&self) {
        self.place.taken_away.notified().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let turn = self.idle.lock().take();
        let mut inside = self.crowd.inside.lock();
        if let Some(turn) = turn {
            inside.idle.remove(&turn);
        }
        if !self.place.is_taken_away.load(Ordering::SeqCst) {
            inside.leave(self.place.address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    /// A connection whose request is under way.
    fn working(crowd: &Arc<Crowd>, last: u8) -> Seat {
        let seat = crowd.enter(address(last)).unwrap();
        assert!(seat.works());
        seat
    }

    fn is_gone(seat: &Seat) -> bool {
        seat.place.is_taken_away.load(Ordering::SeqCst)
    }

    #[test]
    fn the_longest_idle_connection_gives_its_place() {
        let crowd = Crowd::new(3, 3);
        let seats: Vec<Seat> = (0..3).map(|number| working(&crowd, number)).collect();
        assert!(crowd.enter(address(9)).is_none());
        seats[2].rests();
        seats[1].rests();
        let more = working(&crowd, 9);
        assert_eq!(seats.iter().map(is_gone).collect::<Vec<_>>(), [false, false, true]);
        // Whose place is gone begins nothing any more.
        assert_eq!((seats[1].works(), seats[2].works()), (true, false));
        assert!(crowd.enter(address(9)).is_none());
        drop(more);
        assert!(crowd.enter(address(9)).is_some());
    }

    #[test]
    fn an_address_takes_places_of_its_own_only() {
        let crowd = Crowd::new(10, 2);
        let theirs = crowd.enter(address(1)).unwrap();
        let ours: Vec<Seat> = (0..2).map(|_| working(&crowd, 2)).collect();
        assert!(crowd.enter(address(2)).is_none());
        ours[0].rests();
        let more = crowd.enter(address(2)).unwrap();
        assert_eq!((is_gone(&ours[0]), is_gone(&theirs)), (true, false));
        // Gone is gone: its end gives no second place.
        drop(ours);
        drop(more);
        drop(theirs);
        let inside = crowd.inside.lock();
        assert_eq!((inside.seated, inside.of_address.len(), inside.idle.len()), (0, 0, 0));
    }
}

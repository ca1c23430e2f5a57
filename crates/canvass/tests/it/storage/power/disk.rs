//! A disk that loses power. What was synced stays; of the rest each sector has any of the contents that it ever had since,
//! and files any of their lengths. Names are as safe as their folder's last sync, and are lost from the last one on.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::trace::Event;
use crate::harness::Dice;

const SECTOR: usize = 512;

/// What the cut does to that which was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// Nothing of it was written yet.
    Lost,
    /// All of it was written.
    Kept,
    /// Anything in between, by chance.
    Torn,
    /// All of it was written, but of the last write so many bytes.
    LastTornAt(usize),
}

/// The files of a folder.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

#[derive(Debug, Clone)]
enum Change {
    Write { at: usize, bytes: Vec<u8> },
    Cut(usize),
}

/// A file, whatever its names. Changes know the number of their event.
#[derive(Debug, Default)]
struct Body {
    safe: Vec<u8>,
    open: Vec<(usize, Change)>,
    /// Where a write without a place goes.
    position: usize,
    /// Its length as the program sees it.
    length: usize,
}

#[derive(Debug, Clone)]
enum Naming {
    Made(String, usize),
    Renamed(String, String),
    Removed(String),
}

/// A disk under way.
#[derive(Debug)]
pub(super) struct Disk {
    bodies: Vec<Body>,
    names: BTreeMap<String, usize>,
    safe_names: BTreeMap<String, usize>,
    open_names: Vec<(usize, Naming)>,
}

impl Disk {
    /// The files as they are, all of them safe.
    pub(super) fn of(folder: &Path) -> Self {
        let mut disk = Self {
            bodies: Vec::new(),
            names: BTreeMap::new(),
            safe_names: BTreeMap::new(),
            open_names: Vec::new(),
        };
        for (name, bytes) in files_of(folder) {
            disk.names.insert(name.clone(), disk.bodies.len());
            disk.bodies.push(Body { length: bytes.len(), safe: bytes, ..Body::default() });
        }
        disk.safe_names = disk.names.clone();
        disk
    }

    /// The event with this number happens.
    pub(super) fn happen(&mut self, number: usize, event: &Event) {
        match event {
            Event::Opened { file, emptied, appends } => {
                let body = self.body_or_new(number, file);
                body.position = if *appends { body.length } else { 0 };
                if *emptied {
                    body.cut(number, 0);
                }
            }
            Event::Wrote { file, at, bytes } => {
                let Some(body) = self.body(file) else { return };
                let at = at.map_or(body.position, |at| usize::try_from(at).unwrap());
                body.position = at + bytes.len();
                body.length = body.length.max(at + bytes.len());
                body.open.push((number, Change::Write { at, bytes: bytes.clone() }));
            }
            Event::Cut { file, length } => {
                let length = usize::try_from(*length).unwrap();
                if let Some(body) = self.body(file) {
                    body.cut(number, length);
                }
            }
            Event::Renamed { from, to } => {
                let Some(moved) = self.names.remove(from) else { return };
                self.names.insert(to.clone(), moved);
                self.open_names.push((number, Naming::Renamed(from.clone(), to.clone())));
            }
            Event::Removed { file } => {
                self.names.remove(file);
                self.open_names.push((number, Naming::Removed(file.clone())));
            }
            Event::Synced { file, began } if file.is_empty() => self.sync_names(*began),
            Event::Synced { file, began } => {
                if let Some(body) = self.body(file) {
                    body.sync(*began);
                }
            }
            Event::Said(_) => {}
        }
    }

    fn body(&mut self, name: &str) -> Option<&mut Body> {
        let which = *self.names.get(name)?;
        self.bodies.get_mut(which)
    }

    fn body_or_new(&mut self, number: usize, name: &str) -> &mut Body {
        let next = self.bodies.len();
        let which = *self.names.entry(name.to_owned()).or_insert(next);
        if which == next {
            self.bodies.push(Body::default());
            self.open_names.push((number, Naming::Made(name.to_owned(), which)));
        }
        &mut self.bodies[which]
    }

    fn sync_names(&mut self, before: usize) {
        let safe = self.open_names.iter().take_while(|(number, _)| *number < before).count();
        for (_, naming) in self.open_names.drain(..safe) {
            name(&mut self.safe_names, naming);
        }
    }

    /// What is found after the power was cut now.
    pub(super) fn after_a_cut(&self, fate: Fate, dice: &mut Dice) -> Files {
        let kept = match fate {
            Fate::Lost => 0,
            Fate::Kept | Fate::LastTornAt(_) => self.open_names.len(),
            Fate::Torn => dice.number(0, self.open_names.len() + 1),
        };
        let mut names = self.safe_names.clone();
        for (_, naming) in self.open_names.iter().take(kept) {
            name(&mut names, naming.clone());
        }
        let latest = self.bodies.iter().filter_map(|body| body.open.last()).map(|(number, _)| *number).max();
        names
            .into_iter()
            .map(|(name, which)| (name, self.bodies[which].after_a_cut(fate, latest, dice)))
            .collect()
    }
}

fn name(names: &mut BTreeMap<String, usize>, naming: Naming) {
    match naming {
        Naming::Made(name, which) => drop(names.insert(name, which)),
        Naming::Removed(name) => drop(names.remove(&name)),
        Naming::Renamed(from, to) => {
            if let Some(which) = names.remove(&from) {
                names.insert(to, which);
            }
        }
    }
}

impl Body {
    fn cut(&mut self, number: usize, length: usize) {
        self.length = length;
        self.open.push((number, Change::Cut(length)));
    }

    fn sync(&mut self, before: usize) {
        let safe = self.open.iter().take_while(|(number, _)| *number < before).count();
        for (_, change) in self.open.drain(..safe) {
            match change {
                Change::Write { at, bytes } => put(&mut self.safe, at, &bytes),
                Change::Cut(length) => self.safe.resize(length, 0),
            }
        }
    }

    fn after_a_cut(&self, fate: Fate, latest: Option<usize>, dice: &mut Dice) -> Vec<u8> {
        let mut found = self.safe.clone();
        if fate == Fate::Lost {
            return found;
        }
        // Up to which change each sector was written.
        let mut until: HashMap<usize, usize> = HashMap::new();
        let mut is_kept = |sector: usize, change: usize, dice: &mut Dice| {
            let until = until.entry(sector).or_insert_with(|| dice.number(0, self.open.len() + 1));
            fate != Fate::Torn || change < *until
        };
        for (order, (number, change)) in self.open.iter().enumerate() {
            match change {
                Change::Write { at, bytes } => {
                    let torn = match fate {
                        Fate::LastTornAt(most) if Some(*number) == latest => bytes.len().min(most),
                        Fate::Lost | Fate::Kept | Fate::Torn | Fate::LastTornAt(_) => bytes.len(),
                    };
                    for (from, piece) in sectors(*at, &bytes[..torn]) {
                        if is_kept(from / SECTOR, order, dice) {
                            put(&mut found, from, piece);
                        }
                    }
                }
                Change::Cut(length) => {
                    if fate != Fate::Torn || dice.number(0, 2) == 1 {
                        found.resize(*length, 0);
                    }
                }
            }
        }
        // A file may be longer than what was written of it: nothing but zeros then.
        if fate == Fate::Torn && dice.number(0, 2) == 1 && found.len() < self.length {
            found.resize(self.length, 0);
        }
        found
    }
}

/// A write in the pieces that reach the disk as one.
fn sectors(at: usize, bytes: &[u8]) -> Vec<(usize, &[u8])> {
    let (mut pieces, mut from, mut rest) = (Vec::new(), at, bytes);
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(rest.len().min(SECTOR - from % SECTOR));
        pieces.push((from, piece));
        from += piece.len();
        rest = after;
    }
    pieces
}

fn put(body: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if body.len() < at + bytes.len() {
        body.resize(at + bytes.len(), 0);
    }
    body[at..at + bytes.len()].copy_from_slice(bytes);
}

fn files_of(folder: &Path) -> Files {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let files = entries.filter(|entry| entry.file_type().unwrap().is_file());
    let named =
        files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap()));
    named.filter(|(name, _)| !name.ends_with("-shm")).collect()
}

//! The rooms of the class: the main one, and groups that are there while someone is in them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;

use crate::name::{Confusable, Name};

/// A room of the class, never used for another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoomId(u64);

impl RoomId {
    /// Where everyone is who went nowhere else.
    pub const MAIN: Self = Self(0);
}

/// The name under which the journal keeps the main room; in every class the same.
pub(super) fn main_room() -> Name {
    static MAIN: LazyLock<Name> = LazyLock::new(|| Name::new("sala").expect("a valid name"));
    MAIN.clone()
}

#[derive(Debug)]
struct Room {
    name: Name,
    confusable: Confusable,
    /// What was said before in a room of that name was said in another one.
    opened: Timestamp,
    /// How many are in it who count as people.
    people: usize,
    /// How many are in it who do not: the teacher's consoles.
    consoles: usize,
}

/// The rooms that are open. The main one always is.
#[derive(Debug)]
pub(super) struct Rooms {
    open: BTreeMap<RoomId, Room>,
    next: u64,
}

impl Room {
    fn new(name: Name, opened: Timestamp) -> Self {
        let confusable = name.confusable();
        Self { name, confusable, opened, people: 0, consoles: 0 }
    }
}

impl Rooms {
    pub(super) fn new() -> Self {
        Self {
            open: BTreeMap::from([(RoomId::MAIN, Room::new(main_room(), Timestamp::MIN))]),
            next: 1,
        }
    }

    /// The room of that name, in any case; opened if there is none.
    pub(super) fn open(&mut self, name: &Name, now: Timestamp) -> RoomId {
        if let Some(room) = self.find(name) {
            return room;
        }
        let room = RoomId(self.next);
        self.next += 1;
        self.open.insert(room, Room::new(name.clone(), now));
        room
    }

    /// The open room of that name, in any case.
    pub(super) fn find(&self, name: &Name) -> Option<RoomId> {
        let folded = name.confusable().folded;
        let mut open = self.open.iter();
        open.find(|(_, room)| room.confusable.folded == folded).map(|(room, _)| *room)
    }

    pub(super) fn name(&self, room: RoomId) -> Name {
        self.open.get(&room).map_or_else(main_room, |room| room.name.clone())
    }

    /// Since when it is open; the main one always was.
    pub(super) fn opened(&self, room: RoomId) -> Option<Timestamp> {
        self.open.get(&room).map(|room| room.opened).filter(|_| room != RoomId::MAIN)
    }

    /// Is an open group called something like that?
    pub(super) fn has_confusable(&self, confusable: &Confusable) -> bool {
        self.open.values().any(|room| room.confusable.is_confusable_with(confusable))
    }

    /// How many people are in it.
    pub(super) fn people(&self, room: RoomId) -> usize {
        self.open.get(&room).map_or(0, |room| room.people)
    }

    /// Every open room but the main one, in the order of their opening.
    pub(super) fn groups(&self) -> impl Iterator<Item = RoomId> {
        self.open.keys().copied().filter(|room| *room != RoomId::MAIN)
    }

    pub(super) fn enter(&mut self, room: RoomId, counts: bool) {
        if let Some(count) = self.count_mut(room, counts) {
            *count += 1;
        }
    }

    pub(super) fn leave(&mut self, room: RoomId, counts: bool) {
        if let Some(count) = self.count_mut(room, counts) {
            *count = count.saturating_sub(1);
        }
    }

    /// Closes the groups that nobody is in. Not while people are being moved: the next one may be
    /// on the way to a room that was just left.
    pub(super) fn close_empty(&mut self) {
        self.open.retain(|id, room| *id == RoomId::MAIN || room.people + room.consoles > 0);
    }

    fn count_mut(&mut self, room: RoomId, counts: bool) -> Option<&mut usize> {
        let room = self.open.get_mut(&room)?;
        Some(if counts { &mut room.people } else { &mut room.consoles })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    #[test]
    fn a_room_is_there_while_someone_is_in_it_and_the_main_one_always() {
        let mut rooms = Rooms::new();
        let red = rooms.open(&name("Vermelho"), NOW);
        rooms.enter(red, true);
        rooms.enter(red, false);
        assert_eq!(rooms.open(&name("vermelho"), NOW), red);
        rooms.leave(red, true);
        rooms.close_empty();
        assert_eq!((rooms.find(&name("VERMELHO")), rooms.people(red)), (Some(red), 0));
        rooms.leave(red, false);
        rooms.close_empty();
        assert_eq!(rooms.find(&name("vermelho")), None);
        assert_ne!(rooms.open(&name("vermelho"), NOW), red, "another room of that name");
        rooms.enter(RoomId::MAIN, true);
        rooms.leave(RoomId::MAIN, true);
        rooms.close_empty();
        assert_eq!(rooms.find(&name("SALA")), Some(RoomId::MAIN));
    }
}

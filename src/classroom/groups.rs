//! The rooms of the class: the main one, and groups that are there while someone is in them.
//! Moving between them, alone or as a class.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use serde::Serialize;

use crate::name::{Confusable, MAX_GRAPHEMES, Name};
use crate::say;
use crate::wire::{Mark, ServerLine};

use super::class::Classroom;
use super::context::{Context, Now};
use super::effect::{Audience, Effects};
use super::ids::{ConnectionId, Role, RoomId};
use super::record::{Moved, Record};
use super::scope::Talk;

/// The name under which the journal keeps the main room; in every class the same.
pub fn main_room() -> Name {
    static MAIN: LazyLock<Name> = LazyLock::new(|| Name::new("sala").expect("a valid name"));
    MAIN.clone()
}

#[derive(Clone, Debug, Serialize)]
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
#[derive(Clone, Debug, Serialize)]
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

    /// Could the name of an open room be taken for this one?
    pub(super) fn has_confusable(&self, confusable: &Confusable) -> bool {
        self.open.values().any(|room| room.confusable.is_confusable_with(confusable))
    }

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

/// A person whom a teacher moves, and where to.
type Move = (ConnectionId, RoomId);

impl Classroom {
    /// Tells someone where they are and which rooms there are.
    pub fn where_am_i(&self, cx: &mut Context<'_>) {
        let own = self.room(cx.who);
        cx.answer(say!(self.locale(), "group-yours", here = self.here(own)));
        let groups = self.rooms.groups().chain([RoomId::MAIN]);
        let others: Vec<String> =
            groups.filter(|room| *room != own).map(|room| self.here(room)).collect();
        if !others.is_empty() {
            let rooms = others.join(" · ");
            cx.answer(say!(self.locale(), "group-others", rooms = rooms));
        }
    }

    /// Someone goes to a room, which is opened if it is not there.
    pub fn move_to(&mut self, cx: &mut Context<'_>, text: &str) {
        let entered = self.room_to_enter(cx.now, cx.who, text);
        let Some(room) = cx.or_refuse(entered) else { return };
        let from = self.room(cx.who);
        if room == from {
            return self.where_am_i(cx);
        }
        if self.put_in(cx, room) {
            self.rooms.close_empty();
            self.tell_of_move(cx, from, room);
        }
    }

    fn room_to_enter(&mut self, now: Now, who: ConnectionId, text: &str) -> Result<RoomId, String> {
        let name = Name::new(text).map_err(|error| {
            let rule = say!(self.locale(), error.key(), max = MAX_GRAPHEMES);
            say!(self.locale(), "group-name-refused", rule = rule)
        })?;
        if let Some(room) = self.rooms.find(&name) {
            return Ok(room);
        }
        // The name of a group is heard by others.
        if let Some(words) = self.refusal_to_speak(now, who) {
            return Err(words);
        }
        if name.is_reserved()
            || !name.is_ordinary()
            || self.rooms.has_confusable(&name.confusable())
        {
            return Err(say!(self.locale(), "group-name-alike", name = name.as_str()));
        }
        Ok(self.rooms.open(&name, now.wall))
    }

    /// Puts someone in a room; `false` if they are in it already or in none.
    fn put_in(&mut self, cx: &mut Context<'_>, room: RoomId) -> bool {
        let Some(connection) = self.connections.get_mut(cx.who) else { return false };
        let counts = connection.counts();
        let Some(present) = connection.present_mut().filter(|present| present.room != room) else {
            return false;
        };
        let from = std::mem::replace(&mut present.room, room);
        present.member.end(cx.now.wall, |of| matches!(of, Talk::Room(_)));
        let name = self.rooms.name(room);
        present.member.begin(Talk::Room(name.clone()), cx.now.wall);
        if counts {
            let moved = Moved { who: cx.who, at: cx.now.wall, room: name };
            cx.effects.record(Record::Moved(moved));
        }
        self.rooms.enter(room, counts);
        self.rooms.leave(from, counts);
        self.subscribe(cx);
        true
    }

    fn tell_of_move(&self, cx: &mut Context<'_>, from: RoomId, to: RoomId) {
        let Some(connection) = self.connections.get(cx.who) else { return };
        let Some(name) = connection.name() else { return };
        if connection.role() == Role::Teacher {
            // Whom a teacher knows to be here is the class, wherever they are themselves.
            self.where_am_i(cx);
            if connection.counts() {
                self.tell_students_of_move(cx, name, from, to);
            }
            return;
        }
        cx.tell(self.presence(cx.who));
        self.tell_students_of_move(cx, name, from, to);
        let text =
            format!("{}: {name} | {}", self.rooms.name(to), say!(self.locale(), "moved-news"));
        cx.effects.send(Audience::TEACHERS, ServerLine::Marked(Mark::Groups, text));
    }

    fn tell_students_of_move(&self, cx: &mut Context<'_>, name: &Name, from: RoomId, to: RoomId) {
        let (but, locale, name) = (Some(cx.who), self.locale(), name.clone());
        let text = say!(locale, "left-for-group", here = self.here(from));
        let left = ServerLine::Left { name: name.clone(), text };
        cx.effects.send(Audience::Students { room: from, but }, left);
        let text = say!(locale, "joined", here = self.here(to));
        cx.effects.send(Audience::Students { room: to, but }, ServerLine::Joined { name, text });
    }

    /// A teacher splits the students evenly into this many groups.
    pub fn split(&mut self, cx: &mut Context<'_>, count: usize) {
        let students: Vec<ConnectionId> = self.students().collect();
        if students.len() < count {
            let words = say!(self.locale(), "split-too-many", count = students.len());
            return cx.refuse(words);
        }
        let groups: Vec<RoomId> =
            (1..=count).map(|number| self.numbered_group(cx.now, number)).collect();
        let moves = students.iter().copied().zip(groups.iter().copied().cycle()).collect();
        self.move_all(cx.now, moves, cx.effects);
        let words = say!(self.locale(), "split", count = count);
        self.proclaim(cx.now, self.groups_line(&groups, words), cx.effects);
    }

    fn groups_line(&self, groups: &[RoomId], words: String) -> ServerLine {
        let lists = groups.iter().map(|room| self.member_list(*room));
        let text = lists.chain([words]).collect::<Vec<_>>().join(" | ");
        ServerLine::Marked(Mark::Groups, text)
    }

    /// Who is in which group, if there are any.
    pub(super) fn all_groups(&self) -> Option<ServerLine> {
        let groups = self.rooms.groups().filter(|room| self.rooms.people(*room) > 0);
        let groups: Vec<RoomId> = groups.collect();
        let words = || say!(self.locale(), "split", count = groups.len());
        (!groups.is_empty()).then(|| self.groups_line(&groups, words()))
    }

    fn numbered_group(&mut self, now: Now, number: usize) -> RoomId {
        let name = Name::new(&say!(self.locale(), "group-name", number = number));
        self.rooms.open(&name.expect("the catalogue's name is valid"), now.wall)
    }

    fn member_list(&self, room: RoomId) -> String {
        format!("{}: {}", self.rooms.name(room), self.names_in(room).join(", "))
    }

    /// A teacher brings everyone back to the main room, also those who are away.
    pub fn join_all(&mut self, cx: &mut Context<'_>) {
        self.members.leave_groups();
        self.passes.leave_groups();
        let inside = self.connections.iter().filter(|(_, connection)| connection.name().is_some());
        let moves = inside.map(|(inside, _)| (inside, RoomId::MAIN)).collect();
        let words = say!(self.locale(), "joined-all");
        if self.move_all(cx.now, moves, cx.effects) {
            let line = ServerLine::Marked(Mark::Groups, words);
            self.proclaim(cx.now, line, cx.effects);
        } else {
            cx.answer(say!(self.locale(), "switch-stands", words = words));
        }
    }

    /// Moves many at once: if anyone moves, each student is told who is in their room, and not
    /// each move of each.
    fn move_all(&mut self, now: Now, moves: Vec<Move>, effects: &mut Effects) -> bool {
        let mut moved = false;
        for (who, room) in &moves {
            moved |= self.put_in(&mut effects.context(now, *who), *room);
        }
        self.rooms.close_empty();
        if moved {
            for (who, _) in moves.iter().filter(|(who, _)| self.role(*who) == Role::Student) {
                effects.tell(*who, self.presence(*who));
            }
        }
        moved
    }

    /// The students in the class, by arrival.
    fn students(&self) -> impl Iterator<Item = ConnectionId> {
        let people = self.connections.present().map(|(who, ..)| who);
        people.filter(|who| self.role(*who) == Role::Student)
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

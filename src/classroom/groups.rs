//! The rooms of the class: the main one, and groups that are there while someone is in them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;

use crate::name::{Confusable, MAX_GRAPHEMES, Name};
use crate::say;
use crate::wire::ServerLine;

use super::class::{Classroom, Now};
use super::effect::{Audience, Effect};
use super::ids::{ConnectionId, Role, RoomId};
use super::scope::Talk;

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

/// A person whom a teacher moves, and where to.
type Move = (ConnectionId, RoomId);

impl Classroom {
    /// Tells someone where they are and which rooms there are.
    pub fn where_am_i(&self, who: ConnectionId) -> Vec<Effect> {
        let place = say!(self.locale(), "group-yours", here = self.here(self.room(who)));
        let groups = self.rooms.groups().chain([RoomId::MAIN]);
        let others = groups.filter(|room| *room != self.room(who)).map(|room| self.here(room));
        let others: Vec<String> = others.collect();
        let mut effects = vec![Effect::answer(who, place)];
        if !others.is_empty() {
            let others = say!(self.locale(), "group-others", rooms = others.join(" · "));
            effects.push(Effect::answer(who, others));
        }
        effects
    }

    /// Someone goes to a room, which is opened if it is not there.
    pub fn move_to(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        let room = match self.room_to_enter(now, who, text) {
            Ok(room) => room,
            Err(words) => return vec![Effect::refuse(who, words)],
        };
        let from = self.room(who);
        if room == from {
            return self.where_am_i(who);
        }
        let Some(place) = self.place(now, who, room) else { return Vec::new() };
        self.rooms.close_empty();
        let mut effects = self.tell_of_move(who, from, room);
        effects.insert(0, place);
        effects
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
        if let Some(words) = self.silence_words(now, who) {
            return Err(words);
        }
        if name.is_reserved() || self.rooms.has_confusable(&name.confusable()) {
            return Err(say!(self.locale(), "group-name-alike", name = name.as_str()));
        }
        Ok(self.rooms.open(&name, now.wall))
    }

    /// Puts someone in a room; `None` if they are in it already or in none.
    fn place(&mut self, now: Now, who: ConnectionId, room: RoomId) -> Option<Effect> {
        let connection = self.connections.get_mut(who)?;
        let (role, counts) = (connection.role(), connection.counts());
        let present = connection.present_mut().filter(|present| present.room != room)?;
        let from = std::mem::replace(&mut present.room, room);
        present.member.end(now.wall, |of| matches!(of, Talk::Room(_)));
        present.member.begin(Talk::Room(self.rooms.name(room)), now.wall);
        self.rooms.enter(room, counts);
        self.rooms.leave(from, counts);
        Some(Effect::Place { who, role, room })
    }

    fn tell_of_move(&self, who: ConnectionId, from: RoomId, room: RoomId) -> Vec<Effect> {
        let Some(connection) = self.connections.get(who) else { return Vec::new() };
        let Some(name) = connection.name().cloned() else { return Vec::new() };
        if connection.role() == Role::Teacher {
            // Whom a teacher knows to be here is the class, wherever they are themselves.
            let mut effects = self.where_am_i(who);
            if connection.counts() {
                effects.extend(self.tell_students_of_move(who, &name, from, room));
            }
            return effects;
        }
        let mut effects = vec![Effect::tell(who, self.presence(who))];
        effects.extend(self.tell_students_of_move(who, &name, from, room));
        let to = self.rooms.name(room);
        let news = say!(self.locale(), "moved-news", name = name.as_str(), room = to.as_str());
        effects.push(Effect::tell_teachers(news));
        effects
    }

    fn tell_students_of_move(
        &self,
        who: ConnectionId,
        name: &Name,
        from: RoomId,
        room: RoomId,
    ) -> [Effect; 2] {
        let tell =
            |room, line| Effect::Send { to: Audience::Students { room, but: Some(who) }, line };
        let (name, locale) = (name.clone(), self.locale());
        let gone = say!(locale, "left-for-group", here = self.here(from));
        let come = say!(locale, "joined", here = self.here(room));
        [
            tell(from, ServerLine::Left { name: name.clone(), text: gone }),
            tell(room, ServerLine::Joined { name, text: come }),
        ]
    }

    /// A teacher splits the students evenly into so many groups.
    pub fn split(&mut self, now: Now, who: ConnectionId, count: usize) -> Vec<Effect> {
        let students: Vec<ConnectionId> = self.students().collect();
        if students.len() < count {
            let words = say!(self.locale(), "split-too-many", count = students.len());
            return vec![Effect::refuse(who, words)];
        }
        let groups: Vec<RoomId> =
            (1..=count).map(|number| self.numbered_group(now, number)).collect();
        let moves = students.iter().copied().zip(groups.iter().copied().cycle()).collect();
        let mut effects = self.move_all(now, moves);
        let lists: Vec<String> = groups.iter().map(|room| self.member_list(*room)).collect();
        let text = say!(self.locale(), "split", count = count, groups = lists.join(" · "));
        effects.extend(self.proclaim(now, &text));
        effects
    }

    fn numbered_group(&mut self, now: Now, number: usize) -> RoomId {
        let name = Name::new(&say!(self.locale(), "group-name", number = number));
        self.rooms.open(&name.expect("the catalogue's name is valid"), now.wall)
    }

    fn member_list(&self, room: RoomId) -> String {
        let members = self.connections.present().filter(|(_, present, _)| present.room == room);
        let names: Vec<&str> = members.map(|(_, present, _)| present.name.as_str()).collect();
        format!("{}: {}", self.rooms.name(room), names.join(", "))
    }

    /// A teacher brings everyone back to the main room, also those who are away.
    pub fn join_all(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        self.members.leave_groups();
        let inside = self.connections.iter().filter(|(_, connection)| connection.name().is_some());
        let moves = inside.map(|(inside, _)| (inside, RoomId::MAIN)).collect();
        let mut effects = self.move_all(now, moves);
        let words = say!(self.locale(), "joined-all");
        if effects.is_empty() {
            return vec![Effect::answer(who, say!(self.locale(), "switch-stands", words = words))];
        }
        effects.extend(self.proclaim(now, &words));
        effects
    }

    /// Moves many at once: if anyone moves, each student is told who is in their room, and not
    /// each move of each.
    fn move_all(&mut self, now: Now, moves: Vec<Move>) -> Vec<Effect> {
        let mut effects: Vec<Effect> =
            moves.iter().filter_map(|(who, room)| self.place(now, *who, *room)).collect();
        self.rooms.close_empty();
        if effects.is_empty() {
            return effects;
        }
        let students = moves.iter().filter(|(who, _)| self.role(*who) == Role::Student);
        effects.extend(students.map(|(who, _)| Effect::tell(*who, self.presence(*who))));
        effects
    }

    /// The students in the class, by arrival.
    fn students(&self) -> impl Iterator<Item = ConnectionId> {
        let students = self.connections.iter().filter(|(_, connection)| {
            connection.name().is_some() && connection.role() == Role::Student
        });
        students.map(|(who, _)| who)
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

//! Who is here.

use crate::say;
use crate::wire::ServerLine;

use super::class::Classroom;
use super::context::Context;
use super::ids::{ConnectionId, Role, RoomId};

impl Classroom {
    /// Who is here: in the room, or for a teacher in the class.
    pub(super) fn presence(&self, who: ConnectionId) -> ServerLine {
        let room = (self.role(who) == Role::Student).then(|| self.room(who));
        let others = self.connections.present().filter(|(other, present, _)| {
            *other != who && room.is_none_or(|room| present.room == room)
        });
        let mut names = Vec::with_capacity(self.count());
        names.extend(others.map(|(_, present, _)| present.name.clone()));
        let here = room.map_or_else(|| self.in_class(), |room| self.here(room));
        ServerLine::Present { names, text: format!("({here})") }
    }

    /// Who is here and how many; a teacher also learns from where, since when, in which group, and
    /// who has no voice.
    pub fn list_people(&self, cx: &mut Context<'_>) {
        let locale = self.locale();
        let heading = say!(locale, "who-count", count = self.count());
        if self.role(cx.who) == Role::Student || self.count() == 0 {
            return self.list_room(cx, &heading);
        }
        cx.answer(heading);
        for (_, present, from) in self.connections.present() {
            let since = self.hour(present.since);
            let (name, from) = (present.name.as_str(), from.to_string());
            let mut line = say!(locale, "who-line", name = name, address = from, since = since);
            if let Some(group) = self.group(present.room) {
                line += &format!(" · {group}");
            }
            if self.is_stranger(present) {
                line += &format!(" · {}", say!(locale, "who-stranger"));
            }
            if present.member.silence(cx.now.clock).is_some() {
                line += &format!(" · {}", say!(locale, "who-muted"));
            }
            cx.answer(line);
        }
    }

    /// Who is in the asker's room, and how many in the class if that is more.
    fn list_room(&self, cx: &mut Context<'_>, heading: &str) {
        let room = self.room(cx.who);
        let here = self.connections.present().filter(|(_, present, _)| present.room == room);
        let names: Vec<String> = here
            .map(|(_, present, _)| match self.is_stranger(present) {
                true => format!("{} ({})", present.name, say!(self.locale(), "who-stranger")),
                false => present.name.to_string(),
            })
            .collect();
        let colon = if names.is_empty() { "" } else { ": " };
        let names = names.join(", ");
        if self.rooms.people(room) == self.count() {
            return cx.answer(format!("{heading}{colon}{names}"));
        }
        cx.answer(format!("{}{colon}{names}", self.here(room)));
        cx.answer(say!(self.locale(), "who-class", count = self.count()));
    }

    /// The names of those in a room, by arrival, consoles left out.
    pub(super) fn names_in(&self, room: RoomId) -> Vec<&str> {
        let here = self.connections.present().filter(|(_, present, _)| present.room == room);
        here.map(|(_, present, _)| present.name.as_str()).collect()
    }
}

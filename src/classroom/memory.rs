//! Who is here, and what was said before.

use jiff::Timestamp;

use super::class::{Classroom, Now};
use super::effect::Effect;
use super::record::Role;
use super::record::{PersonId, Said};
use crate::say;

impl Classroom {
    /// Who is here and how many; a teacher also learns from where and since when.
    pub fn list_people(&self, who: PersonId) -> Vec<Effect> {
        let locale = self.locale();
        let heading = say!(locale, "who-count", count = self.count());
        if self.role(who) == Role::Student || self.count() == 0 {
            return self.list_neighbours(who, heading);
        }
        let lines = self.people.present().map(|(_, present, from)| {
            let since = self.hour(present.since);
            let (name, from) = (present.name.as_str(), from.to_string());
            let text = say!(locale, "who-line", name = name, address = from, since = since);
            let group = self.group(present.room).map_or(String::new(), |name| format!(" · {name}"));
            Effect::answer(who, text + &group)
        });
        [Effect::answer(who, heading)].into_iter().chain(lines).collect()
    }

    /// Who is in the asker's room, and how many in the class if that is more.
    fn list_neighbours(&self, who: PersonId, heading: String) -> Vec<Effect> {
        let room = self.room(who);
        let here = self.people.present().filter(|(_, present, _)| present.room == room);
        let names: Vec<&str> = here.map(|(_, present, _)| present.name.as_str()).collect();
        let colon = if names.is_empty() { "" } else { ": " };
        if self.rooms.people(room) == self.count() {
            return vec![Effect::answer(who, format!("{heading}{colon}{}", names.join(", ")))];
        }
        let list = format!("{}{colon}{}", self.here(room), names.join(", "));
        let class = say!(self.locale(), "who-class", count = self.count());
        vec![Effect::answer(who, list), Effect::answer(who, class)]
    }

    /// Someone wants the last lines of their room.
    pub fn history(&self, who: PersonId, limit: usize) -> Vec<Effect> {
        if !self.config.recorded {
            return vec![Effect::answer(who, say!(self.locale(), "history-not-kept"))];
        }
        vec![Effect::AskHistory { who, room: self.rooms.name(self.room(who)), limit }]
    }

    /// The journal's answer to [`Effect::AskHistory`]: the lines, oldest first.
    pub fn answer_history(&self, now: Now, who: PersonId, said: &[Said]) -> Vec<Effect> {
        if self.name(who).is_none() {
            return Vec::new();
        }
        if said.is_empty() {
            return vec![Effect::answer(who, say!(self.locale(), "history-empty"))];
        }
        let lines = said.iter().map(|said| {
            Effect::answer(who, format!("{} {}", self.moment(now, said.at), said.line()))
        });
        lines.collect()
    }

    /// The time of day, with the day before it unless it is today.
    fn moment(&self, now: Now, at: Timestamp) -> String {
        let zone = &self.config.time_zone;
        let today = zone.to_datetime(now.wall).date();
        if zone.to_datetime(at).date() == today {
            return self.hour(at);
        }
        zone.to_datetime(at).strftime(&say!(self.locale(), "history-day")).to_string()
    }
}

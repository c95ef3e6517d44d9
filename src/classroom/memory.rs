//! Who is here, and what was said before.

use std::sync::LazyLock;

use jiff::Timestamp;

use super::class::{Classroom, Now};
use super::effect::Effect;
use super::record::Role;
use super::record::{PersonId, Said};
use crate::name::Name;
use crate::say;

/// The room where everyone is.
pub(super) fn main_room() -> Name {
    static MAIN: LazyLock<Name> = LazyLock::new(|| Name::new("sala").expect("a valid name"));
    MAIN.clone()
}

impl Classroom {
    /// Who is here and how many; a teacher also learns from where and since when.
    pub fn list_people(&self, who: PersonId) -> Vec<Effect> {
        let locale = self.locale();
        let heading = say!(locale, "who-count", count = self.count());
        if self.role(who) == Role::Student || self.count() == 0 {
            let names: Vec<&str> =
                self.people.present().map(|(_, name, ..)| name.as_str()).collect();
            let colon = if names.is_empty() { "" } else { ": " };
            return vec![Effect::answer(who, format!("{heading}{colon}{}", names.join(", ")))];
        }
        let lines = self.people.present().map(|(_, name, from, since)| {
            let since = self.hour(since);
            let from = from.to_string();
            let text =
                say!(locale, "who-line", name = name.as_str(), address = from, since = since);
            Effect::answer(who, text)
        });
        [Effect::answer(who, heading)].into_iter().chain(lines).collect()
    }

    /// Someone wants the last lines of their room.
    pub fn history(&self, who: PersonId, limit: usize) -> Vec<Effect> {
        if !self.config.recorded {
            return vec![Effect::answer(who, say!(self.locale(), "history-not-kept"))];
        }
        vec![Effect::AskHistory { who, room: main_room(), limit }]
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

//! Who is here, and what was said before.

use jiff::Timestamp;

use super::class::{Classroom, Now};
use super::effect::Effect;
use super::ids::{ConnectionId, Role};
use super::record::{Presence, Said};
use super::scope::{Answer, Question, Scope, Span, Talk};
use crate::name::Name;
use crate::say;

impl Classroom {
    /// Who is here and how many; a teacher also learns from where, since when, in which group, and
    /// who has no voice.
    pub fn list_people(&self, now: Now, who: ConnectionId) -> Vec<Effect> {
        let locale = self.locale();
        let heading = say!(locale, "who-count", count = self.count());
        if self.role(who) == Role::Student || self.count() == 0 {
            return self.list_neighbours(who, heading);
        }
        let lines = self.connections.present().map(|(_, present, from)| {
            let since = self.hour(present.since);
            let (name, from) = (present.name.as_str(), from.to_string());
            let text = say!(locale, "who-line", name = name, address = from, since = since);
            let group = self.group(present.room).map_or(String::new(), |name| format!(" · {name}"));
            let muted = present
                .member
                .silence(now.clock)
                .map_or(String::new(), |_| format!(" · {}", say!(locale, "who-muted")));
            Effect::answer(who, text + &group + &muted)
        });
        [Effect::answer(who, heading)].into_iter().chain(lines).collect()
    }

    /// Who is in the asker's room, and how many in the class if that is more.
    fn list_neighbours(&self, who: ConnectionId, heading: String) -> Vec<Effect> {
        let room = self.room(who);
        let here = self.connections.present().filter(|(_, present, _)| present.room == room);
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
    pub fn history(&self, who: ConnectionId, limit: usize) -> Vec<Effect> {
        let room = self.room(who);
        let (of, from) = (Talk::Room(self.rooms.name(room)), self.rooms.opened(room));
        let scope = Scope(vec![Span { of, from, until: None }]);
        self.ask_journal(who, Question::History { scope, limit })
    }

    /// Someone looks for words: in what they could read in this class, and a teacher in all that
    /// was said to any room.
    pub fn search(&self, who: ConnectionId, words: &str, limit: usize) -> Vec<Effect> {
        let present = self.connections.get(who).and_then(|connection| connection.present());
        let mut spans = present.map_or_else(Vec::new, |present| present.member.read.clone());
        if self.role(who) == Role::Teacher {
            let all = |of| Span { of, from: None, until: None };
            spans.extend([all(Talk::EveryRoom), all(Talk::PrivateOf(self.teacher_name()))]);
        }
        let (scope, words) = (Scope(spans), words.to_owned());
        self.ask_journal(who, Question::Search { scope, words, limit })
    }

    /// A teacher wants to know who was here today.
    pub fn attendance(&self, now: Now, who: ConnectionId) -> Vec<Effect> {
        let today = now.wall.to_zoned_datetime(self.config.time_zone.clone()).start_of_day();
        let since = today.map_or(now.wall, |midnight| midnight.timestamp());
        self.ask_journal(who, Question::Attendance { since, until: now.wall })
    }

    fn ask_journal(&self, who: ConnectionId, question: Question) -> Vec<Effect> {
        if !self.config.recorded {
            return vec![Effect::answer(who, say!(self.locale(), "history-not-kept"))];
        }
        vec![Effect::AskJournal { who, question }]
    }

    /// The journal's answer to [`Effect::AskJournal`].
    pub fn answer(&self, now: Now, who: ConnectionId, answer: Answer) -> Vec<Effect> {
        if self.name(who).is_none() {
            return Vec::new();
        }
        let (lines, nothing) = match answer {
            Answer::History(said) => (self.past(now, &said), "history-empty"),
            Answer::Found(said) => (self.past(now, &said), "search-empty"),
            Answer::Attendance(all) => (self.register(&all), "attendance-empty"),
        };
        if lines.is_empty() {
            return vec![Effect::answer(who, say!(self.locale(), nothing))];
        }
        lines.into_iter().map(|line| Effect::answer(who, line)).collect()
    }

    fn past(&self, now: Now, said: &[Said]) -> Vec<String> {
        let line = |said: &Said| format!("{} {}", self.moment(now, said.at), said.line());
        said.iter().map(line).collect()
    }

    fn register(&self, all: &[Presence]) -> Vec<String> {
        let line = |presence: &Presence| {
            let until = if presence.present {
                say!(self.locale(), "attendance-present")
            } else {
                self.hour(presence.last)
            };
            let time = say!(self.locale(), "minutes", count = presence.minutes());
            let removed = say!(self.locale(), "name-removed");
            let name = presence.name.as_ref().map_or(removed.as_str(), Name::as_str);
            let since = self.hour(presence.first);
            say!(
                self.locale(),
                "attendance",
                name = name,
                since = since,
                until = until,
                time = time
            )
        };
        all.iter().map(line).collect()
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

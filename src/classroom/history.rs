//! What was said before, and who was here: questions to the journal, and its answers.

use jiff::Timestamp;

use super::class::Classroom;
use super::context::{Context, Now};
use super::effect::Effect;
use super::ids::Role;
use super::record::{Presence, Said};
use super::scope::{JournalAnswer, JournalQuery, Scope, Span, Talk};
use crate::name::Name;
use crate::say;

impl Classroom {
    /// Someone wants the last lines of their room.
    pub fn history(&self, cx: &mut Context<'_>, limit: usize) {
        let room = self.room(cx.who);
        let (of, from) = (Talk::Room(self.rooms.name(room)), self.rooms.opened(room));
        let scope = Scope(vec![Span { of, from, until: None }]);
        self.ask_journal(cx, JournalQuery::History { scope, limit });
    }

    /// Someone looks for words: in what they could read in this class, and a teacher in all that
    /// was said to any room.
    pub fn search(&self, cx: &mut Context<'_>, words: &str, limit: usize) {
        let mut spans = self.present(cx.who).map_or(vec![], |present| present.member.read.clone());
        if self.role(cx.who) == Role::Teacher {
            let all = |of| Span { of, from: None, until: None };
            spans.extend([all(Talk::EveryRoom), all(Talk::PrivateOf(self.teacher_name()))]);
        }
        let (scope, words) = (Scope(spans), words.to_owned());
        self.ask_journal(cx, JournalQuery::Search { scope, words, limit });
    }

    /// A teacher wants to know who was here today.
    pub fn attendance(&self, cx: &mut Context<'_>) {
        let today = cx.now.wall.to_zoned_datetime(self.config.time_zone.clone()).start_of_day();
        let since = today.map_or(cx.now.wall, |midnight| midnight.timestamp());
        self.ask_journal(cx, JournalQuery::Attendance { since, until: cx.now.wall });
    }

    fn ask_journal(&self, cx: &mut Context<'_>, query: JournalQuery) {
        if self.config.recorded {
            cx.effects.push(Effect::AskJournal(cx.who, query));
        } else {
            cx.answer(say!(self.locale(), "history-not-kept"));
        }
    }

    /// The journal's answer to [`Effect::AskJournal`].
    pub fn answer(&self, cx: &mut Context<'_>, answer: JournalAnswer) {
        if self.name(cx.who).is_none() {
            return;
        }
        let (lines, nothing) = match answer {
            JournalAnswer::History(said) => (self.past(cx.now, &said), "history-empty"),
            JournalAnswer::Found(said) => (self.past(cx.now, &said), "search-empty"),
            JournalAnswer::Attendance(all) => (self.register(&all), "attendance-empty"),
        };
        if lines.is_empty() {
            return cx.answer(say!(self.locale(), nothing));
        }
        lines.into_iter().for_each(|line| cx.answer(line));
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

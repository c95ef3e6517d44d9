//! What was said before, and who was here: questions to the journal, and its answers.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::class::Classroom;
use super::context::{Context, Now};
use super::effect::Effect;
use super::ids::{ConnectionId, Role};
use super::meeting::day;
use super::record::Said;
use super::register::MEETINGS_SHOWN;
use super::scope::{JournalAnswer, JournalQuery, Past, Scope, Sought, Span, Talk};
use crate::say;

impl Classroom {
    /// Someone wants the last lines of their room in this meeting.
    pub fn history(&self, cx: &mut Context<'_>, limit: usize) {
        let room = self.room(cx.who);
        let (of, from) = (Talk::Room(self.rooms.name(room)), self.rooms.opened(room));
        let scope = Scope(vec![Span { of, from, until: None }]);
        let sought = Sought { scope, limit, ..Sought::default() };
        self.ask_journal(cx, JournalQuery::History(sought));
    }

    /// Someone wants the last lines of a day.
    pub fn history_of_day(&self, cx: &mut Context<'_>, day: Date, limit: usize) {
        let zone = &self.config.time_zone;
        let start = |day: Date| zone.to_timestamp(day.to_datetime(Time::midnight()));
        let within = start(day).ok().zip(day.tomorrow().and_then(start).ok());
        let sought = Sought { within, limit, ..self.readable(cx.who) };
        if sought.past == Past::Nothing && day != zone.to_datetime(cx.now.wall).date() {
            return cx.refuse(say!(self.locale(), "history-needs-pass"));
        }
        self.ask_journal(cx, JournalQuery::Search(sought));
    }

    /// Someone looks for words.
    pub fn search(&self, cx: &mut Context<'_>, words: &str, limit: usize) {
        let sought = Sought { words: words.to_owned(), limit, ..self.readable(cx.who) };
        self.ask_journal(cx, JournalQuery::Search(sought));
    }

    /// What someone could read in this meeting, and as a bearer of a pass in the class's others; a
    /// teacher all that was said to any room.
    fn readable(&self, who: ConnectionId) -> Sought {
        let member = self.present(who).map(|present| &present.member);
        let mut spans = member.map_or_else(Vec::new, |member| member.read.clone());
        let proof = member.and_then(|member| member.proof);
        let mut past = proof.map_or(Past::Nothing, |proof| Past::Of(vec![proof]));
        if self.role(who) == Role::Teacher {
            let all = |of| Span { of, from: None, until: None };
            spans.extend([all(Talk::EveryRoom), all(Talk::PrivateOf(self.teacher_name()))]);
            past = Past::All(self.teacher_name());
        }
        Sought { scope: Scope(spans), past, ..Sought::default() }
    }

    /// The day that someone means by `20/11` (`11/20` in English) or `2026-11-20`.
    pub fn day(&self, now: Now, text: &str) -> Option<Date> {
        day(text, self.config.time_zone.to_datetime(now.wall).date(), self.locale())
    }

    /// A teacher wants to know who was in the last meetings, and who is missing.
    pub fn attendance(&self, cx: &mut Context<'_>) {
        let query = JournalQuery::Attendance { meetings: MEETINGS_SHOWN, now: cx.now.wall };
        self.ask_journal(cx, query);
    }

    fn ask_journal(&self, cx: &mut Context<'_>, query: JournalQuery) {
        if self.config.recorded {
            cx.effects.push(Effect::AskJournal(cx.who, Box::new(query)));
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
            JournalAnswer::Attendance(register) if register.attendees.is_empty() => {
                (Vec::new(), "attendance-empty")
            }
            JournalAnswer::Attendance(register) => (self.register(&register), "attendance-empty"),
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

//! Raising a hand, and taking the next one.

use crate::say;
use crate::wire::ServerLine;

use super::super::class::{Classroom, Now};
use super::super::effect::{Audience, Effect};
use super::super::queue::Hand;
use super::super::record::{ConnectionId, Kind, Record, Role, Said};

impl Classroom {
    /// Someone raises a hand, or has another question while it is up.
    pub fn raise_hand(&mut self, now: Now, who: ConnectionId, question: &str) -> Vec<Effect> {
        let locale = self.locale();
        let Some(present) = self.connections.get(who).and_then(|connection| connection.present())
        else {
            return Vec::new();
        };
        let (member, name) = (present.member.id, present.name.clone());
        if self.role(who) == Role::Teacher {
            return vec![Effect::refuse(who, say!(locale, "hand-of-teacher"))];
        }
        self.queue.forget_lost(now.clock);
        let place = self.queue.raise(member, now.wall, question);
        let count = self.queue.hands().len();
        let colon = if question.is_empty() { "" } else { ": " };
        let whose = format!("{name}{colon}{question}");
        let mut effects = vec![
            Effect::answer(who, say!(locale, "hand-raised", place = place + 1)),
            Effect::tell_teachers(say!(locale, "hand-news", whose = whose, count = count)),
        ];
        if !question.is_empty() {
            let private = self.said(now, self.room(who), Kind::Private, name, question);
            let said = Said { to: Some(self.teacher_name()), ..private };
            effects.push(Effect::Record(Record::Said(said)));
        }
        effects
    }

    /// Someone takes their hand down.
    pub fn lower_hand(&mut self, who: ConnectionId) -> Vec<Effect> {
        if self.member(who).and_then(|member| self.queue.lower(member)).is_none() {
            return vec![Effect::refuse(who, say!(self.locale(), "hand-not-raised"))];
        }
        let name = self.name(who).map_or(String::new(), ToString::to_string);
        let news = say!(self.locale(), "hand-lowered-news", name = name);
        vec![Effect::answer(who, say!(self.locale(), "hand-lowered")), Effect::tell_teachers(news)]
    }

    /// Shows the queue: to teachers with every question, to students with their own.
    pub fn show_queue(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        self.queue.forget_lost(now.clock);
        if self.queue.hands().is_empty() {
            return vec![Effect::answer(who, say!(self.locale(), "queue-empty"))];
        }
        let teaches = self.role(who) == Role::Teacher;
        let own = self.member(who);
        let lines = self.queue.hands().iter().enumerate().map(|(place, hand)| {
            let asker =
                self.connections.connection_of(hand.member).and_then(|asker| self.name(asker));
            let name = asker.map_or_else(|| say!(self.locale(), "queue-away"), ToString::to_string);
            let since = self.hour(hand.since);
            let line =
                say!(self.locale(), "queue-line", place = place + 1, name = name, since = since);
            let shown = (teaches || own == Some(hand.member)) && !hand.question.is_empty();
            let question = if shown { format!(" · {}", hand.question) } else { String::new() };
            Effect::answer(who, line + &question)
        });
        lines.collect()
    }

    /// A teacher takes the next one of the queue, or the one of that name.
    pub fn attend(&mut self, now: Now, who: ConnectionId, name: &str) -> Vec<Effect> {
        self.queue.forget_lost(now.clock);
        let next = match name {
            "" => self
                .queue
                .hands()
                .iter()
                .find_map(|hand| self.connections.connection_of(hand.member)),
            _ => match self.addressee(who, name) {
                Ok((_, Audience::One(asker))) => Some(asker),
                Ok(_) => None,
                Err(words) => return vec![Effect::refuse(who, words)],
            },
        };
        let member = next.and_then(|asker| self.member(asker));
        match next.zip(member.and_then(|member| self.queue.lower(member))) {
            Some((asker, hand)) => self.call(who, asker, &hand),
            None if name.is_empty() => {
                let away = !self.queue.hands().is_empty();
                let key = if away { "queue-all-away" } else { "queue-empty" };
                vec![Effect::refuse(who, say!(self.locale(), key))]
            }
            None => vec![Effect::refuse(who, say!(self.locale(), "hand-down", name = name))],
        }
    }

    /// Tells everyone whose turn it is, and the teacher what for.
    fn call(&self, who: ConnectionId, asker: ConnectionId, hand: &Hand) -> Vec<Effect> {
        let locale = self.locale();
        let name = self.name(asker).map_or(String::new(), ToString::to_string);
        let notice = ServerLine::Notice(say!(locale, "turn-yours"));
        let turn = ServerLine::Notice(say!(locale, "turn", name = name));
        let mut effects = vec![
            Effect::tell(asker, notice),
            Effect::Send { to: Audience::Class { but: Some(asker) }, line: turn },
        ];
        if !hand.question.is_empty() {
            effects.push(Effect::answer(who, hand.question.clone()));
        }
        effects
    }
}

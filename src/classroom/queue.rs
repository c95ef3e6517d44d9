//! The help queue: who has a hand raised, since when, with what question.

use std::time::Duration;

use jiff::Timestamp;

use crate::say;
use crate::wire::ServerLine;

use super::class::{Classroom, Now};
use super::effect::{Audience, Effect};
use super::ids::{ConnectionId, MemberId, Role};
use super::record::{Kind, Record, Said};

/// How long the place of someone waits whose connection was lost.
const AWAY: Duration = Duration::from_secs(120);

/// How many such places there are; who leaves beyond that gives theirs up.
const MAX_AWAY: usize = 50;

/// A raised hand.
#[derive(Debug)]
pub(super) struct Hand {
    pub(super) member: MemberId,
    pub(super) since: Timestamp,
    /// Empty if nothing was asked.
    pub(super) question: String,
    /// When the connection of who raised it was lost, by the classroom's clock.
    lost: Option<Duration>,
}

/// The raised hands, the first one first.
#[derive(Debug, Default)]
pub(super) struct HelpQueue(Vec<Hand>);

impl HelpQueue {
    pub(super) fn hands(&self) -> &[Hand] {
        &self.0
    }

    /// Raises a hand, or gives the one that is up another question; its place in the queue.
    pub(super) fn raise(&mut self, member: MemberId, since: Timestamp, question: &str) -> usize {
        if let Some(place) = self.place(member) {
            question.clone_into(&mut self.0[place].question);
            return place;
        }
        self.0.push(Hand { member, since, question: question.to_owned(), lost: None });
        self.0.len() - 1
    }

    /// Takes a hand down, if it is up.
    pub(super) fn lower(&mut self, member: MemberId) -> Option<Hand> {
        self.place(member).map(|place| self.0.remove(place))
    }

    fn place(&self, member: MemberId) -> Option<usize> {
        self.0.iter().position(|hand| hand.member == member)
    }

    /// Someone left: so does their hand, unless they may come back.
    pub(super) fn leave(&mut self, member: MemberId, lost: Option<Duration>) {
        let away = self.0.iter().filter(|hand| hand.lost.is_some()).count();
        let lost = lost.filter(|_| away < MAX_AWAY);
        match self.place(member) {
            Some(place) if lost.is_some() => self.0[place].lost = lost,
            _ => _ = self.lower(member),
        }
    }

    /// Someone is here again.
    pub(super) fn come_back(&mut self, member: MemberId) {
        if let Some(place) = self.place(member) {
            self.0[place].lost = None;
        }
    }

    /// Takes down the hands of those who did not come back in time.
    pub(super) fn forget_lost(&mut self, clock: Duration) {
        self.0.retain(|hand| hand.lost.is_none_or(|lost| clock < lost + AWAY));
    }
}

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

#[cfg(test)]
mod tests {
    use super::super::members::Members;
    use super::*;

    #[test]
    fn a_hand_waits_for_a_lost_connection_and_not_for_one_who_left() {
        let clock = Duration::from_secs;
        let mut members = Members::default();
        let [ana, beto, caio] = [(); 3].map(|()| members.fresh().id);
        let mut queue = HelpQueue::default();
        for (place, member) in [ana, beto, caio].into_iter().enumerate() {
            assert_eq!(queue.raise(member, Timestamp::UNIX_EPOCH, "?"), place);
        }
        assert_eq!(queue.raise(beto, Timestamp::UNIX_EPOCH, "other"), 1);
        queue.leave(ana, Some(clock(10)));
        queue.leave(beto, None);
        queue.leave(caio, Some(clock(10)));
        queue.come_back(caio);
        let waiting = |queue: &HelpQueue| -> Vec<MemberId> {
            queue.hands().iter().map(|hand| hand.member).collect()
        };
        queue.forget_lost(clock(129));
        assert_eq!(waiting(&queue), vec![ana, caio]);
        queue.forget_lost(clock(130));
        assert_eq!(waiting(&queue), vec![caio]);
    }
}

//! The help queue: who has a hand raised, since when, with what question.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::name::Name;
use crate::say;
use crate::wire::{Mark, ServerLine};

use super::class::Classroom;
use super::context::{Context, Now};
use super::effect::{Audience, Effects};
use super::ids::{ConnectionId, MemberId, Role};
use super::members::Member;
use super::record::{Kind, Record, Said};

/// How long the place of someone waits whose connection was lost.
const AWAY: Duration = Duration::from_secs(120);

/// How many such places there are; who leaves beyond that gives theirs up.
const MAX_AWAY: usize = 50;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Hand {
    member: MemberId,
    since: Timestamp,
    /// Empty if nothing was asked.
    question: String,
    /// When the connection of who raised it was lost, by the classroom's clock.
    lost: Option<Duration>,
}

/// The raised hands, the first one first.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct HelpQueue(Vec<Hand>);

impl HelpQueue {
    /// Raises a hand, or gives the one that is up another question; its place in the queue.
    fn raise(&mut self, member: MemberId, since: Timestamp, question: &str) -> usize {
        if let Some(place) = self.position(member) {
            question.clone_into(&mut self.0[place].question);
            return place;
        }
        self.0.push(Hand { member, since, question: question.to_owned(), lost: None });
        self.0.len() - 1
    }

    pub(super) fn lower(&mut self, member: MemberId) -> Option<Hand> {
        self.position(member).map(|place| self.0.remove(place))
    }

    fn position(&self, member: MemberId) -> Option<usize> {
        self.0.iter().position(|hand| hand.member == member)
    }

    /// Someone left: so does their hand, unless they may come back. Is it down now?
    fn leave(&mut self, member: MemberId, lost: Option<Duration>) -> bool {
        let away = self.0.iter().filter(|hand| hand.lost.is_some()).count();
        let lost = lost.filter(|_| away < MAX_AWAY);
        match self.position(member) {
            Some(place) if lost.is_some() => {
                self.0[place].lost = lost;
                false
            }
            _ => self.lower(member).is_some(),
        }
    }

    pub(super) fn come_back(&mut self, member: MemberId) {
        if let Some(place) = self.position(member) {
            self.0[place].lost = None;
        }
    }

    /// Takes down the hands of those who did not come back in time: whose they were.
    fn forget_lost(&mut self, clock: Duration) -> Vec<MemberId> {
        let is_late = |hand: &mut Hand| hand.lost.is_some_and(|lost| clock >= lost + AWAY);
        self.0.extract_if(.., is_late).map(|hand| hand.member).collect()
    }

    /// When the next hand is taken down whose owner does not come back.
    fn next_forgotten(&self) -> Option<Duration> {
        self.0.iter().filter_map(|hand| hand.lost).min().map(|lost| lost + AWAY)
    }
}

impl Classroom {
    /// Someone raises a hand, or has another question while it is up.
    pub fn raise_hand(&mut self, cx: &mut Context<'_>, question: &str) {
        let locale = self.locale();
        let Some(present) = self.present(cx.who) else { return };
        let (member, name) = (present.member.id, present.name.clone());
        if self.role(cx.who) == Role::Teacher {
            return cx.refuse(say!(locale, "hand-of-teacher"));
        }
        self.forget_lost_hands(cx.now, cx.effects);
        let place = self.queue.raise(member, cx.now.wall, question);
        let words = say!(locale, "hand-raised", place = place + 1);
        cx.tell(ServerLine::Marked(Mark::HandUp, format!("{name} ({words})")));
        let news = format!("{name} ({})", say!(locale, "hand-news", count = self.queue.0.len()));
        cx.effects.send(Audience::Boards, ServerLine::Marked(Mark::HandUp, news.clone()));
        let news = format!("{news} {question}").trim_end().to_owned();
        cx.effects.send(Audience::TEACHERS, ServerLine::Marked(Mark::HandUp, news));
        if !question.is_empty() {
            let private = self.said(cx.now, self.room(cx.who), Kind::Private, name, question);
            cx.effects.record(Record::Said(Said { to: Some(self.teacher_name()), ..private }));
        }
    }

    /// Someone takes their hand down.
    pub fn lower_hand(&mut self, cx: &mut Context<'_>) {
        let locale = self.locale();
        if self.member(cx.who).and_then(|member| self.queue.lower(member)).is_none() {
            return cx.refuse(say!(locale, "hand-not-raised"));
        }
        let Some(name) = self.name(cx.who) else { return };
        cx.tell(hand_down(name, &say!(locale, "hand-lowered")));
        tell_of_hand(cx.effects, &hand_down(name, &say!(locale, "hand-lowered-news")));
    }

    /// Someone leaves: their hand goes down, unless they were lost, at that time, and may come back.
    pub(super) fn leave_queue(
        &mut self,
        effects: &mut Effects,
        (member, name): (MemberId, &Name),
        lost: Option<Duration>,
    ) {
        if self.queue.leave(member, lost) {
            tell_of_hand(effects, &hand_down(name, &say!(self.locale(), "hand-gone")));
        }
        effects.wake_at(self.queue.next_forgotten().filter(|_| lost.is_some()));
    }

    /// Takes down the hands of those who did not come back in time.
    pub(super) fn forget_lost_hands(&mut self, now: Now, effects: &mut Effects) {
        for member in self.queue.forget_lost(now.clock) {
            if let Some(name) = self.members.get(member).and_then(Member::name) {
                tell_of_hand(effects, &hand_down(name, &say!(self.locale(), "hand-gone")));
            }
        }
        effects.wake_at(self.queue.next_forgotten());
    }

    /// The hands that are up, as someone may see them: teachers all with their questions, boards without,
    /// students their own.
    pub(super) fn hands(&self, who: ConnectionId) -> Vec<ServerLine> {
        let (role, own) = (self.role(who), self.member(who));
        let mut lines = Vec::new();
        for (place, hand) in (1..).zip(&self.queue.0) {
            let here = self.connections.connection_of(hand.member);
            let away = || self.members.get(hand.member).and_then(Member::name);
            let Some(name) = here.map_or_else(away, |asker| self.name(asker)) else { continue };
            let words = match role {
                Role::Student if own != Some(hand.member) => continue,
                Role::Student => say!(self.locale(), "hand-raised", place = place),
                Role::Board | Role::Teacher => say!(self.locale(), "hand-news", count = place),
            };
            let question = if role == Role::Teacher { hand.question.as_str() } else { "" };
            let text = format!("{name} ({words}) {question}").trim_end().to_owned();
            lines.push(ServerLine::Marked(Mark::HandUp, text));
        }
        lines
    }

    /// Shows the queue: to teachers with every question, to students with their own.
    pub fn show_queue(&mut self, cx: &mut Context<'_>) {
        let locale = self.locale();
        self.forget_lost_hands(cx.now, cx.effects);
        if self.queue.0.is_empty() {
            return cx.answer(say!(locale, "queue-empty"));
        }
        let teaches = self.role(cx.who) == Role::Teacher;
        let own = self.member(cx.who);
        for (place, hand) in (1..).zip(&self.queue.0) {
            let here = self.connections.connection_of(hand.member);
            let name = here.and_then(|asker| self.name(asker));
            let name = name.map_or_else(|| say!(locale, "queue-away"), ToString::to_string);
            let since = self.hour(hand.since);
            let mut line = say!(locale, "queue-line", place = place, name = name, since = since);
            if (teaches || own == Some(hand.member)) && !hand.question.is_empty() {
                line += &format!(" · {}", hand.question);
            }
            cx.answer(line);
        }
    }

    /// A teacher takes the next one of the queue, or the one of that name.
    pub fn attend(&mut self, cx: &mut Context<'_>, name: &str) {
        self.forget_lost_hands(cx.now, cx.effects);
        let mut hands = self.queue.0.iter();
        let next = match name {
            "" => hands.find_map(|hand| self.connections.connection_of(hand.member)),
            _ => match self.addressee(cx.who, name) {
                Ok((_, Audience::One(asker))) => Some(asker),
                Ok(_) => None,
                Err(words) => return cx.refuse(words),
            },
        };
        let member = next.and_then(|asker| self.member(asker));
        match next.zip(member.and_then(|member| self.queue.lower(member))) {
            Some((asker, hand)) => self.call(cx, asker, &hand),
            None if name.is_empty() => {
                let away = !self.queue.0.is_empty();
                let key = if away { "queue-all-away" } else { "queue-empty" };
                cx.refuse(say!(self.locale(), key));
            }
            None => cx.refuse(say!(self.locale(), "hand-down", name = name)),
        }
    }

    /// Tells everyone whose turn it is, and the teacher what for.
    fn call(&self, cx: &mut Context<'_>, asker: ConnectionId, hand: &Hand) {
        let locale = self.locale();
        let Some(name) = self.name(asker) else { return };
        let turn = |key| ServerLine::Marked(Mark::Turn, format!("{name} {}", say!(locale, key)));
        cx.effects.tell(asker, turn("turn-yours"));
        cx.effects.send(Audience::Class { but: Some(asker) }, turn("turn"));
        if !hand.question.is_empty() {
            cx.answer(hand.question.clone());
        }
    }
}

fn hand_down(name: &Name, words: &str) -> ServerLine {
    ServerLine::Marked(Mark::HandDown, format!("{name} {words}"))
}

fn tell_of_hand(effects: &mut Effects, line: &ServerLine) {
    effects.send(Audience::TEACHERS, line.clone());
    effects.send(Audience::Boards, line.clone());
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
            queue.0.iter().map(|hand| hand.member).collect()
        };
        queue.forget_lost(clock(129));
        assert_eq!(waiting(&queue), vec![ana, caio]);
        queue.forget_lost(clock(130));
        assert_eq!(waiting(&queue), vec![caio]);
    }
}

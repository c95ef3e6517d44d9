//! What was said in one turn of the hub: encoded once, with who gets which part of it.

use std::fmt::Write;

use crate::classroom::{Audience, ConnectionId, Subscription};
use crate::wire::ServerLine;

/// With so many bytes for everyone a turn is over: they read, and others are heard.
const FOR_ONE: usize = 64 * 1024;
/// With so many bytes it is over too, though each is for few: the lists of who is here when a
/// whole class comes in at once.
const IN_ALL: usize = 1024 * 1024;

/// The lines of a turn, in order.
#[derive(Debug, Default)]
pub struct Turn {
    text: String,
    /// Lines for the same audience, one after the other.
    runs: Vec<Run>,
    /// The next line begins a run of its own.
    cut: bool,
    /// What those of each subscription get whom no line names: nearly everyone.
    shares: Vec<Share>,
}

#[derive(Debug)]
struct Run {
    to: Audience,
    end: usize,
}

#[derive(Debug)]
struct Share {
    subscription: Subscription,
    /// How many have that subscription.
    listeners: usize,
    text: Vec<u8>,
}

/// Someone who may be among the audience of a line.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Who.
    pub who: ConnectionId,
    /// What they are by now.
    pub subscription: Subscription,
    /// What they were before in this turn, each until the run of that place.
    pub before: Vec<(usize, Subscription)>,
    /// A line of this turn names them, or their subscription changed in it: what they get is theirs
    /// alone.
    pub apart: bool,
}

impl Listener {
    /// Someone who has that subscription from before this turn on.
    pub fn new(who: ConnectionId, subscription: Subscription) -> Self {
        Self { who, subscription, before: Vec::new(), apart: false }
    }

    /// What they were at that run.
    fn subscription_at(&self, run: usize) -> Subscription {
        let before = self.before.iter().find(|(until, _)| run < *until);
        before.map_or(self.subscription, |(_, subscription)| *subscription)
    }
}

impl Turn {
    /// One more has that subscription.
    pub fn count_in(&mut self, subscription: Subscription) {
        match self.shares.iter_mut().find(|share| share.subscription == subscription) {
            Some(share) => share.listeners += 1,
            None => self.shares.push(Share { subscription, listeners: 1, text: Vec::new() }),
        }
    }

    /// One less has that subscription.
    pub fn count_out(&mut self, subscription: Subscription) {
        let share = self.shares.iter_mut().find(|share| share.subscription == subscription);
        if let Some(share) = share {
            share.listeners = share.listeners.saturating_sub(1);
        }
    }

    /// Adds a line, and gives its length.
    pub fn push(&mut self, to: Audience, line: &ServerLine) -> usize {
        let start = self.text.len();
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
        for share in &mut self.shares {
            if to.includes_others(share.subscription) {
                share.text.extend_from_slice(&self.text.as_bytes()[start..]);
            }
        }
        let end = self.text.len();
        match self.runs.last_mut() {
            Some(run) if run.to == to && !self.cut => run.end = end,
            _ => self.runs.push(Run { to, end }),
        }
        self.cut = false;
        end - start
    }

    /// The place in the turn from which on someone's new subscription counts.
    pub fn place(&mut self) -> usize {
        self.cut = true;
        self.runs.len()
    }

    /// Was nothing said?
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Was enough said for one turn?
    pub fn is_full(&self) -> bool {
        self.shares.iter().any(|share| share.text.len() >= FOR_ONE) || self.text.len() >= IN_ALL
    }

    /// What a listener gets, written to `room` if nobody else gets the same.
    pub fn text_for<'a>(&'a self, listener: &Listener, room: &'a mut Vec<u8>) -> &'a [u8] {
        if !listener.apart {
            let share =
                self.shares.iter().find(|share| share.subscription == listener.subscription);
            return share.map_or(&[], |share| &share.text);
        }
        room.clear();
        let mut start = 0;
        for (place, run) in self.runs.iter().enumerate() {
            if run.to.includes(listener.who, listener.subscription_at(place)) {
                room.extend_from_slice(&self.text.as_bytes()[start..run.end]);
            }
            start = run.end;
        }
        room
    }

    /// Begins the next turn. The room that one turn needed is there for the next, within the bound
    /// of most turns.
    pub fn clear(&mut self) {
        self.text.clear();
        self.text.shrink_to(IN_ALL);
        self.shares.retain(|share| share.listeners > 0);
        self.shares.iter_mut().for_each(|share| share.text.clear());
        self.runs.clear();
        self.cut = false;
    }
}

#[cfg(test)]
mod tests {
    use crate::classroom::{Role, RoomId};

    use super::*;

    const ANA: ConnectionId = ConnectionId(1);
    const BETO: ConnectionId = ConnectionId(2);

    fn say(turn: &mut Turn, to: Audience, text: &str) {
        turn.push(to, &ServerLine::Answer(text.to_owned()));
    }

    fn heard(turn: &Turn, listener: Listener) -> Vec<String> {
        let text = turn.text_for(&listener, &mut Vec::new()).to_vec();
        String::from_utf8(text).unwrap().lines().map(|line| line[2..].to_owned()).collect()
    }

    const IN: Subscription = Subscription { role: Role::Student, room: Some(RoomId::MAIN) };
    const TEACHER: Subscription = Subscription { role: Role::Teacher, ..IN };

    fn room(but: Option<ConnectionId>) -> Audience {
        Audience::Room { room: RoomId::MAIN, but }
    }

    fn named(who: ConnectionId, subscription: Subscription) -> Listener {
        Listener { apart: true, ..Listener::new(who, subscription) }
    }

    fn of_everyone() -> Turn {
        let mut turn = Turn::default();
        for subscription in [Subscription::OUTSIDE, IN, TEACHER] {
            turn.count_in(subscription);
        }
        say(&mut turn, room(Some(ANA)), "a");
        say(&mut turn, room(Some(ANA)), "b");
        say(&mut turn, Audience::One(BETO), "c");
        say(&mut turn, room(Some(BETO)), "d");
        say(&mut turn, Audience::TEACHERS, "e");
        say(&mut turn, Audience::Students { room: RoomId::MAIN, but: None }, "f");
        say(&mut turn, Audience::All, "g");
        say(&mut turn, Audience::CLASS, "h");
        turn
    }

    #[test]
    fn each_hears_what_is_for_them_in_order() {
        let turn = of_everyone();
        assert_eq!(heard(&turn, named(ANA, IN)), ["d", "f", "g", "h"]);
        assert_eq!(heard(&turn, named(BETO, IN)), ["a", "b", "c", "f", "g", "h"]);
    }

    #[test]
    fn those_whom_no_line_names_hear_the_same_as_if_they_were_looked_at_one_by_one() {
        let turn = of_everyone();
        let subscriptions = [
            (IN, vec!["a", "b", "d", "f", "g", "h"]),
            (TEACHER, vec!["a", "b", "d", "e", "g", "h"]),
            (Subscription::OUTSIDE, vec!["g"]),
        ];
        for (subscription, expected) in subscriptions {
            for apart in [false, true] {
                let listener = Listener { apart, ..Listener::new(ConnectionId(3), subscription) };
                assert_eq!(heard(&turn, listener), expected, "{subscription:?}");
            }
        }
    }

    #[test]
    fn who_moves_hears_each_room_while_they_are_in_it_and_their_own_lines_always() {
        let mut turn = Turn::default();
        turn.count_in(IN);
        let mut beto = named(BETO, Subscription::OUTSIDE);
        say(&mut turn, Audience::One(BETO), "question");
        say(&mut turn, room(None), "before");
        beto.before.push((turn.place(), beto.subscription));
        beto.subscription = IN;
        say(&mut turn, room(None), "inside");
        beto.before.push((turn.place(), beto.subscription));
        beto.subscription = Subscription { role: Role::Teacher, room: None };
        say(&mut turn, room(None), "after");
        say(&mut turn, Audience::TEACHERS, "news");
        assert_eq!(heard(&turn, beto), ["question", "inside", "news"]);
        assert_eq!(heard(&turn, named(ANA, IN)), ["before", "inside", "after"]);
    }

    #[test]
    fn a_subscription_that_nobody_has_any_more_is_forgotten_with_the_turn() {
        let mut turn = of_everyone();
        turn.count_out(TEACHER);
        assert_eq!(heard(&turn, Listener::new(ConnectionId(3), TEACHER)).len(), 6);
        turn.clear();
        assert_eq!(turn.shares.len(), 2);
    }

    #[test]
    fn a_turn_is_full_by_what_everyone_gets_or_by_what_all_get_together() {
        let full_after = |to| {
            let mut turn = Turn::default();
            turn.count_in(IN);
            let line = "x".repeat(1021);
            (1..).find(|_| {
                say(&mut turn, to, &line);
                turn.is_full()
            })
        };
        assert_eq!(full_after(room(None)), Some(64));
        assert_eq!(full_after(Audience::One(ANA)), Some(1024));
    }

    #[test]
    fn nothing_of_a_turn_is_left_in_the_next() {
        let mut turn = of_everyone();
        turn.clear();
        assert!(turn.is_empty());
        for apart in [false, true] {
            assert!(heard(&turn, Listener { apart, ..named(ANA, IN) }).is_empty());
        }
    }
}

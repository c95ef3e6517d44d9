//! What was said in one turn of the hub: encoded once, with who gets which part of it.

use std::fmt::Write;

use crate::classroom::{Audience, PersonId, Standing};
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
    /// What those of each standing get whom no line names: nearly everyone.
    shares: Vec<Share>,
}

#[derive(Debug)]
struct Run {
    to: Audience,
    end: usize,
}

#[derive(Debug)]
struct Share {
    standing: Standing,
    /// How many have that standing.
    listeners: usize,
    text: Vec<u8>,
}

/// Someone who may be among the audience of a line.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Who.
    pub who: PersonId,
    /// What they are by now.
    pub standing: Standing,
    /// What they were before in this turn, each until the run of that place.
    pub before: Vec<(usize, Standing)>,
    /// A line of this turn names them, or their standing changed in it: what they get is theirs
    /// alone.
    pub apart: bool,
}

impl Listener {
    /// Someone who has that standing from before this turn on.
    pub fn new(who: PersonId, standing: Standing) -> Self {
        Self { who, standing, before: Vec::new(), apart: false }
    }

    /// What they were at that run.
    fn standing_at(&self, run: usize) -> Standing {
        let before = self.before.iter().find(|(until, _)| run < *until);
        before.map_or(self.standing, |(_, standing)| *standing)
    }
}

impl Turn {
    /// One more has that standing.
    pub fn count_in(&mut self, standing: Standing) {
        match self.shares.iter_mut().find(|share| share.standing == standing) {
            Some(share) => share.listeners += 1,
            None => self.shares.push(Share { standing, listeners: 1, text: Vec::new() }),
        }
    }

    /// One less has that standing.
    pub fn count_out(&mut self, standing: Standing) {
        let share = self.shares.iter_mut().find(|share| share.standing == standing);
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
            if to.includes_others(share.standing) {
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

    /// The place in the turn from which on someone's new standing counts.
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
            let share = self.shares.iter().find(|share| share.standing == listener.standing);
            return share.map_or(&[], |share| &share.text);
        }
        room.clear();
        let mut start = 0;
        for (place, run) in self.runs.iter().enumerate() {
            if run.to.includes(listener.who, listener.standing_at(place)) {
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

    const ANA: PersonId = PersonId(1);
    const BETO: PersonId = PersonId(2);

    fn say(turn: &mut Turn, to: Audience, text: &str) {
        turn.push(to, &ServerLine::Answer(text.to_owned()));
    }

    fn heard(turn: &Turn, listener: Listener) -> Vec<String> {
        let text = turn.text_for(&listener, &mut Vec::new()).to_vec();
        String::from_utf8(text).unwrap().lines().map(|line| line[2..].to_owned()).collect()
    }

    const IN: Standing = Standing { role: Role::Student, room: Some(RoomId::MAIN) };
    const TEACHER: Standing = Standing { role: Role::Teacher, ..IN };

    fn room(but: Option<PersonId>) -> Audience {
        Audience::Room { room: RoomId::MAIN, but }
    }

    fn named(who: PersonId, standing: Standing) -> Listener {
        Listener { apart: true, ..Listener::new(who, standing) }
    }

    fn of_everyone() -> Turn {
        let mut turn = Turn::default();
        for standing in [Standing::OUTSIDE, IN, TEACHER] {
            turn.count_in(standing);
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
        let standings = [
            (IN, vec!["a", "b", "d", "f", "g", "h"]),
            (TEACHER, vec!["a", "b", "d", "e", "g", "h"]),
            (Standing::OUTSIDE, vec!["g"]),
        ];
        for (standing, expected) in standings {
            for apart in [false, true] {
                let listener = Listener { apart, ..Listener::new(PersonId(3), standing) };
                assert_eq!(heard(&turn, listener), expected, "{standing:?}");
            }
        }
    }

    #[test]
    fn who_moves_hears_each_room_while_they_are_in_it_and_their_own_lines_always() {
        let mut turn = Turn::default();
        turn.count_in(IN);
        let mut beto = named(BETO, Standing::OUTSIDE);
        say(&mut turn, Audience::One(BETO), "question");
        say(&mut turn, room(None), "before");
        beto.before.push((turn.place(), beto.standing));
        beto.standing = IN;
        say(&mut turn, room(None), "inside");
        beto.before.push((turn.place(), beto.standing));
        beto.standing = Standing { role: Role::Teacher, room: None };
        say(&mut turn, room(None), "after");
        say(&mut turn, Audience::TEACHERS, "news");
        assert_eq!(heard(&turn, beto), ["question", "inside", "news"]);
        assert_eq!(heard(&turn, named(ANA, IN)), ["before", "inside", "after"]);
    }

    #[test]
    fn a_standing_that_nobody_has_any_more_is_forgotten_with_the_turn() {
        let mut turn = of_everyone();
        turn.count_out(TEACHER);
        assert_eq!(heard(&turn, Listener::new(PersonId(3), TEACHER)).len(), 6);
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

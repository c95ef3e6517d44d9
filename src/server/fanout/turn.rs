//! What was said in one turn of the hub: encoded once, with who gets which part of it.

use std::fmt::Write;

use crate::classroom::{Audience, PersonId, Role};
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
    common: [Vec<u8>; STANDINGS.len()],
}

#[derive(Debug)]
struct Run {
    to: Audience,
    end: usize,
}

/// A role, and whether one is in the room.
type Standing = (Role, bool);

/// Every standing. A teacher is in the room from the first moment.
const STANDINGS: [Standing; 3] =
    [(Role::Student, false), (Role::Student, true), (Role::Teacher, true)];

/// Someone who may be among the audience of a line.
#[derive(Clone, Copy, Debug)]
pub struct Listener {
    /// Who.
    pub who: PersonId,
    /// What they are.
    pub role: Role,
    /// The run of the turn with which they came into the room; `None` while they are outside.
    pub in_since: Option<usize>,
    /// A line of this turn names them, or they came in with it: what they get is theirs alone.
    pub apart: bool,
}

impl Turn {
    /// Adds a line, and gives its length.
    pub fn push(&mut self, to: Audience, line: &ServerLine) -> usize {
        let start = self.text.len();
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
        for ((role, in_room), common) in STANDINGS.into_iter().zip(&mut self.common) {
            if to.includes_others(role, in_room) {
                common.extend_from_slice(&self.text.as_bytes()[start..]);
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

    /// The place in the turn from which on someone who comes in now hears the room.
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
        self.common.iter().any(|common| common.len() >= FOR_ONE) || self.text.len() >= IN_ALL
    }

    /// What a listener gets, written to `room` if nobody else gets the same.
    pub fn text_for<'a>(&'a self, listener: &Listener, room: &'a mut Vec<u8>) -> &'a [u8] {
        if !listener.apart {
            let standing = (listener.role, listener.in_since.is_some());
            let place = STANDINGS.into_iter().position(|other| other == standing);
            return place.map_or(&[], |place| &self.common[place]);
        }
        room.clear();
        let mut start = 0;
        for (place, run) in self.runs.iter().enumerate() {
            let inside = listener.in_since.is_some_and(|since| since <= place);
            if run.to.includes(listener.who, listener.role, inside) {
                room.extend_from_slice(&self.text.as_bytes()[start..run.end]);
            }
            start = run.end;
        }
        room
    }

    /// Begins the next turn. The room that one turn needed is there for the next.
    pub fn clear(&mut self) {
        self.text.clear();
        self.common.iter_mut().for_each(Vec::clear);
        self.runs.clear();
        self.cut = false;
    }
}

#[cfg(test)]
mod tests {
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

    fn named(who: PersonId, in_since: Option<usize>) -> Listener {
        Listener { who, role: Role::Student, in_since, apart: true }
    }

    fn of_everyone() -> Turn {
        let mut turn = Turn::default();
        say(&mut turn, Audience::Room { but: Some(ANA) }, "a");
        say(&mut turn, Audience::Room { but: Some(ANA) }, "b");
        say(&mut turn, Audience::One(BETO), "c");
        say(&mut turn, Audience::Room { but: Some(BETO) }, "d");
        say(&mut turn, Audience::Teachers, "e");
        say(&mut turn, Audience::Students { but: None }, "f");
        say(&mut turn, Audience::All, "g");
        turn
    }

    #[test]
    fn each_hears_what_is_for_them_in_order() {
        let turn = of_everyone();
        assert_eq!(heard(&turn, named(ANA, Some(0))), ["d", "f", "g"]);
        assert_eq!(heard(&turn, named(BETO, Some(0))), ["a", "b", "c", "f", "g"]);
    }

    #[test]
    fn those_whom_no_line_names_hear_the_same_as_if_they_were_looked_at_one_by_one() {
        let turn = of_everyone();
        let standings = [
            (Role::Student, Some(0), vec!["a", "b", "d", "f", "g"]),
            (Role::Teacher, Some(0), vec!["a", "b", "d", "e", "g"]),
            (Role::Student, None, vec!["g"]),
        ];
        for (role, in_since, expected) in standings {
            for apart in [false, true] {
                let listener = Listener { who: PersonId(3), role, in_since, apart };
                assert_eq!(heard(&turn, listener), expected, "{listener:?}");
            }
        }
    }

    #[test]
    fn a_newcomer_hears_the_room_from_their_coming_on_and_their_own_lines_always() {
        let mut turn = Turn::default();
        say(&mut turn, Audience::One(BETO), "question");
        say(&mut turn, Audience::Room { but: None }, "before");
        let place = turn.place();
        say(&mut turn, Audience::Room { but: None }, "after");
        assert_eq!(heard(&turn, named(BETO, Some(place))), ["question", "after"]);
        assert_eq!(heard(&turn, named(ANA, Some(0))), ["before", "after"]);
    }

    #[test]
    fn a_turn_is_full_by_what_everyone_gets_or_by_what_all_get_together() {
        let full_after = |to| {
            let mut turn = Turn::default();
            let line = "x".repeat(1021);
            (1..).find(|_| {
                say(&mut turn, to, &line);
                turn.is_full()
            })
        };
        assert_eq!(full_after(Audience::Room { but: None }), Some(64));
        assert_eq!(full_after(Audience::One(ANA)), Some(1024));
    }

    #[test]
    fn nothing_of_a_turn_is_left_in_the_next() {
        let mut turn = of_everyone();
        turn.clear();
        assert!(turn.is_empty());
        for apart in [false, true] {
            assert!(heard(&turn, Listener { apart, ..named(ANA, Some(0)) }).is_empty());
        }
    }
}

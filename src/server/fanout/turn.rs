//! What was said in one turn of the hub: encoded once, with who gets which part of it.

use std::io::Write;
use std::ops::Range;

use crate::classroom::{Audience, PersonId, Role};
use crate::wire::ServerLine;

/// The lines of a turn, in order.
#[derive(Debug, Default)]
pub struct Turn {
    bytes: Vec<u8>,
    /// Lines for the same audience, one after the other.
    runs: Vec<Run>,
    /// The next line begins a run of its own.
    cut: bool,
}

#[derive(Debug)]
struct Run {
    to: Audience,
    end: usize,
}

/// Someone who may be among the audience of a line.
#[derive(Clone, Copy, Debug)]
pub struct Listener {
    /// Who.
    pub who: PersonId,
    /// What they are.
    pub role: Role,
    /// The run of the turn with which they came into the room; `None` while they are outside.
    pub in_since: Option<usize>,
}

impl Turn {
    /// Adds a line.
    pub fn push(&mut self, to: Audience, line: &ServerLine) {
        // Writing to a vector cannot fail.
        let _ = writeln!(self.bytes, "{line}");
        let end = self.bytes.len();
        match self.runs.last_mut() {
            Some(run) if run.to == to && !self.cut => run.end = end,
            _ => self.runs.push(Run { to, end }),
        }
        self.cut = false;
    }

    /// The place in the turn from which on someone who comes in now hears the room.
    pub fn place(&mut self) -> usize {
        self.cut = true;
        self.runs.len()
    }

    /// All that was said.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Puts the parts that a listener gets in place of what was in `parts`.
    pub fn parts_for(&self, listener: &Listener, parts: &mut Vec<Range<usize>>) {
        parts.clear();
        let mut start = 0;
        for (place, run) in self.runs.iter().enumerate() {
            let inside = listener.in_since.is_some_and(|since| since <= place);
            if run.to.includes(listener.who, listener.role, inside) {
                match parts.last_mut() {
                    Some(last) if last.end == start => last.end = run.end,
                    _ => parts.push(start..run.end),
                }
            }
            start = run.end;
        }
    }

    /// Begins the next turn. What one turn needed is there for the next, unless it was much.
    pub fn clear(&mut self, usual: usize) {
        self.bytes.clear();
        self.bytes.shrink_to(2 * usual);
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

    fn heard(turn: &Turn, who: PersonId, role: Role, in_since: Option<usize>) -> Vec<String> {
        let mut parts = Vec::new();
        turn.parts_for(&Listener { who, role, in_since }, &mut parts);
        let text: Vec<u8> =
            parts.into_iter().flat_map(|part| turn.bytes()[part].to_vec()).collect();
        String::from_utf8(text).unwrap().lines().map(|line| line[2..].to_owned()).collect()
    }

    #[test]
    fn each_hears_what_is_for_them_in_order() {
        let mut turn = Turn::default();
        say(&mut turn, Audience::Room { but: Some(ANA) }, "a");
        say(&mut turn, Audience::Room { but: Some(ANA) }, "b");
        say(&mut turn, Audience::One(BETO), "c");
        say(&mut turn, Audience::Room { but: Some(BETO) }, "d");
        say(&mut turn, Audience::Teachers, "e");
        say(&mut turn, Audience::Students { but: None }, "f");
        say(&mut turn, Audience::All, "g");
        assert_eq!(heard(&turn, ANA, Role::Student, Some(0)), ["d", "f", "g"]);
        assert_eq!(heard(&turn, BETO, Role::Student, Some(0)), ["a", "b", "c", "f", "g"]);
        assert_eq!(heard(&turn, PersonId(3), Role::Teacher, Some(0)), ["a", "b", "d", "e", "g"]);
        assert_eq!(heard(&turn, PersonId(4), Role::Student, None), ["g"]);
    }

    #[test]
    fn a_newcomer_hears_the_room_from_their_coming_on_and_their_own_lines_always() {
        let mut turn = Turn::default();
        say(&mut turn, Audience::One(BETO), "question");
        say(&mut turn, Audience::Room { but: None }, "before");
        let place = turn.place();
        say(&mut turn, Audience::Room { but: None }, "after");
        assert_eq!(heard(&turn, BETO, Role::Student, Some(place)), ["question", "after"]);
        assert_eq!(heard(&turn, ANA, Role::Student, Some(0)), ["before", "after"]);
    }
}

//! The connections as the hub sees them, and what was said to them in this turn.

use std::collections::HashMap;

use crate::classroom::{Audience, PersonId, Role};
use crate::wire::ServerLine;

use super::outlet::Outlet;
use super::turn::{Listener, Turn};

/// With so many bytes for one member or more a turn is over.
const TURN: usize = 64 * 1024;

#[derive(Debug)]
struct Member {
    listener: Listener,
    outlet: Outlet,
}

/// Everyone who is connected.
#[derive(Debug, Default)]
pub struct Members {
    all: Vec<Member>,
    /// The place of each in `all`.
    places: HashMap<PersonId, usize>,
    turn: Turn,
    /// Room for the parts of one member.
    parts: Vec<std::ops::Range<usize>>,
}

impl Members {
    /// A connection, whose person is outside the room.
    pub fn add(&mut self, who: PersonId, outlet: Outlet) {
        self.places.insert(who, self.all.len());
        let listener = Listener { who, role: Role::Student, in_since: None };
        self.all.push(Member { listener, outlet });
    }

    /// Someone is in the room from now on, if they were not.
    pub fn enter(&mut self, who: PersonId, role: Role) {
        let Some(place) = self.places.get(&who) else { return };
        let listener = &mut self.all[*place].listener;
        if listener.in_since.is_none() {
            (listener.role, listener.in_since) = (role, Some(self.turn.place()));
        }
    }

    /// Adds a line to the turn.
    pub fn push(&mut self, to: Audience, line: &ServerLine) {
        self.turn.push(to, line);
    }

    /// Is it time to end the turn, though there is more to do?
    pub fn is_turn_full(&self) -> bool {
        self.turn.bytes().len() >= TURN
    }

    /// Ends the turn: gives everyone what is theirs. Those who do not read what they were given
    /// come back.
    pub fn flush(&mut self) -> Vec<PersonId> {
        let mut slow = Vec::new();
        if self.turn.bytes().is_empty() {
            return slow;
        }
        for member in &mut self.all {
            self.turn.parts_for(&member.listener, &mut self.parts);
            if !self.parts.is_empty() && member.outlet.send(self.turn.bytes(), &self.parts).is_err()
            {
                slow.push(member.listener.who);
            }
            if member.listener.in_since.is_some() {
                member.listener.in_since = Some(0);
            }
        }
        self.turn.clear(TURN);
        slow
    }

    /// Lets a connection go with what it was owed until now.
    pub fn remove(&mut self, who: PersonId) {
        if let Some(Member { listener, outlet }) = self.take(who) {
            self.turn.parts_for(&listener, &mut self.parts);
            if !self.parts.is_empty() {
                // One who does not read is let go in any case.
                let _ = outlet.send(self.turn.bytes(), &self.parts);
            }
        }
    }

    /// Lets a connection go that does not read, with a last line behind what waits.
    pub fn remove_slow(&mut self, who: PersonId, last: &ServerLine) {
        if let Some(Member { outlet, .. }) = self.take(who) {
            outlet.send_last(format!("{last}\n").as_bytes());
        }
    }

    fn take(&mut self, who: PersonId) -> Option<Member> {
        let place = self.places.remove(&who)?;
        let member = self.all.swap_remove(place);
        if let Some(moved) = self.all.get(place) {
            self.places.insert(moved.listener.who, place);
        }
        Some(member)
    }
}

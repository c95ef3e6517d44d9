//! What the classroom asks to be done: it does nothing itself.

use std::time::Duration;

use crate::name::Name;
use crate::wire::ServerLine;

use super::record::{PersonId, Record, Role};

/// Something for the owner of the classroom to do, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send one line to everyone whom the audience names.
    Send {
        /// Who gets it.
        to: Audience,
        /// The line.
        line: ServerLine,
    },
    /// Keep this in the journal.
    Record(Record),
    /// Ask the journal; its answer is to be given to [`answer_history`].
    ///
    /// [`answer_history`]: super::Classroom::answer_history
    AskHistory {
        /// Who wants to know.
        who: PersonId,
        /// Of which room.
        room: Name,
        /// How many lines at the most.
        limit: usize,
    },
    /// Close this connection after what it is owed.
    Close(PersonId),
    /// The class is over: close every connection after what it is owed, then stop.
    End,
    /// Call [`wake`](super::Classroom::wake) when the classroom's clock shows this.
    WakeAt(Duration),
}

/// Who gets a line. People without a name are in none of these but [`One`](Self::One).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// This connection, named or not.
    One(PersonId),
    /// Everyone in the room, and the teachers, but this one.
    Room {
        /// The one left out.
        but: Option<PersonId>,
    },
    /// Everyone in the room who is not a teacher, but this one.
    Students {
        /// The one left out.
        but: Option<PersonId>,
    },
    /// The teachers.
    Teachers,
    /// Every connection, named or not.
    All,
}

impl Audience {
    /// The connection that it names, be it to hold or to leave out.
    pub fn names(self) -> Option<PersonId> {
        match self {
            Self::One(one) => Some(one),
            Self::Room { but } | Self::Students { but } => but,
            Self::Teachers | Self::All => None,
        }
    }

    /// Does it hold those whom it does not name, of that role, in the room or not yet?
    pub fn includes_others(self, role: Role, in_room: bool) -> bool {
        let teaches = role == Role::Teacher;
        match self {
            Self::One(_) => false,
            Self::Room { .. } => in_room,
            Self::Students { .. } => in_room && !teaches,
            Self::Teachers => teaches,
            Self::All => true,
        }
    }

    /// Does it hold this connection, of that role, in the room or not yet?
    pub fn includes(self, who: PersonId, role: Role, in_room: bool) -> bool {
        match self.names() {
            Some(named) if named == who => self == Self::One(who),
            _ => self.includes_others(role, in_room),
        }
    }
}

//! What the classroom asks to be done: it does nothing itself.

use std::time::Duration;

use crate::wire::ServerLine;

use super::record::{PersonId, Record, Role};
use super::rooms::RoomId;
use super::scope::Question;
use super::secret::Secret;

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
    /// From here on this connection hears that room, in that role.
    Place {
        /// Who.
        who: PersonId,
        /// What they may do.
        role: Role,
        /// Where they are.
        room: RoomId,
    },
    /// Keep this in the journal.
    Record(Record),
    /// Ask the journal; what it answers is to be given to [`answer`](super::Classroom::answer).
    AskJournal {
        /// Who wants to know.
        who: PersonId,
        /// What.
        question: Question,
    },
    /// Check this against the teacher's password or, without an answer, see whether there is one;
    /// what comes of it is to be given to [`password_checked`].
    ///
    /// [`password_checked`]: super::Classroom::password_checked
    CheckPassword {
        /// Who answered.
        who: PersonId,
        /// The answer.
        answer: Option<Secret>,
    },
    /// Keep what this connection sends until the [`Release`](Self::Release).
    Hold(PersonId),
    /// Give what was held, the first line first.
    Release(PersonId),
    /// Close this connection after what it is owed.
    Close(PersonId),
    /// The class is over: close every connection after what it is owed, then stop.
    End,
    /// Call [`wake`](super::Classroom::wake) when the classroom's clock shows this.
    WakeAt(Duration),
}

/// What decides which lines a connection hears.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What they may do.
    pub role: Role,
    /// Where they are; nowhere before they have a name.
    pub room: Option<RoomId>,
}

impl Standing {
    /// That of someone who has just connected.
    pub const OUTSIDE: Self = Self { role: Role::Student, room: None };
}

/// Who gets a line. People without a name are in none of these but [`One`](Self::One) and
/// [`All`](Self::All).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// This connection, named or not.
    One(PersonId),
    /// Everyone in a room but this one.
    Room {
        /// Which.
        room: RoomId,
        /// The one left out.
        but: Option<PersonId>,
    },
    /// Everyone in a room who is not a teacher, but this one.
    Students {
        /// Which.
        room: RoomId,
        /// The one left out.
        but: Option<PersonId>,
    },
    /// The teachers, wherever they are, but this one.
    Teachers {
        /// The one left out.
        but: Option<PersonId>,
    },
    /// Everyone in every room but this one.
    Class {
        /// The one left out.
        but: Option<PersonId>,
    },
    /// Every connection, named or not.
    All,
}

impl Audience {
    /// Every teacher.
    pub const TEACHERS: Self = Self::Teachers { but: None };
    /// Everyone in every room.
    pub const CLASS: Self = Self::Class { but: None };

    /// The connection that it names, be it to hold or to leave out.
    pub fn names(self) -> Option<PersonId> {
        match self {
            Self::One(one) => Some(one),
            Self::Room { but, .. }
            | Self::Students { but, .. }
            | Self::Teachers { but }
            | Self::Class { but } => but,
            Self::All => None,
        }
    }

    /// Does it hold those of that standing whom it does not name?
    pub fn includes_others(self, standing: Standing) -> bool {
        let teaches = standing.role == Role::Teacher;
        match self {
            Self::One(_) => false,
            Self::Room { room, .. } => standing.room == Some(room),
            Self::Students { room, .. } => standing.room == Some(room) && !teaches,
            Self::Teachers { .. } => teaches,
            Self::Class { .. } => standing.room.is_some(),
            Self::All => true,
        }
    }

    /// Does it hold this connection, of that standing?
    pub fn includes(self, who: PersonId, standing: Standing) -> bool {
        match self.names() {
            Some(named) if named == who => self == Self::One(who),
            _ => self.includes_others(standing),
        }
    }
}

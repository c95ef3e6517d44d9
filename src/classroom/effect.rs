//! What the classroom asks to be done: it does nothing itself.

use std::time::Duration;

use serde::Serialize;

use crate::wire::{Mark, ServerLine};

use super::ids::{ConnectionId, Role, RoomId};
use super::record::Record;
use super::scope::JournalQuery;

/// Something for the owner of the classroom to do, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send one line to everyone whom the audience names.
    Send(Audience, ServerLine),
    /// From here on this connection gets the lines for those in that room and role.
    Subscribe(ConnectionId, Subscription),
    /// Keep this in the journal.
    Record(Record),
    /// Ask the journal; what it answers is to be given to [`answer`](super::Classroom::answer).
    AskJournal(ConnectionId, Box<JournalQuery>),
    /// See whether there is a teacher's password; what comes of it is a
    /// [`SecretChecked`](super::Input::SecretChecked).
    SeekPassword(ConnectionId),
    /// Check this connection's last secret answer against the teacher's password, likewise.
    CheckPassword(ConnectionId),
    /// Tell this teacher how to join the class, which only those who serve it know.
    TellWaysIn(ConnectionId),
    /// Make a pass for this connection; what comes of it is a [`PassMade`](super::Input::PassMade).
    MakePass(ConnectionId),
    /// Tell this board the class code, if there is one.
    TellCode(ConnectionId),
    /// Send this connection the pass that was made for it, with these words.
    GivePass(ConnectionId, String),
    /// Keep what this connection sends until the [`Release`](Self::Release).
    Hold(ConnectionId),
    /// Give what was held, the first line first.
    Release(ConnectionId),
    /// Close this connection after sending what is queued for it.
    Close(ConnectionId),
    /// The class is over: close every connection after sending what is queued for it, then stop.
    End,
    /// Call [`wake`](super::Classroom::wake) when the classroom's clock shows this.
    WakeAt(Duration),
}

/// Where the effects of an input go, in the order in which they are to be done.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Effects(Vec<Effect>);

impl Effects {
    /// Adds any effect.
    pub fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }

    /// A line to an audience.
    pub fn send(&mut self, to: Audience, line: ServerLine) {
        self.push(Effect::Send(to, line));
    }

    /// A line to one connection.
    pub fn tell(&mut self, who: ConnectionId, line: ServerLine) {
        self.send(Audience::One(who), line);
    }

    /// News for the teachers.
    pub fn tell_teachers(&mut self, text: impl Into<String>) {
        self.send(Audience::TEACHERS, ServerLine::Notice(text.into()));
    }

    /// News for everyone.
    pub fn tell_class(&mut self, text: impl Into<String>) {
        self.send(Audience::CLASS, ServerLine::Notice(text.into()));
    }

    /// What goes on, for everyone.
    pub(super) fn mark(&mut self, mark: Mark, text: impl Into<String>) {
        self.send(Audience::CLASS, ServerLine::Marked(mark, text.into()));
    }

    pub(super) fn record(&mut self, record: Record) {
        self.push(Effect::Record(record));
    }

    pub(super) fn wake_at(&mut self, at: impl Into<Option<Duration>>) {
        self.0.extend(at.into().map(Effect::WakeAt));
    }

    /// Takes the effects out, and leaves the room for the next ones.
    pub fn drain(&mut self) -> impl Iterator<Item = Effect> {
        self.0.drain(..)
    }
}

/// What decides which lines a connection receives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Subscription {
    /// What they may do.
    pub role: Role,
    /// Where they are; nowhere before they have a name.
    pub room: Option<RoomId>,
}

impl Subscription {
    /// That of someone who has just connected.
    pub const OUTSIDE: Self = Self { role: Role::Student, room: None };
}

/// Who gets a line: all but `but`, the connection that is left out. People without a name are in
/// none of these but [`One`](Self::One) and [`All`](Self::All).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the variants name the fields")]
pub enum Audience {
    /// This connection, named or not.
    One(ConnectionId),
    /// Everyone in a room.
    Room { room: RoomId, but: Option<ConnectionId> },
    /// Everyone in a room who is not a teacher.
    Students { room: RoomId, but: Option<ConnectionId> },
    /// The teachers, wherever they are.
    Teachers { but: Option<ConnectionId> },
    /// Everyone in every room, and the boards.
    Class { but: Option<ConnectionId> },
    /// The boards alone.
    Boards,
    /// Every connection, named or not.
    All,
}

impl Audience {
    /// Every teacher.
    pub const TEACHERS: Self = Self::Teachers { but: None };
    /// Everyone in every room, and the boards.
    pub const CLASS: Self = Self::Class { but: None };

    /// The connection that it names, be it to hold or to leave out.
    pub fn names(self) -> Option<ConnectionId> {
        match self {
            Self::One(one) => Some(one),
            Self::Room { but, .. }
            | Self::Students { but, .. }
            | Self::Teachers { but }
            | Self::Class { but } => but,
            Self::All | Self::Boards => None,
        }
    }

    /// Does it hold those with that subscription whom it does not name?
    pub fn includes_others(self, subscription: Subscription) -> bool {
        let teaches = subscription.role == Role::Teacher;
        match self {
            Self::One(_) => false,
            Self::Room { room, .. } => subscription.room == Some(room),
            Self::Students { room, .. } => subscription.room == Some(room) && !teaches,
            Self::Teachers { .. } => teaches,
            Self::Class { .. } => subscription.room.is_some() || subscription.role == Role::Board,
            Self::Boards => subscription.role == Role::Board,
            Self::All => true,
        }
    }

    /// Does it hold this connection, with that subscription?
    pub fn includes(self, who: ConnectionId, subscription: Subscription) -> bool {
        match self.names() {
            Some(named) if named == who => self == Self::One(who),
            _ => self.includes_others(subscription),
        }
    }
}

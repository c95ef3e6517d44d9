//! What the journal keeps of a class, as the classroom tells it.

use std::net::SocketAddr;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::name::Name;
use crate::wire::ServerLine;

use super::ids::ConnectionId;
use super::secret::PassHash;

/// Something to be remembered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Record {
    /// Someone came in.
    Came(Came),
    /// Someone who came in is in another room.
    Moved(Moved),
    /// Someone who came in has left.
    Left(Left),
    /// Something was said.
    Said(Said),
    /// What became of someone's pass.
    Pass(PassRecord),
    /// The meeting is over.
    Ended(Timestamp),
}

/// What became of passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassRecord {
    /// It is of this person, as they are called now.
    Of(ConnectionId, PassHash),
    /// This person is whose it is, if it is anyone's of the class, also of an earlier meeting.
    Proves(ConnectionId, PassHash),
    /// It lets nobody in any more.
    Void(PassHash),
}

/// An entry: who came in, from where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Joins the entry to its [`Left`].
    pub who: ConnectionId,
    /// The name they gave.
    pub name: Name,
    /// Where they connect from.
    pub from: SocketAddr,
    /// When.
    pub at: Timestamp,
    /// How many people were in the class then, this one included.
    pub active: usize,
    /// The short name of who it is in the class's roster.
    pub student: Option<Name>,
}

/// A change of room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Who moved.
    pub who: ConnectionId,
    /// When.
    pub at: Timestamp,
    /// Where to.
    pub room: Name,
}

/// The end of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    /// Who left.
    pub who: ConnectionId,
    /// When.
    pub at: Timestamp,
    /// In what way.
    pub how: Departure,
}

/// One person's presence in a span of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// The name, as it was last written; `None` for someone who was forgotten.
    pub name: Option<Name>,
    /// When it was first here.
    pub first: Timestamp,
    /// When it was last here; now, for who is still here.
    pub last: Timestamp,
    /// How long it was here; stays at the same time count once.
    pub time: SignedDuration,
    /// Still here?
    pub present: bool,
}

impl Presence {
    /// The time in minutes, rounded to the nearest.
    pub fn minutes(&self) -> i64 {
        (self.time.as_secs() + 30) / 60
    }
}

/// How a stay in the class ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Departure {
    /// By `/sair`.
    Quit,
    /// Their side ended the stream.
    Ended,
    /// The connection broke.
    Lost,
    /// They did not read what they were sent.
    Slow,
    /// They said nothing for as long as the class lets one.
    Idle,
    /// A teacher sent them out.
    Expelled,
    /// They go on under another name; a new entry begins.
    Renamed,
    /// The class ended.
    Over,
    /// The server stopped without saying so; seen when the journal is next opened.
    Crashed,
}

impl Departure {
    /// Every way to leave.
    pub const ALL: [Self; 9] = [
        Self::Quit,
        Self::Ended,
        Self::Lost,
        Self::Slow,
        Self::Idle,
        Self::Expelled,
        Self::Renamed,
        Self::Over,
        Self::Crashed,
    ];

    /// The word that stands for it in the journal and in exports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Quit => "quit",
            Self::Ended => "ended",
            Self::Lost => "lost",
            Self::Slow => "slow",
            Self::Idle => "idle",
            Self::Expelled => "expelled",
            Self::Renamed => "renamed",
            Self::Over => "over",
            Self::Crashed => "crashed",
        }
    }

    /// The departure that a word of the journal stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.code() == code)
    }

    /// The key of the phrase for people.
    pub fn key(self) -> String {
        format!("departure-{}", self.code())
    }
}

/// A line of the conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// The room it was said in.
    pub room: Name,
    /// In what way.
    pub kind: Kind,
    /// Who said it.
    pub from: Name,
    /// The one who was to read it; `None` for everyone in the room.
    pub to: Option<Name>,
    /// The words.
    pub text: String,
}

impl Said {
    /// The line as those for whom it was have read it.
    pub fn line(&self) -> ServerLine {
        let (name, text) = (self.from.clone(), self.text.clone());
        match self.kind {
            Kind::Speech => ServerLine::Speech { name, text },
            Kind::Action => ServerLine::Action { name, text },
            Kind::Announcement => ServerLine::Announcement { name, text },
            Kind::Private => ServerLine::Private { from: name, text },
            Kind::Notice => ServerLine::Notice(text),
        }
    }
}

/// The kinds of lines in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Speech to the room.
    Speech,
    /// An action (`/eu`).
    Action,
    /// An announcement by a teacher.
    Announcement,
    /// A private message.
    Private,
    /// The server's own words: what a quiz or a poll came to, who became a teacher.
    Notice,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Speech, Self::Action, Self::Announcement, Self::Private, Self::Notice];

    /// The word that stands for it in the journal and in exports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Speech => "speech",
            Self::Action => "action",
            Self::Announcement => "announcement",
            Self::Private => "private",
            Self::Notice => "notice",
        }
    }

    /// The kind that a word of the journal stands for.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

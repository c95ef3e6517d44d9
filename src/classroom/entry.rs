//! What happens to the class, as values: a class is its entries, in their order.
//!
//! All that the class knows of time, chance, names of connections and its set-up comes from them,
//! so whoever applies the same entries has the same class. They hold no secret: codes and passwords
//! are checked where the connection is, and what came of it is the entry.

use serde::{Deserialize, Serialize};

use super::class::Config;
use super::connections::Origin;
use super::context::Now;
use super::ids::{ConnectionId, NodeId};
use super::meeting::Meeting;
use super::pass::KeptPass;
use super::record::Departure;
use super::secret::{Answer, PassHash};
use super::teacher_login::PasswordCheck;
use crate::wire::LineError;

/// One input of the class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the class, from 0.
    pub seq: u64,
    /// When; the same for all that comes of it.
    pub at: Now,
    /// The server that took it in.
    pub node: NodeId,
    /// What happened.
    pub input: Input,
}

/// Something that happens to the class. The form in which recordings keep it counts the variants
/// and fields: new variants come last, and make a new form of recordings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the variants name the fields")]
pub enum Input {
    /// The class begins: always the first entry, and no other one.
    Opened(Box<Opened>),
    /// Someone connected.
    Connected { who: ConnectionId, origin: Origin },
    /// A line of a connection, by its number from 1, that is not the answer to a secret question.
    Line { who: ConnectionId, number: u64, line: Result<String, LineError> },
    /// A line that answers the question for a secret, or that may be one which nobody asked for.
    SecretGiven { who: ConnectionId, number: u64, answer: Answer },
    /// What came of the check of someone's password.
    SecretChecked { who: ConnectionId, check: PasswordCheck },
    /// A connection speaks TLS where nothing is encrypted.
    TlsHello { who: ConnectionId },
    /// A connection has ended, or does not read what it is sent.
    Gone { who: ConnectionId, how: Departure },
    /// News of the server's, for the teachers.
    Notice(String),
    /// Something may be due by the clock.
    Tick,
    /// Someone outside wants the class to end.
    Stop,
    /// The pass that someone asked for was made.
    PassMade { who: ConnectionId, hash: PassHash },
    /// A line that answers the question for a name with one, a pass, and perhaps how many lines were
    /// read since.
    Returned { who: ConnectionId, number: u64, name: String, hash: PassHash, read: Option<u64> },
    /// A connection gave the key of the boards.
    BoardOpened { who: ConnectionId, number: u64 },
}

/// How a class begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The version of the program that opened it.
    pub version: String,
    /// How the class is set up.
    pub config: Config,
    /// The passes that hold because the server before crashed.
    pub passes: Vec<KeptPass>,
    /// The meeting; `None` in recordings of before there were any. It comes last, see
    /// [`Entry::from_bytes`].
    pub meeting: Option<Meeting>,
}

/// Bytes that are no [`Entry`].
pub type NoEntry = postcard::Error;

impl Entry {
    /// The form in which entries are kept ([postcard](https://postcard.jamesmunns.com/wire-format)).
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("to serialise into memory does not fail")
    }

    /// The entry that was kept.
    ///
    /// # Errors
    /// It is none, or one of a later program.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, NoEntry> {
        postcard::from_bytes(bytes).or_else(|error| match error {
            // An opening of before there were meetings ends where this one says that it has none.
            NoEntry::DeserializeUnexpectedEnd => postcard::from_bytes(&[bytes, &[0]].concat()),
            error => Err(error),
        })
    }
}

impl Input {
    /// The connection that it came from, or is about.
    pub fn who(&self) -> Option<ConnectionId> {
        match self {
            Self::Connected { who, .. }
            | Self::Line { who, .. }
            | Self::SecretGiven { who, .. }
            | Self::SecretChecked { who, .. }
            | Self::TlsHello { who }
            | Self::PassMade { who, .. }
            | Self::Returned { who, .. }
            | Self::BoardOpened { who, .. }
            | Self::Gone { who, .. } => Some(*who),
            Self::Opened(_) | Self::Notice(_) | Self::Tick | Self::Stop => None,
        }
    }
}

//! What the hub hears.

use async_channel::{Receiver, Sender};

use crate::classroom::{ConnectionId, Departure, JournalAnswer, Origin, PasswordCheck};
use crate::journal::RecordingStatus;
use crate::wire::LineError;

use super::fanout::WriteHandle;

/// How many events may wait for the hub. A sender of one more waits; the hub never does.
const INBOX: usize = 1024;

/// Something that happened to the class.
#[derive(Debug)]
pub(super) enum Event {
    Connected {
        who: ConnectionId,
        origin: Origin,
        write_handle: WriteHandle,
    },
    /// A line from it, by its number from 1.
    Line {
        who: ConnectionId,
        number: u64,
        line: Result<String, LineError>,
    },
    /// It speaks TLS, where nothing is encrypted.
    TlsHello {
        who: ConnectionId,
    },
    Gone {
        who: ConnectionId,
        how: Departure,
    },
    /// The journal's answer to the query of that number.
    JournalAnswered {
        who: ConnectionId,
        query: u64,
        answer: JournalAnswer,
    },
    /// What came of the check of someone's password.
    PasswordChecked {
        who: ConnectionId,
        check: PasswordCheck,
    },
    Journal(RecordingStatus),
    /// Newcomers cannot be taken in at the moment, because of this.
    AcceptFailed(String),
    /// Nobody has connected from another machine.
    NobodyCame,
    /// Someone outside wants the class to end.
    Stop,
}

pub(super) fn inbox() -> (Sender<Event>, Receiver<Event>) {
    async_channel::bounded(INBOX)
}

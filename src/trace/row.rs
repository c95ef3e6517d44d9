//! The rows of a trace.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// A row of a trace.
#[derive(Clone, Debug)]
pub struct Row {
    /// Since the trace began.
    pub at: Duration,
    /// The connection's number, from 1.
    pub connection: u64,
    /// The name that the client answered with, as far as it is known.
    pub person: Option<String>,
    /// What it is about.
    pub event: Event,
}

/// What a row is about.
#[expect(missing_docs, reason = "the variants name the fields")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A client connected, from its address to the trace's.
    Opened { client: SocketAddr, trace: SocketAddr },
    /// The target could not be reached, for this reason; the client is closed.
    Unreachable(String),
    /// One read of a socket: as many bytes as had come.
    Bytes { from: Side, bytes: Vec<u8> },
    /// End of stream (FIN): this side sends nothing more, and may still read.
    Finished { from: Side },
    /// This side reset the connection (RST).
    Reset { from: Side },
    /// The connection broke otherwise (a time limit, an error of TLS), for this reason.
    Broken { from: Side, why: String },
}

/// The two ends of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who connected to the trace.
    Client,
    /// The target.
    Server,
}

impl Event {
    /// The event of a socket's error on this side.
    pub(super) fn of_error(from: Side, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => Self::Reset { from },
            _ => Self::Broken { from, why: error.to_string() },
        }
    }
}

impl Side {
    /// The side across.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Client => Self::Server,
            Self::Server => Self::Client,
        }
    }

    /// Its arrow, with the client on the left.
    pub fn arrow(self) -> &'static str {
        match self {
            Self::Client => "→",
            Self::Server => "←",
        }
    }
}

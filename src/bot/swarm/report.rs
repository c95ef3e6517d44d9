//! What is learned from a swarm: how far it is, how it went, or why it could not begin.

use std::io;

use serde::Serialize;

use crate::link::LinkError;
use crate::locale::Locale;
use crate::say;

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many bots are in.
    Joining {
        /// Bots that came in.
        joined: usize,
        /// Bots that are to come in.
        of: usize,
    },
    /// So many lines have arrived.
    Speaking {
        /// Lines that arrived at the bots that stay.
        received: u64,
        /// Lines that will have arrived there when all is said.
        of: u64,
    },
}

/// How a run went. Serialised, the names of the fields are the keys and say the units.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Bots that came in to stay.
    pub clients: usize,
    /// Bots that spoke.
    pub senders: usize,
    /// Bytes of each line's text.
    pub size_bytes: usize,
    /// Lines said by all senders together.
    pub messages: u64,
    /// Lines that could not be said any more: their sender was cut off or the run ended early.
    pub unsaid: u64,
    /// Lines that the bots that stay should have received: each but those of their own.
    pub owed: u64,
    /// Lines received, each counted once, by the visiting bots as well.
    pub deliveries: u64,
    /// Lines that never came: owed ones, and gaps in what a visiting bot received.
    pub lost: u64,
    /// Lines that came again, or came back to their sender.
    pub repeated: u64,
    /// Lines that came after a later one of the same sender.
    pub out_of_order: u64,
    /// Lines that came with another text or from another author than was said.
    pub garbled: u64,
    /// Half of the lines took no longer than this from sender to receiver, in microseconds. A
    /// line that the window held back counts from when the rate wanted it said.
    pub p50_us: Option<u64>,
    /// 99 of 100 lines took no longer.
    pub p99_us: Option<u64>,
    /// No line took longer.
    pub max_us: Option<u64>,
    /// From the first bot's coming to the last one's, in seconds.
    pub join_s: f64,
    /// Bots that came in per second, all kinds together.
    pub joins_per_s: f64,
    /// From the first line said to the last one received, in seconds.
    pub speaking_s: f64,
    /// Lines received per second in that time.
    pub deliveries_per_s: f64,
    /// Connections that ended though no bot wished it, the slow bots' aside.
    pub connections_lost: u64,
    /// Why the first of them ended: the server's words or the system's.
    pub first_loss: Option<String>,
    /// Lines that the server answered with a refusal.
    pub refused: u64,
    /// The first refusal, in the server's words.
    pub first_refusal: Option<String>,
    /// Bots that came in and never read.
    pub slow: usize,
    /// How many of them the server cut off.
    pub slow_cut: usize,
    /// How often a visiting bot left and came back.
    pub visits: usize,
    /// Processor time of the swarm itself while the bots spoke, in seconds.
    pub cpu_s: f64,
    /// The same for each delivery, in microseconds.
    pub cpu_us_per_delivery: Option<f64>,
    /// The same as a share of one core: 1 is all of it.
    pub cpu_share: f64,
    /// Did the run end because nothing moved any more?
    pub stalled: bool,
    /// Did the run end because it was asked to?
    pub interrupted: bool,
}

impl Report {
    /// Did every bot stay, and every line arrive once, in order and as it was said?
    pub fn is_clean(&self) -> bool {
        let faults = self.unsaid + self.refused + self.connections_lost + self.delivery_faults();
        faults == 0 && !self.stalled
    }

    /// How often a line did not arrive once, in order and as it was said.
    pub fn delivery_faults(&self) -> u64 {
        self.lost + self.repeated + self.out_of_order + self.garbled
    }
}

/// Why a swarm could not begin.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum SwarmError {
    /// The system allows this process too few open files.
    FileLimit {
        /// How many are needed.
        needed: u64,
        /// How many are allowed.
        allowed: u64,
    },
    /// There is no connection.
    Link(LinkError),
    /// The server let a bot not in.
    TurnedAway {
        /// Its words.
        words: String,
        /// Bots that were in.
        joined: usize,
        /// Bots that were to come in.
        of: usize,
    },
    /// The server closed a bot's connection at the door without a word.
    ClosedDoor {
        /// Bots that were in.
        joined: usize,
        /// Bots that were to come in.
        of: usize,
    },
    /// The server stopped answering before all bots were in.
    Silent {
        /// Bots that were in.
        joined: usize,
        /// Bots that were to come in.
        of: usize,
    },
    /// It was asked to end before all bots were in.
    Interrupted,
    /// The operating system says no.
    System(io::Error),
}

impl SwarmError {
    /// The error in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::FileLimit { needed, allowed } => {
                say!(locale, "swarm-file-limit", needed = *needed, allowed = *allowed)
            }
            Self::Link(error) => error.explain(locale),
            Self::TurnedAway { words, joined, of } => {
                let words = words.as_str();
                say!(locale, "swarm-turned-away", words = words, joined = *joined, of = *of)
            }
            Self::ClosedDoor { joined, of } => {
                say!(locale, "swarm-closed-door", joined = *joined, of = *of)
            }
            Self::Silent { joined: 0, .. } => say!(locale, "swarm-no-chat"),
            Self::Silent { joined, of } => say!(locale, "swarm-silent", joined = *joined, of = *of),
            Self::Interrupted => say!(locale, "swarm-interrupted-joining"),
            Self::System(error) => say!(locale, "swarm-system", error = error.to_string()),
        }
    }
}

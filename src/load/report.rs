//! What a run is asked to do, and what comes of it: how far it is, how it went, or why it could not
//! begin.

use std::io;
use std::time::Duration;

use serde::Serialize;

use crate::classroom::Secret;
use crate::link::{Address, LinkError, Trust};
use crate::locale::Locale;
use crate::say;

/// How many clients one run may have. Linux lends about 28 000 ports to the connections from one
/// address to one server (`ip_local_port_range`), and others need some of them.
pub const MAX_CLIENTS: usize = 20_000;

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the class is; over the network.
    pub addr: Address,
    /// Which certificates are accepted, if it is reached by TLS.
    pub trust: Trust,
    /// What a client answers when it is asked for the class code.
    pub code: Option<Secret>,
    /// How many clients join, stay and count every line. All together, the slow and the visiting
    /// ones included, are at most [`MAX_CLIENTS`].
    pub clients: usize,
    /// How many of them send; at most `clients`. The count of each one's lines takes four bytes
    /// for each client.
    pub senders: usize,
    /// How many lines each sender sends.
    pub messages: u32,
    /// Lines per second, over all senders together; `None` is as fast as the window allows.
    pub rate: Option<f64>,
    /// Bytes of a line's text, at least [`MIN_SIZE`](super::MIN_SIZE).
    pub size: usize,
    /// How many lines may be sent and not yet received by the slowest of the `clients`; not 0.
    pub window: usize,
    /// How long the clients take to join; zero is as fast as the server lets them.
    pub ramp: Duration,
    /// How many further clients join and never read.
    pub slow: usize,
    /// How many further clients visit; as many times per second one of them leaves and comes back.
    pub churn: usize,
}

impl Plan {
    /// For tests that run no load: clients that stay, those of them that send, and visitors.
    #[cfg(test)]
    pub(super) fn of(clients: usize, senders: usize, churn: usize) -> Self {
        Self {
            addr: Address::Tcp { host: "localhost".to_owned(), port: 1 },
            trust: Trust::default(),
            code: None,
            clients,
            senders,
            messages: 1,
            rate: None,
            size: 64,
            window: 64,
            ramp: Duration::ZERO,
            slow: 0,
            churn,
        }
    }

    /// All clients: those that stay, then those that visit, then those that never read.
    pub(super) fn connections(&self) -> usize {
        self.clients + self.churn + self.slow
    }

    pub(super) fn lines(&self) -> u64 {
        self.senders as u64 * u64::from(self.messages)
    }

    /// All deliveries to be made to clients that stay.
    pub(super) fn owed(&self) -> u64 {
        self.lines() * (self.clients as u64).saturating_sub(1)
    }
}

/// How far a run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants name the fields")]
pub enum Progress {
    /// Clients in the room, of all that are to join.
    Joining { joined: usize, of: usize },
    /// Lines received by the clients that stay, of all that they are to receive.
    Speaking { received: u64, of: u64 },
}

/// How a run went. Serialised, the names of the fields are the keys and say the units.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Clients that joined to stay.
    pub clients: usize,
    /// Clients that sent lines.
    pub senders: usize,
    /// Bytes of each line's text.
    pub size_bytes: usize,
    /// Lines sent by all senders together.
    pub messages: u64,
    /// Lines that were never sent: their sender was disconnected or the run ended early.
    pub unsaid: u64,
    /// Lines that the clients that stay should have received: all but their own.
    pub owed: u64,
    /// Lines received, each counted once, by visitors as well.
    pub deliveries: u64,
    /// Lines that never came: owed ones, and gaps in what a visitor received.
    pub lost: u64,
    /// Lines that came again, or came back to their sender.
    pub repeated: u64,
    /// Lines that came after a later one of the same sender.
    pub out_of_order: u64,
    /// Lines that came with another text or from another author than they were sent with.
    pub garbled: u64,
    /// Half of the lines took no longer than this from sender to receiver, in microseconds. A
    /// line that the window held back counts from when it was due by the rate.
    pub p50_us: Option<u64>,
    /// 99 of 100 lines took no longer.
    pub p99_us: Option<u64>,
    /// No line took longer.
    pub max_us: Option<u64>,
    /// From the first client's start until the last one was in the room, in seconds.
    pub join_s: f64,
    /// Clients that joined per second, all kinds together.
    pub joins_per_s: f64,
    /// From the first line sent to the last one received, in seconds.
    pub speaking_s: f64,
    /// Lines received per second in that time.
    pub deliveries_per_s: f64,
    /// Connections that ended unasked, those of slow clients aside.
    pub connections_lost: u64,
    /// Why the first of them ended: the server's words or the system's.
    pub first_loss: Option<String>,
    /// Lines that the server answered with a refusal.
    pub refused: u64,
    /// The first refusal, in the server's words.
    pub first_refusal: Option<String>,
    /// Clients that joined and never read.
    pub slow: usize,
    /// How many of them the server disconnected.
    pub slow_cut: usize,
    /// How often a visitor left and came back.
    pub visits: usize,
    /// Processor time of the load itself while lines were sent, in seconds.
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
    /// Did every client stay, and every line arrive once, in order and as it was sent?
    pub fn is_clean(&self) -> bool {
        let faults = self.unsaid + self.refused + self.connections_lost + self.delivery_faults();
        faults == 0 && !self.stalled
    }

    /// How often a line did not arrive once, in order and as it was sent.
    pub fn delivery_faults(&self) -> u64 {
        self.lost + self.repeated + self.out_of_order + self.garbled
    }
}

/// Why a run could not begin. `joined` of so many clients were in the room by then.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
#[expect(missing_docs, reason = "the variants name the fields")]
pub enum LoadError {
    /// The system allows this process too few open files.
    FileLimit { needed: u64, allowed: u64 },
    /// There is no connection.
    Link(LinkError),
    /// The server refused a client in these words.
    TurnedAway { words: String, joined: usize, of: usize },
    /// The server closed a joining client's connection without a word.
    ClosedDoor { joined: usize, of: usize },
    /// The server stopped answering before all clients were in.
    Silent { joined: usize, of: usize },
    /// It was asked to end before all clients were in.
    Interrupted,
    /// The operating system refuses something.
    System(io::Error),
}

impl LoadError {
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

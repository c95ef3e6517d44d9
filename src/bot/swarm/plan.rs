//! What a swarm is asked to do.

use std::time::Duration;

use crate::classroom::Secret;
use crate::link::Address;

/// How many bots fit into one swarm. Linux lends about 28 000 ports to the connections from one
/// address to one server (`ip_local_port_range`), and others need some of them.
pub const MAX_BOTS: usize = 20_000;

/// What a swarm is asked to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Where the class is; TCP.
    pub addr: Address,
    /// What a bot answers when it is asked for the class code.
    pub code: Option<Secret>,
    /// How many bots come in, stay and count every line. All bots together, the slow and the
    /// visiting ones included, are at most [`MAX_BOTS`].
    pub clients: usize,
    /// How many of them speak; at most `clients`. The count of each one's lines takes four bytes
    /// for each bot.
    pub senders: usize,
    /// How many lines each sender says.
    pub messages: u32,
    /// Lines a second, over all senders together; `None` is as fast as the window allows.
    pub rate: Option<f64>,
    /// Bytes of a line's text, from [`MIN_SIZE`](super::MIN_SIZE) on.
    pub size: usize,
    /// How many lines may be said and not yet received by the slowest of the `clients`; not 0.
    pub window: usize,
    /// How long the bots take to come in; zero is as fast as the server lets them.
    pub ramp: Duration,
    /// How many further bots come in and never read.
    pub slow: usize,
    /// How many further bots visit: so many times a second one of them leaves and comes back.
    pub churn: usize,
}

impl Plan {
    /// All bots: those that stay, then those that visit, then those that never read.
    pub(super) fn bots(&self) -> usize {
        self.clients + self.churn + self.slow
    }

    /// All lines that are to be said.
    pub(super) fn lines(&self) -> u64 {
        self.senders as u64 * u64::from(self.messages)
    }

    /// All deliveries to bots that stay that are to be made.
    pub(super) fn owed(&self) -> u64 {
        self.lines() * (self.clients as u64).saturating_sub(1)
    }
}

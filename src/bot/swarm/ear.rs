//! What all bots of a swarm hear, in one place: each line is read, entered in the ledger and
//! timed.

use std::time::Instant;

use hdrhistogram::Histogram;

use crate::wire::clean;

use super::ledger::Ledger;
use super::payload::{Heard, Payload, Said};

/// Latencies are kept to a part in a thousand, up to ten minutes.
const LONGEST_US: u64 = 600_000_000;
const DIGITS: u8 = 3;
/// So much of the server's words is kept, in characters.
const MAX_WORDS: usize = 200;

/// What all bots of a swarm hear.
pub(super) struct Ear {
    payload: Payload,
    /// Who has received what.
    pub(super) ledger: Ledger,
    /// How long lines took, in microseconds.
    pub(super) latency: Histogram<u64>,
    /// Lines that the server answered with a refusal.
    pub(super) refused: u64,
    /// The first refusal, in the server's words.
    pub(super) first_refusal: Option<String>,
    /// When something came last, and the same in microseconds since the run began.
    last: Instant,
    last_us: u64,
    epoch: Instant,
}

impl Ear {
    /// Before anything is heard.
    pub(super) fn new(payload: Payload, ledger: Ledger) -> Self {
        let latency = Histogram::new_with_bounds(1, LONGEST_US, DIGITS).expect("valid bounds");
        let epoch = Instant::now();
        let (refused, first_refusal, last, last_us) = (0, None, epoch, 0);
        Self { payload, ledger, latency, refused, first_refusal, last, last_us, epoch }
    }

    /// Something came, at this moment: what is in it is timed by it.
    pub(super) fn open(&mut self, now: Instant) {
        (self.last, self.last_us) = (now, self.micros(now));
    }

    /// When something came last.
    pub(super) fn last(&self) -> Instant {
        self.last
    }

    /// Has a sender say its next line at this moment: enters it and appends it to what is sent.
    pub(super) fn say(&mut self, sender: usize, at: Instant, out: &mut Vec<u8>) {
        let sequence = self.ledger.say(sender);
        self.payload.write(Said { sender, sequence, at_us: self.micros(at) }, out);
    }

    /// Enters a line that someone in the room said, and gives how many lines further its
    /// receiver is.
    pub(super) fn speech(&mut self, receiver: usize, line: &[u8]) -> u64 {
        match self.payload.read(line) {
            Heard::Said(said) => {
                let lines = self.ledger.hear(receiver, said.sender, said.sequence);
                if lines.is_some() {
                    self.latency.saturating_record(self.last_us.saturating_sub(said.at_us));
                }
                lines.unwrap_or(0)
            }
            Heard::Garbled => {
                self.ledger.garbled();
                0
            }
            Heard::Foreign => 0,
        }
    }

    /// Enters a refusal of what a bot said.
    pub(super) fn refusal(&mut self, line: &[u8]) {
        self.refused += 1;
        self.first_refusal.get_or_insert_with(|| words(line));
    }

    fn micros(&self, at: Instant) -> u64 {
        at.saturating_duration_since(self.epoch).as_micros() as u64
    }
}

/// The server's words in a line, without its mark, safe to show.
pub(super) fn words(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    let text = clean(&text);
    let words = text.strip_prefix("* . ").or_else(|| text.strip_prefix("! "));
    words.unwrap_or(&text).chars().take(MAX_WORDS).collect()
}

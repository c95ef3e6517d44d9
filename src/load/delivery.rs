//! Who has received what: exact counts, the order of each sender's lines, latencies, and how far
//! the slowest client is, which the window is measured by.
//!
//! Must not know sockets.

use std::collections::HashSet;
use std::ops::Range;
use std::time::Instant;

use hdrhistogram::Histogram;

use crate::wire::clean;

use super::payload::{Message, Parsed, Payload};
use super::report::Plan;

/// What a visitor expects of a sender before it has received a line.
const ANY: u32 = u32::MAX;
/// How many missing lines are remembered one by one, to know a late one from a repeated one. Of
/// more only the number is kept: they are lost, and a late one among them counts as repeated.
const REMEMBERED: usize = 1 << 20;
/// Latencies are kept to a part in a thousand, up to ten minutes.
const LONGEST_US: u64 = 600_000_000;
const DIGITS: u8 = 3;
/// How much of the server's words is kept, in characters.
const MAX_WORDS: usize = 200;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) sent: u64,
    /// Lines that the clients that stay should have received by the end.
    pub(super) owed: u64,
    /// Lines that they received, each once.
    pub(super) received: u64,
    /// Lines that visitors received, each once.
    pub(super) by_visitors: u64,
    /// Lines that came again, or to their own sender.
    pub(super) repeated: u64,
    /// Lines that came after a later one of their sender.
    pub(super) out_of_order: u64,
    /// Lines that nobody sent like that.
    pub(super) garbled: u64,
}

/// What was sent and received in one run, in numbers. Receivers are numbered: first the clients
/// that stay, of which the first are the senders, then the visitors.
pub(super) struct DeliveryTracker {
    senders: usize,
    /// How many clients stay.
    clients: usize,
    sent: Vec<u32>,
    /// The number of the next line, by receiver and sender.
    expected: Vec<u32>,
    /// The first line that a visitor received since it joined, by visitor and sender.
    first: Vec<u32>,
    /// How many lines a client that stays has behind it, its own included; `None` when it is
    /// disconnected.
    position: Vec<Option<u64>>,
    /// How many of them are at each position, in a ring: none is further from the slowest than the
    /// window is wide.
    at_position: Vec<usize>,
    slowest: u64,
    missing: HashSet<(u32, u32, u32)>,
    /// Lines that visitors miss and that are not remembered one by one.
    missed_by_visitors: u64,
    counts: Counts,
}

impl DeliveryTracker {
    pub(super) fn new(plan: &Plan) -> Self {
        let Plan { clients, senders, churn, window, .. } = *plan;
        let mut expected = vec![0; clients * senders];
        expected.resize((clients + churn) * senders, ANY);
        let mut at_position = vec![0; window + 1];
        at_position[0] = clients;
        Self {
            senders,
            clients,
            sent: vec![0; senders],
            expected,
            first: vec![ANY; churn * senders],
            position: vec![Some(0); clients],
            at_position,
            slowest: 0,
            missing: HashSet::new(),
            missed_by_visitors: 0,
            counts: Counts::default(),
        }
    }

    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    pub(super) fn sent_by(&self, sender: usize) -> u32 {
        self.sent[sender]
    }

    /// How many lines have been sent that the slowest client has not received.
    pub(super) fn in_flight(&self) -> u64 {
        self.counts.sent - self.slowest
    }

    /// Counts the next line of a sender, and gives its number. No more than the window may be in
    /// flight.
    fn sent(&mut self, sender: usize) -> u32 {
        let number = self.sent[sender];
        self.sent[sender] += 1;
        self.counts.sent += 1;
        self.counts.owed += self.clients as u64 - 1;
        self.advance(sender, 1);
        number
    }

    /// Counts a line that a client received. If it is a delivery, gives how many lines further the
    /// client is, which [`advance`](Self::advance) is told.
    fn received(&mut self, receiver: usize, sender: usize, number: u32) -> Option<u64> {
        if sender >= self.senders || number >= self.sent[sender] {
            self.counts.garbled += 1;
            return None;
        }
        if sender == receiver {
            self.counts.repeated += 1;
            return None;
        }
        let expected = &mut self.expected[receiver * self.senders + sender];
        if number == *expected {
            *expected += 1;
            self.delivered(receiver);
            return Some(1);
        }
        if *expected == ANY {
            *expected = number + 1;
            self.first[(receiver - self.clients) * self.senders + sender] = number;
            self.delivered(receiver);
            return Some(1);
        }
        if number < *expected {
            return self.late(receiver, sender, number);
        }
        let gap = *expected..number;
        *expected = number + 1;
        self.missed(receiver, sender, gap.clone());
        self.delivered(receiver);
        Some(gap.len() as u64 + 1)
    }

    fn delivered(&mut self, receiver: usize) {
        match receiver < self.clients {
            true => self.counts.received += 1,
            false => self.counts.by_visitors += 1,
        }
    }

    /// A line after a later one. Lines from before a visitor's first one were never missing.
    fn late(&mut self, receiver: usize, sender: usize, number: u32) -> Option<u64> {
        if self.missing.remove(&key(receiver, sender, number)) {
            self.counts.out_of_order += 1;
            self.delivered(receiver);
            return Some(0);
        }
        let visitor = receiver.checked_sub(self.clients);
        match visitor.is_some_and(|visitor| number < self.first[visitor * self.senders + sender]) {
            true => self.counts.out_of_order += 1,
            false => self.counts.repeated += 1,
        }
        None
    }

    fn missed(&mut self, receiver: usize, sender: usize, gap: Range<u32>) {
        let room = REMEMBERED.saturating_sub(self.missing.len()).min(gap.len());
        self.missing.extend(gap.clone().take(room).map(|number| key(receiver, sender, number)));
        if receiver >= self.clients {
            self.missed_by_visitors += (gap.len() - room) as u64;
        }
    }

    /// Moves a client forward, once for all lines of a read. Visitors hold nobody up.
    pub(super) fn advance(&mut self, receiver: usize, lines: u64) {
        let Some(Some(position)) = self.position.get_mut(receiver) else { return };
        let ring = self.at_position.len() as u64;
        self.at_position[(*position % ring) as usize] -= 1;
        *position += lines;
        self.at_position[(*position % ring) as usize] += 1;
        self.find_slowest();
    }

    /// A client that stays was disconnected: the window no longer waits for it, and what it is owed
    /// is lost.
    pub(super) fn disconnected(&mut self, receiver: usize) {
        if let Some(position) = self.position.get_mut(receiver).and_then(Option::take) {
            let ring = self.at_position.len() as u64;
            self.at_position[(position % ring) as usize] -= 1;
            self.find_slowest();
        }
    }

    fn find_slowest(&mut self) {
        let ring = self.at_position.len() as u64;
        while self.slowest < self.counts.sent
            && self.at_position[(self.slowest % ring) as usize] == 0
        {
            self.slowest += 1;
        }
    }

    /// A client joined: a visitor is not owed what was sent before. Those that stay are in before
    /// anything is sent, and those that never read are not tracked.
    pub(super) fn joined(&mut self, receiver: usize) {
        let row = |index: usize| index * self.senders..(index + 1) * self.senders;
        let visitor = receiver.checked_sub(self.clients).map(row);
        if let Some(first) = visitor.and_then(|row| self.first.get_mut(row)) {
            first.fill(ANY);
            self.expected[row(receiver)].fill(ANY);
        }
    }

    /// Lines that never came.
    pub(super) fn lost(&self) -> u64 {
        let of_visitor = |(receiver, _, _): &&(u32, u32, u32)| *receiver as usize >= self.clients;
        let remembered = self.missing.iter().filter(of_visitor).count() as u64;
        self.counts.owed - self.counts.received + remembered + self.missed_by_visitors
    }
}

fn key(receiver: usize, sender: usize, number: u32) -> (u32, u32, u32) {
    (receiver as u32, sender as u32, number)
}

/// What all clients of a run receive: each line is read, tracked and timed.
pub(super) struct Receiver {
    payload: Payload,
    pub(super) tracker: DeliveryTracker,
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

impl Receiver {
    pub(super) fn new(payload: Payload, tracker: DeliveryTracker) -> Self {
        let latency = Histogram::new_with_bounds(1, LONGEST_US, DIGITS).expect("valid bounds");
        let epoch = Instant::now();
        let (refused, first_refusal, last, last_us) = (0, None, epoch, 0);
        Self { payload, tracker, latency, refused, first_refusal, last, last_us, epoch }
    }

    /// Something came, at this moment: the lines in it are timed by it.
    pub(super) fn arrived(&mut self, now: Instant) {
        (self.last, self.last_us) = (now, self.micros(now));
    }

    pub(super) fn last(&self) -> Instant {
        self.last
    }

    /// Appends a sender's next line, as if sent at this moment, to its output.
    pub(super) fn send(&mut self, sender: usize, at: Instant, out: &mut Vec<u8>) {
        let sequence = self.tracker.sent(sender);
        self.payload.write(Message { sender, sequence, at_us: self.micros(at) }, out);
    }

    /// Takes in a line of somebody in the room; gives how many lines further its receiver is.
    pub(super) fn speech(&mut self, receiver: usize, line: &[u8]) -> u64 {
        match self.payload.read(line) {
            Parsed::Message(message) => {
                let lines = self.tracker.received(receiver, message.sender, message.sequence);
                if lines.is_some() {
                    self.latency.saturating_record(self.last_us.saturating_sub(message.at_us));
                }
                lines.unwrap_or(0)
            }
            Parsed::Garbled => {
                self.tracker.counts.garbled += 1;
                0
            }
            Parsed::Foreign => 0,
        }
    }

    /// Takes in a refusal of a line that a client sent.
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn tracker(clients: usize, senders: usize, churn: usize) -> DeliveryTracker {
        DeliveryTracker::new(&Plan::of(clients, senders, churn))
    }

    fn receive_all(tracker: &mut DeliveryTracker, receiver: usize, sender: usize, numbers: &[u32]) {
        for number in numbers {
            let lines = tracker.received(receiver, sender, *number).unwrap_or(0);
            tracker.advance(receiver, lines);
        }
    }

    #[test]
    fn each_kind_of_fault_is_counted_as_what_it_is() {
        let mut tracker = tracker(3, 1, 0);
        assert_eq!((0..5).map(|_| tracker.sent(0)).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!((tracker.counts().owed, tracker.lost()), (10, 10));
        receive_all(&mut tracker, 1, 0, &[0, 1, 2, 3, 4]);
        receive_all(&mut tracker, 2, 0, &[0, 2, 1, 1, 4]);
        receive_all(&mut tracker, 0, 0, &[0]);
        receive_all(&mut tracker, 1, 0, &[5]);
        receive_all(&mut tracker, 1, 1, &[0]);
        let expected = Counts {
            sent: 5,
            owed: 10,
            received: 9,
            repeated: 2,
            out_of_order: 1,
            garbled: 2,
            by_visitors: 0,
        };
        assert_eq!(tracker.counts(), &expected);
        assert_eq!(tracker.lost(), 1);
        assert_eq!(tracker.in_flight(), 0, "what is lost in between is not waited for");
    }

    #[test]
    fn the_slowest_client_holds_the_window_until_it_is_disconnected() {
        let mut tracker = tracker(3, 1, 1);
        (0..4).for_each(|_| _ = tracker.sent(0));
        receive_all(&mut tracker, 1, 0, &[0]);
        assert_eq!(tracker.in_flight(), 4);
        tracker.disconnected(2);
        tracker.disconnected(2);
        assert_eq!(tracker.in_flight(), 3);
        receive_all(&mut tracker, 1, 0, &[1, 2, 3]);
        assert_eq!(
            (tracker.in_flight(), tracker.lost()),
            (0, 4),
            "the disconnected one is owed all"
        );
    }

    #[test]
    fn a_visitor_is_owed_what_follows_the_first_line_it_receives() {
        let mut tracker = tracker(2, 1, 1);
        (0..20).for_each(|_| _ = tracker.sent(0));
        receive_all(&mut tracker, 1, 0, &(0..20).collect::<Vec<_>>());
        tracker.joined(2);
        receive_all(&mut tracker, 2, 0, &[3, 4, 6, 2, 4]);
        tracker.joined(2);
        receive_all(&mut tracker, 2, 0, &[12, 13]);
        let counts = tracker.counts();
        assert_eq!((counts.by_visitors, counts.out_of_order, counts.repeated), (5, 1, 1));
        assert_eq!(tracker.lost(), 1);
    }

    #[test]
    fn more_missing_lines_than_are_remembered_are_still_lost() {
        let mut tracker = tracker(1, 1, 2);
        tracker.sent[0] = 4_000_000;
        for visitor in [1, 2] {
            tracker.joined(visitor);
            receive_all(&mut tracker, visitor, 0, &[0, 2_000_000]);
        }
        assert_eq!(tracker.missing.len(), REMEMBERED);
        assert_eq!(tracker.lost(), 2 * 1_999_999);
    }

    /// A history as a receiver may meet it: of each sender the lines in any order, some missing,
    /// some more than once.
    fn history() -> impl Strategy<Value = Vec<(usize, u32)>> {
        prop::collection::vec((0_usize..3, 0_u32..12), 0..80)
    }

    proptest! {
        /// The counts are what their definitions say, computed with the whole history at hand.
        #[test]
        fn the_counts_are_what_their_definitions_say(history in history()) {
            let mut tracker = tracker(4, 3, 0);
            (0..3).for_each(|sender| (0..12).for_each(|_| _ = tracker.sent(sender)));
            for (sender, number) in &history {
                receive_all(&mut tracker, 3, *sender, &[*number]);
            }
            let (mut seen, mut late) = ([const { BTreeSet::new() }; 3], 0);
            for (sender, number) in &history {
                let is_late = seen[*sender].last().is_some_and(|last| last > number);
                late += u64::from(seen[*sender].insert(*number) && is_late);
            }
            let new: u64 = seen.iter().map(|seen| seen.len() as u64).sum();
            let counts = tracker.counts();
            prop_assert_eq!(counts.received, new);
            prop_assert_eq!(counts.repeated, history.len() as u64 - new);
            prop_assert_eq!(counts.out_of_order, late);
            prop_assert_eq!(tracker.lost(), 36 * 3 - new);
        }

        /// The window is measured by the client that is furthest behind.
        #[test]
        fn the_window_is_what_the_slowest_has_not_received(
            received in prop::collection::vec((1_usize..4, 1_usize..9), 0..40),
        ) {
            let mut tracker = tracker(4, 1, 0);
            let mut next = [0_u32; 4];
            for (receiver, count) in received {
                while tracker.in_flight() < 64 {
                    tracker.sent(0);
                }
                for _ in 0..count {
                    if next[receiver] < tracker.sent_by(0) {
                        receive_all(&mut tracker, receiver, 0, &[next[receiver]]);
                        next[receiver] += 1;
                    }
                }
                let slowest = *next[1..].iter().min().unwrap();
                prop_assert_eq!(tracker.in_flight(), u64::from(tracker.sent_by(0) - slowest));
            }
        }
    }
}

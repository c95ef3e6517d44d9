//! Who has received what: exact counts, the order of each sender's lines, and how far the
//! slowest bot is, which the window is measured by.
//!
//! Owns numbers only. Must not know sockets, bytes or the time.

use std::collections::HashSet;
use std::ops::Range;

use super::plan::Plan;

/// What a visitor expects of a sender before it has heard a line.
const ANY: u32 = u32::MAX;
/// So many missing lines are remembered one by one, to know a late one from a repeated one. Of
/// more only the number is kept: they are lost, and a late one among them counts as repeated.
const REMEMBERED: usize = 1 << 20;

/// The counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Lines said.
    pub(super) said: u64,
    /// Lines that the bots that stay should have received by the end.
    pub(super) owed: u64,
    /// Lines that they received, each once.
    pub(super) received: u64,
    /// Lines that visitors received, each once.
    pub(super) overheard: u64,
    /// Lines that came again, or to their own sender.
    pub(super) repeated: u64,
    /// Lines that came after a later one of their sender.
    pub(super) out_of_order: u64,
    /// Lines that nobody said so.
    pub(super) garbled: u64,
}

/// The ledger of one run. Receivers are numbered: first the bots that stay, of which the first
/// are the senders, then the visitors.
pub(super) struct Ledger {
    senders: usize,
    stays: usize,
    /// How many lines each sender has said.
    said: Vec<u32>,
    /// The number of the next line, by receiver and sender.
    due: Vec<u32>,
    /// The first line that a visitor heard since it came in, by visitor and sender.
    first: Vec<u32>,
    /// How many lines a bot that stays is past, its own included; `None` when it is cut off.
    past: Vec<Option<u64>>,
    /// How many of them are past so many lines, in a ring: none is further from the slowest than
    /// the window is wide.
    standing: Vec<usize>,
    slowest: u64,
    missing: HashSet<(u32, u32, u32)>,
    /// Lines that visitors miss and that are not remembered one by one.
    missed_by_visitors: u64,
    counts: Counts,
}

impl Ledger {
    /// For this plan, before anything is said.
    pub(super) fn new(plan: &Plan) -> Self {
        let Plan { clients, senders, churn, window, .. } = *plan;
        let mut due = vec![0; clients * senders];
        due.resize((clients + churn) * senders, ANY);
        let mut standing = vec![0; window + 1];
        standing[0] = clients;
        Self {
            senders,
            stays: clients,
            said: vec![0; senders],
            due,
            first: vec![ANY; churn * senders],
            past: vec![Some(0); clients],
            standing,
            slowest: 0,
            missing: HashSet::new(),
            missed_by_visitors: 0,
            counts: Counts::default(),
        }
    }

    /// The counts so far.
    pub(super) fn counts(&self) -> &Counts {
        &self.counts
    }

    /// How many lines this sender has said.
    pub(super) fn said_by(&self, sender: usize) -> u32 {
        self.said[sender]
    }

    /// How many lines have been said that the slowest bot has not received.
    pub(super) fn in_flight(&self) -> u64 {
        self.counts.said - self.slowest
    }

    /// Enters a line that a sender says, and gives its number. No more than the window may be in
    /// flight.
    pub(super) fn say(&mut self, sender: usize) -> u32 {
        let number = self.said[sender];
        self.said[sender] += 1;
        self.counts.said += 1;
        self.counts.owed += self.stays as u64 - 1;
        self.advance(sender, 1);
        number
    }

    /// Enters a line that a bot received. If it counts as a delivery, it gives how many lines
    /// further the bot is now, which is told to [`advance`](Self::advance).
    pub(super) fn hear(&mut self, receiver: usize, sender: usize, number: u32) -> Option<u64> {
        if sender >= self.senders || number >= self.said[sender] {
            self.garbled();
            return None;
        }
        if sender == receiver {
            self.counts.repeated += 1;
            return None;
        }
        let due = &mut self.due[receiver * self.senders + sender];
        if number == *due {
            *due += 1;
            self.receive(receiver);
            return Some(1);
        }
        if *due == ANY {
            *due = number + 1;
            self.first[(receiver - self.stays) * self.senders + sender] = number;
            self.receive(receiver);
            return Some(1);
        }
        if number < *due {
            return self.hear_late(receiver, sender, number);
        }
        let gap = *due..number;
        *due = number + 1;
        self.miss(receiver, sender, gap.clone());
        self.receive(receiver);
        Some(gap.len() as u64 + 1)
    }

    /// Enters a line of the swarm that is not as it was said.
    pub(super) fn garbled(&mut self) {
        self.counts.garbled += 1;
    }

    fn receive(&mut self, receiver: usize) {
        match receiver < self.stays {
            true => self.counts.received += 1,
            false => self.counts.overheard += 1,
        }
    }

    /// A line after a later one. What a visitor might have heard before its first line was
    /// never missing.
    fn hear_late(&mut self, receiver: usize, sender: usize, number: u32) -> Option<u64> {
        if self.missing.remove(&key(receiver, sender, number)) {
            self.counts.out_of_order += 1;
            self.receive(receiver);
            return Some(0);
        }
        let visitor = receiver.checked_sub(self.stays);
        match visitor.is_some_and(|visitor| number < self.first[visitor * self.senders + sender]) {
            true => self.counts.out_of_order += 1,
            false => self.counts.repeated += 1,
        }
        None
    }

    fn miss(&mut self, receiver: usize, sender: usize, gap: Range<u32>) {
        let room = REMEMBERED.saturating_sub(self.missing.len()).min(gap.len());
        self.missing.extend(gap.clone().take(room).map(|number| key(receiver, sender, number)));
        if receiver >= self.stays {
            self.missed_by_visitors += (gap.len() - room) as u64;
        }
    }

    /// Moves a bot forward by so many lines, which may be those of several received together.
    /// Visitors hold nobody up.
    pub(super) fn advance(&mut self, receiver: usize, lines: u64) {
        let Some(Some(past)) = self.past.get_mut(receiver) else { return };
        let ring = self.standing.len() as u64;
        self.standing[(*past % ring) as usize] -= 1;
        *past += lines;
        self.standing[(*past % ring) as usize] += 1;
        self.find_slowest();
    }

    /// A bot that stays was cut off: it is waited for no longer, and what it is owed is lost.
    pub(super) fn cut_off(&mut self, receiver: usize) {
        if let Some(past) = self.past.get_mut(receiver).and_then(Option::take) {
            let ring = self.standing.len() as u64;
            self.standing[(past % ring) as usize] -= 1;
            self.find_slowest();
        }
    }

    fn find_slowest(&mut self) {
        let ring = self.standing.len() as u64;
        while self.slowest < self.counts.said && self.standing[(self.slowest % ring) as usize] == 0
        {
            self.slowest += 1;
        }
    }

    /// A bot came in: what was said before is no concern of a visitor's. Those that stay are in
    /// before anything is said, and those that never read have no place here.
    pub(super) fn come_in(&mut self, receiver: usize) {
        let row = |index: usize| index * self.senders..(index + 1) * self.senders;
        let visitor = receiver.checked_sub(self.stays).map(row);
        if let Some(first) = visitor.and_then(|row| self.first.get_mut(row)) {
            first.fill(ANY);
            self.due[row(receiver)].fill(ANY);
        }
    }

    /// Lines that never came.
    pub(super) fn lost(&self) -> u64 {
        let of_visitor = |(receiver, _, _): &&(u32, u32, u32)| *receiver as usize >= self.stays;
        let remembered = self.missing.iter().filter(of_visitor).count() as u64;
        self.counts.owed - self.counts.received + remembered + self.missed_by_visitors
    }
}

fn key(receiver: usize, sender: usize, number: u32) -> (u32, u32, u32) {
    (receiver as u32, sender as u32, number)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::link::Address;

    fn ledger(clients: usize, senders: usize, churn: usize) -> Ledger {
        Ledger::new(&Plan {
            addr: Address::Tcp { host: "localhost".to_owned(), port: 1 },
            code: None,
            clients,
            senders,
            messages: 1,
            rate: None,
            size: 64,
            window: 64,
            ramp: std::time::Duration::ZERO,
            slow: 0,
            churn,
        })
    }

    fn hear_all(ledger: &mut Ledger, receiver: usize, sender: usize, numbers: &[u32]) {
        for number in numbers {
            let lines = ledger.hear(receiver, sender, *number).unwrap_or(0);
            ledger.advance(receiver, lines);
        }
    }

    #[test]
    fn each_kind_of_fault_is_counted_as_what_it_is() {
        let mut ledger = ledger(3, 1, 0);
        assert_eq!((0..5).map(|_| ledger.say(0)).collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!((ledger.counts().owed, ledger.lost()), (10, 10));
        hear_all(&mut ledger, 1, 0, &[0, 1, 2, 3, 4]);
        hear_all(&mut ledger, 2, 0, &[0, 2, 1, 1, 4]);
        hear_all(&mut ledger, 0, 0, &[0]);
        hear_all(&mut ledger, 1, 0, &[5]);
        hear_all(&mut ledger, 1, 1, &[0]);
        let expected = Counts {
            said: 5,
            owed: 10,
            received: 9,
            repeated: 2,
            out_of_order: 1,
            garbled: 2,
            overheard: 0,
        };
        assert_eq!(ledger.counts(), &expected);
        assert_eq!(ledger.lost(), 1);
        assert_eq!(ledger.in_flight(), 0, "what is lost in between is not waited for");
    }

    #[test]
    fn the_slowest_bot_holds_the_window_until_it_is_cut_off() {
        let mut ledger = ledger(3, 1, 1);
        (0..4).for_each(|_| _ = ledger.say(0));
        hear_all(&mut ledger, 1, 0, &[0]);
        assert_eq!(ledger.in_flight(), 4);
        ledger.cut_off(2);
        ledger.cut_off(2);
        assert_eq!(ledger.in_flight(), 3);
        hear_all(&mut ledger, 1, 0, &[1, 2, 3]);
        assert_eq!((ledger.in_flight(), ledger.lost()), (0, 4), "the one cut off is owed all");
    }

    #[test]
    fn a_visitor_is_owed_what_follows_the_first_line_it_hears() {
        let mut ledger = ledger(2, 1, 1);
        (0..20).for_each(|_| _ = ledger.say(0));
        hear_all(&mut ledger, 1, 0, &(0..20).collect::<Vec<_>>());
        ledger.come_in(2);
        hear_all(&mut ledger, 2, 0, &[3, 4, 6, 2, 4]);
        ledger.come_in(2);
        hear_all(&mut ledger, 2, 0, &[12, 13]);
        let counts = ledger.counts();
        assert_eq!((counts.overheard, counts.out_of_order, counts.repeated), (5, 1, 1));
        assert_eq!(ledger.lost(), 1);
    }

    #[test]
    fn more_missing_lines_than_are_remembered_are_still_lost() {
        let mut ledger = ledger(1, 1, 2);
        ledger.said[0] = 4_000_000;
        for visitor in [1, 2] {
            ledger.come_in(visitor);
            hear_all(&mut ledger, visitor, 0, &[0, 2_000_000]);
        }
        assert_eq!(ledger.missing.len(), REMEMBERED);
        assert_eq!(ledger.lost(), 2 * 1_999_999);
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
            let mut ledger = ledger(4, 3, 0);
            (0..3).for_each(|sender| (0..12).for_each(|_| _ = ledger.say(sender)));
            for (sender, number) in &history {
                hear_all(&mut ledger, 3, *sender, &[*number]);
            }
            let (mut heard, mut late) = ([const { BTreeSet::new() }; 3], 0);
            for (sender, number) in &history {
                let is_late = heard[*sender].last().is_some_and(|last| last > number);
                late += u64::from(heard[*sender].insert(*number) && is_late);
            }
            let new: u64 = heard.iter().map(|heard| heard.len() as u64).sum();
            let counts = ledger.counts();
            prop_assert_eq!(counts.received, new);
            prop_assert_eq!(counts.repeated, history.len() as u64 - new);
            prop_assert_eq!(counts.out_of_order, late);
            prop_assert_eq!(ledger.lost(), 36 * 3 - new);
        }

        /// The window is measured by whoever is furthest behind.
        #[test]
        fn the_window_is_what_the_slowest_has_not_received(
            heard in prop::collection::vec((1_usize..4, 1_usize..9), 0..40),
        ) {
            let mut ledger = ledger(4, 1, 0);
            let mut next = [0_u32; 4];
            for (receiver, count) in heard {
                while ledger.in_flight() < 64 {
                    ledger.say(0);
                }
                for _ in 0..count {
                    if next[receiver] < ledger.said_by(0) {
                        hear_all(&mut ledger, receiver, 0, &[next[receiver]]);
                        next[receiver] += 1;
                    }
                }
                let slowest = *next[1..].iter().min().unwrap();
                prop_assert_eq!(ledger.in_flight(), u64::from(ledger.said_by(0) - slowest));
            }
        }
    }
}

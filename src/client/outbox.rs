//! The lines on their way to the class: how fast they go, which of them come back, which may be lost.
//!
//! Nothing on the wire says that a line was taken, only that one was not, by its number. So lines go
//! no faster than a class takes them, what comes back goes again before anything else, and what a
//! broken connection may have swallowed is known from the system's count of acknowledged bytes.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::config::Ended;
use super::input::Input;

/// How many lines go at once, and how fast those that follow: a little less than a class takes.
const BURST: u32 = 10;
const INTERVAL: Duration = Duration::from_millis(250);
/// The wait after a first refusal; each further one doubles it, a longer one than the limit does not.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LAST_WAIT: Duration = Duration::from_secs(30);
/// After so many refusals in a row nothing is sent again: together the waits outlast a mute.
const MAX_WAVES: u32 = 9;
/// How many lines can come back.
const KEPT: usize = 64;
/// Where the system does not count acknowledged bytes: how old a line is that must have arrived,
/// because a broken connection is noticed within this time.
const NOTICED: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Outbox {
    paced: bool,
    /// When the burst is whole again.
    full_at: Instant,
    last: Option<Instant>,
    /// No line goes before this, after a refusal.
    pause: Option<Instant>,
    /// How often lines were refused without one that went through in between.
    waves: u32,
    /// How many lines went on this connection.
    count: u64,
    /// How many of them are written.
    written: u64,
    /// The newest of them.
    sent: VecDeque<Sent>,
    /// Those that the writer has not taken yet.
    outgoing: VecDeque<String>,
    /// Refused and to be sent again, by their place in what the person wrote.
    refused: BTreeMap<u64, String>,
    /// Input that is not used yet.
    held: VecDeque<Input>,
    /// How many lines of the person were used.
    used: u64,
}

/// What is due next.
#[derive(Debug, PartialEq, Eq)]
pub enum Due {
    /// A refused line, with its place.
    Refused(u64, String),
    Input(Input),
}

/// What becomes of a line that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not known here.
    Unknown,
    /// It is sent again.
    GoesAgain,
    /// Too many were refused in a row: nothing is sent again by itself.
    TooOften,
}

#[derive(Debug)]
struct Sent {
    number: u64,
    place: u64,
    line: String,
    at: Instant,
    /// How many bytes the system had to send up to its end; `None` while it is not written.
    end: Option<u64>,
}

impl Outbox {
    /// For someone whose lines a class counts, or not.
    pub fn new(paced: bool, now: Instant) -> Self {
        Self {
            paced,
            full_at: now,
            last: None,
            pause: None,
            waves: 0,
            count: 0,
            written: 0,
            sent: VecDeque::new(),
            outgoing: VecDeque::new(),
            refused: BTreeMap::new(),
            held: VecDeque::new(),
            used: 0,
        }
    }

    /// Holds input until it is due.
    pub fn hold(&mut self, input: Input) {
        self.held.push_back(input);
    }

    /// Takes the wish to leave, which does not wait for the lines before it.
    pub fn take_leave(&mut self) -> Option<Ended> {
        let leaves = |input: &Input| matches!(input, Input::Leave | Input::HangUp);
        let at = self.held.iter().position(leaves)?;
        let how = self.held.remove(at)?;
        Some(if how == Input::HangUp { Ended::HungUp } else { Ended::Left })
    }

    /// When the first of what waits may be used; what answers a question is not held up.
    pub fn due_at(&self, asked: bool, now: Instant) -> Option<Instant> {
        let at = match self.held.front() {
            _ if !asked && !self.refused.is_empty() => self.ready_at(),
            None => return None,
            Some(_) if asked => None,
            Some(input) if input.ends() => self.ready_at().max(self.settled_at()),
            Some(_) => self.ready_at(),
        };
        Some(at.unwrap_or(now))
    }

    /// Takes what is due: refused lines first.
    pub fn take_due(&mut self, asked: bool) -> Option<Due> {
        if !asked && let Some((place, line)) = self.refused.pop_first() {
            return Some(Due::Refused(place, line));
        }
        self.held.pop_front().map(Due::Input)
    }

    /// The place of the next line of the person.
    pub fn next_place(&mut self) -> u64 {
        self.used += 1;
        self.used
    }

    /// Was any line of the person used?
    pub fn was_used(&self) -> bool {
        self.used > 0
    }

    /// The line that the writer is to take next.
    pub fn next_line(&self) -> Option<&String> {
        self.outgoing.front()
    }

    /// The writer has taken it.
    pub fn handed_over(&mut self) {
        self.outgoing.pop_front();
    }

    /// Has the writer taken all lines?
    pub fn is_empty(&self) -> bool {
        self.outgoing.is_empty()
    }

    /// Is there nothing that waits, for its time or for the writer?
    pub fn is_idle(&self) -> bool {
        self.is_empty() && self.held.is_empty()
    }

    /// When the next line may go.
    fn ready_at(&self) -> Option<Instant> {
        let burst = self.full_at.checked_sub(INTERVAL * (BURST - 1));
        burst.max(self.pause).filter(|_| self.paced)
    }

    /// When it is known that the last line was not refused: only a slower answer than this can still
    /// say so. One line is always taken.
    fn settled_at(&self) -> Option<Instant> {
        self.last.map(|last| last + INTERVAL).filter(|_| self.paced && self.count > 2)
    }

    /// Notes a line that goes out now. One at a `place` can come back; answers have none.
    pub fn send(&mut self, place: Option<u64>, line: String, now: Instant) {
        self.count += 1;
        self.outgoing.push_back(line.clone());
        let Some(place) = place else { return };
        if self.pause.take().is_none() {
            self.waves = 0;
        }
        self.full_at = self.full_at.max(now) + INTERVAL;
        self.last = Some(now);
        if self.sent.len() == KEPT {
            self.sent.pop_front();
        }
        let number = self.count;
        self.sent.push_back(Sent { number, place, line, at: now, end: None });
    }

    /// Notes that the next line is written, and how many bytes the system had to send since the
    /// connection was made, if it tells.
    pub fn written(&mut self, end: Option<u64>) {
        self.written += 1;
        if let Some(sent) = self.sent.iter_mut().find(|sent| sent.number == self.written) {
            sent.end = end;
        }
    }

    /// The class did not look at the line of this number.
    pub fn refuse(&mut self, number: u64, now: Instant) -> Refused {
        let at = self.sent.iter().position(|sent| sent.number == number);
        let Some(Sent { place, line, .. }) = at.and_then(|at| self.sent.remove(at)) else {
            return Refused::Unknown;
        };
        self.refused.insert(place, line);
        if self.pause.is_some() {
            return Refused::GoesAgain;
        }
        let until = now + LAST_WAIT.min(FIRST_WAIT * 2_u32.pow(self.waves));
        self.waves = MAX_WAVES.min(self.waves + 1);
        self.full_at = until + INTERVAL * (BURST - 1);
        self.pause = Some(until);
        if self.waves < MAX_WAVES { Refused::GoesAgain } else { Refused::TooOften }
    }

    /// Takes the lines that are still to be sent again.
    pub fn take_refused(&mut self) -> Vec<String> {
        std::mem::take(&mut self.refused).into_values().collect()
    }

    /// Takes all lines that were not sent or refused. Answers to questions are none.
    pub fn take_unsent(&mut self) -> Vec<String> {
        let mut lines = self.take_refused();
        lines.extend(self.held.drain(..).filter_map(|input| match input {
            Input::Typed(line, None) | Input::Read(line) => Some(line),
            _ => None,
        }));
        lines
    }

    /// Begins with another connection. Gives the lines of the last one that may not have arrived,
    /// when its peer had acknowledged that many bytes. Without that number only a loss is a doubt.
    pub fn restart(
        &mut self,
        acknowledged: Option<u64>,
        is_lost: bool,
        now: Instant,
    ) -> Vec<String> {
        (self.count, self.written) = (0, 0);
        self.outgoing.clear();
        let arrived = |sent: &Sent| match (sent.end, acknowledged) {
            (_, None) => !is_lost || now - sent.at > NOTICED,
            (Some(end), Some(acknowledged)) => end <= acknowledged,
            (None, Some(_)) => false,
        };
        self.sent.drain(..).filter(|sent| !arrived(sent)).map(|sent| sent.line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_millis(millis)
    }

    /// Sends as many lines as may go at `now`.
    fn fill(outbox: &mut Outbox, from: u64, now: Instant) -> u64 {
        (from..)
            .take_while(|place| {
                let ready = outbox.ready_at().is_none_or(|at| at <= now);
                if ready {
                    outbox.send(Some(*place), "oi".into(), now);
                }
                ready
            })
            .count() as u64
    }

    #[test]
    fn ten_lines_go_at_once_then_four_a_second_and_a_teachers_are_not_held() {
        let start = Instant::now();
        let mut outbox = Outbox::new(true, start);
        assert_eq!(fill(&mut outbox, 1, start), 10);
        assert_eq!(fill(&mut outbox, 11, start + ms(249)), 0);
        assert_eq!(fill(&mut outbox, 11, start + ms(1000)), 4);
        assert_eq!(Outbox::new(false, start).ready_at(), None);
    }

    #[test]
    fn what_is_refused_goes_again_first_and_slowly_until_it_is_refused_too_often() {
        let mut now = Instant::now();
        let mut outbox = Outbox::new(true, now);
        fill(&mut outbox, 1, now);
        for number in [3, 4, 7] {
            assert_eq!(outbox.refuse(number, now), Refused::GoesAgain);
        }
        assert_eq!(outbox.refuse(3, now), Refused::Unknown, "it is no longer on its way");
        assert_eq!(outbox.ready_at(), Some(now + ms(500)));
        let mut waits = Vec::new();
        let last = loop {
            let ready = outbox.ready_at().unwrap();
            waits.push((ready - now).as_millis());
            now = ready;
            let Some(Due::Refused(3, line)) = outbox.take_due(false) else {
                panic!("not the first")
            };
            outbox.send(Some(3), line, now);
            let refused = outbox.refuse(outbox.count, now);
            if refused != Refused::GoesAgain {
                break refused;
            }
        };
        assert_eq!(last, Refused::TooOften);
        // A mute may last a day: it waits on, and no longer each time.
        for _ in 0..40 {
            now = outbox.ready_at().unwrap();
            let Some(Due::Refused(3, line)) = outbox.take_due(false) else {
                panic!("not the first")
            };
            outbox.send(Some(3), line, now);
            assert_eq!(outbox.refuse(outbox.count, now), Refused::TooOften);
        }
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000]);
        assert_eq!(outbox.take_refused().len(), 3);
    }

    #[test]
    fn what_the_peer_had_not_acknowledged_may_not_have_arrived() {
        let now = Instant::now();
        let sent = |ends: &[Option<u64>]| {
            let mut outbox = Outbox::new(true, now);
            outbox.send(None, "nome".into(), now);
            outbox.written(Some(5));
            for (place, line) in ["a", "b", "c"].into_iter().enumerate() {
                outbox.send(Some(place as u64), line.into(), now);
            }
            ends.iter().for_each(|end| outbox.written(*end));
            outbox
        };
        let mut outbox = sent(&[Some(7), Some(9)]);
        assert_eq!(outbox.restart(Some(8), true, now), ["b", "c"]);
        assert_eq!(outbox.restart(Some(8), true, now), [""; 0], "another connection");
        let unknown = [None, None, None];
        assert_eq!(sent(&unknown).restart(None, true, now + ms(29_000)), ["a", "b", "c"]);
        assert_eq!(sent(&unknown).restart(None, true, now + ms(31_000)), [""; 0]);
        assert_eq!(sent(&unknown).restart(None, false, now), [""; 0]);
    }
}

//! What belongs to a person, whatever they are called and however often they come again.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::name::{Likeness, Name};

use super::limits::Bucket;
use super::scope::{Span, Talk};

/// A person of this class: not a connection, which is a [`PersonId`](super::PersonId).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct SeatId(u64);

/// How many absent people are remembered; beyond that the one who left first is forgotten.
const MAX_ABSENT: usize = 10_000;

/// How many changes of room and name are remembered for searching.
const MAX_SPANS: usize = 200;

/// What a person keeps: it waits under their name while they are away.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) id: SeatId,
    pub(super) bucket: Bucket,
    /// The group that they were in when they left.
    pub(super) group: Option<Name>,
    pub(super) silence: Option<Silence>,
    /// What they could read, the latest last.
    pub(super) read: Vec<Span>,
}

/// Until when a person has no voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// Until the classroom's clock shows this.
    Until(Duration),
    /// Until a teacher ends it.
    Open,
}

impl Seat {
    /// From this moment on they can read that.
    pub(super) fn begin(&mut self, of: Talk, from: Timestamp) {
        if self.read.len() == MAX_SPANS {
            self.read.remove(0);
        }
        self.read.push(Span { of, from: Some(from), until: None });
    }

    /// From this moment on they cannot read those parts any more.
    pub(super) fn end(&mut self, until: Timestamp, ends: impl Fn(&Talk) -> bool) {
        for span in self.read.iter_mut().filter(|span| span.until.is_none() && ends(&span.of)) {
            span.until = Some(until);
        }
    }

    /// The silence that is still kept.
    pub(super) fn silence(&self, clock: Duration) -> Option<Silence> {
        self.silence.filter(|silence| match silence {
            Silence::Until(until) => clock < *until,
            Silence::Open => true,
        })
    }
}

#[derive(Debug)]
struct Absent {
    seat: Seat,
    since: Duration,
}

/// A name that may not come in for a while.
#[derive(Debug)]
struct KeptOut {
    likeness: Likeness,
    until: Duration,
}

/// The seats of those who are away, by every name that they bore, case-folded; and the names that
/// may not come back yet.
#[derive(Debug, Default)]
pub(super) struct Seats {
    absent: HashMap<String, Absent>,
    kept_out: Vec<KeptOut>,
    next: u64,
}

impl Seats {
    /// A seat for someone who was never here.
    pub(super) fn fresh(&mut self) -> Seat {
        let id = SeatId(self.next);
        self.next += 1;
        Seat { id, bucket: Bucket::default(), group: None, silence: None, read: Vec::new() }
    }

    /// The seat kept under a case-folded name, to be taken again. A name proves nobody: what was
    /// private to those who sat there before is not for who comes now.
    pub(super) fn take(&mut self, folded: &str) -> Option<Seat> {
        let mut seat = self.absent.remove(folded)?.seat;
        seat.read.retain(|span| !matches!(span.of, Talk::PrivateOf(_)));
        Some(seat)
    }

    /// Was someone of that case-folded name here?
    pub(super) fn knows(&self, folded: &str) -> bool {
        self.absent.contains_key(folded)
    }

    /// Changes the seat kept under a case-folded name, under each of its owner's names.
    pub(super) fn change(&mut self, folded: &str, change: impl FnOnce(&mut Seat)) {
        let Some(Absent { mut seat, since }) = self.absent.remove(folded) else { return };
        change(&mut seat);
        self.keep(folded.to_owned(), seat, since);
    }

    /// Keeps a name and those like it out for a time.
    pub(super) fn keep_out(&mut self, likeness: Likeness, clock: Duration, time: Duration) {
        self.kept_out.retain(|kept| clock < kept.until);
        if !time.is_zero() {
            self.kept_out.push(KeptOut { likeness, until: clock + time });
        }
    }

    /// How long a name of that likeness is still kept out.
    pub(super) fn kept_out(&self, likeness: &Likeness, clock: Duration) -> Option<Duration> {
        let kept = self.kept_out.iter().filter(|kept| kept.likeness.is_like(likeness));
        kept.map(|kept| kept.until).max()?.checked_sub(clock).filter(|left| !left.is_zero())
    }

    /// Whoever comes back comes to the main room.
    pub(super) fn leave_groups(&mut self) {
        self.absent.values_mut().for_each(|absent| absent.seat.group = None);
    }

    /// Keeps a seat under a case-folded name, and under the names that its owner bore before.
    pub(super) fn keep(&mut self, folded: String, seat: Seat, clock: Duration) {
        for other in self.absent.values_mut().filter(|other| other.seat.id == seat.id) {
            other.seat = seat.clone();
        }
        self.absent.insert(folded, Absent { seat, since: clock });
        if self.absent.len() > MAX_ABSENT {
            let first = self.absent.iter().min_by_key(|(_, absent)| absent.since);
            if let Some(name) = first.map(|(name, _)| name.clone()) {
                self.absent.remove(&name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_seat_waits_under_a_name_and_is_taken_once() {
        let mut seats = Seats::default();
        let seat = seats.fresh();
        let id = seat.id;
        seats.keep("ana".to_owned(), seat, seconds(1));
        assert!(seats.knows("ana"));
        assert_eq!(seats.take("ana").map(|seat| seat.id), Some(id));
        assert!(seats.take("ana").is_none());
        assert!(!seats.knows("ana"));
        assert_ne!(seats.fresh().id, id);
    }

    #[test]
    fn what_becomes_of_a_person_counts_under_each_of_their_names() {
        let mut seats = Seats::default();
        let mut seat = seats.fresh();
        seats.keep("ana".to_owned(), seat.clone(), seconds(1));
        seat.silence = Some(Silence::Open);
        seats.keep("aninha".to_owned(), seat, seconds(2));
        assert_eq!(seats.take("ana").and_then(|seat| seat.silence), Some(Silence::Open));
    }

    #[test]
    fn of_too_many_the_one_who_left_first_is_forgotten() {
        let mut seats = Seats::default();
        for number in 0..=MAX_ABSENT {
            let seat = seats.fresh();
            seats.keep(number.to_string(), seat, seconds(number as u64));
        }
        assert!(!seats.knows("0"));
        assert!(seats.knows("1"));
    }

    #[test]
    fn a_name_is_kept_out_with_its_look_alikes_and_for_its_time() {
        let likeness = |text| Name::new(text).unwrap().likeness();
        let mut seats = Seats::default();
        seats.keep_out(likeness("ana"), seconds(10), seconds(60));
        assert_eq!(seats.kept_out(&likeness("ANA"), seconds(30)), Some(seconds(40)));
        assert!(seats.kept_out(&likeness("аnа"), seconds(30)).is_some(), "Cyrillic а");
        assert_eq!(seats.kept_out(&likeness("beto"), seconds(30)), None);
        assert_eq!(seats.kept_out(&likeness("ana"), seconds(70)), None);
    }

    #[test]
    fn a_silence_ends_by_the_clock_or_not_by_itself() {
        let mut seat = Seats::default().fresh();
        assert_eq!(seat.silence(seconds(1)), None);
        seat.silence = Some(Silence::Until(seconds(5)));
        assert!(seat.silence(seconds(4)).is_some());
        assert_eq!(seat.silence(seconds(5)), None);
        seat.silence = Some(Silence::Open);
        assert!(seat.silence(seconds(1_000_000)).is_some());
    }
}

//! What belongs to a person, whatever they are called and however often they come again.

use std::collections::{HashMap, VecDeque};
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

/// How many names of a person are remembered, the last ones.
const MAX_NAMES: usize = 16;

/// What a person keeps: it waits under each of their names while they are away.
#[derive(Clone, Debug)]
pub(super) struct Seat {
    pub(super) id: SeatId,
    /// What they were called in this class, the present name last.
    names: VecDeque<Name>,
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
        if self.read.len() >= MAX_SPANS
            && let Some(over) = self.read.iter().position(|span| span.until.is_some())
        {
            self.read.remove(over);
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
    seat: SeatId,
    likeness: Likeness,
    until: Duration,
}

/// Who sat where: the seats of those who are away, whose each name is, and the names that may not
/// come back yet.
#[derive(Debug, Default)]
pub(super) struct Seats {
    absent: HashMap<SeatId, Absent>,
    /// By case-folded name, also of those who are here, who bore it last.
    owners: HashMap<String, SeatId>,
    kept_out: Vec<KeptOut>,
    next: u64,
}

impl Seats {
    /// A seat for someone who was never here.
    pub(super) fn fresh(&mut self) -> Seat {
        let id = SeatId(self.next);
        self.next += 1;
        Seat {
            id,
            names: VecDeque::new(),
            bucket: Bucket::default(),
            group: None,
            silence: None,
            read: Vec::new(),
        }
    }

    /// Notes what the one who sits there is called from now on, which folds to this.
    pub(super) fn call(&mut self, seat: &mut Seat, name: Name, folded: String) {
        self.owners.insert(folded, seat.id);
        seat.names.retain(|other| !other.is_same(&name));
        seat.names.push_back(name);
        if seat.names.len() > MAX_NAMES
            && let Some(old) = seat.names.pop_front()
        {
            self.disown(seat.id, &old);
        }
    }

    fn disown(&mut self, seat: SeatId, name: &Name) {
        let folded = name.likeness().folded;
        if self.owners.get(&folded) == Some(&seat) {
            self.owners.remove(&folded);
        }
    }

    /// The seat of whoever bore a case-folded name last, here or away.
    pub(super) fn owner(&self, folded: &str) -> Option<SeatId> {
        self.owners.get(folded).copied()
    }

    /// Is someone away who bore that case-folded name last?
    pub(super) fn waits(&self, folded: &str) -> bool {
        self.owner(folded).is_some_and(|seat| self.absent.contains_key(&seat))
    }

    /// The seat that waits under a case-folded name, to be taken again. A name proves nobody: what
    /// was private to those who sat there before is not for who comes now.
    pub(super) fn take(&mut self, folded: &str) -> Option<Seat> {
        let mut seat = self.absent.remove(&self.owner(folded)?)?.seat;
        seat.read.retain(|span| !matches!(span.of, Talk::PrivateOf(_)));
        Some(seat)
    }

    /// The silence that is kept under a case-folded name while its owner is away.
    pub(super) fn silence(&self, folded: &str, clock: Duration) -> Option<Silence> {
        self.absent.get(&self.owner(folded)?)?.seat.silence(clock)
    }

    /// The seat of someone who is away.
    pub(super) fn get_mut(&mut self, seat: SeatId) -> Option<&mut Seat> {
        self.absent.get_mut(&seat).map(|absent| &mut absent.seat)
    }

    /// Keeps every name of a seat, and those like them, out for a time.
    pub(super) fn keep_out(&mut self, seat: &Seat, clock: Duration, time: Duration) {
        self.kept_out.retain(|kept| clock < kept.until && kept.seat != seat.id);
        if !time.is_zero() {
            self.kept_out.extend(seat.names.iter().map(|name| KeptOut {
                seat: seat.id,
                likeness: name.likeness(),
                until: clock + time,
            }));
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

    /// Keeps the seat of someone who goes.
    pub(super) fn keep(&mut self, seat: Seat, clock: Duration) {
        self.absent.insert(seat.id, Absent { seat, since: clock });
        if self.absent.len() > MAX_ABSENT {
            let first = self.absent.values().min_by_key(|absent| absent.since);
            if let Some(first) = first.map(|absent| absent.seat.id)
                && let Some(Absent { seat, .. }) = self.absent.remove(&first)
            {
                seat.names.iter().for_each(|name| self.disown(seat.id, name));
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

    /// Someone comes in under a name, each time it is said, and goes.
    fn visit(seats: &mut Seats, names: &[&str], clock: Duration) -> SeatId {
        let folded = |name: &str| Name::new(name).unwrap().likeness().folded;
        let mut seat = seats.take(&folded(names[0])).unwrap_or_else(|| seats.fresh());
        for name in names {
            seats.call(&mut seat, Name::new(name).unwrap(), folded(name));
        }
        let id = seat.id;
        seats.keep(seat, clock);
        id
    }

    #[test]
    fn a_seat_waits_under_each_of_its_names_and_is_taken_once() {
        let mut seats = Seats::default();
        let ana = visit(&mut seats, &["ana", "aninha"], seconds(1));
        assert!(seats.waits("ana") && seats.waits("aninha"));
        assert_eq!(seats.take("ana").map(|seat| seat.id), Some(ana));
        assert!(seats.take("aninha").is_none() && !seats.waits("ana"));
        assert_eq!(seats.owner("aninha"), Some(ana), "they are here");
    }

    #[test]
    fn a_name_belongs_to_who_bore_it_last() {
        let mut seats = Seats::default();
        let mut ana = seats.fresh();
        seats.call(&mut ana, Name::new("ana").unwrap(), "ana".to_owned());
        seats.call(&mut ana, Name::new("aninha").unwrap(), "aninha".to_owned());
        let other = visit(&mut seats, &["ana"], seconds(1));
        assert_ne!(other, ana.id);
        seats.keep(ana, seconds(2));
        assert_eq!(seats.take("ana").map(|seat| seat.id), Some(other));
    }

    #[test]
    fn however_often_someone_changes_name_the_last_ones_are_remembered() {
        let mut seats = Seats::default();
        let names: Vec<String> = (0..1000).map(|number| format!("n{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        visit(&mut seats, &names, seconds(1));
        assert_eq!(seats.owners.len(), MAX_NAMES);
        assert!(seats.waits("n999") && !seats.waits("n0"));
    }

    #[test]
    fn of_too_many_the_one_who_left_first_is_forgotten() {
        let mut seats = Seats::default();
        for number in 0..=MAX_ABSENT {
            visit(&mut seats, &[&format!("n{number}")], seconds(number as u64));
        }
        assert!(!seats.waits("n0") && seats.owner("n0").is_none());
        assert!(seats.waits("n1"));
        assert_eq!(seats.owners.len(), MAX_ABSENT);
    }

    #[test]
    fn names_are_kept_out_with_their_look_alikes_and_for_their_time() {
        let likeness = |text| Name::new(text).unwrap().likeness();
        let mut seats = Seats::default();
        visit(&mut seats, &["ana", "aninha"], seconds(1));
        let seat = seats.take("ana").unwrap();
        seats.keep_out(&seat, seconds(10), seconds(60));
        assert_eq!(seats.kept_out(&likeness("ANA"), seconds(30)), Some(seconds(40)));
        assert!(seats.kept_out(&likeness("аnа"), seconds(30)).is_some(), "Cyrillic а");
        assert!(seats.kept_out(&likeness("aninha"), seconds(30)).is_some());
        assert_eq!(seats.kept_out(&likeness("beto"), seconds(30)), None);
        assert_eq!(seats.kept_out(&likeness("ana"), seconds(70)), None);
        seats.keep_out(&seat, seconds(30), Duration::ZERO);
        assert_eq!(seats.kept_out(&likeness("ana"), seconds(31)), None, "there is a way back");
    }

    #[test]
    fn of_too_many_spans_one_that_is_over_is_forgotten() {
        let mut seat = Seats::default().fresh();
        let at = |second| Timestamp::from_second(second).unwrap();
        let name = Name::new("ana").unwrap();
        seat.begin(Talk::PrivateOf(name.clone()), at(0));
        for second in 0..300 {
            seat.end(at(second), |of| matches!(of, Talk::Room(_)));
            seat.begin(Talk::Room(name.clone()), at(second));
        }
        assert_eq!(seat.read.len(), MAX_SPANS);
        assert_eq!(seat.read[0].of, Talk::PrivateOf(name));
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

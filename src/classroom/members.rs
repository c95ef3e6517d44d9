//! A member is a person of this class over all names and connections: what belongs to them waits
//! under each of their names while they are away.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use crate::name::{Confusable, Name};

use super::ids::MemberId;
use super::limits::Bucket;
use super::scope::{Span, Talk};

/// How many absent people are remembered; beyond that the one who left first is forgotten.
const MAX_ABSENT: usize = 10_000;

/// How many changes of room and name are remembered for searching.
const MAX_SPANS: usize = 200;

/// How many names of a person are remembered, the last ones.
const MAX_NAMES: usize = 16;

/// What a person keeps: it waits under each of their names while they are away.
#[derive(Clone, Debug, Default)]
pub(super) struct Member {
    pub(super) id: MemberId,
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
    Open,
}

impl Member {
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

    pub(super) fn silence(&self, clock: Duration) -> Option<Silence> {
        self.silence.filter(|silence| match silence {
            Silence::Until(until) => clock < *until,
            Silence::Open => true,
        })
    }
}

#[derive(Debug)]
struct Absent {
    member: Member,
    since: Duration,
}

/// A name that may not come in for a while.
#[derive(Debug)]
struct KeptOut {
    member: MemberId,
    confusable: Confusable,
    until: Duration,
}

/// The absent members, whose each name is, and the names that may not come back yet.
#[derive(Debug, Default)]
pub(super) struct Members {
    absent: BTreeMap<MemberId, Absent>,
    /// By case-folded name, also of those who are here, who bore it last.
    owners: HashMap<String, MemberId>,
    kept_out: Vec<KeptOut>,
    next: u64,
}

impl Members {
    pub(super) fn fresh(&mut self) -> Member {
        let id = MemberId(self.next);
        self.next += 1;
        Member { id, ..Member::default() }
    }

    /// Notes what a member is called from now on, which folds to this.
    pub(super) fn call(&mut self, member: &mut Member, name: Name, folded: String) {
        self.owners.insert(folded, member.id);
        member.names.retain(|other| !other.is_same(&name));
        member.names.push_back(name);
        if member.names.len() > MAX_NAMES
            && let Some(old) = member.names.pop_front()
        {
            self.disown(member.id, &old);
        }
    }

    fn disown(&mut self, member: MemberId, name: &Name) {
        let folded = name.confusable().folded;
        if self.owners.get(&folded) == Some(&member) {
            self.owners.remove(&folded);
        }
    }

    /// The member who bore a case-folded name last, here or away.
    pub(super) fn owner(&self, folded: &str) -> Option<MemberId> {
        self.owners.get(folded).copied()
    }

    /// Is someone away who bore that case-folded name last?
    pub(super) fn waits(&self, folded: &str) -> bool {
        self.owner(folded).is_some_and(|member| self.absent.contains_key(&member))
    }

    /// The absent member of a case-folded name comes in again. A name proves nobody: what was
    /// private to those who bore it before is not for who comes now.
    pub(super) fn take(&mut self, folded: &str) -> Option<Member> {
        let mut member = self.absent.remove(&self.owner(folded)?)?.member;
        member.read.retain(|span| !matches!(span.of, Talk::PrivateOf(_)));
        Some(member)
    }

    /// The silence that is kept under a case-folded name while its owner is away.
    pub(super) fn silence(&self, folded: &str, clock: Duration) -> Option<Silence> {
        self.absent.get(&self.owner(folded)?)?.member.silence(clock)
    }

    pub(super) fn get_mut(&mut self, member: MemberId) -> Option<&mut Member> {
        self.absent.get_mut(&member).map(|absent| &mut absent.member)
    }

    /// Keeps every name of a member, and those like them, out for a time.
    pub(super) fn keep_out(&mut self, member: &Member, clock: Duration, time: Duration) {
        self.kept_out.retain(|kept| clock < kept.until && kept.member != member.id);
        if !time.is_zero() {
            self.kept_out.extend(member.names.iter().map(|name| KeptOut {
                member: member.id,
                confusable: name.confusable(),
                until: clock + time,
            }));
        }
    }

    /// How long a name of that confusable is still kept out.
    pub(super) fn kept_out(&self, confusable: &Confusable, clock: Duration) -> Option<Duration> {
        let kept =
            self.kept_out.iter().filter(|kept| kept.confusable.is_confusable_with(confusable));
        kept.map(|kept| kept.until).max()?.checked_sub(clock).filter(|left| !left.is_zero())
    }

    pub(super) fn leave_groups(&mut self) {
        self.absent.values_mut().for_each(|absent| absent.member.group = None);
    }

    /// Keeps a member who goes.
    pub(super) fn keep(&mut self, member: Member, clock: Duration) {
        self.absent.insert(member.id, Absent { member, since: clock });
        if self.absent.len() > MAX_ABSENT {
            // Of those who left at the same time it is always the same one: the map is in order.
            let first = self.absent.values().min_by_key(|absent| absent.since);
            if let Some(first) = first.map(|absent| absent.member.id)
                && let Some(Absent { member, .. }) = self.absent.remove(&first)
            {
                member.names.iter().for_each(|name| self.disown(member.id, name));
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

    fn visit(members: &mut Members, names: &[&str], clock: Duration) -> MemberId {
        let folded = |name: &str| Name::new(name).unwrap().confusable().folded;
        let mut member = members.take(&folded(names[0])).unwrap_or_else(|| members.fresh());
        for name in names {
            members.call(&mut member, Name::new(name).unwrap(), folded(name));
        }
        let id = member.id;
        members.keep(member, clock);
        id
    }

    #[test]
    fn a_member_waits_under_each_of_its_names_and_is_taken_once() {
        let mut members = Members::default();
        let ana = visit(&mut members, &["ana", "aninha"], seconds(1));
        assert!(members.waits("ana") && members.waits("aninha"));
        assert_eq!(members.take("ana").map(|member| member.id), Some(ana));
        assert!(members.take("aninha").is_none() && !members.waits("ana"));
        assert_eq!(members.owner("aninha"), Some(ana), "they are here");
    }

    #[test]
    fn a_name_belongs_to_who_bore_it_last() {
        let mut members = Members::default();
        let mut ana = members.fresh();
        members.call(&mut ana, Name::new("ana").unwrap(), "ana".to_owned());
        members.call(&mut ana, Name::new("aninha").unwrap(), "aninha".to_owned());
        let other = visit(&mut members, &["ana"], seconds(1));
        assert_ne!(other, ana.id);
        members.keep(ana, seconds(2));
        assert_eq!(members.take("ana").map(|member| member.id), Some(other));
    }

    #[test]
    fn however_often_someone_changes_name_the_last_ones_are_remembered() {
        let mut members = Members::default();
        let names: Vec<String> = (0..1000).map(|number| format!("n{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        visit(&mut members, &names, seconds(1));
        assert_eq!(members.owners.len(), MAX_NAMES);
        assert!(members.waits("n999") && !members.waits("n0"));
    }

    #[test]
    fn of_too_many_the_one_who_left_first_is_forgotten_and_of_those_the_first_member() {
        let left_at: [fn(usize) -> u64; 2] = [|number| number as u64, |_| 1];
        for left_at in left_at {
            let mut members = Members::default();
            for number in 0..=MAX_ABSENT {
                visit(&mut members, &[&format!("n{number}")], seconds(left_at(number)));
            }
            assert!(!members.waits("n0") && members.owner("n0").is_none());
            assert!(members.waits("n1"));
            assert_eq!(members.owners.len(), MAX_ABSENT);
        }
    }

    #[test]
    fn names_are_kept_out_with_their_look_alikes_and_for_their_time() {
        let confusable = |text| Name::new(text).unwrap().confusable();
        let mut members = Members::default();
        visit(&mut members, &["ana", "aninha"], seconds(1));
        let member = members.take("ana").unwrap();
        members.keep_out(&member, seconds(10), seconds(60));
        assert_eq!(members.kept_out(&confusable("ANA"), seconds(30)), Some(seconds(40)));
        assert!(members.kept_out(&confusable("аnа"), seconds(30)).is_some(), "Cyrillic а");
        assert!(members.kept_out(&confusable("aninha"), seconds(30)).is_some());
        assert_eq!(members.kept_out(&confusable("beto"), seconds(30)), None);
        assert_eq!(members.kept_out(&confusable("ana"), seconds(70)), None);
        members.keep_out(&member, seconds(30), Duration::ZERO);
        assert_eq!(members.kept_out(&confusable("ana"), seconds(31)), None, "there is a way back");
    }

    #[test]
    fn of_too_many_spans_one_that_is_over_is_forgotten() {
        let mut member = Members::default().fresh();
        let at = |second| Timestamp::from_second(second).unwrap();
        let name = Name::new("ana").unwrap();
        member.begin(Talk::PrivateOf(name.clone()), at(0));
        for second in 0..300 {
            member.end(at(second), |of| matches!(of, Talk::Room(_)));
            member.begin(Talk::Room(name.clone()), at(second));
        }
        assert_eq!(member.read.len(), MAX_SPANS);
        assert_eq!(member.read[0].of, Talk::PrivateOf(name));
    }

    #[test]
    fn a_silence_ends_by_the_clock_or_not_by_itself() {
        let mut member = Members::default().fresh();
        assert_eq!(member.silence(seconds(1)), None);
        member.silence = Some(Silence::Until(seconds(5)));
        assert!(member.silence(seconds(4)).is_some());
        assert_eq!(member.silence(seconds(5)), None);
        member.silence = Some(Silence::Open);
        assert!(member.silence(seconds(1_000_000)).is_some());
    }
}

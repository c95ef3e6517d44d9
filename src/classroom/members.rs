//! A member is a person of this class over all names and connections: what belongs to them waits
//! under their first and their last name while they are away.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::name::{Confusable, Name};

use super::ids::MemberId;
use super::limits::Bucket;
use super::scope::{Span, Talk};
use super::secret::PassHash;

/// How many absent people are remembered; beyond that the one who left first is forgotten.
const MAX_ABSENT: usize = 10_000;

/// How many changes of room and name are remembered for searching.
const MAX_SPANS: usize = 200;

/// How many names of a person are remembered, the last ones.
const MAX_NAMES: usize = 16;

/// One return in this time does not wait behind strangers.
const RETURNS_EVERY: Duration = Duration::from_secs(60);

/// What a person keeps.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Member {
    pub(super) id: MemberId,
    /// What they came in as first. Any other name they may have borrowed.
    first: Option<Name>,
    /// What they were called in this class, the present name last.
    names: VecDeque<Name>,
    pub(super) bucket: Bucket,
    /// The group that they were in when they left.
    pub(super) group: Option<Name>,
    pub(super) silence: Option<Silence>,
    /// They were in for long enough, or behind a locked door: a locked one lets them in again.
    pub(super) was_in: bool,
    /// When they last came in again without waiting behind strangers.
    pub(super) returned: Option<Duration>,
    /// What they could read, the latest last.
    pub(super) read: Vec<Span>,
    /// The last pass that they were given or came in with. It may be of an earlier meeting, or of
    /// nobody: the journal knows.
    pub(super) proof: Option<PassHash>,
    /// The short name of who they are in the class's roster.
    pub(super) student: Option<Name>,
}

/// Until when a person has no voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Silence {
    /// Until the classroom's clock shows this.
    Until(Duration),
    Open,
}

impl Member {
    /// What they are called, or were when they left.
    pub(super) fn name(&self) -> Option<&Name> {
        self.names.back()
    }

    /// The names that are theirs: the first and the present one.
    fn own_names(&self) -> impl Iterator<Item = &Name> {
        self.first.iter().chain(self.name())
    }

    fn owns(&self, name: &Name) -> bool {
        self.own_names().any(|own| own.is_same(name))
    }

    /// Were they called this before?
    pub(super) fn was_called(&self, name: &Name) -> bool {
        self.first.iter().chain(&self.names).any(|own| own.is_same(name))
    }

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

#[derive(Clone, Debug, Serialize)]
struct Absent {
    member: Member,
    since: Duration,
}

/// A name that may not come in for a while.
#[derive(Clone, Debug, Serialize)]
struct KeptOut {
    member: MemberId,
    confusable: Confusable,
    until: Duration,
}

/// The absent members, who bore each name, and the names that may not come back yet.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Members {
    absent: BTreeMap<MemberId, Absent>,
    /// By case-folded name, who bore it, also of those who are here; the last one last.
    bearers: BTreeMap<String, Vec<MemberId>>,
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
        let bearers = self.bearers.entry(folded).or_default();
        bearers.retain(|bearer| *bearer != member.id);
        bearers.push(member.id);
        member.first.get_or_insert_with(|| name.clone());
        member.names.retain(|other| !other.is_same(&name));
        member.names.push_back(name);
        if member.names.len() > MAX_NAMES
            && let Some(old) = member.names.pop_front()
            && !member.owns(&old)
        {
            self.disown(member.id, &old);
        }
    }

    fn disown(&mut self, member: MemberId, name: &Name) {
        let folded = name.confusable().folded;
        if let Some(bearers) = self.bearers.get_mut(&folded) {
            bearers.retain(|bearer| *bearer != member);
            if bearers.is_empty() {
                self.bearers.remove(&folded);
            }
        }
    }

    /// The member who bore a case-folded name last, here or away.
    pub(super) fn last_bearer(&self, folded: &str) -> Option<MemberId> {
        self.bearers.get(folded)?.last().copied()
    }

    /// Those away whose own name this is, who bore it last last.
    fn owners(&self, name: &Name, folded: &str) -> impl Iterator<Item = &Member> {
        let bearers = self.bearers.get(folded).into_iter().flatten();
        let away = bearers.filter_map(|bearer| self.absent.get(bearer));
        away.map(|absent| &absent.member).filter(|member| member.owns(name))
    }

    /// Who it is that comes in by this name: of those whose own it is the last one, but nobody has
    /// the silence of who borrowed their name. Who has no voice is known by a look-alike, too.
    fn returning(&self, name: &Name, confusable: &Confusable, clock: Duration) -> Option<&Member> {
        let is_first = |member: &Member| {
            member.silence(clock).is_none()
                && member.first.as_ref().is_some_and(|first| first.is_same(name))
        };
        let known = self.owners(name, &confusable.folded);
        known.max_by_key(|member| is_first(member)).or_else(|| {
            let silent = self.absent.values().map(|absent| &absent.member);
            silent.filter(|member| member.silence(clock).is_some()).find(|member| {
                member.own_names().any(|own| own.confusable().is_confusable_with(confusable))
            })
        })
    }

    /// Does this name bring someone back who was in, and not for a moment only?
    pub(super) fn was_in(&self, name: &Name, clock: Duration) -> bool {
        self.returning(name, &name.confusable(), clock).is_some_and(|member| member.was_in)
    }

    /// Does this name bring someone back who may come in before strangers? Once a minute.
    pub(super) fn may_return(&self, name: &Name, clock: Duration) -> bool {
        let again = |returned| clock - returned >= RETURNS_EVERY;
        self.returning(name, &name.confusable(), clock)
            .is_some_and(|member| member.returned.is_none_or(again))
    }

    /// An absent member comes in again. A name proves nobody: what was private to those who bore it
    /// before is not for who comes now.
    pub(super) fn take(
        &mut self,
        name: &Name,
        confusable: &Confusable,
        clock: Duration,
    ) -> Option<Member> {
        let returning = self.returning(name, confusable, clock)?.id;
        let mut member = self.absent.remove(&returning)?.member;
        member.read.retain(|span| !matches!(span.of, Talk::PrivateOf(_)));
        member.proof = None;
        Some(member)
    }

    /// An absent member comes in again, who has proved who they are.
    pub(super) fn take_back(&mut self, member: MemberId) -> Option<Member> {
        self.absent.remove(&member).map(|absent| absent.member)
    }

    /// The silence that is kept under a name, or one like it, while its owner is away.
    pub(super) fn silence(
        &self,
        name: &Name,
        confusable: &Confusable,
        clock: Duration,
    ) -> Option<Silence> {
        self.returning(name, confusable, clock)?.silence(clock)
    }

    pub(super) fn get(&self, member: MemberId) -> Option<&Member> {
        self.absent.get(&member).map(|absent| &absent.member)
    }

    pub(super) fn get_mut(&mut self, member: MemberId) -> Option<&mut Member> {
        self.absent.get_mut(&member).map(|absent| &mut absent.member)
    }

    /// Keeps a member's own names, and those like them, out for a time.
    pub(super) fn keep_out(&mut self, member: &Member, clock: Duration, time: Duration) {
        self.kept_out.retain(|kept| clock < kept.until && kept.member != member.id);
        if !time.is_zero() {
            self.kept_out.extend(member.own_names().map(|name| KeptOut {
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
            // Nobody gets rid of a silence by being forgotten.
            let first = self
                .absent
                .values()
                .min_by_key(|absent| (absent.member.silence(clock).is_some(), absent.since));
            if let Some(first) = first.map(|absent| absent.member.id)
                && let Some(Absent { member, .. }) = self.absent.remove(&first)
            {
                let names = member.first.iter().chain(&member.names);
                names.for_each(|name| self.disown(member.id, name));
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

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn take(members: &mut Members, text: &str) -> Option<Member> {
        let name = name(text);
        members.take(&name, &name.confusable(), seconds(0))
    }

    fn waits(members: &Members, text: &str) -> bool {
        members.owners(&name(text), text).next().is_some()
    }

    fn call(members: &mut Members, member: &mut Member, text: &str) {
        members.call(member, name(text), name(text).confusable().folded);
    }

    fn visit(members: &mut Members, names: &[&str], clock: Duration) -> MemberId {
        let returns = waits(members, names[0]);
        let kept = returns.then(|| take(members, names[0])).flatten();
        let mut member = kept.unwrap_or_else(|| members.fresh());
        names.iter().for_each(|name| call(members, &mut member, name));
        let id = member.id;
        members.keep(member, clock);
        id
    }

    fn hush(members: &mut Members, member: MemberId) {
        members.get_mut(member).unwrap().silence = Some(Silence::Open);
    }

    #[test]
    fn a_member_waits_under_the_first_and_the_last_name_and_is_taken_once() {
        let mut members = Members::default();
        let ana = visit(&mut members, &["ana", "bia", "aninha"], seconds(1));
        assert!(waits(&members, "ana") && waits(&members, "aninha") && !waits(&members, "bia"));
        assert_eq!(take(&mut members, "ana").map(|member| member.id), Some(ana));
        assert!(take(&mut members, "aninha").is_none() && !waits(&members, "ana"));
        assert_eq!(members.last_bearer("bia"), Some(ana), "they are here");
    }

    #[test]
    fn of_two_who_came_as_the_same_name_it_is_the_last_one() {
        let mut members = Members::default();
        let mut ana = members.fresh();
        call(&mut members, &mut ana, "ana");
        call(&mut members, &mut ana, "aninha");
        let other = visit(&mut members, &["ana"], seconds(1));
        assert_ne!(other, ana.id);
        members.keep(ana, seconds(2));
        assert_eq!(take(&mut members, "ana").map(|member| member.id), Some(other));
    }

    #[test]
    fn who_borrowed_a_name_leaves_its_owner_their_voice() {
        let mut members = Members::default();
        let beto = visit(&mut members, &["beto"], seconds(1));
        let ana = visit(&mut members, &["ana", "beto"], seconds(2));
        hush(&mut members, ana);
        let member = take(&mut members, "beto").unwrap();
        assert_eq!((member.id, member.silence(seconds(3))), (beto, None));
        assert_eq!(take(&mut members, "ana").unwrap().id, ana);
    }

    #[test]
    fn who_has_no_voice_is_known_by_look_alikes_of_their_own_names_and_others_are_not() {
        for (text, known) in
            [("АNА", true), ("lana", true), ("bеtо", false), ("beto", false), ("ána", false)]
        {
            let mut members = Members::default();
            let ana = visit(&mut members, &["ana", "beto", "Iana"], seconds(1));
            assert!(take(&mut members, text).is_none(), "{text}: they have their voice");
            hush(&mut members, ana);
            assert_eq!(take(&mut members, text).is_some(), known, "{text}");
        }
        let mut members = Members::default();
        let other = visit(&mut members, &["аnа"], seconds(1));
        let ana = visit(&mut members, &["ana"], seconds(2));
        hush(&mut members, ana);
        assert_eq!(take(&mut members, "аnа").unwrap().id, other, "they were here before");
    }

    #[test]
    fn however_often_someone_changes_name_the_last_ones_are_remembered() {
        let mut members = Members::default();
        let names: Vec<String> = (0..1000).map(|number| format!("n{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let member = visit(&mut members, &names, seconds(1));
        assert_eq!(members.bearers.len(), MAX_NAMES + 1);
        assert!(waits(&members, "n999") && waits(&members, "n0"));
        assert_eq!(members.last_bearer("n990"), Some(member));
        assert_eq!(members.last_bearer("n900"), None);
    }

    #[test]
    fn of_too_many_the_one_who_left_first_is_forgotten_and_of_those_the_first_member() {
        let left_at: [fn(usize) -> u64; 2] = [|number| number as u64, |_| 1];
        for left_at in left_at {
            let mut members = Members::default();
            for number in 0..=MAX_ABSENT {
                visit(&mut members, &[&format!("n{number}")], seconds(left_at(number)));
            }
            assert!(!waits(&members, "n0") && members.last_bearer("n0").is_none());
            assert!(waits(&members, "n1"));
            assert_eq!(members.bearers.len(), MAX_ABSENT);
        }
    }

    #[test]
    fn names_are_kept_out_with_their_look_alikes_and_for_their_time() {
        let confusable = |text| Name::new(text).unwrap().confusable();
        let mut members = Members::default();
        visit(&mut members, &["ana", "beto", "aninha"], seconds(1));
        let member = take(&mut members, "ana").unwrap();
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

//! The passes: who bears one, and what its bearers may have missed.
//!
//! A connection can be dead for a while before anyone knows. So what a bearer is sent is kept while
//! they are here as well, and they say themselves how much of it they have read.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::name::{Confusable, Name};
use crate::wire::ServerLine;

use super::arrivals::Arrival;
use super::effect::{Audience, Subscription};
use super::ids::{ConnectionId, MemberId, Role, RoomId};
use super::secret::PassHash;
use super::shared_history::{Reader, SharedHistory};

/// How long a pass holds when its bearer's connection was lost.
pub const PASS_HOLDS: Duration = Duration::from_secs(15 * 60);
/// How many passes of a bearer hold, the latest ones: an answer with a new one may be lost.
const HELD: usize = 2;
/// How many bearers are remembered; beyond that those who were lost first are forgotten.
const MAX_BEARERS: usize = 10_000;
/// How many lines someone who comes back is shown at the most.
const MAX_LINES: usize = 200;
/// How many bytes these lines have at the most.
const MAX_BYTES: usize = 256 * 1024;
/// Where those belong who are away, unless they left from a group.
const MAIN_ROOM: Subscription = Subscription { role: Role::Student, room: Some(RoomId::MAIN) };

/// A bearer whom a crash of the server has cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptPass {
    /// What they were called.
    pub name: Name,
    /// Their passes, the latest last.
    pub hashes: Vec<PassHash>,
    /// How much longer these hold.
    pub holds: Duration,
}

/// What someone who comes back has missed.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Missed {
    pub(super) lines: Vec<ServerLine>,
    /// How many before those are left out.
    pub(super) left_out: usize,
}

/// The bearers of passes, and the lines that one of them may have missed.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Passes {
    bearers: BTreeMap<MemberId, Bearer>,
    members: BTreeMap<PassHash, MemberId>,
    /// The bearers by their connections.
    connections: BTreeMap<ConnectionId, MemberId>,
    history: SharedHistory,
}

#[derive(Clone, Debug, Serialize)]
struct Bearer {
    /// At most [`HELD`], the latest last.
    passes: VecDeque<Pass>,
    #[serde(skip)]
    confusable: Confusable,
    /// Which lines they were sent.
    reader: Reader,
    away: Option<Away>,
}

#[derive(Clone, Debug, Serialize)]
struct Pass {
    hash: PassHash,
    /// How many of the lines that they were sent its bearer does not count as read since they got it;
    /// not known after a crash.
    before: Option<i64>,
}

#[derive(Clone, Debug, Serialize)]
struct Away {
    /// Until when their passes hold, by the classroom's clock.
    until: Duration,
    /// How many lines they had been sent.
    sent: i64,
    arrival: Arrival,
}

impl Bearer {
    fn new(confusable: Confusable, reader: Reader) -> Self {
        Self { passes: VecDeque::new(), confusable, reader, away: None }
    }

    fn is_held(&self, clock: Duration) -> bool {
        self.away.as_ref().is_none_or(|away| clock < away.until)
    }
}

impl Passes {
    /// Notes another pass of a member who is here. The one that holds no more, if there is one.
    pub(super) fn add(
        &mut self,
        clock: Duration,
        member: MemberId,
        hash: PassHash,
        confusable: &Confusable,
        (who, subscription): (ConnectionId, Subscription),
    ) -> Option<PassHash> {
        self.forget_old(clock);
        let history = &mut self.history;
        let bearer = self
            .bearers
            .entry(member)
            .or_insert_with(|| Bearer::new(confusable.clone(), history.reader(who, subscription)));
        self.connections.insert(who, member);
        bearer.passes.push_back(Pass { hash, before: Some(history.sent(&bearer.reader)) });
        self.members.insert(hash, member);
        if bearer.passes.len() <= HELD {
            return None;
        }
        let old = bearer.passes.pop_front()?;
        self.members.remove(&old.hash);
        Some(old.hash)
    }

    /// Notes the passes of a member whom a crash has cut off.
    pub(super) fn restore(&mut self, member: MemberId, kept: &KeptPass) {
        // No connection has this number.
        let nobody = ConnectionId(0);
        let reader = self.history.reader(nobody, MAIN_ROOM);
        let mut bearer = Bearer::new(kept.name.confusable(), reader);
        let arrival = Arrival::unlimited().by_pass();
        bearer.away = Some(Away { until: kept.holds, sent: 0, arrival });
        for hash in kept.hashes.iter().copied() {
            bearer.passes.push_back(Pass { hash, before: None });
            self.members.insert(hash, member);
        }
        self.bearers.insert(member, bearer);
    }

    /// Whose pass this is, if it holds.
    pub(super) fn bearer(&self, hash: PassHash, clock: Duration) -> Option<MemberId> {
        let member = self.members.get(&hash)?;
        self.bearers.get(member).filter(|bearer| bearer.is_held(clock)).map(|_| *member)
    }

    /// The hashes of a member's passes.
    pub(super) fn hashes(&self, member: MemberId) -> Vec<PassHash> {
        let bearer = self.bearers.get(&member);
        bearer.into_iter().flat_map(|bearer| &bearer.passes).map(|pass| pass.hash).collect()
    }

    /// Is a name, or one like it, kept for someone who is away?
    pub(super) fn keep_name(&self, confusable: &Confusable, clock: Duration) -> bool {
        let away = self.bearers.values().filter(|bearer| bearer.away.is_some());
        let mut held = away.filter(|bearer| bearer.is_held(clock));
        held.any(|bearer| bearer.confusable.is_confusable_with(confusable))
    }

    pub(super) fn rename(&mut self, member: MemberId, confusable: &Confusable) {
        if let Some(bearer) = self.bearers.get_mut(&member) {
            bearer.confusable = confusable.clone();
        }
    }

    /// A member is here, by this connection, and gets the lines for that subscription.
    pub(super) fn subscribe(
        &mut self,
        member: MemberId,
        who: ConnectionId,
        subscription: Subscription,
    ) {
        if let Some(bearer) = self.bearers.get_mut(&member) {
            self.connections.remove(&bearer.reader.who());
            self.connections.insert(who, member);
            self.history.place(&mut bearer.reader, who, subscription);
            self.history.forget_places(self.bearers.values().map(|bearer| &bearer.reader));
        }
    }

    /// A member's connection was lost. What is said in their room is kept for them.
    pub(super) fn lose(&mut self, clock: Duration, member: MemberId, arrival: Arrival) {
        if let Some(bearer) = self.bearers.get_mut(&member) {
            let (who, at) = (bearer.reader.who(), bearer.reader.subscription());
            let student = Subscription { role: Role::Student, ..at };
            self.history.place(&mut bearer.reader, who, student);
            let (until, sent) = (clock + PASS_HOLDS, self.history.sent(&bearer.reader));
            bearer.away = Some(Away { until, sent, arrival: arrival.by_pass() });
        }
        self.forget_old(clock);
    }

    /// Those who are away belong to the main room from now on.
    pub(super) fn leave_groups(&mut self) {
        let away = self.bearers.values_mut().filter(|bearer| bearer.away.is_some());
        away.for_each(|bearer| {
            let who = bearer.reader.who();
            self.history.place(&mut bearer.reader, who, MAIN_ROOM);
        });
    }

    /// Someone comes back by this pass, and has read so many lines since they got it. What they have
    /// missed, and how they once came in if they were away.
    pub(super) fn come_back(
        &mut self,
        member: MemberId,
        hash: PassHash,
        read: Option<u64>,
    ) -> (Missed, Option<Arrival>) {
        let Some(bearer) = self.bearers.get_mut(&member) else { return Default::default() };
        let away = bearer.away.take();
        let sent = self.history.sent(&bearer.reader);
        let seen = away.as_ref().map_or(sent, |away| away.sent);
        let read = read.map(|read| i64::try_from(read).unwrap_or(i64::MAX));
        let known =
            bearer.passes.iter().find(|pass| pass.hash == hash).and_then(|pass| pass.before);
        let position = match (known, read) {
            (Some(before), Some(read)) => before.saturating_add(read).clamp(0, sent),
            _ => seen,
        };
        let missed = usize::try_from(sent - position).unwrap_or(usize::MAX);
        let lines = self.history.last(&bearer.reader, missed.min(MAX_LINES), MAX_BYTES);
        let left_out = missed - lines.len();
        for pass in &mut bearer.passes {
            // What was left out they do not count.
            let shifted = pass.before.map(|before| before.saturating_add_unsigned(left_out as u64));
            let counted = read.filter(|_| pass.hash == hash);
            let own = counted
                .map(|read| sent.saturating_sub(read).saturating_sub_unsigned(lines.len() as u64));
            pass.before = own.or(shifted);
        }
        (Missed { lines, left_out }, away.map(|away| away.arrival))
    }

    /// A member's passes hold no more. Had they any?
    pub(super) fn void(&mut self, member: MemberId) -> Option<Vec<PassHash>> {
        let bearer = self.bearers.remove(&member)?;
        let hashes: Vec<PassHash> = bearer.passes.iter().map(|pass| pass.hash).collect();
        hashes.iter().for_each(|hash| _ = self.members.remove(hash));
        self.connections.remove(&bearer.reader.who());
        Some(hashes)
    }

    /// Keeps a line for those who get it and may miss it.
    pub(super) fn keep(&mut self, to: Audience, line: &ServerLine) {
        if self.bearers.is_empty() {
            return;
        }
        let named = to.names().and_then(|who| self.connections.get(&who));
        let named = named.and_then(|member| self.bearers.get_mut(member));
        self.history.keep(to, line, named.map(|bearer| &mut bearer.reader));
    }

    fn forget_old(&mut self, clock: Duration) {
        let old = |(member, bearer): (&MemberId, &Bearer)| {
            let until = bearer.away.as_ref()?.until;
            Some((until, *member))
        };
        let mut away: Vec<_> = self.bearers.iter().filter_map(old).collect();
        away.sort_unstable();
        let too_many = self.bearers.len().saturating_sub(MAX_BEARERS);
        let over = away.iter().take_while(|(until, _)| *until <= clock).count().max(too_many);
        away.iter().take(over).for_each(|(_, member)| _ = self.void(*member));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::shared_history::{MAX_KEPT, OVERHEAD};
    use super::*;

    const ANA: MemberId = MemberId(1);
    const HERE: ConnectionId = ConnectionId(7);

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn hash(number: u64) -> PassHash {
        PassHash::of(&number.to_string())
    }

    fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(60 * minutes)
    }

    fn give(passes: &mut Passes, number: u64) -> Option<PassHash> {
        let confusable = name("ana").confusable();
        passes.add(minutes(1), ANA, hash(number), &confusable, (HERE, MAIN_ROOM))
    }

    fn speech(text: &str) -> ServerLine {
        ServerLine::Speech { name: name("beto"), text: text.to_owned() }
    }

    fn say(passes: &mut Passes, text: &str) {
        passes.keep(Audience::Room { room: RoomId::MAIN, but: None }, &speech(text));
    }

    fn back(passes: &mut Passes, number: u64, read: Option<u64>) -> (Vec<String>, usize) {
        let (Missed { lines, left_out }, _) = passes.come_back(ANA, hash(number), read);
        (lines.iter().map(|line| line.to_string().replace("[beto] ", "")).collect(), left_out)
    }

    fn lose(passes: &mut Passes, clock: Duration) {
        passes.lose(clock, ANA, Arrival::unlimited());
    }

    #[test]
    fn the_two_latest_passes_hold_here_and_fifteen_minutes_after_a_loss() {
        let mut passes = Passes::default();
        assert_eq!([1, 2, 3].map(|number| give(&mut passes, number)), [None, None, Some(hash(1))]);
        assert_eq!(passes.bearer(hash(1), minutes(1)), None);
        assert_eq!(passes.bearer(hash(2), minutes(1000)), Some(ANA));
        let alike = name("аnа").confusable();
        assert!(!passes.keep_name(&alike, minutes(2)), "who is here has the name anyway");
        lose(&mut passes, minutes(2));
        assert_eq!(passes.bearer(hash(2), minutes(16)), Some(ANA));
        assert!(passes.keep_name(&alike, minutes(16)));
        assert_eq!(passes.bearer(hash(3), minutes(17)), None);
        assert!(!passes.keep_name(&alike, minutes(17)));
        passes.forget_old(minutes(17));
        assert!(passes.bearers.is_empty() && passes.members.is_empty());
    }

    #[test]
    fn a_new_name_is_the_one_that_is_kept_and_a_void_pass_keeps_none() {
        let mut passes = Passes::default();
        give(&mut passes, 1);
        passes.rename(ANA, &name("bia").confusable());
        lose(&mut passes, minutes(2));
        assert!(!passes.keep_name(&name("ana").confusable(), minutes(2)));
        assert!(passes.keep_name(&name("BIA").confusable(), minutes(2)));
        assert_eq!(passes.void(ANA), Some(vec![hash(1)]));
        assert_eq!(passes.void(ANA), None);
        assert!(!passes.keep_name(&name("bia").confusable(), minutes(2)));
        assert_eq!(passes.bearer(hash(1), minutes(2)), None);
    }

    #[test]
    fn of_more_than_fit_the_last_ones_come_and_the_others_are_counted_once() {
        let mut passes = Passes::default();
        give(&mut passes, 1);
        (0..250).for_each(|number| say(&mut passes, &number.to_string()));
        let (lines, left_out) = back(&mut passes, 1, Some(10));
        assert_eq!((lines.len(), left_out, lines[0].as_str()), (200, 40, "50"));
        say(&mut passes, "250");
        assert_eq!(back(&mut passes, 1, Some(210)), (vec!["250".to_owned()], 0));
        assert_eq!(back(&mut passes, 1, Some(u64::MAX)), (vec![], 0));
    }

    #[test]
    fn both_the_lines_of_one_return_and_all_that_is_kept_have_a_bound_in_bytes() {
        let mut passes = Passes::default();
        give(&mut passes, 1);
        let text = "x".repeat(4096 - OVERHEAD);
        (0..2000).for_each(|_| say(&mut passes, &text));
        assert_eq!(passes.history.bytes(), MAX_KEPT);
        let (lines, left_out) = back(&mut passes, 1, None);
        assert_eq!((lines.len(), left_out), (0, 0), "they are here");
        let (lines, left_out) = back(&mut passes, 1, Some(0));
        assert_eq!((lines.len(), left_out), (MAX_BYTES / 4096, 2000 - MAX_BYTES / 4096));
    }

    #[test]
    fn without_a_number_it_is_what_was_said_since_the_loss_was_seen() {
        let mut passes = Passes::default();
        give(&mut passes, 1);
        say(&mut passes, "a");
        lose(&mut passes, minutes(2));
        say(&mut passes, "b");
        passes.keep(Audience::Teachers { but: None }, &speech("for teachers"));
        assert_eq!(back(&mut passes, 1, None), (vec!["b".to_owned()], 0));
    }

    #[test]
    fn after_a_crash_it_is_what_was_said_since_then_and_the_count_goes_on() {
        let mut passes = Passes::default();
        let (hashes, holds) = (vec![hash(1), hash(2)], minutes(9));
        passes.restore(ANA, &KeptPass { name: name("ana"), hashes, holds });
        assert_eq!(passes.bearer(hash(1), minutes(9)), None);
        assert_eq!(passes.bearer(hash(2), minutes(8)), Some(ANA));
        say(&mut passes, "a");
        assert_eq!(back(&mut passes, 2, Some(71)), (vec!["a".to_owned()], 0));
        passes.subscribe(ANA, HERE, MAIN_ROOM);
        say(&mut passes, "b");
        assert_eq!(back(&mut passes, 2, Some(72)), (vec!["b".to_owned()], 0));
    }

    /// What happens to a bearer whose client counts as it should.
    #[derive(Clone, Debug)]
    enum Happens {
        /// Something is said, and their client reads it or not.
        Said { read: bool },
        /// The loss of their connection is seen.
        Lost,
        /// They come back, after being given another pass which does not arrive, or none.
        Back { other: bool },
        /// They come back and get a new pass.
        BackAndNew,
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            20 => any::<bool>().prop_map(|read| Happens::Said { read }),
            3 => Just(Happens::Lost),
            2 => any::<bool>().prop_map(|other| Happens::Back { other }),
            1 => Just(Happens::BackAndNew),
        ]
    }

    proptest! {
        #[test]
        fn every_line_comes_once_and_in_order(all in proptest::collection::vec(happens(), 0..400)) {
            let mut passes = Passes::default();
            let (mut pass, mut count, mut number) = (1, 0, 0);
            let (mut read, mut is_cut, mut has_other) = (Vec::new(), false, false);
            give(&mut passes, pass);
            for one in all.into_iter().chain([Happens::Back { other: false }]) {
                match one {
                    Happens::Said { read: is_read } => {
                        is_cut |= !is_read;
                        number += 1;
                        say(&mut passes, &number.to_string());
                        if !is_cut {
                            count += 1;
                            read.push(number.to_string());
                        }
                    }
                    Happens::Lost => {
                        is_cut = true;
                        lose(&mut passes, minutes(2));
                    }
                    Happens::Back { other } => {
                        let (lines, left_out) = back(&mut passes, pass, Some(count));
                        prop_assert_eq!(read.len() + left_out + lines.len(), number);
                        read.extend((0..left_out).map(|_| String::new()));
                        count += lines.len() as u64;
                        read.extend(lines);
                        is_cut = false;
                        if other && !std::mem::replace(&mut has_other, true) {
                            give(&mut passes, pass + 1);
                        }
                    }
                    Happens::BackAndNew => {
                        let (lines, left_out) = back(&mut passes, pass, Some(count));
                        read.extend((0..left_out).map(|_| String::new()));
                        read.extend(lines);
                        (pass, count, is_cut, has_other) = (pass + 2, 0, false, false);
                        give(&mut passes, pass);
                    }
                }
            }
            for (place, line) in read.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
                prop_assert_eq!(line, &(place + 1).to_string());
            }
            prop_assert_eq!(read.len(), number);
        }
    }
}

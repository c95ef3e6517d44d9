//! Guesses at a secret, be it the class code or the teacher's password: how many went wrong from
//! each address, and when the next one from there is looked at.

use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;
use std::time::Duration;

use serde::Serialize;

use crate::say;

use super::class::{Classroom, whole_seconds};
use super::context::Context;
use super::effect::Effect;
use super::ids::ConnectionId;
use super::network::Network;

/// This many misses are free: a whole class behind one address mistypes.
const FREE: u32 = 5;
/// After that, attempts from the address are looked at one by one, this far apart.
const GAP: Duration = Duration::from_secs(2);
/// How many attempts from one address may wait: as many as may connect from there.
const MAX_WAITING: usize = 200;
/// An address without a miss for this long starts over.
const QUIET: Duration = Duration::from_secs(600);

/// The attempts `T` of everyone, by the network that they come from.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Attempts<T> {
    sources: BTreeMap<Network, Source<T>>,
}

#[derive(Clone, Debug, Serialize)]
struct Source<T> {
    misses: u32,
    last_miss: Duration,
    /// Whose attempts wait, the next one first.
    waiting: VecDeque<(ConnectionId, T)>,
    next: Duration,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Admitted<T> {
    Now(T),
    /// At this time, unless those before it give up.
    At(Duration),
    /// Never: too many wait already.
    Full,
}

impl<T> Attempts<T> {
    pub(super) fn take(
        &mut self,
        clock: Duration,
        from: IpAddr,
        who: ConnectionId,
        what: T,
    ) -> Admitted<T> {
        let slow = self.sources.get_mut(&Network::of(from)).filter(|source| source.misses >= FREE);
        let Some(source) = slow.filter(|source| !source.is_forgotten(clock)) else {
            return Admitted::Now(what);
        };
        if source.waiting.len() >= MAX_WAITING {
            return Admitted::Full;
        }
        if source.waiting.is_empty() {
            source.next = clock + GAP;
        }
        let before = u32::try_from(source.waiting.len()).unwrap_or(u32::MAX);
        source.waiting.push_back((who, what));
        Admitted::At(source.next + GAP * before)
    }

    /// Those whose turn it is. However late it is, no address gets more than one turn at once.
    pub(super) fn due(&mut self, clock: Duration) -> Vec<(ConnectionId, T)> {
        let mut due = Vec::new();
        for source in self.sources.values_mut().filter(|source| source.next <= clock) {
            due.extend(source.waiting.pop_front());
            source.next = clock + GAP;
        }
        due
    }

    /// When the next turn is, if anyone waits.
    pub(super) fn next(&self) -> Option<Duration> {
        let waited = self.sources.values().filter(|source| !source.waiting.is_empty());
        waited.map(|source| source.next).min()
    }

    /// An attempt went wrong. Did it make its address a slow one?
    pub(super) fn missed(&mut self, clock: Duration, from: IpAddr) -> bool {
        self.sources.retain(|_, source| !source.is_forgotten(clock));
        let source = self.sources.entry(Network::of(from)).or_insert_with(|| Source {
            misses: 0,
            last_miss: clock,
            waiting: VecDeque::new(),
            next: clock,
        });
        source.misses = source.misses.saturating_add(1);
        source.last_miss = clock;
        source.misses == FREE
    }

    /// What was counted as a miss was none.
    pub(super) fn forgive(&mut self, from: IpAddr) {
        if let Some(source) = self.sources.get_mut(&Network::of(from)) {
            source.misses = source.misses.saturating_sub(1);
        }
    }

    pub(super) fn waits(&self, from: IpAddr, who: ConnectionId) -> bool {
        let source = self.sources.get(&Network::of(from));
        source.is_some_and(|source| source.waiting.iter().any(|(other, _)| *other == who))
    }

    pub(super) fn withdraw(&mut self, from: IpAddr, who: ConnectionId) {
        if let Some(source) = self.sources.get_mut(&Network::of(from)) {
            source.waiting.retain(|(other, _)| *other != who);
        }
    }
}

impl<T> Default for Attempts<T> {
    fn default() -> Self {
        Self { sources: BTreeMap::new() }
    }
}

impl<T> Source<T> {
    fn is_forgotten(&self, clock: Duration) -> bool {
        self.waiting.is_empty() && clock - self.last_miss >= QUIET
    }
}

impl Classroom {
    /// Has someone wait for their turn, and tells them how long. What they send meanwhile is held.
    pub(super) fn wait_for_turn(&self, cx: &mut Context<'_>, at: Duration, key: &str) {
        let seconds = whole_seconds(at.saturating_sub(cx.now.clock));
        cx.answer(say!(self.locale(), key, seconds = seconds));
        cx.effects.push(Effect::Hold(cx.who));
        cx.effects.wake_at(at);
    }

    /// Does someone wait for the turn of their code or password, or to come in?
    pub fn waits_for_turn(&self, who: ConnectionId) -> bool {
        self.address(who).map(|from| from.ip()).is_some_and(|from| {
            self.codes.waits(from, who)
                || self.passwords.waits(from, who)
                || self.arrivals.waits(Network::of(from), who)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Five misses from [`HOME`] at that time.
    fn slow(clock: Duration) -> Attempts<char> {
        let mut attempts = Attempts::default();
        let slowed: Vec<bool> = (0..FREE).map(|_| attempts.missed(clock, HOME)).collect();
        assert_eq!(slowed, [false, false, false, false, true]);
        attempts
    }

    #[test]
    fn five_misses_slow_an_address_and_no_other() {
        let mut attempts = slow(seconds(100));
        let mut take = |from, what| attempts.take(seconds(100), from, ConnectionId(1), what);
        assert_eq!(take(AWAY, 'a'), Admitted::Now('a'));
        assert_eq!(take(HOME, 'b'), Admitted::At(seconds(102)));
        assert_eq!(take(HOME, 'c'), Admitted::At(seconds(104)));
        assert_eq!(attempts.next(), Some(seconds(102)));
    }

    #[test]
    fn turns_come_in_order_one_at_a_time_also_when_it_is_late() {
        let mut attempts = slow(seconds(100));
        for (who, what) in (0..).zip("abc".chars()) {
            attempts.take(seconds(100), HOME, ConnectionId(who), what);
        }
        assert_eq!(attempts.due(seconds(101)), []);
        assert_eq!(attempts.due(seconds(102)), [(ConnectionId(0), 'a')]);
        assert_eq!(attempts.due(seconds(150)), [(ConnectionId(1), 'b')]);
        assert_eq!(attempts.due(seconds(151)), []);
        assert_eq!(attempts.due(seconds(152)), [(ConnectionId(2), 'c')]);
        assert_eq!(attempts.next(), None);
        let again = attempts.take(seconds(152), HOME, ConnectionId(3), 'd');
        assert_eq!(again, Admitted::At(seconds(154)), "slow still");
    }

    #[test]
    fn who_gives_up_loses_the_turn_to_the_next() {
        let mut attempts = slow(seconds(100));
        attempts.take(seconds(100), HOME, ConnectionId(1), 'a');
        attempts.take(seconds(100), HOME, ConnectionId(2), 'b');
        attempts.withdraw(HOME, ConnectionId(1));
        assert_eq!(attempts.due(seconds(102)), [(ConnectionId(2), 'b')]);
    }

    #[test]
    fn a_quiet_address_is_like_a_new_one() {
        let mut attempts = slow(seconds(100));
        attempts.take(seconds(100), HOME, ConnectionId(1), 'a');
        let later = seconds(100) + QUIET;
        assert!(
            matches!(attempts.take(later, HOME, ConnectionId(2), 'b'), Admitted::At(_)),
            "one waits"
        );
        attempts.due(later);
        attempts.due(later + GAP);
        assert_eq!(attempts.take(later + GAP, HOME, ConnectionId(3), 'c'), Admitted::Now('c'));
        attempts.missed(later + GAP, AWAY);
        let known: Vec<_> = attempts.sources.into_keys().collect();
        assert_eq!(known, [Network::of(AWAY)], "it is not remembered");
    }

    #[test]
    fn the_queue_is_bounded() {
        let mut attempts = slow(seconds(100));
        for who in 0..200 {
            assert!(matches!(
                attempts.take(seconds(100), HOME, ConnectionId(who), 'a'),
                Admitted::At(_)
            ));
        }
        assert_eq!(attempts.take(seconds(100), HOME, ConnectionId(200), 'a'), Admitted::Full);
    }

    proptest! {
        /// Whatever comes when, a slow address has at most one turn in two seconds, and everyone
        /// who stays has theirs.
        #[test]
        fn a_slow_address_never_gets_more_than_thirty_turns_a_minute(
            steps in prop::collection::vec((0u64..3000, any::<bool>()), 1..100),
        ) {
            let mut attempts = slow(Duration::ZERO);
            let (mut clock, mut came, mut turns) = (Duration::ZERO, 0, Vec::new());
            for (wait, comes) in steps {
                clock += Duration::from_millis(wait);
                if comes {
                    let turn = attempts.take(clock, HOME, ConnectionId(came), 'a');
                    prop_assert!(matches!(turn, Admitted::At(at) if at >= clock + GAP || came > 0));
                    came += 1;
                }
                for (who, _) in attempts.due(clock) {
                    attempts.missed(clock, HOME);
                    turns.push((clock, who));
                }
            }
            while let Some(next) = attempts.next() {
                turns.extend(attempts.due(next).into_iter().map(|(who, _)| (next, who)));
            }
            prop_assert!(turns.windows(2).all(|two| two[1].0 - two[0].0 >= GAP));
            let order: Vec<_> = turns.iter().map(|(_, who)| who.0).collect();
            prop_assert_eq!(order, (0..came).collect::<Vec<_>>());
        }
    }
}

//! How fast people come in from one network, and how much they say there at first: whoever comes
//! and goes under ever new names must not drown those who stay.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::Serialize;

use super::ids::ConnectionId;
use super::limits::{Rate, Tokens};
use super::network::Network;

/// For so long someone in the class is new: their lines come out of what their network's newcomers
/// may say.
const NEW: Duration = Duration::from_secs(60);
/// Who leaves while they are new takes so many places more with them: a class that comes and stays
/// needs many places at once, a visitor who only comes and goes should not have them.
const VISIT: u32 = 2;
/// How many a second come in from one network, when as many have come as may connect from there.
const ARRIVALS_PER_SECOND: u32 = 2;
/// How many may wait to come in from one network: as many as may connect from there.
const MAX_WAITING: usize = 200;
/// What the newcomers of one network may say together.
const LINES: Rate = Rate { burst: 60, per_second: 5 };
/// How many of these lines someone takes with them when they come in; one in any case.
const LINES_AT_ENTRY: u32 = 10;
/// What those say besides who have been here for [`JUST_CAME`], and who come and go cannot use up.
const RESERVE: Rate = Rate { burst: 20, per_second: 5 };
const JUST_CAME: Duration = Duration::from_secs(5);

/// How someone came in, and what of it is still of account.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Arrival {
    /// Until when they are new, by the classroom's clock.
    until: Duration,
    pub(super) lane: Lane,
    /// The lines that they took with them and have not said.
    lines: u32,
}

/// Where the place came from that someone took when they came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Lane {
    Arrivals,
    /// One return of a name a minute does not wait behind strangers.
    Returns,
    /// None: who comes back by a pass takes none.
    Pass,
}

/// What is left to the newcomers of each network, and who waits there.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Arrivals {
    budgets: BTreeMap<Network, Budget>,
}

#[derive(Clone, Debug, Default, Serialize)]
struct Budget {
    arrivals: Tokens,
    returns: Tokens,
    lines: Tokens,
    reserve: Tokens,
    /// The next one first.
    waiting: VecDeque<ConnectionId>,
}

/// What came of a wish to come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It is theirs.
    Now(Lane),
    /// At this time, unless others go in before who come back, or those before them give up.
    At(Duration),
    /// Never: too many wait already.
    Full,
}

/// The places of a network: for strangers, and for those who come back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    arrivals: Rate,
    returns: Rate,
}

impl Places {
    /// Those of a class with that limit of connections from one network.
    pub(super) fn of(per_address: usize) -> Self {
        let burst = u32::try_from(per_address).unwrap_or(u32::MAX);
        let rate = |burst| Rate { burst, per_second: ARRIVALS_PER_SECOND };
        Self { arrivals: rate(burst), returns: rate(burst.div_ceil(4)) }
    }
}

impl Arrivals {
    fn of(&mut self, from: Network, clock: Duration) -> &mut Budget {
        if !self.budgets.contains_key(&from) {
            self.budgets.retain(|_, budget| !budget.is_forgotten(clock));
        }
        self.budgets.entry(from).or_default()
    }

    /// Someone wants to come in; `returns` if they may before strangers.
    pub(super) fn take(
        &mut self,
        clock: Duration,
        from: Network,
        who: ConnectionId,
        returns: bool,
        places: Places,
    ) -> Turn {
        let budget = self.of(from, clock);
        if returns && budget.returns.take(clock, places.returns) {
            return Turn::Now(Lane::Returns);
        }
        if budget.waiting.is_empty() && budget.arrivals.take(clock, places.arrivals) {
            return Turn::Now(Lane::Arrivals);
        }
        if budget.waiting.len() >= MAX_WAITING {
            return Turn::Full;
        }
        let before = u32::try_from(budget.waiting.len()).unwrap_or(u32::MAX);
        budget.waiting.push_back(who);
        Turn::At(budget.arrivals.next(places.arrivals) + places.arrivals.interval() * before)
    }

    /// Those whose turn it is.
    pub(super) fn due(&mut self, clock: Duration, places: Places) -> Vec<ConnectionId> {
        let mut due = Vec::new();
        for budget in self.budgets.values_mut() {
            while !budget.waiting.is_empty() && budget.arrivals.take(clock, places.arrivals) {
                due.extend(budget.waiting.pop_front());
            }
        }
        due
    }

    /// When the next turn is, if anyone waits.
    pub(super) fn next(&self, places: Places) -> Option<Duration> {
        let waited = self.budgets.values().filter(|budget| !budget.waiting.is_empty());
        waited.map(|budget| budget.arrivals.next(places.arrivals)).min()
    }

    pub(super) fn waits(&self, from: Network, who: ConnectionId) -> bool {
        self.budgets.get(&from).is_some_and(|budget| budget.waiting.contains(&who))
    }

    pub(super) fn withdraw(&mut self, from: Network, who: ConnectionId) {
        if let Some(budget) = self.budgets.get_mut(&from) {
            budget.waiting.retain(|other| *other != who);
        }
    }

    /// Gives someone who comes in their first lines: one in any case.
    pub(super) fn welcome(&mut self, clock: Duration, from: Network, lane: Lane) -> Arrival {
        let budget = self.of(from, clock);
        let lines = budget.lines.left(clock, LINES).clamp(1, LINES_AT_ENTRY);
        budget.lines.spend(clock, LINES, lines);
        Arrival { until: clock + NEW, lane, lines }
    }

    /// Pays for a line of someone who came in like that: `false` if nothing is left for it.
    pub(super) fn pay(&mut self, clock: Duration, from: Network, arrival: &mut Arrival) -> bool {
        if arrival.is_over(clock) {
            return true;
        }
        if arrival.lines > 0 {
            arrival.lines -= 1;
            return true;
        }
        let just_came = arrival.until - clock > NEW - JUST_CAME;
        let budget = self.of(from, clock);
        budget.lines.take(clock, LINES) || !just_came && budget.reserve.take(clock, RESERVE)
    }

    /// Someone who came in like that has gone.
    pub(super) fn left(
        &mut self,
        clock: Duration,
        from: Network,
        arrival: &Arrival,
        places: Places,
    ) {
        if arrival.is_over(clock) {
            return;
        }
        let budget = self.of(from, clock);
        budget.lines.put_back(LINES, arrival.lines);
        match arrival.lane {
            Lane::Arrivals => budget.arrivals.spend(clock, places.arrivals, VISIT),
            Lane::Returns => budget.returns.spend(clock, places.returns, VISIT),
            Lane::Pass => {}
        }
    }
}

impl Arrival {
    /// Of someone whom no limit is for.
    pub(super) fn unlimited() -> Self {
        Self { until: Duration::ZERO, lane: Lane::Arrivals, lines: 0 }
    }

    /// The same for when they come back by a pass. The lines that they took with them they have given
    /// back.
    pub(super) fn by_pass(self) -> Self {
        Self { lane: Lane::Pass, lines: 0, ..self }
    }

    /// Are they new no more?
    pub(super) fn is_over(&self, clock: Duration) -> bool {
        clock >= self.until
    }
}

impl Budget {
    fn is_forgotten(&self, clock: Duration) -> bool {
        let full = [&self.arrivals, &self.returns, &self.lines, &self.reserve];
        self.waiting.is_empty() && full.iter().all(|tokens| tokens.is_full(clock))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(millis: u64) -> Duration {
        Duration::from_secs(1000) + Duration::from_millis(millis)
    }

    fn home() -> Network {
        Network::of([10, 0, 0, 1].into())
    }

    fn away() -> Network {
        Network::of([10, 0, 0, 2].into())
    }

    fn comes(arrivals: &mut Arrivals, clock: Duration, who: u64, returns: bool) -> Turn {
        arrivals.take(clock, home(), ConnectionId(who), returns, Places::of(4))
    }

    #[test]
    fn as_many_as_may_connect_come_at_once_then_two_a_second_in_order() {
        let mut arrivals = Arrivals::default();
        for who in 0..4 {
            assert_eq!(comes(&mut arrivals, ms(0), who, false), Turn::Now(Lane::Arrivals));
        }
        assert_eq!(comes(&mut arrivals, ms(0), 4, false), Turn::At(ms(500)));
        assert_eq!(comes(&mut arrivals, ms(100), 5, false), Turn::At(ms(1000)));
        let other = arrivals.take(ms(100), away(), ConnectionId(9), false, Places::of(4));
        assert_eq!(other, Turn::Now(Lane::Arrivals));
        assert_eq!(arrivals.next(Places::of(4)), Some(ms(500)));
        assert_eq!(arrivals.due(ms(499), Places::of(4)), []);
        assert_eq!(arrivals.due(ms(500), Places::of(4)), [ConnectionId(4)]);
        assert_eq!(comes(&mut arrivals, ms(1000), 6, false), Turn::At(ms(1500)), "no overtaking");
        arrivals.withdraw(home(), ConnectionId(5));
        assert_eq!(arrivals.due(ms(1000), Places::of(4)), [ConnectionId(6)]);
        assert_eq!(arrivals.next(Places::of(4)), None);
    }

    #[test]
    fn who_comes_back_goes_before_strangers_as_long_as_a_quarter_of_the_places_lasts() {
        let mut arrivals = Arrivals::default();
        (0..6).for_each(|who| _ = comes(&mut arrivals, ms(0), who, false));
        assert_eq!(comes(&mut arrivals, ms(0), 6, true), Turn::Now(Lane::Returns));
        assert_eq!(comes(&mut arrivals, ms(0), 7, true), Turn::At(ms(1500)));
    }

    #[test]
    fn who_leaves_within_a_minute_has_taken_three_places() {
        let mut arrivals = Arrivals::default();
        let mut come_and_go = |stay| {
            assert_eq!(comes(&mut arrivals, ms(0), 1, false), Turn::Now(Lane::Arrivals));
            let arrival = arrivals.welcome(ms(0), home(), Lane::Arrivals);
            arrivals.left(ms(stay), home(), &arrival, Places::of(4));
        };
        come_and_go(60_000);
        come_and_go(0);
        assert_eq!(comes(&mut arrivals, ms(0), 2, false), Turn::At(ms(500)));
    }

    #[test]
    fn too_many_do_not_wait() {
        let mut arrivals = Arrivals::default();
        let full = (0..).find(|who| comes(&mut arrivals, ms(0), *who, false) == Turn::Full);
        assert_eq!(full, Some(4 + MAX_WAITING as u64));
    }

    /// How many lines someone says who says all that they may.
    fn says(arrivals: &mut Arrivals, clock: Duration, arrival: &mut Arrival) -> usize {
        (0..).take_while(|_| arrivals.pay(clock, home(), arrival)).count()
    }

    #[test]
    fn everyone_says_one_line_and_those_who_came_first_are_not_silenced_by_those_who_come() {
        let mut arrivals = Arrivals::default();
        let mut first = arrivals.welcome(ms(0), home(), Lane::Arrivals);
        assert_eq!(first.lines, 10);
        assert_eq!(says(&mut arrivals, ms(0), &mut first), 60, "all but the reserve");
        let mut next = arrivals.welcome(ms(0), home(), Lane::Arrivals);
        assert_eq!(says(&mut arrivals, ms(0), &mut next), 1);
        assert_eq!(says(&mut arrivals, ms(1000), &mut next), 4, "one was taken in advance");
        assert_eq!(says(&mut arrivals, ms(5000), &mut first), 20 + 20);
        let mut last = arrivals.welcome(ms(5000), home(), Lane::Arrivals);
        assert_eq!(says(&mut arrivals, ms(5000), &mut last), 1);
        assert_eq!(says(&mut arrivals, ms(6000), &mut last), 4);
        assert_eq!(says(&mut arrivals, ms(6000), &mut next), 5, "the reserve is theirs");
        assert!(arrivals.pay(ms(60_000), home(), &mut first), "new no more");
        let elsewhere = arrivals.welcome(ms(6000), away(), Lane::Arrivals);
        arrivals.left(ms(6000), away(), &elsewhere, Places::of(4));
        assert_eq!(arrivals.welcome(ms(6000), away(), Lane::Arrivals).lines, 10, "put back");
        assert_eq!(elsewhere.lines, 10);
    }

    #[test]
    fn a_quiet_network_is_forgotten() {
        let mut arrivals = Arrivals::default();
        comes(&mut arrivals, ms(0), 1, false);
        arrivals.welcome(ms(499), away(), Lane::Arrivals);
        assert_eq!(arrivals.budgets.len(), 2);
        arrivals.withdraw(home(), ConnectionId(1));
        arrivals.welcome(ms(500), Network::of([10, 0, 0, 3].into()), Lane::Arrivals);
        assert_eq!(arrivals.budgets.len(), 2, "home has all that it can have");
    }
}

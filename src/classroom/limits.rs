//! How much the classroom takes from strangers and from a flood.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

const MINUTE: Duration = Duration::from_secs(60);

/// The bounds of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// How many connections at once.
    pub people: usize,
    /// How many of them from one [network](super::Network); a whole class may share one.
    pub per_address: usize,
    /// How long a newcomer may take to give a name.
    pub naming: Duration,
    /// After how long without a line a connection is closed; `None` for never.
    pub idle: Option<Duration>,
    /// How many lines, and how many newcomers, are too many; `None` for no limit.
    pub flood: Option<Flood>,
}

/// How many lines are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flood {
    /// How many may come at once: a pasted exercise passes.
    pub burst: u32,
    /// How many a second may come all the time; not 0.
    pub per_second: u32,
    /// How many refusals in a minute mute.
    pub refusals: usize,
    /// For how long.
    pub mute: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let flood = Some(Flood::default());
        Self { people: 1000, per_address: 200, naming: MINUTE, idle: None, flood }
    }
}

impl Default for Flood {
    fn default() -> Self {
        Self { burst: 20, per_second: 5, refusals: 30, mute: MINUTE }
    }
}

impl Limits {
    /// The same without a limit to people, addresses and lines: for measuring, and for a class
    /// that knows what it does.
    pub fn lifted(self) -> Self {
        Self { people: usize::MAX, per_address: usize::MAX, flood: None, ..self }
    }
}

/// How many at once, and how many a second after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) burst: u32,
    /// Not 0.
    pub(super) per_second: u32,
}

/// A token bucket, full at first. All times are those of the classroom's clock.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Tokens {
    full_at: Duration,
}

impl Rate {
    pub(super) fn interval(self) -> Duration {
        Duration::from_secs(1) / self.per_second
    }
}

impl Tokens {
    /// How many are left.
    pub(super) fn left(&self, clock: Duration, rate: Rate) -> u32 {
        let missing = self.full_at.saturating_sub(clock).as_nanos();
        let missing = missing.div_ceil(rate.interval().as_nanos());
        rate.burst.saturating_sub(u32::try_from(missing).unwrap_or(u32::MAX))
    }

    /// Takes some out, more than are left if need be: those that come back fill the debt first.
    pub(super) fn spend(&mut self, clock: Duration, rate: Rate, count: u32) {
        self.full_at = self.full_at.max(clock) + rate.interval() * count;
    }

    /// Puts back what was taken out and not needed.
    pub(super) fn put_back(&mut self, rate: Rate, count: u32) {
        self.full_at = self.full_at.saturating_sub(rate.interval() * count);
    }

    /// Takes one out, if one is left.
    pub(super) fn take(&mut self, clock: Duration, rate: Rate) -> bool {
        let left = self.left(clock, rate) > 0;
        if left {
            self.spend(clock, rate, 1);
        }
        left
    }

    /// When one is left, if none is taken before.
    pub(super) fn next(&self, rate: Rate) -> Duration {
        self.full_at.saturating_sub(rate.interval() * rate.burst.saturating_sub(1))
    }

    pub(super) fn is_full(&self, clock: Duration) -> bool {
        self.full_at <= clock
    }
}

/// How fast one person's lines come. All times are those of the classroom's clock.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Bucket {
    tokens: Tokens,
    /// When the last lines were refused, the oldest first.
    refusals: VecDeque<Duration>,
    muted_until: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Admission {
    Pass,
    TooFast,
    /// Too many refusals mute for this long.
    Muted(Duration),
}

impl Bucket {
    pub(super) fn is_mute(&self, clock: Duration) -> bool {
        clock < self.muted_until
    }

    /// Takes one line out, or says why not. `is_paid` asks whoever else has a say in it.
    pub(super) fn take(
        &mut self,
        clock: Duration,
        flood: &Flood,
        is_paid: impl FnOnce() -> bool,
    ) -> Admission {
        if clock < self.muted_until {
            return Admission::Muted(self.muted_until - clock);
        }
        let rate = Rate { burst: flood.burst, per_second: flood.per_second };
        if self.tokens.left(clock, rate) > 0 && is_paid() {
            self.tokens.spend(clock, rate, 1);
            return Admission::Pass;
        }
        self.refusals.push_back(clock);
        while self.refusals.pop_front_if(|at| clock - *at > MINUTE).is_some() {}
        if self.refusals.len() < flood.refusals {
            return Admission::TooFast;
        }
        self.refusals = VecDeque::new();
        self.muted_until = clock + flood.mute;
        Admission::Muted(flood.mute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1000);

    fn ms(millis: u64) -> Duration {
        START + Duration::from_millis(millis)
    }

    fn take(bucket: &mut Bucket, clock: Duration) -> Admission {
        bucket.take(clock, &Flood::default(), || true)
    }

    #[test]
    fn twenty_lines_pass_at_once_then_five_a_second() {
        let mut bucket = Bucket::default();
        assert!((0..20).all(|_| take(&mut bucket, START) == Admission::Pass));
        assert_eq!(take(&mut bucket, START), Admission::TooFast);
        assert_eq!(take(&mut bucket, ms(199)), Admission::TooFast);
        assert_eq!(take(&mut bucket, ms(200)), Admission::Pass);
        assert_eq!(take(&mut bucket, ms(200)), Admission::TooFast);
    }

    #[test]
    fn a_steady_pace_is_never_refused() {
        let mut bucket = Bucket::default();
        assert!((0..1000).all(|line| take(&mut bucket, ms(200 * line)) == Admission::Pass));
    }

    #[test]
    fn thirty_refusals_in_a_minute_mute_for_a_minute() {
        let mut bucket = Bucket::default();
        (0..49).for_each(|_| _ = take(&mut bucket, START));
        assert_eq!(take(&mut bucket, START), Admission::Muted(MINUTE));
        assert_eq!(take(&mut bucket, ms(59_000)), Admission::Muted(Duration::from_secs(1)));
        assert_eq!(take(&mut bucket, ms(60_000)), Admission::Pass);
    }

    #[test]
    fn refusals_of_the_last_minute_only_count() {
        let mut bucket = Bucket::default();
        (0..49).for_each(|_| _ = take(&mut bucket, START));
        (0..49).for_each(|_| _ = take(&mut bucket, ms(61_000)));
        assert_eq!(bucket.muted_until, Duration::ZERO);
        assert_eq!(take(&mut bucket, ms(62_000)), Admission::Pass);
        (0..4).for_each(|_| _ = take(&mut bucket, ms(62_000)));
        assert_eq!(take(&mut bucket, ms(62_000)), Admission::Muted(MINUTE));
    }

    #[test]
    fn what_nobody_pays_for_is_refused_and_costs_nothing() {
        let mut bucket = Bucket::default();
        let flood = Flood::default();
        assert_eq!(bucket.take(START, &flood, || false), Admission::TooFast);
        assert!((0..20).all(|_| take(&mut bucket, START) == Admission::Pass));
    }

    #[test]
    fn tokens_come_back_one_by_one_and_a_debt_is_filled_first() {
        let rate = Rate { burst: 3, per_second: 2 };
        let mut tokens = Tokens::default();
        assert_eq!(tokens.left(START, rate), 3);
        assert!((0..3).all(|_| tokens.take(START, rate)) && !tokens.take(START, rate));
        assert_eq!(tokens.next(rate), ms(500));
        assert!(!tokens.take(ms(499), rate) && tokens.take(ms(500), rate));
        tokens.spend(ms(500), rate, 2);
        assert_eq!(tokens.next(rate), ms(2000));
        assert_eq!((tokens.left(ms(1999), rate), tokens.left(ms(2000), rate)), (0, 1));
        assert!(!tokens.is_full(ms(2999)) && tokens.is_full(ms(3000)));
    }

    #[test]
    fn every_figure_can_be_another() {
        let seconds = Duration::from_secs;
        let flood = Flood { burst: 2, per_second: 1, refusals: 3, mute: seconds(10) };
        let mut bucket = Bucket::default();
        let mut take = |clock| bucket.take(clock, &flood, || true);
        assert!((0..2).all(|_| take(START) == Admission::Pass));
        assert_eq!(take(START), Admission::TooFast);
        assert_eq!(take(ms(999)), Admission::TooFast);
        assert_eq!(take(ms(1000)), Admission::Pass);
        assert_eq!(take(ms(1000)), Admission::Muted(seconds(10)));
        assert_eq!(take(ms(10_999)), Admission::Muted(ms(1) - START));
        assert_eq!(take(ms(11_000)), Admission::Pass);
    }
}

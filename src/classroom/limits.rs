//! How much the classroom takes from strangers and from a flood.

use std::collections::VecDeque;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// The bounds of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many connections at once.
    pub people: usize,
    /// How many of them from one IP address; a whole class may share one.
    pub per_address: usize,
    /// How long a newcomer may take to give a name.
    pub naming: Duration,
    /// After how long without a line a connection is closed; `None` for never.
    pub idle: Option<Duration>,
    /// How many lines are too many; `None` for no limit.
    pub flood: Option<Flood>,
}

/// How many lines are too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// One person's token bucket. All times are those of the classroom's clock.
#[derive(Clone, Debug, Default)]
pub(super) struct Bucket {
    /// When the bucket will be full again.
    full_at: Duration,
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

    /// Takes one line out, or says why not.
    pub(super) fn take(&mut self, clock: Duration, flood: &Flood) -> Admission {
        if clock < self.muted_until {
            return Admission::Muted(self.muted_until - clock);
        }
        let line = Duration::from_secs(1) / flood.per_second;
        let full_at = self.full_at.max(clock) + line;
        if full_at - clock <= line * flood.burst {
            self.full_at = full_at;
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
        bucket.take(clock, &Flood::default())
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
    fn every_figure_can_be_another() {
        let seconds = Duration::from_secs;
        let flood = Flood { burst: 2, per_second: 1, refusals: 3, mute: seconds(10) };
        let mut bucket = Bucket::default();
        let mut take = |clock| bucket.take(clock, &flood);
        assert!((0..2).all(|_| take(START) == Admission::Pass));
        assert_eq!(take(START), Admission::TooFast);
        assert_eq!(take(ms(999)), Admission::TooFast);
        assert_eq!(take(ms(1000)), Admission::Pass);
        assert_eq!(take(ms(1000)), Admission::Muted(seconds(10)));
        assert_eq!(take(ms(10_999)), Admission::Muted(ms(1) - START));
        assert_eq!(take(ms(11_000)), Admission::Pass);
    }
}

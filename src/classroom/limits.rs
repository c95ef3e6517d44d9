//! How much the classroom takes from strangers and from a flood.

use std::collections::VecDeque;
use std::time::Duration;

/// What one line takes out of the bucket: five lines a second for ever.
const LINE_COST: Duration = Duration::from_millis(200);
/// How many lines may come at once: a pasted exercise passes.
const BURST: u32 = 20;
/// So many refusals in [`MINUTE`] mute for as long.
const REFUSALS_TO_MUTE: usize = 30;
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
    /// Is whoever sends too many lines slowed down?
    pub flood: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Self { people: 1000, per_address: 200, naming: MINUTE, flood: true }
    }
}

impl Limits {
    /// The same without a limit to people, addresses and lines: for measuring, and for a class
    /// that knows what it does.
    pub fn lifted(self) -> Self {
        Self { people: usize::MAX, per_address: usize::MAX, flood: false, ..self }
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

/// May a line pass?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It may.
    Pass,
    /// Too many lines too fast.
    TooFast,
    /// The person is mute for so long because of too many refusals.
    Muted(Duration),
}

impl Bucket {
    /// Takes one line out, or says why not.
    pub(super) fn take(&mut self, clock: Duration) -> Verdict {
        if clock < self.muted_until {
            return Verdict::Muted(self.muted_until - clock);
        }
        let full_at = self.full_at.max(clock) + LINE_COST;
        if full_at - clock <= LINE_COST * BURST {
            self.full_at = full_at;
            return Verdict::Pass;
        }
        self.refusals.push_back(clock);
        while self.refusals.pop_front_if(|at| clock - *at > MINUTE).is_some() {}
        if self.refusals.len() < REFUSALS_TO_MUTE {
            return Verdict::TooFast;
        }
        self.refusals = VecDeque::new();
        self.muted_until = clock + MINUTE;
        Verdict::Muted(MINUTE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::from_secs(1000);

    fn ms(millis: u64) -> Duration {
        START + Duration::from_millis(millis)
    }

    #[test]
    fn twenty_lines_pass_at_once_then_five_a_second() {
        let mut bucket = Bucket::default();
        assert!((0..20).all(|_| bucket.take(START) == Verdict::Pass));
        assert_eq!(bucket.take(START), Verdict::TooFast);
        assert_eq!(bucket.take(ms(199)), Verdict::TooFast);
        assert_eq!(bucket.take(ms(200)), Verdict::Pass);
        assert_eq!(bucket.take(ms(200)), Verdict::TooFast);
    }

    #[test]
    fn a_steady_pace_is_never_refused() {
        let mut bucket = Bucket::default();
        assert!((0..1000).all(|line| bucket.take(ms(200 * line)) == Verdict::Pass));
    }

    #[test]
    fn thirty_refusals_in_a_minute_mute_for_a_minute() {
        let mut bucket = Bucket::default();
        (0..49).for_each(|_| _ = bucket.take(START));
        assert_eq!(bucket.take(START), Verdict::Muted(MINUTE));
        assert_eq!(bucket.take(ms(59_000)), Verdict::Muted(Duration::from_secs(1)));
        assert_eq!(bucket.take(ms(60_000)), Verdict::Pass);
    }

    #[test]
    fn refusals_of_the_last_minute_only_count() {
        let mut bucket = Bucket::default();
        (0..49).for_each(|_| _ = bucket.take(START));
        (0..49).for_each(|_| _ = bucket.take(ms(61_000)));
        assert_eq!(bucket.muted_until, Duration::ZERO);
        assert_eq!(bucket.take(ms(62_000)), Verdict::Pass);
        (0..4).for_each(|_| _ = bucket.take(ms(62_000)));
        assert_eq!(bucket.take(ms(62_000)), Verdict::Muted(MINUTE));
    }
}

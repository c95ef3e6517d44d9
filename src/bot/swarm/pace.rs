//! When the next of many things is due, so many a second.

use std::time::{Duration, Instant};

/// A schedule that does not slip: what comes late does not put off what follows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    start: Instant,
    per_second: f64,
}

impl Pace {
    /// So many things a second, the first at `start`.
    pub(super) fn new(start: Instant, per_second: f64) -> Self {
        Self { start, per_second }
    }

    /// When the next thing is due after so many.
    pub(super) fn due(&self, done: u64) -> Instant {
        // What is due in centuries is due never.
        let seconds = (done as f64 / self.per_second).min(1e9);
        self.start + Duration::from_secs_f64(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_due_at_even_distances_from_the_start() {
        let start = Instant::now();
        let pace = Pace::new(start, 4.0);
        assert_eq!(pace.due(0), start);
        assert_eq!(pace.due(6), start + Duration::from_millis(1500));
    }

    #[test]
    fn a_pace_without_end_is_no_trouble() {
        let start = Instant::now();
        assert!(Pace::new(start, 1e-300).due(5) > start + Duration::from_secs(1_000_000));
        assert_eq!(Pace::new(start, f64::INFINITY).due(5), start);
    }
}

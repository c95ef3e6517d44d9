//! What became of scenarios, as a run counts it.

use std::time::Duration;

use crate::bot::{Problem, Scenario, Verdict};
use crate::locale::Locale;

/// What became of a scenario.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) scenario: Scenario,
    pub(super) outcome: Outcome,
    pub(super) took: Duration,
}

impl Played {
    /// What to say if the classroom cannot be reached: nothing else could be played either.
    pub(super) fn unreachable(&self, locale: Locale) -> Option<String> {
        match &self.outcome {
            Outcome::Verdict(Verdict::Failed(failed)) => match &failed.problem {
                Problem::Unreachable(error) => Some(error.explain(locale)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The ways in which a scenario can end.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It was played.
    Verdict(Verdict),
    /// It needs a server with these options, and the one given has its own.
    NeedsOptions(String),
    /// Somebody teaches in it, and there is no console to do it by.
    NeedsConsole,
    /// It asks something of the program that plays the classroom, which is not in sight.
    NeedsProgram,
}

/// How many scenarios ended in which way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
}

impl Tally {
    pub(super) fn of(played: &[Played]) -> Self {
        let mut tally = Self::default();
        for one in played {
            match &one.outcome {
                Outcome::Verdict(Verdict::Passed) => tally.passed += 1,
                Outcome::Verdict(Verdict::Failed(_)) => tally.failed += 1,
                Outcome::NeedsOptions(_) | Outcome::NeedsConsole | Outcome::NeedsProgram => {
                    tally.skipped += 1;
                }
            }
        }
        tally
    }
}

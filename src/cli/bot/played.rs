//! What became of scenarios, as a run counts it.

use std::time::Duration;

use crate::bot::{Problem, Scenario, Verdict};
use crate::locale::Locale;
use crate::say;

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
    /// It cannot be played here.
    Skipped(Missing),
}

/// What a scenario needs and does not have.
#[derive(Debug)]
pub(super) enum Missing {
    /// A server with these options: the one given has its own.
    Options(String),
    /// A console by which somebody can teach.
    Console,
    /// The program that plays the classroom: it is not in sight.
    Program,
}

impl Missing {
    pub(super) fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Options(options) => {
                say!(locale, "bots-needs-options", options = options.as_str())
            }
            Self::Console => say!(locale, "bots-needs-console"),
            Self::Program => say!(locale, "bots-needs-program"),
        }
    }
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
                Outcome::Skipped(_) => tally.skipped += 1,
            }
        }
        tally
    }
}

//! What became of scenarios, as a run counts it and tells people.

use std::io::{self, Write};
use std::time::Duration;

use colored::Color;
use serde::Serialize;

use crate::bot::{Failure as Failed, Problem, Scenario, Verdict};
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::super::printer::{Printer, shown, side_by_side};
use super::super::scenarios::Mistake;

#[derive(Debug)]
pub(super) struct Played {
    pub(super) scenario: Scenario,
    pub(super) outcome: Outcome,
    pub(super) took: Duration,
}

impl Played {
    /// What to say if the classroom cannot be reached: nothing else could be played either.
    pub(super) fn unreachable(&self, locale: Locale) -> Option<String> {
        let Outcome::Verdict(Verdict::Failed(failed)) = &self.outcome else { return None };
        match &failed.problem {
            Problem::Unreachable(error) => Some(error.explain(locale)),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(super) enum Outcome {
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
    /// A password of its own: the server given has another one, or none.
    Password,
    /// A learner's program as the classroom: only the lab starts one.
    Program,
    /// A connection that is no WebSocket.
    Bytes,
}

impl Missing {
    pub(super) fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Options(words) => say!(locale, "bots-needs-options", options = words.as_str()),
            Self::Console => say!(locale, "bots-needs-console"),
            Self::Password => say!(locale, "bots-needs-password"),
            Self::Program => say!(locale, "bots-needs-program"),
            Self::Bytes => say!(locale, "bots-needs-bytes"),
        }
    }
}

/// What became of a run.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) played: Vec<Played>,
    /// What is wrong with the files of which nothing was played.
    pub(super) mistakes: Vec<Mistake>,
}

#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Tally {
    pub(super) passed: usize,
    pub(super) failed: usize,
    pub(super) skipped: usize,
    /// How much is wrong in files.
    #[serde(skip)]
    pub(super) errors: usize,
}

impl Run {
    pub(super) fn tally(&self) -> Tally {
        let mut tally = Tally { errors: self.mistakes.len(), ..Tally::default() };
        for one in &self.played {
            match &one.outcome {
                Outcome::Verdict(Verdict::Passed) => tally.passed += 1,
                Outcome::Verdict(Verdict::Failed(_)) => tally.failed += 1,
                Outcome::Skipped(_) => tally.skipped += 1,
            }
        }
        tally
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Reporter(pub(super) Printer);

impl Reporter {
    /// One line for a scenario, and all that is known if it failed.
    pub(super) fn report(self, out: &mut impl Write, played: &Played) -> io::Result<()> {
        let (mark, color) = match &played.outcome {
            Outcome::Verdict(Verdict::Passed) => ("✓", Color::Green),
            Outcome::Verdict(Verdict::Failed(_)) => ("✗", Color::Red),
            Outcome::Skipped(_) => ("-", Color::Yellow),
        };
        let scenario = &played.scenario;
        let place = scenario.place();
        let title = shown(&format!("{}: {}", scenario.feature, scenario.name));
        let mark = self.0.paint(mark, color);
        writeln!(out, "{mark} {title} {}", self.0.dim(&format!("({place})")))?;
        match &played.outcome {
            Outcome::Verdict(Verdict::Passed) => {}
            Outcome::Verdict(Verdict::Failed(failure)) => {
                let file = scenario.file.display().to_string();
                self.failure(out, &clean(&file), failure)?;
            }
            Outcome::Skipped(missing) => {
                writeln!(out, "  {}", self.0.dim(&shown(&missing.explain(self.0.locale))))?;
            }
        }
        out.flush()
    }

    fn failure(self, out: &mut impl Write, file: &str, failed: &Failed) -> io::Result<()> {
        let locale = self.0.locale;
        writeln!(out, "  {file}:{}: {}", failed.step.line, shown(&failed.step.text))?;
        let expected = failed.problem.expected().map(|expected| expected.describe(locale));
        let (expected, got) = side_by_side(expected, failed.problem.got(locale));
        let facts = [
            ("bots-expected", expected),
            ("bots-got", got),
            ("bots-what", Some(failed.problem.explain(&failed.who, locale))),
            ("bots-cause", failed.cause.as_ref().map(|cause| cause.explain_to_author(locale))),
        ];
        let known = facts.into_iter().filter_map(|(key, fact)| Some((key, fact?)));
        self.0.facts(out, &known.collect::<Vec<_>>())?;
        self.0.transcripts(out, &failed.tails, &failed.who, &[])
    }

    pub(super) fn sum_up(
        self,
        out: &mut impl Write,
        tally: Tally,
        took: Duration,
    ) -> io::Result<()> {
        let Tally { passed, failed, skipped, errors } = tally;
        let locale = self.0.locale;
        let seconds = locale.decimal(format_args!("{:.1}", took.as_secs_f64()));
        let mut words = vec![say!(locale, "bots-passed", count = passed)];
        if failed > 0 {
            words.push(say!(locale, "bots-failed-count", count = failed));
        }
        if skipped > 0 {
            words.push(say!(locale, "bots-skipped", count = skipped));
        }
        if errors > 0 {
            words.push(say!(locale, "bots-errors", count = errors));
        }
        writeln!(out, "{} ({seconds} s)", words.join(", "))
    }
}

//! What became of scenarios, for people.

use std::io::{self, Write};
use std::time::Duration;

use colored::Color;

use crate::bot::{Failure as Failed, Verdict};
use crate::say;
use crate::wire::clean;

use super::super::sights::{Sights, shown, side_by_side};
use super::played::{Outcome, Played, Tally};

/// Reports on scenarios.
#[derive(Clone, Copy, Debug)]
pub(super) struct People(pub(super) Sights);

impl People {
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
        writeln!(out, "{mark} {title} {}", self.dim(&format!("({place})")))?;
        match &played.outcome {
            Outcome::Verdict(Verdict::Passed) => {}
            Outcome::Verdict(Verdict::Failed(failure)) => {
                let file = scenario.file.display().to_string();
                self.failure(out, &clean(&file), failure)?;
            }
            Outcome::Skipped(missing) => {
                writeln!(out, "  {}", self.dim(&missing.explain(self.0.locale)))?;
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
            ("bots-cause", failed.cause.as_ref().map(|cause| cause.explain(locale))),
        ];
        let known = facts.into_iter().filter_map(|(key, fact)| Some((key, fact?)));
        self.0.facts(out, &known.collect::<Vec<_>>())?;
        self.0.all(out, &failed.tails, &failed.who, &[])
    }

    /// How many ended in which way.
    pub(super) fn sum_up(
        self,
        out: &mut impl Write,
        tally: Tally,
        took: Duration,
    ) -> io::Result<()> {
        let Tally { passed, failed, skipped } = tally;
        let locale = self.0.locale;
        let seconds = locale.decimal(format_args!("{:.1}", took.as_secs_f64()));
        let mut words = vec![say!(locale, "bots-passed", count = passed)];
        if failed > 0 {
            words.push(say!(locale, "bots-failed-count", count = failed));
        }
        if skipped > 0 {
            words.push(say!(locale, "bots-skipped", count = skipped));
        }
        writeln!(out, "{} ({seconds} s)", words.join(", "))
    }

    fn dim(self, text: &str) -> String {
        self.0.dim(text)
    }
}

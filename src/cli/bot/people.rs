//! What became of scenarios, for people.

use std::io::{self, Write};
use std::time::Duration;

use colored::Color;

use crate::bot::{Entry, Failure as Failed, Sight, Verdict, escaped};
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::played::{Outcome, Played, Tally};

/// Of how many bots it is shown what they saw.
const SHOWN_BOTS: usize = 10;
/// How much of a line is shown, in characters.
const SHOWN_LETTERS: usize = 120;

/// How a report is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct People {
    pub(super) locale: Locale,
    pub(super) color: bool,
}

impl People {
    /// One line for a scenario, and all that is known if it failed.
    pub(super) fn report(self, out: &mut impl Write, played: &Played) -> io::Result<()> {
        let (mark, color) = match &played.outcome {
            Outcome::Verdict(Verdict::Passed) => ("✓", Color::Green),
            Outcome::Verdict(Verdict::Failed(_)) => ("✗", Color::Red),
            Outcome::NeedsOptions(_) | Outcome::NeedsConsole => ("-", Color::Yellow),
        };
        let scenario = &played.scenario;
        let place = scenario.place();
        let title = shown(&format!("{}: {}", scenario.feature, scenario.name));
        writeln!(out, "{} {title} {}", self.paint(mark, color), self.dim(&format!("({place})")))?;
        match &played.outcome {
            Outcome::Verdict(Verdict::Passed) => {}
            Outcome::Verdict(Verdict::Failed(failure)) => {
                let file = scenario.file.display().to_string();
                self.failure(out, &clean(&file), failure)?;
            }
            Outcome::NeedsOptions(options) => {
                let words = say!(self.locale, "bots-needs-options", options = options.as_str());
                writeln!(out, "  {}", self.dim(&words))?;
            }
            Outcome::NeedsConsole => {
                writeln!(out, "  {}", self.dim(&say!(self.locale, "bots-needs-console")))?;
            }
        }
        out.flush()
    }

    fn failure(self, out: &mut impl Write, file: &str, failed: &Failed) -> io::Result<()> {
        let locale = self.locale;
        writeln!(out, "  {file}:{}: {}", failed.step.line, shown(&failed.step.text))?;
        let expected = failed.problem.expected().map(|expected| expected.describe(locale));
        let (expected, got) = side_by_side(expected, failed.problem.got(locale));
        let facts = [
            ("bots-expected", expected),
            ("bots-got", got),
            ("bots-what", Some(failed.problem.explain(&failed.who, locale))),
            ("bots-cause", failed.cause.as_ref().map(|cause| cause.explain(locale))),
        ];
        let width = facts.iter().map(|(key, _)| say!(locale, key).chars().count()).max();
        for (key, fact) in facts {
            if let Some(fact) = fact {
                let label = format!("{:width$}", say!(locale, key), width = width.unwrap_or(0));
                writeln!(out, "    {}  {}", self.dim(&label), fact)?;
            }
        }
        // First the one that it is about.
        let (own, others): (Vec<_>, Vec<_>) =
            failed.sights.iter().partition(|sight| sight.who == failed.who);
        let all = own.iter().chain(&others);
        all.take(SHOWN_BOTS).try_for_each(|sight| self.sight(out, sight))?;
        match failed.sights.len().saturating_sub(SHOWN_BOTS) {
            0 => Ok(()),
            more => writeln!(out, "    {}", say!(locale, "bots-more", count = more)),
        }
    }

    /// What a bot saw: its last lines, numbered from its first, `>` sent and `<` received.
    fn sight(self, out: &mut impl Write, sight: &Sight) -> io::Result<()> {
        let locale = self.locale;
        writeln!(out, "    {}", say!(locale, "bots-sight", who = shown(&sight.who)))?;
        if sight.earlier > 0 {
            let words = say!(locale, "bots-earlier", count = sight.earlier);
            writeln!(out, "           {}", self.dim(&words))?;
        }
        for (number, entry) in (sight.earlier + 1..).zip(&sight.entries) {
            let (sign, text) = match entry {
                Entry::Sent(bytes) => ('>', sent(bytes)),
                Entry::Heard(line) => ('<', escaped(line)),
                Entry::TooLong => ('<', say!(locale, "bots-entry-too-long")),
                Entry::Ended => ('=', say!(locale, "bots-entry-ended")),
                Entry::Broken(why) => ('=', say!(locale, "bots-entry-broken", why = why.as_str())),
                Entry::TooMuch => ('=', say!(locale, "bots-entry-too-much")),
            };
            writeln!(out, "      {number:>4} {sign} {}", shortened(&text))?;
        }
        if !sight.partial.is_empty() {
            let text = escaped(&sight.partial);
            let words = say!(locale, "bots-entry-partial", text = shortened(&text));
            writeln!(out, "           < {words}")?;
        }
        Ok(())
    }

    /// How many ended in which way.
    pub(super) fn sum_up(
        self,
        out: &mut impl Write,
        tally: Tally,
        took: Duration,
    ) -> io::Result<()> {
        let Tally { passed, failed, skipped } = tally;
        let locale = self.locale;
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

    fn paint(self, text: &str, color: Color) -> String {
        self.styled(text, &color.to_fg_str())
    }

    fn dim(self, text: &str) -> String {
        self.styled(text, "2")
    }

    /// With the codes of a style (ECMA-48, SGR) around it; the library's own would ask the
    /// terminal once more.
    fn styled(self, text: &str, codes: &str) -> String {
        if self.color { format!("\x1b[{codes}m{text}\x1b[0m") } else { text.to_owned() }
    }
}

/// What was sent, its end of line left out where it has one.
fn sent(bytes: &[u8]) -> String {
    match bytes.strip_suffix(b"\n") {
        Some(line) => escaped(line),
        None => format!("{}…", escaped(bytes)),
    }
}

/// Two lines, each short enough to be read; where they are alike for long, from a little before
/// they part.
fn side_by_side(expected: Option<String>, got: Option<String>) -> (Option<String>, Option<String>) {
    let (Some(expected), Some(got)) = (&expected, &got) else {
        return (expected.map(|text| shortened(&text)), got.map(|text| shortened(&text)));
    };
    let alike = expected.chars().zip(got.chars()).take_while(|(a, b)| a == b).count();
    let shown = |text: &str| {
        let skipped = alike.saturating_sub(SHOWN_LETTERS / 3);
        let from: String = text.chars().skip(skipped).collect();
        if alike < SHOWN_LETTERS { shortened(text) } else { format!("…{}", shortened(&from)) }
    };
    (Some(shown(expected)), Some(shown(got)))
}

/// What a file says, without what could move or colour the terminal.
fn shown(text: &str) -> String {
    shortened(&clean(text))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_LETTERS) {
        Some((at, _)) => format!("{}… (+{})", &text[..at], text[at..].chars().count()),
        None => text.to_owned(),
    }
}

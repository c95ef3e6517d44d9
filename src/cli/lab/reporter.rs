//! What came of a lesson's checks, for people.

use std::io::{self, Write};

use colored::Color;

use crate::lab::{CheckFailure, Checked, Graded, Lesson, Outcome, OutputLine, StartFailure, What};
use crate::say;

use super::super::printer::{Printer, side_by_side};

/// How much of a lesson is told.
#[derive(Default)]
pub(super) struct Telling {
    /// Is the conversation shown, of the first check that fails?
    pub(super) in_full: bool,
    pub(super) failed: bool,
    /// Has it been told that the program printed an error?
    pub(super) crashed: bool,
    /// The causes that have been told, also in earlier lessons: each is told once.
    pub(super) causes: Vec<&'static str>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Reporter(pub(super) Printer);

impl Reporter {
    pub(super) fn title(self, out: &mut impl Write, lesson: &Lesson) -> io::Result<()> {
        let title = lesson.title(self.0.locale);
        let words = say!(self.0.locale, "lab-lesson", number = lesson.number, title = title);
        writeln!(out, "{}", self.0.bold(&words))
    }

    /// One line for a check and, if it failed, what is known about it.
    pub(super) fn checked(
        self,
        out: &mut impl Write,
        checked: &Checked,
        telling: &mut Telling,
    ) -> io::Result<()> {
        let locale = self.0.locale;
        let remark = checked.check.remark;
        let (mark, color, aside) = match &checked.outcome {
            Outcome::Passed => ("✓", Color::Green, None),
            Outcome::Failed(_) if remark => ("!", Color::Yellow, Some("lab-remark")),
            Outcome::Failed(_) => ("✗", Color::Red, None),
            Outcome::Unverified => ("-", Color::Yellow, Some("lab-unverified")),
            Outcome::Untried => ("-", Color::Yellow, Some("lab-untried")),
        };
        let sentence = checked.check.sentence.in_words(locale);
        let aside =
            aside.map(|key| format!(" {}", self.0.dim(&format!("({})", say!(locale, key)))));
        let mark = self.0.paint(mark, color);
        writeln!(out, "  {mark} {sentence}{}", aside.unwrap_or_default())?;
        match &checked.outcome {
            // Whoever has something to mend is not sent elsewhere.
            Outcome::Failed(_) if remark && telling.failed => {}
            Outcome::Failed(failure) if remark => {
                let (what, why) = (failure.what_happened(locale), failure.why(locale));
                let told = if why.is_empty() { vec![what] } else { why };
                for fact in told {
                    writeln!(out, "    {}", self.0.dim(&fact.text))?;
                }
            }
            Outcome::Failed(failure) => {
                self.facts(out, failure, &mut telling.causes)?;
                if telling.in_full && !telling.failed {
                    self.conversation(out, failure)?;
                }
                telling.failed = true;
            }
            _ => {}
        }
        if let Some(words) = checked.crashed.as_ref().filter(|_| !telling.crashed) {
            telling.crashed = true;
            let words = say!(locale, "lab-crash-passed", words = words.as_str());
            writeln!(out, "    {} {words}", self.0.paint("!", Color::Yellow))?;
        }
        out.flush()
    }

    fn facts(
        self,
        out: &mut impl Write,
        failure: &CheckFailure,
        causes: &mut Vec<&'static str>,
    ) -> io::Result<()> {
        let mut facts: Vec<(&str, String)> =
            failure.facts(self.0.locale).into_iter().map(|fact| (fact.key, fact.text)).collect();
        let text = |key: &str| facts.iter().find(|fact| fact.0 == key).map(|fact| fact.1.clone());
        let (expected, got) = side_by_side(text("bots-expected"), text("bots-got"));
        for (key, short) in [("bots-expected", expected), ("bots-got", got)] {
            let fact = facts.iter_mut().find(|fact| fact.0 == key);
            if let (Some(fact), Some(short)) = (fact, short) {
                fact.1 = short;
            }
        }
        if let Some(topic) = failure.topic() {
            let again = say!(self.0.locale, "lab-same-cause");
            match facts.iter_mut().find(|fact| fact.0 == "bots-cause") {
                Some(fact) if causes.contains(&topic) => fact.1 = again,
                _ => causes.push(topic),
            }
        }
        self.0.facts(out, &facts)
    }

    /// What the bots saw, and what the program printed.
    pub(super) fn conversation(
        self,
        out: &mut impl Write,
        failure: &CheckFailure,
    ) -> io::Result<()> {
        match &failure.what {
            What::Step(step) => self.0.transcripts(out, &step.tails, &step.who, &failure.said),
            What::StartFailure(_) | What::TooLong(_) => self.0.output(out, &failure.said),
        }
    }

    pub(super) fn not_built(
        self,
        out: &mut impl Write,
        start_failure: &StartFailure,
        said: &[OutputLine],
    ) -> io::Result<()> {
        self.0.facts(out, &[("bots-what", start_failure.explain(self.0.locale))])?;
        self.0.output(out, said)
    }

    /// How many of a lesson's checks passed, and what to do next.
    pub(super) fn sum_up(
        self,
        out: &mut impl Write,
        graded: &Graded,
        next: Option<&Lesson>,
    ) -> io::Result<()> {
        let locale = self.0.locale;
        let seconds = locale.decimal(format_args!("{:.1}", graded.took.as_secs_f64()));
        let number = graded.lesson;
        let words = if graded.has_passed() {
            let done = say!(locale, "lab-passed", number = number, seconds = seconds);
            let next = next.map(|next| {
                let (number, title) = (next.number, next.title(locale));
                say!(locale, "lab-next", number = number, title = title)
            });
            [Some(done), next].into_iter().flatten().collect::<Vec<_>>().join(" ")
        } else if graded.has_failed() {
            say!(locale, "lab-failed", number = number, seconds = seconds)
        } else {
            say!(locale, "lab-not-verified", number = number, seconds = seconds)
        };
        writeln!(out, "{words}")
    }
}

//! What came of a lesson's checks, for people.

use std::io::{self, Write};

use colored::Color;

use crate::lab::{Checked, Graded, Lesson, Mishap, Miss, Outcome, Said, What};
use crate::say;

use super::super::sights::{Sights, side_by_side};

/// Reports on lessons.
#[derive(Clone, Copy, Debug)]
pub(super) struct People(pub(super) Sights);

impl People {
    /// The lesson that is being graded.
    pub(super) fn title(self, out: &mut impl Write, lesson: &Lesson) -> io::Result<()> {
        let title = lesson.title(self.0.locale);
        let words = say!(self.0.locale, "lab-lesson", number = lesson.number, title = title);
        writeln!(out, "{}", self.0.bold(&words))
    }

    /// One line for a check, and all that is known if it failed and is the first to.
    pub(super) fn checked(
        self,
        out: &mut impl Write,
        checked: &Checked,
        in_full: bool,
    ) -> io::Result<()> {
        let sentence = checked.check.sentence.in_words(self.0.locale);
        let (mark, color) = match &checked.outcome {
            Outcome::Passed => ("✓", Color::Green),
            Outcome::Failed(_) if checked.check.remark => ("!", Color::Yellow),
            Outcome::Failed(_) => ("✗", Color::Red),
            Outcome::Unverified | Outcome::Untried => ("-", Color::Yellow),
        };
        write!(out, "  {} {sentence}", self.0.paint(mark, color))?;
        let aside = match &checked.outcome {
            Outcome::Failed(_) if checked.check.remark => Some(say!(self.0.locale, "lab-remark")),
            Outcome::Unverified => Some(say!(self.0.locale, "lab-unverified")),
            Outcome::Untried => Some(say!(self.0.locale, "lab-untried")),
            _ => None,
        };
        match aside {
            Some(aside) => writeln!(out, " {}", self.0.dim(&format!("({aside})")))?,
            None => writeln!(out)?,
        }
        match &checked.outcome {
            Outcome::Failed(_) if checked.check.remark => {
                let cause = checked.check.cause.in_words(self.0.locale);
                writeln!(out, "    {}", self.0.dim(cause))?;
            }
            Outcome::Failed(miss) if in_full => self.miss(out, miss)?,
            _ => {}
        }
        out.flush()
    }

    fn miss(self, out: &mut impl Write, miss: &Miss) -> io::Result<()> {
        let mut facts: Vec<(&str, String)> =
            miss.facts(self.0.locale).into_iter().map(|fact| (fact.key, fact.text)).collect();
        let text = |key: &str| facts.iter().find(|fact| fact.0 == key).map(|fact| fact.1.clone());
        let (expected, got) = side_by_side(text("bots-expected"), text("bots-got"));
        for (key, short) in [("bots-expected", expected), ("bots-got", got)] {
            let fact = facts.iter_mut().find(|fact| fact.0 == key);
            if let (Some(fact), Some(short)) = (fact, short) {
                fact.1 = short;
            }
        }
        self.0.facts(out, &facts)?;
        match &miss.what {
            What::Step(failure) => self.0.all(out, &failure.sights, &failure.who, &miss.said),
            What::Mishap(_) | What::TooLong(_) => self.0.said(out, &miss.said),
        }
    }

    /// A program that cannot be built.
    pub(super) fn not_built(
        self,
        out: &mut impl Write,
        mishap: &Mishap,
        said: &[Said],
    ) -> io::Result<()> {
        self.0.facts(out, &[("bots-what", mishap.explain(self.0.locale))])?;
        self.0.said(out, said)
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

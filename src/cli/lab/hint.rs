//! `sala lab hint`: a lesson's hints, one more at each call.

use std::io::{self, Write};

use crate::lab::Lesson;
use crate::locale::Locale;
use crate::say;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::printer::wrapped;
use super::source::{SourceArgs, here, read_progress, warn};

/// Show a lesson's next hint, from a nudge to nearly the answer
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Lesson number
    #[arg(value_name = "N")]
    number: usize,
    /// Show all hints
    #[arg(long)]
    all: bool,
}

pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let lesson = lessons.find(args.number, locale)?;
    print(&mut io::stdout().lock(), lesson, args.all, locale)
}

/// Prints a lesson's next hint, or all, and notes in the folder that they were read.
pub(super) fn print(
    out: &mut impl Write,
    lesson: &Lesson,
    all: bool,
    locale: Locale,
) -> Result<(), Failure> {
    let hints = &lesson.manifest.hints;
    let folder = here(locale)?;
    let mut progress = read_progress(&folder, locale);
    let seen = progress.hints_seen(lesson.number);
    let (from, to) = if all { (0, hints.len()) } else { (seen, (seen + 1).min(hints.len())) };
    // Behind the last there is only the last.
    let from = from.min(hints.len().saturating_sub(1));
    for (at, hint) in hints.iter().enumerate().take(to).skip(from) {
        let hint = hint.in_words(locale);
        let words = say!(locale, "lab-hint", at = at + 1, all = hints.len(), hint = hint);
        writeln!(out, "{}", wrapped(&words, ""))?;
    }
    if to == hints.len() {
        writeln!(out, "{}", say!(locale, "lab-hint-last"))?;
    }
    let noted = progress.note_hints(lesson.number, to, &folder);
    noted.unwrap_or_else(|error| warn(&error, locale));
    Ok(())
}

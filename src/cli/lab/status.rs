//! `sala lab status`: how far one is.

use std::io::{self, Write};

use crate::say;
use crate::wire::clean;

use super::super::common::Common;
use super::super::failure::Failure;
use super::source::{SourceArgs, here, read_progress};

/// Show your progress in this folder and the next lesson
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let progress = read_progress(&here(locale)?, locale);
    let mut out = io::stdout().lock();
    let passed: Vec<_> =
        lessons.all.iter().filter(|lesson| progress.has_passed(lesson.number)).collect();
    for lesson in &passed {
        let at = clean(progress.passed_at(lesson.number).unwrap_or_default());
        writeln!(out, "✓ {:>2} {} ({at})", lesson.number, lesson.title(locale))?;
    }
    let (count, all) = (passed.len(), lessons.all.len());
    writeln!(out, "{}", say!(locale, "lab-status", count = count, all = all))?;
    match lessons.all.iter().find(|lesson| !progress.has_passed(lesson.number)) {
        Some(next) => {
            let (number, title) = (next.number, next.title(locale));
            writeln!(out, "{}", say!(locale, "lab-next", number = number, title = title))?;
        }
        None => writeln!(out, "{}", say!(locale, "lab-all-passed"))?,
    }
    Ok(())
}

//! `sala lab list`: the lessons, and what has passed here.

use std::io;

use crate::say;

use super::super::common::Common;
use super::super::failure::Failure;
use super::super::table::{self, number};
use super::source::{SourceArgs, here, read_progress};

/// List the lessons: number, title, minutes, and whether you passed them in this folder
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

pub(super) fn run(_: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let progress = read_progress(&here(locale)?, locale);
    let mut table = table::new(common.color.on(&io::stdout()));
    for lesson in &lessons.all {
        let mark = if progress.has_passed(lesson.number) { "✓" } else { " " };
        table.add_row(vec![
            mark.into(),
            number(lesson.number),
            lesson.title(locale).into(),
            number(say!(locale, "lab-minutes", minutes = lesson.manifest.minutes)),
        ]);
    }
    Ok(table::print(&mut io::stdout().lock(), &mut table)?)
}

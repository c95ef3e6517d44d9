//! `sala lab show`: a lesson's page.

use std::io::{self, IsTerminal, Write};

use termimad::MadSkin;

use crate::lab::Lesson;
use crate::locale::Locale;
use crate::say;

use super::super::common::Common;
use super::super::failure::Failure;
use super::source::SourceArgs;

/// The widest that text is set.
const WIDTH: usize = 90;

/// Show a lesson's page
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The lesson's number
    #[arg(value_name = "N")]
    number: usize,
}

/// Prints a lesson's page: set for a terminal, as it is for a program.
pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang();
    let lessons = source.read(locale)?;
    let lesson = lessons.find(args.number, locale)?;
    let page = page(lesson, locale);
    let mut out = io::stdout().lock();
    if !io::stdout().is_terminal() {
        return Ok(write!(out, "{page}")?);
    }
    let skin =
        if common.color.on(&io::stdout()) { MadSkin::default() } else { MadSkin::no_style() };
    let (width, _) = termimad::terminal_size();
    let width = usize::from(width).min(WIDTH);
    Ok(write!(out, "{}", skin.text(&page, Some(width)))?)
}

/// A lesson's page, without the marks that are for programs, and with what is good to know first.
fn page(lesson: &Lesson, locale: Locale) -> String {
    let lines = lesson.page(locale).lines().filter(|line| !line.starts_with("<!--"));
    let mut lines: Vec<&str> = lines.collect();
    let needs = say!(
        locale,
        "lab-needs",
        minutes = lesson.sheet.minutes,
        needs = lesson.sheet.needs.in_words(locale)
    );
    let title = lines.iter().position(|line| line.starts_with("# ")).map_or(0, |at| at + 1);
    lines.insert(title, &needs);
    lines.insert(title, "");
    lines.join("\n") + "\n"
}

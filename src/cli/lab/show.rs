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
    /// Lesson number
    #[arg(value_name = "N")]
    number: usize,
}

/// Prints a lesson's page: set for a terminal, as it is for a program.
pub(super) fn run(args: &Args, source: &SourceArgs, common: Common) -> Result<(), Failure> {
    let locale = common.lang;
    let lessons = source.read(locale)?;
    let lesson = lessons.find(args.number, locale)?;
    let page = page(lesson, locale);
    let mut out = io::stdout().lock();
    if !io::stdout().is_terminal() {
        return Ok(write!(out, "{page}")?);
    }
    let page = with_whole_paragraphs(&page);
    let skin =
        if common.color.on(&io::stdout()) { MadSkin::default() } else { MadSkin::no_style() };
    let (width, _) = termimad::terminal_size();
    let width = usize::from(width).min(WIDTH);
    Ok(write!(out, "{}", skin.text(&page, Some(width)))?)
}

/// A page in which each paragraph is one line, so that a terminal of any width breaks it well.
fn with_whole_paragraphs(page: &str) -> String {
    let (mut lines, mut in_code): (Vec<String>, bool) = (Vec::new(), false);
    for line in page.lines() {
        let fence = line.starts_with("```");
        let goes_on = |last: &String| !last.is_empty() && !last.starts_with(['#', '|', '`']);
        let is_prose = !line.is_empty() && !line.starts_with(['#', '|', '-', '*', '>']);
        match lines.last_mut() {
            Some(last) if !in_code && !fence && is_prose && goes_on(last) => {
                last.push(' ');
                last.push_str(line);
            }
            // One empty line is enough.
            Some(last) if !in_code && line.is_empty() && last.is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
        in_code ^= fence;
    }
    lines.join("\n") + "\n"
}

/// A lesson's page, without pictures and the marks that are for programs, and with what is good to know first.
fn page(lesson: &Lesson, locale: Locale) -> String {
    let for_text = |line: &&str| !line.starts_with("<!--") && !line.starts_with("![");
    let lines = lesson.page(locale).lines().filter(for_text);
    let mut lines: Vec<&str> = lines.collect();
    let needs = say!(
        locale,
        "lab-needs",
        minutes = lesson.manifest.minutes,
        needs = lesson.manifest.needs.in_words(locale)
    );
    let title = lines.iter().position(|line| line.starts_with("# ")).map_or(0, |at| at + 1);
    lines.insert(title, &needs);
    lines.insert(title, "");
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_joined_and_nothing_else() {
        let page = "# T\n\num\ndois\n\n\n- a\n- b\n```text\nx\n\n\ny\n```\ntrês\n`q` r\n";
        let whole = "# T\n\num dois\n\n- a\n- b\n```text\nx\n\n\ny\n```\ntrês `q` r\n";
        assert_eq!(with_whole_paragraphs(page), whole);
    }
}

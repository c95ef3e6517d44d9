//! The rows of `--csv`, each as soon as it is known: for scripts and spreadsheets, with headings that
//! do not depend on the language.

use std::io::{self, Write};

use crate::lab::Lesson;
use crate::locale::Locale;
use crate::marks::{Status, Verdict};
use crate::say;

use super::super::super::sheet::{Sheet, SheetArgs};

pub struct Stream<W> {
    sheet: Sheet<W>,
    locale: Locale,
}

impl<W: Write> Stream<W> {
    /// Writes the headings.
    pub fn new(out: W, args: SheetArgs, lessons: &[&Lesson], locale: Locale) -> io::Result<Self> {
        let mut sheet = Sheet::new(out, args, locale)?;
        let numbers = lessons.iter().map(|lesson| format!("lesson_{}", lesson.number));
        let head = std::iter::once("folder".to_owned()).chain(numbers);
        let head: Vec<String> = head.chain(["passed", "note"].map(str::to_owned)).collect();
        sheet.row(head.iter().map(String::as_str))?;
        Ok(Self { sheet, locale })
    }

    /// Writes a row: 1 and 0, nothing where nothing is known, and the first thing that is wrong.
    pub fn write(&mut self, folder: &str, verdict: &Verdict) -> io::Result<()> {
        let mark = |status| match status {
            Status::Passed => "1",
            Status::Wrong | Status::NotStarting | Status::Missing => "0",
            Status::Ungraded => "",
        };
        let marks = verdict.lessons.iter().map(|lesson| mark(lesson.status));
        let (total, note) = (verdict.passed().to_string(), self.note(verdict));
        let cells = std::iter::once(folder).chain(marks);
        self.sheet.row(cells.chain([total.as_str(), note.as_str()]))
    }

    fn note(&self, verdict: &Verdict) -> String {
        let first = verdict.lessons.iter().find_map(|lesson| {
            let why = lesson.evidence(self.locale)?.reason.as_str();
            Some(say!(self.locale, "lab-note", number = lesson.number, why = why))
        });
        let obstacle = verdict.obstacle.as_ref().map(|why| why.in_words(self.locale).to_owned());
        match verdict.status() {
            Status::Ungraded => obstacle.into_iter().chain(first).collect::<Vec<_>>().join(" "),
            _ => first.or(obstacle).unwrap_or_default(),
        }
    }
}

//! Which lessons: the kit's own, or those of a folder.

use std::env;
use std::path::{Path, PathBuf};

use crate::lab::{AssignmentError, Lesson, Progress, ProgressError, Shelf, lessons};
use crate::locale::Locale;
use crate::say;
use crate::wire::clean;

use super::super::failure::{Failure, aside};

/// Which lessons.
#[derive(Debug, clap::Args)]
pub(super) struct SourceArgs {
    /// Use the lessons in this folder instead of the built-in ones
    #[arg(long, global = true, value_name = "DIR", env = "SALA_LESSONS")]
    lessons: Option<PathBuf>,
}

/// Lessons, and the files that they are made of.
pub(super) struct Lessons {
    pub(super) shelf: Shelf,
    pub(super) all: Vec<Lesson>,
}

impl SourceArgs {
    /// The folder of the lessons, if it is not the kit's own that are wanted.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.lessons.as_deref()
    }

    /// Reads the lessons.
    ///
    /// # Errors
    /// There are none, or something is wrong with one.
    pub(super) fn read(&self, locale: Locale) -> Result<Lessons, Failure> {
        match &self.lessons {
            Some(folder) => open(folder, locale),
            None => read(Shelf::own(), locale),
        }
    }
}

/// Reads the lessons of a folder.
///
/// # Errors
/// There are none, or something is wrong with one.
pub(super) fn open(folder: &Path, locale: Locale) -> Result<Lessons, Failure> {
    let shelf = Shelf::open(folder).map_err(|error| {
        let (path, why) = (folder.display().to_string(), error.to_string());
        Failure::Misused(say!(locale, "lab-file", path = path, why = why))
    })?;
    let lessons = read(shelf, locale)?;
    if lessons.all.is_empty() {
        let path = folder.display().to_string();
        return Err(Failure::Misused(say!(locale, "lab-no-lessons", path = path)));
    }
    Ok(lessons)
}

fn read(shelf: Shelf, locale: Locale) -> Result<Lessons, Failure> {
    let all = lessons(&shelf).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(|error| error.explain(locale)).collect();
        Failure::Misused(lines.join("\n"))
    })?;
    Ok(Lessons { shelf, all })
}

impl Lessons {
    /// The lesson of that number.
    ///
    /// # Errors
    /// There is none.
    pub(super) fn find(&self, number: usize, locale: Locale) -> Result<&Lesson, Failure> {
        let last = self.all.iter().map(|lesson| lesson.number).max().unwrap_or(0);
        self.all.iter().find(|lesson| lesson.number == number).ok_or_else(|| {
            Failure::Misused(say!(locale, "lab-no-lesson", number = number, last = last))
        })
    }
}

/// The folder that one works in.
///
/// # Errors
/// It is gone.
pub(super) fn here(locale: Locale) -> Result<PathBuf, Failure> {
    env::current_dir().map_err(|error| {
        Failure::Failed(say!(locale, "lab-file", path = ".", why = error.to_string()))
    })
}

/// What has passed in a folder; nothing, and a warning, where the file that says so cannot be used.
pub(super) fn read_progress(folder: &Path, locale: Locale) -> Progress {
    Progress::read(folder).unwrap_or_else(|error| {
        warn(&error, locale);
        Progress::default()
    })
}

/// Says that a file of progress cannot be used: nothing else depends on it.
pub(super) fn warn(error: &ProgressError, locale: Locale) {
    aside(&format!("sala: {}", clean(&error.explain(locale))));
}

/// A program cannot be started as somebody wants.
pub(super) fn of_assignment(error: &AssignmentError, locale: Locale) -> Failure {
    Failure::Misused(error.explain(locale))
}

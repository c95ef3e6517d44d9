//! Which lessons: the kit's own, or those of a folder.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::lab::{
    AssignmentError, Lesson, LessonError, LessonSource, Progress, ProgressError, SourceError,
    lessons,
};
use crate::locale::Locale;
use crate::say;

use super::super::failure::{Failure, aside};

#[derive(Debug, clap::Args)]
pub(super) struct SourceArgs {
    /// Use the lessons in this folder instead of the built-in ones
    #[arg(long, global = true, value_name = "DIR", env = "SALA_LESSONS")]
    lessons: Option<PathBuf>,
}

pub(super) struct Lessons {
    pub(super) source: LessonSource,
    pub(super) all: Vec<Lesson>,
}

impl SourceArgs {
    /// The options by which another command reads the same lessons.
    pub(super) fn arguments(&self) -> Vec<OsString> {
        let folder = self.lessons.as_ref().map(|folder| ["--lessons".into(), folder.into()]);
        folder.into_iter().flatten().collect()
    }

    pub(super) fn read(&self, locale: Locale) -> Result<Lessons, Failure> {
        match &self.lessons {
            Some(folder) => open(folder, locale),
            None => read(LessonSource::kit(), locale),
        }
    }
}

pub(super) fn open(folder: &Path, locale: Locale) -> Result<Lessons, Failure> {
    let lessons = read(LessonSource::open(folder), locale)?;
    if lessons.all.is_empty() {
        let path = folder.display().to_string();
        return Err(Failure::Misused(say!(locale, "lab-no-lessons", path = path)));
    }
    // Those of the kit are read when they are played.
    let unread = lessons.all.iter().filter_map(|lesson| lesson.written_scenarios().err());
    let unread: Vec<LessonError> = unread.collect();
    if unread.is_empty() { Ok(lessons) } else { Err(of_lessons(&unread, locale)) }
}

/// The folder of lessons whose author is asking: that of `--lessons`, or `given`.
pub(super) fn authors_folder(
    source: &SourceArgs,
    given: &Path,
    locale: Locale,
) -> Result<PathBuf, Failure> {
    let folder = source.lessons.as_deref().unwrap_or(given);
    if folder.is_dir() {
        return Ok(folder.to_owned());
    }
    let path = folder.display().to_string();
    Err(Failure::Misused(say!(locale, "lab-no-lessons-folder", path = path)))
}

fn read(source: Result<LessonSource, SourceError>, locale: Locale) -> Result<Lessons, Failure> {
    let source = source.map_err(|error| Failure::Misused(error.explain(locale)))?;
    let all = lessons(&source).map_err(|errors| of_lessons(&errors, locale))?;
    Ok(Lessons { source, all })
}

fn of_lessons(errors: &[LessonError], locale: Locale) -> Failure {
    let lines: Vec<String> = errors.iter().map(|error| error.explain(locale)).collect();
    Failure::Misused(lines.join("\n"))
}

impl Lessons {
    pub(super) fn folders(&self) -> Vec<&str> {
        self.all.iter().map(|lesson| lesson.folder.as_str()).collect()
    }

    pub(super) fn find(&self, number: usize, locale: Locale) -> Result<&Lesson, Failure> {
        let last = self.all.iter().map(|lesson| lesson.number).max().unwrap_or(0);
        self.all.iter().find(|lesson| lesson.number == number).ok_or_else(|| {
            Failure::Misused(say!(locale, "lab-no-lesson", number = number, last = last))
        })
    }
}

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
    aside(&format!("sala: {}", error.explain(locale)));
}

pub(super) fn of_assignment(error: &AssignmentError, locale: Locale) -> Failure {
    Failure::Misused(error.explain(locale))
}

/// Somebody wants a language that is not there.
pub(super) fn unknown_language(source: &LessonSource, locale: Locale) -> Failure {
    let known: Vec<&str> = source.languages().iter().map(|own| own.id.as_str()).collect();
    Failure::Misused(say!(locale, "lab-which-language", languages = known.join(", ")))
}

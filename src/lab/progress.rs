//! What a learner has passed, in a file of their own that anyone can read.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::private_file;
use crate::say;

use super::note;

/// The file's name.
pub const PROGRESS: &str = "lab-progress.toml";

/// What has passed in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    /// When each lesson passed for the first time, by its number.
    #[serde(default)]
    passed: BTreeMap<String, String>,
    /// How many hints of each lesson have been read, by its number.
    #[serde(default)]
    hints: BTreeMap<String, usize>,
}

/// The file cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}", self.explain(Locale::En))]
pub enum ProgressError {
    /// It cannot be read or written.
    File(PathBuf, io::Error),
    /// It is not as it has to be.
    Form(PathBuf, String),
}

impl ProgressError {
    /// What happened and what to do, in one line for a person.
    pub fn explain(&self, locale: Locale) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::File(path, error) => {
                say!(locale, "lab-file", path = shown(path), why = error.to_string())
            }
            Self::Form(path, why) => {
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                say!(locale, "lab-progress-form", path = shown(path), why = why)
            }
        }
    }
}

impl Progress {
    /// What a folder's file says; nothing where there is none.
    pub fn read(folder: &Path) -> Result<Self, ProgressError> {
        let path = folder.join(PROGRESS);
        match note::read(&path) {
            Ok(text) => {
                toml::from_str(&text).map_err(|error| ProgressError::Form(path, error.to_string()))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ProgressError::File(path, error)),
        }
    }

    /// Has this lesson passed?
    pub fn has_passed(&self, lesson: usize) -> bool {
        self.passed.contains_key(&lesson.to_string())
    }

    /// When this lesson passed for the first time.
    pub fn passed_at(&self, lesson: usize) -> Option<&str> {
        self.passed.get(&lesson.to_string()).map(String::as_str)
    }

    /// Notes that a lesson has passed.
    pub fn note(
        &mut self,
        lesson: usize,
        at: &ZonedDateTime,
        folder: &Path,
    ) -> Result<(), ProgressError> {
        let at = at.strftime("%Y-%m-%d %H:%M").to_string();
        self.passed.entry(lesson.to_string()).or_insert(at);
        self.write(folder)
    }

    /// How many hints of a lesson have been read.
    pub fn hints_seen(&self, lesson: usize) -> usize {
        self.hints.get(&lesson.to_string()).copied().unwrap_or(0)
    }

    /// Notes that so many hints of a lesson have been read.
    pub fn note_hints(
        &mut self,
        lesson: usize,
        seen: usize,
        folder: &Path,
    ) -> Result<(), ProgressError> {
        self.hints.insert(lesson.to_string(), seen.max(self.hints_seen(lesson)));
        self.write(folder)
    }

    fn write(&self, folder: &Path) -> Result<(), ProgressError> {
        let path = folder.join(PROGRESS);
        // Strings by strings are always TOML.
        let table = toml::to_string(self).unwrap_or_default();
        let text = format!(
            "# What `sala lab check` has seen pass here, and when. It may be deleted: nothing else\n\
             # trusts it.\n{table}"
        );
        private_file::write(&path, text.as_bytes())
            .map_err(|error| ProgressError::File(path, error))
    }
}

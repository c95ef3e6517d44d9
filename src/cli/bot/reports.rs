//! The files that a run writes for programs.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::locale::Locale;
use crate::say;

use super::super::failure::Failure;
use super::played::Played;
use super::programs::{json, junit};

/// Where the reports go.
#[derive(Debug)]
pub(super) struct Reports {
    junit: Option<PathBuf>,
    json: Option<PathBuf>,
}

impl Reports {
    /// Looks whether the files can be written, before anything is played. What is in them stays
    /// until there is something to write.
    ///
    /// # Errors
    /// One cannot be, or both are the same.
    pub(super) fn prepare(
        junit: Option<PathBuf>,
        json: Option<PathBuf>,
        locale: Locale,
    ) -> Result<Self, Failure> {
        for path in [&junit, &json].into_iter().flatten() {
            let opened = OpenOptions::new().append(true).create(true).open(path);
            opened.map_err(|error| Failure::Misused(unwritable(path, &error, locale)))?;
        }
        if let (Some(one), Some(other)) = (&junit, &json)
            && fs::canonicalize(one).ok() == fs::canonicalize(other).ok()
        {
            let path = one.display().to_string();
            return Err(Failure::Misused(say!(locale, "bots-one-report", path = path)));
        }
        Ok(Self { junit, json })
    }

    /// Writes what became of the scenarios that were played.
    ///
    /// # Errors
    /// A file cannot be written.
    pub(super) fn write(
        &self,
        played: &[Played],
        took: Duration,
        locale: Locale,
    ) -> Result<(), Failure> {
        let failed = |path: &Path, error| Failure::Failed(unwritable(path, &error, locale));
        if let Some(path) = &self.junit {
            let written = File::create(path).and_then(|file| junit(file, played, took, locale));
            written.map_err(|error| failed(path, error))?;
        }
        if let Some(path) = &self.json {
            let written = File::create(path).and_then(|file| json(file, played, locale));
            written.map_err(|error| failed(path, error))?;
        }
        Ok(())
    }
}

fn unwritable(path: &Path, error: &io::Error, locale: Locale) -> String {
    let (path, why) = (path.display().to_string(), error.to_string());
    say!(locale, "bots-no-report", path = path, why = why)
}

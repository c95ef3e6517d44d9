//! Feature files to scenarios: finds them, reads them, says all that is wrong with them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::bot::{Scenario, read};
use crate::locale::Locale;
use crate::say;

use super::super::failure::Failure;

/// The ending of a feature file's name.
const ENDING: &str = "feature";

/// The scenarios of files and of the folders below, by path.
///
/// # Errors
/// A file cannot be read, or something is wrong in one: then every mistake is told.
pub(super) fn gather(paths: &[PathBuf], locale: Locale) -> Result<Vec<Scenario>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        find(path, &mut files).map_err(|error| unreadable(path, &error, locale))?;
    }
    let mut scenarios = Vec::new();
    let mut mistakes = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).map_err(|error| unreadable(&file, &error, locale))?;
        match read(&file, &text) {
            Ok(read) => scenarios.extend(read),
            Err(errors) => mistakes.extend(errors.iter().map(|error| error.explain(locale))),
        }
    }
    if mistakes.is_empty() {
        Ok(scenarios)
    } else {
        Err(Failure::Misused(mistakes.join("\nsala: ")))
    }
}

/// A path that was given is taken as it is; in a folder, what ends like a feature file.
fn find(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !fs::metadata(path)?.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    let wanted = |path: &PathBuf| path.is_dir() || path.extension().is_some_and(|e| e == ENDING);
    entries.iter().filter(|path| wanted(path)).try_for_each(|path| find(path, files))
}

fn unreadable(path: &Path, error: &io::Error, locale: Locale) -> Failure {
    let (path, why) = (path.display().to_string(), error.to_string());
    Failure::Misused(say!(locale, "bots-unreadable", path = path, why = why))
}

//! Feature files to scenarios: finds them, reads them, says all that is wrong with them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::bot::{Scenario, read};
use crate::locale::Locale;
use crate::say;

use super::failure::Failure;

/// The largest file that is read. Nobody writes more as a scenario, and the parser's time grows with
/// the square of the lines.
const MAX_BYTES: u64 = 1024 * 1024;
const MAX_LINES: usize = 10_000;

/// The scenarios of files and of the folders below, by path. The error tells every mistake.
pub(super) fn gather(paths: &[PathBuf], locale: Locale) -> Result<Vec<Scenario>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => find(path, &mut files, locale)?,
            // A path that was given is taken as it is.
            Ok(_) => files.push(path.clone()),
            Err(error) => return Err(unreadable(path, &error, locale)),
        }
    }
    if files.is_empty() {
        let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::Misused(say!(locale, "bots-no-files", paths = paths.join(", "))));
    }
    let mut scenarios = Vec::new();
    let mut mistakes = Vec::new();
    for file in files {
        let text = text(&file, locale)?;
        match read(&file, &text) {
            Ok(read) => scenarios.extend(read),
            Err(errors) => mistakes.extend(errors.iter().map(|error| error.explain(locale))),
        }
    }
    if mistakes.is_empty() { Ok(scenarios) } else { Err(Failure::Misused(mistakes.join("\n"))) }
}

/// What ends like a feature file, in a folder and below. Links to other folders are not followed:
/// they may lead back.
fn find(folder: &Path, files: &mut Vec<PathBuf>, locale: Locale) -> Result<(), Failure> {
    let failed = |error| unreadable(folder, &error, locale);
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        entries.push((entry.path(), entry.file_type().map_err(failed)?));
    }
    entries.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, kind) in entries {
        if path.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.') {
            continue; // hidden
        }
        if kind.is_dir() {
            find(&path, files, locale)?;
        } else if path.extension().is_some_and(|ending| ending == "feature") {
            files.push(path);
        }
    }
    Ok(())
}

pub(super) fn text(file: &Path, locale: Locale) -> Result<String, Failure> {
    let failed = |error: io::Error| unreadable(file, &error, locale);
    let path = || file.display().to_string();
    let not_a_scenario = || Failure::Misused(say!(locale, "bots-not-a-scenario", path = path()));
    let metadata = fs::metadata(file).map_err(failed)?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return Err(not_a_scenario());
    }
    let bytes = fs::read(file).map_err(failed)?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(Failure::Misused(say!(locale, "bots-not-utf8", path = path())));
    };
    if text.lines().nth(MAX_LINES).is_some() {
        return Err(not_a_scenario());
    }
    Ok(text)
}

pub(super) fn unreadable(path: &Path, error: &io::Error, locale: Locale) -> Failure {
    let (path, why) = (path.display().to_string(), error.to_string());
    Failure::Misused(say!(locale, "bots-unreadable", path = path, why = why))
}

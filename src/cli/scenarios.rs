//! Feature files to scenarios: finds them, reads them, tells what is wrong with them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::bot::{Scenario, read};
use crate::locale::Locale;
use crate::say;

use super::failure::Failure;

/// The largest file that is read: nobody writes more as a scenario.
const MAX_BYTES: u64 = 1024 * 1024;
const MAX_LINES: usize = 10_000;

/// What files hold.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    /// The scenarios of those that could be read, by path.
    pub(super) scenarios: Vec<Scenario>,
    /// What is wrong with the others.
    pub(super) mistakes: Vec<Mistake>,
}

/// Something that is wrong with a file.
#[derive(Debug, Serialize)]
pub(super) struct Mistake {
    pub(super) file: String,
    /// `None`: the whole of it.
    pub(super) line: Option<usize>,
    /// Where, what, and what to do, in one line.
    pub(super) what: String,
    /// The same, with carets under the place.
    #[serde(skip)]
    pub(super) drawn: String,
}

impl Mistake {
    /// Something that is wrong with all of a file.
    fn of(path: &Path, what: String) -> Self {
        Self { file: path.display().to_string(), line: None, drawn: what.clone(), what }
    }

    /// Something that is wrong with a line.
    pub(super) fn in_line(path: &Path, line: usize, what: String) -> Self {
        Self { line: Some(line), ..Self::of(path, what) }
    }

    fn unreadable(path: &Path, error: &io::Error, locale: Locale) -> Self {
        Self::of(path, unreadable(path, error, locale))
    }
}

/// All that is wrong, as a person reads it.
pub(super) fn drawn(mistakes: &[Mistake]) -> String {
    mistakes.iter().map(|mistake| mistake.drawn.as_str()).collect::<Vec<_>>().join("\n")
}

/// The scenarios of files and of the folders below, by path.
pub(super) fn gather(paths: &[PathBuf], locale: Locale) -> Result<Gathered, Failure> {
    let mut gathered = Gathered::default();
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => gathered.folder(path, locale),
            // A path that was given is taken as it is.
            Ok(_) => gathered.file(path, locale),
            Err(error) => gathered.mistakes.push(Mistake::unreadable(path, &error, locale)),
        }
    }
    if gathered.scenarios.is_empty() && gathered.mistakes.is_empty() {
        let paths: Vec<_> = paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Failure::Misused(say!(locale, "bots-no-files", paths = paths.join(", "))));
    }
    Ok(gathered)
}

impl Gathered {
    /// Takes what ends like a feature file, in a folder and below. Links to other folders are not
    /// followed: they may lead back.
    fn folder(&mut self, folder: &Path, locale: Locale) {
        let mut entries = Vec::new();
        let listed = fs::read_dir(folder).and_then(|all| {
            for entry in all {
                let entry = entry?;
                entries.push((entry.path(), entry.file_type()?));
            }
            Ok(())
        });
        self.mistakes.extend(listed.err().map(|error| Mistake::unreadable(folder, &error, locale)));
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        for (path, kind) in entries {
            if path.file_name().is_some_and(|name| name.as_encoded_bytes()[0] == b'.') {
                continue; // hidden
            }
            if kind.is_dir() {
                self.folder(&path, locale);
            } else if path.extension().is_some_and(|ending| ending == "feature") {
                self.file(&path, locale);
            }
        }
    }

    fn file(&mut self, file: &Path, locale: Locale) {
        match text(file, locale).map(|text| read(file, text)) {
            Err(mistake) => self.mistakes.push(mistake),
            Ok(Ok(read)) => self.scenarios.extend(read),
            Ok(Err(errors)) => self.mistakes.extend(errors.iter().map(|error| {
                let told = Mistake::in_line(file, error.line, error.explain(locale));
                Mistake { drawn: error.draw(locale), ..told }
            })),
        }
    }
}

fn text(file: &Path, locale: Locale) -> Result<Vec<u8>, Mistake> {
    let failed = |error: io::Error| Mistake::unreadable(file, &error, locale);
    let metadata = fs::metadata(file).map_err(failed)?;
    let short = metadata.is_file() && metadata.len() <= MAX_BYTES;
    let text = short.then(|| fs::read(file)).transpose().map_err(failed)?;
    let text = text.filter(|text| text.split(|byte| *byte == b'\n').nth(MAX_LINES).is_none());
    text.ok_or_else(|| {
        let path = file.display().to_string();
        Mistake::of(file, say!(locale, "bots-not-a-scenario", path = path))
    })
}

fn unreadable(path: &Path, error: &io::Error, locale: Locale) -> String {
    let (path, why) = (path.display().to_string(), error.to_string());
    say!(locale, "bots-unreadable", path = path, why = why)
}

//! The lessons that are part of the binary, and how trouble with lessons' files is told.

use include_dir::{Dir, include_dir};

use crate::locale::Locale;
use crate::say;

use super::materials::{EditError, Files, LessonSource, SourceError};

/// What `build.rs` put together: pages, checks and starters.
static KIT: Dir<'_> = include_dir!("$OUT_DIR/lessons");

impl LessonSource {
    /// The kit's own lessons, without solutions and mistakes.
    ///
    /// # Errors
    /// Its `languages.toml` cannot be used: `build.rs` has read it before.
    pub fn kit() -> Result<Self, SourceError> {
        let mut files = Files::new();
        collect(&KIT, &mut files);
        Self::new(files)
    }
}

fn collect(dir: &Dir<'static>, files: &mut Files) {
    for file in dir.files() {
        // Embedded paths are those of the repository: UTF-8.
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().into());
    }
    dir.dirs().for_each(|dir| collect(dir, files));
}

impl SourceError {
    /// What is wrong and where, in one line for the lesson's author.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::Io(path, error) => {
                say!(locale, "lab-file", path = path.as_str(), why = error.to_string())
            }
            Self::Form(path, why) => {
                let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
                say!(locale, "lab-lesson-sheet", path = path.as_str(), why = why)
            }
            Self::Edit(path, error) => {
                say!(locale, "lab-lesson-sheet", path = path.as_str(), why = error.explain(locale))
            }
        }
    }
}

impl EditError {
    /// Why an edit does not fit its program, and what to do.
    pub fn explain(&self, locale: Locale) -> String {
        match self {
            Self::NotOnce { find, lines } if lines.is_empty() => {
                say!(locale, "lab-edit-nowhere", find = find.as_str())
            }
            Self::NotOnce { find, lines } => {
                let count = lines.len();
                let lines: Vec<String> = lines.iter().map(usize::to_string).collect();
                let lines = lines.join(", ");
                say!(locale, "lab-edit-often", find = find.as_str(), count = count, lines = lines)
            }
            Self::Overlap(find) => say!(locale, "lab-edit-overlap", find = find.as_str()),
        }
    }
}

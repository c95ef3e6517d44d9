//! What every format has to do.

use std::io::{self, Write};
use std::path::Path;

use crate::locale::Locale;
use crate::say;

use super::super::super::failure::Failure;
use super::class_marks::ClassMarks;

/// Writes marks in one format.
pub(super) trait Exporter {
    fn export(&self, marks: &ClassMarks, out: &mut dyn Write) -> io::Result<()>;
}

/// A file or a folder of marks cannot be written.
pub(super) fn unwritable(path: &Path, error: &io::Error, locale: Locale) -> Failure {
    let (path, why) = (path.display().to_string(), error.to_string());
    Failure::Failed(say!(locale, "marks-unwritable", path = path, why = why))
}

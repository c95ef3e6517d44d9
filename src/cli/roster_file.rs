//! A roster's file, as a teacher names it.

use std::fs;
use std::path::Path;

use crate::locale::Locale;
use crate::roster::Roster;
use crate::say;

use super::failure::{Failure, aside};

/// Reads a roster and shows what was understood of it.
pub(super) fn read_roster(file: &Path, locale: Locale) -> Result<Roster, Failure> {
    let path = file.display().to_string();
    let misused = |why: String| {
        Failure::Misused(say!(locale, "roster-unusable", path = path.as_str(), why = why))
    };
    let bytes = fs::read(file).map_err(|error| misused(error.to_string()))?;
    let roster = Roster::read(&bytes).map_err(|error| misused(error.explain(locale)))?;
    aside(&roster.understood.explain(locale));
    Ok(roster)
}

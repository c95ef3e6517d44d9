//! Goes on with a journal in another folder, when its files are no longer what they were.

use std::env;
use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::classes::{self, Current};
use super::database;
use super::error::JournalError;
use super::key::Key;
use super::location::{Claim, Location};

/// How many folders are tried, where others have been used before.
const TRIES: u32 = 1000;

/// A journal in its new place.
pub(super) struct Rescued {
    pub(super) place: Location,
    pub(super) claim: Claim,
    pub(super) connection: Connection,
    /// Does it hold all that the old one held?
    pub(super) is_whole: bool,
}

/// Makes a journal with the same key in a folder of its own, beside the old one's or among the
/// temporary files, with what can still be read of the old one.
pub(super) fn rescue(
    old: &Connection,
    place: &Location,
    key: &Key,
    max_bytes: Option<u64>,
    current: &Current,
) -> Result<Rescued, JournalError> {
    let dir = new_folder(&place.dir).or_else(|error| {
        let spare = env::temp_dir().join("sala");
        new_folder(&spare).map_err(|_| JournalError::Folder(place.dir.clone(), error))
    })?;
    let place = Location { dir, key_file: place.key_file.clone() };
    let claim = place.claim()?;
    place.begin_with(key)?;
    let database = place.database();
    let connection = database::open_for_writing(&database, key, max_bytes)?;
    let is_whole = database::copy(old, &database, key).is_ok();
    classes::keep(&connection, current)
        .map_err(|error| JournalError::storage(&database, &error))?;
    Ok(Rescued { place, claim, connection, is_whole })
}

/// Makes `DIR.rescued-1`, or the first of the next that is not there.
fn new_folder(dir: &Path) -> io::Result<PathBuf> {
    // A link is followed while it leads somewhere; `.` has no name.
    let dir = dir.canonicalize().or_else(|_| std::path::absolute(dir))?;
    for number in 1..=TRIES {
        let mut path = dir.as_os_str().to_owned();
        path.push(format!(".rescued-{number}"));
        match DirBuilder::new().mode(0o700).create(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map(|()| path.into()),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

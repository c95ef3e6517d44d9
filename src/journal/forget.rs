//! The right to be forgotten: what a name said goes, and the name goes from where it was.

use std::fs::File;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::name::Name;

use super::database;
use super::erasing;
use super::error::JournalError;
use super::place::Place;

/// What a journal holds of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Lines from that name, or to it alone.
    pub lines: usize,
    /// Entries of that name.
    pub entries: usize,
    /// Names that the same connections bore before or after. They are not forgotten with this
    /// one: a name may be another's for a while, and what that one said is not this one's.
    pub also: Vec<Name>,
}

/// A name that is to be forgotten. Nobody else writes the journal meanwhile.
#[derive(Debug)]
pub struct Forgetting {
    connection: Connection,
    database: PathBuf,
    name: Name,
    found: Found,
    _lock: File,
}

impl Forgetting {
    /// Looks for a name, whatever its case; look-alikes are other names. Changes nothing.
    ///
    /// # Errors
    /// What stands in the way, above all that a server runs: it would go on to record.
    pub fn find(place: &Place, name: Name) -> Result<Self, JournalError> {
        let lock = place.claim_journal()?;
        let key = database::key(place)?;
        place.settle(&key)?;
        let database = place.database();
        let connection = database::open_whole(&database, &key)?;
        let found = find(&connection, &name);
        let found = found.map_err(|error| JournalError::storage(&database, &error))?;
        Ok(Self { connection, database, name, found, _lock: lock })
    }

    /// What there is of the name.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// Forgets the name, for good: no page of the file, no word of its index holds anything of it
    /// afterwards. Entries stay, without name and address. In the server's own words `instead`
    /// stands for the name; what others said of it is theirs, and stays.
    ///
    /// # Errors
    /// The file cannot be written, or somebody reads it. Then nothing is forgotten.
    pub fn carry_out(self, instead: &str) -> Result<(), JournalError> {
        let Self { mut connection, database, name, .. } = self;
        let done = database::take_alone(&connection)
            .and_then(|()| erasing::forget(&mut connection, &name, instead))
            .and_then(|()| database::tidy(&connection));
        done.map_err(|error| JournalError::storage(&database, &error))
    }
}

fn find(connection: &Connection, name: &Name) -> rusqlite::Result<Found> {
    let (lines, entries) = erasing::count(connection, name)?;
    Ok(Found { lines, entries, also: erasing::other_names(connection, name)? })
}

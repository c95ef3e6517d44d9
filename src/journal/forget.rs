//! The right to be forgotten: deletes what a name said, and the name itself.

use std::fs::File;
use std::path::PathBuf;

use rusqlite::Connection;

use crate::name::Name;

use super::database;
use super::erasing;
use super::error::JournalError;
use super::location::Location;

/// What a journal holds of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Lines from that name, and private ones to it.
    pub lines: usize,
    /// Entries of that name.
    pub entries: usize,
    /// Other names of the same connections. They are not forgotten with this one: a name may have
    /// belonged to somebody else for a while.
    pub also: Vec<Name>,
}

/// A name to be forgotten. It holds the journal's lock: nobody else writes meanwhile.
#[derive(Debug)]
pub struct Forgetting {
    connection: Connection,
    database: PathBuf,
    name: Name,
    found: Found,
    _lock: File,
}

impl Forgetting {
    /// Finds a name, ignoring case; confusable names are other names. Changes nothing.
    ///
    /// # Errors
    /// The journal cannot be claimed, above all because a server is running.
    pub fn find(place: &Location, name: Name) -> Result<Self, JournalError> {
        let lock = place.claim_journal()?;
        let key = database::key(place)?;
        place.settle(&key)?;
        let database = place.database();
        let connection = database::open_whole(&database, &key)?;
        let found = find(&connection, &name);
        let found = found.map_err(|error| JournalError::storage(&database, &error))?;
        Ok(Self { connection, database, name, found, _lock: lock })
    }

    /// What the journal holds of the name.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// Forgets the name for good: neither the file's pages nor its index keep anything of it. Stays
    /// are kept without name and address. In the server's own notices `instead` replaces the name;
    /// what others said about it is kept.
    ///
    /// # Errors
    /// The file cannot be written, or somebody is reading it. Then nothing is forgotten.
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

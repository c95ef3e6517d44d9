//! What changes a class while no server runs.

use std::path::PathBuf;

use rusqlite::{Connection, params};

use crate::classroom::Enrolled;
use crate::name::Name;

use super::classes::{self, Class};
use super::database;
use super::error::JournalError;
use super::location::{Claim, Location};
use super::tables::{self, folded};

/// The classes of a journal, to be changed. It holds the journal's lock: nobody else writes meanwhile.
#[derive(Debug)]
pub struct ClassKeeper {
    connection: Connection,
    database: PathBuf,
    _claim: Claim,
}

impl ClassKeeper {
    /// Opens a journal.
    ///
    /// # Errors
    /// There is none, or it cannot be claimed, above all because a server is running.
    pub fn open(place: &Location) -> Result<Self, JournalError> {
        Self::claim(place, place.claim_journal()?)
    }

    /// The same; makes a journal where there is none.
    ///
    /// # Errors
    /// It cannot be made or claimed.
    pub fn open_or_make(place: &Location) -> Result<Self, JournalError> {
        let claim = place.claim()?;
        if let Some(key) = place.begin()? {
            place.settle(&key)?;
            database::close(database::open_for_writing(&place.database(), &key, None)?);
        }
        Self::claim(place, claim)
    }

    fn claim(place: &Location, claim: Claim) -> Result<Self, JournalError> {
        let key = database::key(place)?;
        place.settle(&key)?;
        let database = place.database();
        let connection = database::open_whole(&database, &key)?;
        let keeper = Self { connection, database, _claim: claim };
        keeper.done(tables::close_open_stays(&keeper.connection))?;
        Ok(keeper)
    }

    fn done<T>(&self, done: rusqlite::Result<T>) -> Result<T, JournalError> {
        done.map_err(|error| JournalError::storage(&self.database, &error))
    }

    /// The class of that name, in any case.
    ///
    /// # Errors
    /// There is none, or the file cannot be read.
    pub fn find(&self, name: &Name) -> Result<Class, JournalError> {
        let found = self.done(classes::find(&self.connection, name))?;
        found.ok_or_else(|| JournalError::NoClass(name.to_string()))
    }

    /// The class of that name, in any case, if there is one.
    ///
    /// # Errors
    /// It is archived, or the file cannot be read.
    pub fn find_unless_archived(&self, name: &Name) -> Result<Option<Class>, JournalError> {
        match self.done(classes::find(&self.connection, name))? {
            Some(class) if class.archived => Err(JournalError::Archived(class.name.to_string())),
            found => Ok(found),
        }
    }

    /// Gives a class another name.
    ///
    /// # Errors
    /// Another class has it, or the file cannot be written.
    pub fn rename(&self, class: &Class, name: &Name) -> Result<(), JournalError> {
        match self.find(name) {
            Ok(other) if other != *class => {
                return Err(JournalError::ClassTaken(other.name.to_string()));
            }
            Ok(_) | Err(JournalError::NoClass(_)) => {}
            Err(error) => return Err(error),
        }
        let renamed = self.connection.execute(
            "UPDATE classes SET name = ?2, name_folded = ?3 WHERE id = ?1",
            params![class.id, name.as_str(), folded(name)],
        );
        self.done(renamed).map(|_| ())
    }

    /// Archives a class, or takes it out of the archive. What passes opened stays closed.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn archive(&mut self, class: &Class, archived: bool) -> Result<(), JournalError> {
        let done = self.connection.transaction().and_then(|transaction| {
            let archive = "UPDATE classes SET archived = ?2 WHERE id = ?1";
            transaction.execute(archive, params![class.id, archived])?;
            if let Some(last) = class.cut_off().filter(|_| archived) {
                tables::end_meeting(&transaction, last.id, last.until)?;
            }
            if archived {
                transaction.execute(&format!("DELETE FROM passes WHERE {OF_CLASS}"), [class.id])?;
            }
            transaction.commit()
        });
        self.done(done)
    }

    /// Replaces who belongs to the class of that name; makes it if there is none. Earlier stays go
    /// with short names that changed: `renamed` has the old and the new ones, in order.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn enrol(
        &mut self,
        class: &Name,
        roster: &[Enrolled],
        renamed: &[(Name, Name)],
    ) -> Result<(), JournalError> {
        let done = self.connection.transaction().and_then(|transaction| {
            let class = match classes::find(&transaction, class)? {
                Some(class) => class,
                None => classes::make(&transaction, class)?,
            };
            classes::enrol(&transaction, class.id, roster)?;
            for (old, new) in renamed {
                classes::rename_student(&transaction, class.id, old, new)?;
            }
            transaction.commit()
        });
        self.done(done)
    }

    /// Forgets a class for good: neither the file's pages nor its index keep anything of it.
    ///
    /// # Errors
    /// The file cannot be written, or somebody is reading it. Then nothing is forgotten.
    pub fn forget(mut self, class: &Class) -> Result<(), JournalError> {
        let done = database::take_alone(&self.connection)
            .and_then(|()| forget(&mut self.connection, class.id))
            .and_then(|()| self.connection.execute_batch("VACUUM"));
        self.done(done)
    }
}

/// Of what belongs to a stay: that of a class.
const OF_CLASS: &str = "entry IN (SELECT entries.id FROM entries
    JOIN meetings ON meetings.id = meeting WHERE class = ?1)";

fn forget(connection: &mut Connection, class: i64) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let meetings = "meeting IN (SELECT id FROM meetings WHERE class = ?1)";
    for condition in [
        format!("passes WHERE {OF_CLASS}"),
        format!("moves WHERE {OF_CLASS}"),
        format!("inputs WHERE recording IN (SELECT id FROM recordings WHERE {meetings})"),
        format!("recordings WHERE {meetings}"),
        format!("lines WHERE {meetings}"),
        format!("entries WHERE {meetings}"),
        "students WHERE class = ?1".to_owned(),
        "meetings WHERE class = ?1".to_owned(),
        "classes WHERE id = ?1".to_owned(),
    ] {
        transaction.execute(&format!("DELETE FROM {condition}"), [class])?;
    }
    // A rebuilt index holds no word of what is deleted.
    transaction.execute("INSERT INTO words (words) VALUES ('rebuild')", [])?;
    transaction.commit()
}

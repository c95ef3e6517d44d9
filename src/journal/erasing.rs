//! Permanent deletion: of a name with what it said, and of old lines. Deleted rows are overwritten
//! (`secure_delete`), also in the index of words.

use std::path::PathBuf;

use jiff::Timestamp;
use rusqlite::{Connection, named_params, params};

use crate::classroom::{Departure, Kind};
use crate::name::Name;

use super::database;
use super::error::JournalError;
use super::location::{Claim, Location};
use super::redaction::{self, with_name_replaced};
use super::tables::{self, FORGOTTEN};

/// What a journal holds of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Lines from that name, and private ones to it.
    pub lines: usize,
    /// Entries of that name.
    pub entries: usize,
    /// Is it, or was it in a stay, the short name of a student?
    pub is_student: bool,
    /// Other names of the same student or connections. They are not forgotten with this one: a name may have
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
    _claim: Claim,
}

impl Forgetting {
    /// Finds a name, ignoring case; confusable names are other names. Changes nothing.
    ///
    /// # Errors
    /// The journal cannot be claimed, above all because a server is running.
    pub fn find(place: &Location, name: Name) -> Result<Self, JournalError> {
        let claim = place.claim_journal()?;
        let key = database::key(place)?;
        place.settle(&key)?;
        let database = place.database();
        let connection = database::open_whole(&database, &key)?;
        let found = Found::of(&connection, &name);
        let found = found.map_err(|error| JournalError::storage(&database, &error))?;
        Ok(Self { connection, database, name, found, _claim: claim })
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
            .and_then(|()| forget(&mut connection, &name, instead))
            // Rewrites the whole file without unused space.
            .and_then(|()| connection.execute_batch("VACUUM"));
        done.map_err(|error| JournalError::storage(&database, &error))
    }
}

impl Found {
    fn of(connection: &Connection, name: &Name) -> rusqlite::Result<Self> {
        let also = other_names(connection, name)?;
        connection.query_row(
            "SELECT (SELECT count(*) FROM lines
                     WHERE sender_folded = :name OR recipient_folded = :name),
                 (SELECT count(*) FROM entries WHERE name_folded = :name),
                 EXISTS (SELECT 1 FROM students WHERE short_folded = :name
                         UNION ALL SELECT 1 FROM entries WHERE student = :name)",
            named_params! { ":name": tables::folded(name) },
            |row| {
                let (lines, entries, is_student) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Self { lines, entries, is_student, also })
            },
        )
    }

    /// Is there nothing of the name?
    pub fn is_nothing(&self) -> bool {
        self.lines + self.entries == 0 && !self.is_student
    }
}

/// Other names of the same stays, before or after a change of name.
fn other_names(connection: &Connection, own: &Name) -> rusqlite::Result<Vec<Name>> {
    // Connection numbers are unique only within one server's lifetime; time, address and port
    // identify the connection.
    let mut statement = connection.prepare(
        "WITH RECURSIVE stays (id) AS (
             SELECT id FROM entries WHERE name_folded = :name OR student = :name
             UNION
             SELECT other.id FROM stays JOIN entries AS own ON own.id = stays.id
             JOIN entries AS other ON other.person = own.person
                 AND other.ip = own.ip AND other.port = own.port
                 AND (other.how = :renamed AND other.left_at = own.came
                     OR own.how = :renamed AND own.left_at = other.came))
         SELECT DISTINCT name FROM entries JOIN stays USING (id)
         WHERE name_folded <> :name AND name <> '' ORDER BY name",
    )?;
    let values =
        named_params! { ":name": tables::folded(own), ":renamed": Departure::Renamed.code() };
    let names = statement.query_map(values, |row| tables::name(0, &row.get::<_, String>(0)?))?;
    names.collect()
}

/// Removes lines from that name and private ones to it, and the name and address from its stays; in
/// the server's notices `instead` replaces the name.
fn forget(connection: &mut Connection, name: &Name, instead: &str) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    let own = named_params! { ":name": tables::folded(name) };
    transaction.execute(
        "DELETE FROM lines WHERE sender_folded = :name OR recipient_folded = :name",
        own,
    )?;
    transaction.execute(
        "DELETE FROM moves WHERE entry IN (SELECT id FROM entries WHERE name_folded = :name)",
        own,
    )?;
    transaction.execute("DELETE FROM students WHERE short_folded = :name", own)?;
    transaction.execute("UPDATE entries SET student = NULL WHERE student = :name", own)?;
    transaction.execute(
        "DELETE FROM passes WHERE entry IN (SELECT id FROM entries WHERE name_folded = :name)",
        own,
    )?;
    unlink(&transaction, name)?;
    transaction.execute(
        &format!(
            "UPDATE entries SET name = '', ip = '', port = 0, student = NULL, bearer = NULL, name_folded = '{FORGOTTEN}' ||
                 (SELECT min(id) FROM entries WHERE name_folded = :name)
             WHERE name_folded = :name"
        ),
        own,
    )?;
    rename_in_notices(&transaction, name, instead)?;
    redaction::forget(&transaction, name)?;
    // A rebuilt index holds no word of what is deleted.
    transaction.execute("INSERT INTO words (words) VALUES ('rebuild')", [])?;
    transaction.commit()
}

/// Numbers bearers anew whose stays under other names remain: the old number is that of a stay which
/// may be one of the forgotten.
fn unlink(connection: &Connection, name: &Name) -> rusqlite::Result<()> {
    for table in ["passes", "entries"] {
        connection.execute(
            &format!(
                "UPDATE {table} SET bearer = remaining.id FROM (
                     SELECT bearer, min(id) AS id FROM entries WHERE name_folded <> :name
                         AND bearer IN (SELECT bearer FROM entries WHERE name_folded = :name)
                     GROUP BY bearer) AS remaining
                 WHERE {table}.bearer = remaining.bearer"
            ),
            named_params! { ":name": tables::folded(name) },
        )?;
    }
    Ok(())
}

fn rename_in_notices(connection: &Connection, name: &Name, instead: &str) -> rusqlite::Result<()> {
    let mut notices = connection.prepare("SELECT id, text FROM lines WHERE kind = ?1")?;
    let notices = notices
        .query_map([Kind::Notice.code()], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(i64, String)>>>()?;
    for (id, text) in notices {
        if let Some(text) = with_name_replaced(&text, name, |_| instead.to_owned()) {
            connection.execute("UPDATE lines SET text = ?2 WHERE id = ?1", params![id, text])?;
        }
    }
    Ok(())
}

const DELETED_AT_ONCE: usize = 256;

/// Deletes a batch of older lines; returns whether there are more.
pub(super) fn delete_before(
    connection: &mut Connection,
    moment: Timestamp,
) -> rusqlite::Result<bool> {
    let oldest = "FROM lines WHERE at < :moment ORDER BY at, id LIMIT :limit";
    let values = named_params! { ":moment": moment.as_microsecond(), ":limit": DELETED_AT_ONCE };
    let transaction = connection.transaction()?;
    // The index must overwrite deleted words as well, not only mark them as deleted.
    transaction.execute("INSERT INTO words (words, rank) VALUES ('secure-delete', 1)", [])?;
    transaction.execute(
        &format!("INSERT INTO words (words, rowid, text) SELECT 'delete', id, text {oldest}"),
        values,
    )?;
    let deleted = transaction
        .execute(&format!("DELETE FROM lines WHERE id IN (SELECT id {oldest})"), values)?;
    transaction.commit()?;
    Ok(deleted == DELETED_AT_ONCE)
}

//! The encrypted file: its tables, and how it is opened, checked and closed.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};

use super::classes;
use super::error::{JournalError, StorageError};
use super::key::Key;
use super::location::{Keys, Location};
use super::recording;

/// "SALA": tells the file from another program's with the same key.
const APPLICATION_ID: i32 = 0x5341_4C41;
/// The first version has no recordings, and what came before [`WITH_CLASSES`] no classes.
const FIRST: i32 = 1;
const WITH_RECORDINGS: i32 = 2;
const WITH_CLASSES: i32 = 3;
const VERSION: i32 = WITH_CLASSES;
const PAGE_BYTES: u64 = 4096;
/// Reader and writer block each other only while one opens or closes the file.
const BUSY: Duration = Duration::from_secs(2);

/// Times are microseconds since 1970, UTC; `…_folded` is the case-folded name, for comparison.
/// `person` is the connection that joins a stay to its end; it is unique within one server's lifetime.
const SCHEMA: &str = "
    CREATE TABLE entries (
        id INTEGER PRIMARY KEY,
        person INTEGER NOT NULL,
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL,
        ip TEXT NOT NULL,
        port INTEGER NOT NULL,
        came INTEGER NOT NULL,
        active INTEGER NOT NULL,
        left_at INTEGER,
        how TEXT
    ) STRICT;
    CREATE INDEX entries_open ON entries (person) WHERE left_at IS NULL;
    CREATE TABLE lines (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        room TEXT NOT NULL,
        kind TEXT NOT NULL,
        sender TEXT NOT NULL,
        sender_folded TEXT NOT NULL,
        recipient TEXT,
        recipient_folded TEXT,
        text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX lines_at ON lines (at);
    CREATE VIRTUAL TABLE words USING fts5(
        text, content = 'lines', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 2'
    );
";

/// The key that the journal is written with.
pub(super) fn key(place: &Location) -> Result<Key, JournalError> {
    let Keys { mut fitting, under_way } = place.keys()?;
    if !under_way && fitting.len() == 1 {
        return Ok(fitting.remove(0));
    }
    let database = place.database();
    for key in fitting {
        if opens(&database, &key).map_err(|error| JournalError::storage(&database, &error))? {
            return Ok(key);
        }
    }
    Err(JournalError::WrongKey(place.key_path(), database))
}

/// Does this key open the file?
fn opens(path: &Path, key: &Key) -> rusqlite::Result<bool> {
    let connection = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    match is_empty(&connection) {
        Ok(_) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Opens the file for writing. Makes the tables if it is new, and looks for damage before anything is
/// added.
pub(super) fn open_for_writing(
    path: &Path,
    key: &Key,
    max_bytes: Option<u64>,
) -> Result<Connection, JournalError> {
    let failed = |error| JournalError::storage(path, &error);
    let mut connection = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    if let Some(max_bytes) = max_bytes {
        let pages = i64::try_from(max_bytes / PAGE_BYTES).unwrap_or(i64::MAX);
        pragma(&connection, &format!("max_page_count = {pages}")).map_err(failed)?;
    }
    if is_empty(&connection).map_err(failed)? {
        make_tables(&mut connection).map_err(failed)?;
    } else {
        upgrade(&mut connection, path)?;
        // Move what a killed server left in the write-ahead log to the file.
        empty_log(&connection).map_err(failed)?;
        refuse_damage(&connection, path)?;
    }
    pragma(&connection, "journal_mode = WAL").map_err(failed)?;
    pragma(&connection, "synchronous = NORMAL").map_err(failed)?;
    // Overwrite what is deleted.
    pragma(&connection, "secure_delete = ON").map_err(failed)?;
    Ok(connection)
}

/// Opens the file for maintenance, without a write-ahead log, while no server runs. A properly closed
/// file of this version is not changed.
pub(super) fn open_whole(path: &Path, key: &Key) -> Result<Connection, JournalError> {
    let failed = |error| JournalError::storage(path, &error);
    let mut connection = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    upgrade(&mut connection, path)?;
    pragma(&connection, "journal_mode = DELETE").map_err(failed)?;
    pragma(&connection, "secure_delete = ON").map_err(failed)?;
    refuse_damage(&connection, path)?;
    Ok(connection)
}

/// Opens the file for reading. Changes nothing except to complete what a killed server left, and to
/// give a journal of an earlier sala the tables that it lacks.
pub(super) fn open_for_reading(path: &Path, key: &Key) -> Result<Connection, JournalError> {
    let open = |mode| {
        let connection = unlock(path, key, mode);
        let mut connection = connection.map_err(|error| JournalError::storage(path, &error))?;
        if check_version(&connection, path)? < VERSION {
            let writing = unlock(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE);
            connection = writing.map_err(|error| JournalError::storage(path, &error))?;
            upgrade(&mut connection, path)?;
        }
        Ok(connection)
    };
    match open(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        // An interrupted transaction is there, which a read-only connection cannot roll back.
        Err(JournalError::Storage(_, StorageError::ReadOnly)) => {
            open(OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            open(OpenFlags::SQLITE_OPEN_READ_ONLY)
        }
        opened => opened,
    }
}

/// Copies all records to a new database with the same key, or none; likewise what else there is.
pub(super) fn copy(from: &Connection, to: &Path, key: &Key) -> rusqlite::Result<()> {
    let path = to.to_str().ok_or_else(|| rusqlite::Error::InvalidPath(to.to_owned()))?;
    from.execute_batch(&key.attach(path, "copy"))?;
    let transaction = from.unchecked_transaction()?;
    transaction.execute_batch(
        "INSERT INTO copy.entries SELECT * FROM main.entries;
         INSERT INTO copy.lines SELECT * FROM main.lines;
         INSERT INTO copy.passes SELECT * FROM main.passes;
         INSERT INTO copy.classes SELECT * FROM main.classes;
         INSERT INTO copy.meetings SELECT * FROM main.meetings;
         INSERT INTO copy.words (words) VALUES ('rebuild')",
    )?;
    transaction.commit()?;
    // Of a file that was cut these may be gone while the conversation is still in memory.
    for others in [&["moves"][..], &["students"], &["recordings", "inputs"]] {
        let _ = copy_tables(from, others);
    }
    from.execute_batch("DETACH copy")
}

fn copy_tables(from: &Connection, tables: &[&str]) -> rusqlite::Result<()> {
    let transaction = from.unchecked_transaction()?;
    for table in tables {
        transaction
            .execute_batch(&format!("INSERT INTO copy.{table} SELECT * FROM main.{table}"))?;
    }
    transaction.commit()
}

/// Verifies every page of the file itself, without the write-ahead log.
pub(super) fn is_damaged(connection: &Connection, path: &Path) -> bool {
    refuse_damage(connection, path).is_err()
}

/// Closes files that are no longer the journal's, and removes none of them. What was open and whole is
/// completed: it may be a journal elsewhere.
pub(super) fn abandon(connection: Connection, is_whole: bool) {
    if is_whole {
        let _ = empty_log(&connection);
    }
    let _ = connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
    let _ = connection.close();
}

/// Closes the file so that it can be read without files beside it. If that fails the data is still
/// complete, so errors are ignored.
pub(super) fn close(connection: Connection) {
    let _ = pragma(&connection, "journal_mode = DELETE");
    let _ = connection.close();
}

/// Empties the write-ahead log as far as readers allow, so that it does not keep deleted lines.
pub(super) fn empty_log(connection: &Connection) -> rusqlite::Result<()> {
    pragma(connection, "wal_checkpoint(TRUNCATE)")
}

/// Locks the file for this connection until it is closed.
pub(super) fn take_alone(connection: &Connection) -> rusqlite::Result<()> {
    pragma(connection, "locking_mode = EXCLUSIVE")
}

/// Changes the key of a file that nobody else has open, and verifies that it can be read. If this is
/// interrupted the file is lost: use it on a copy.
pub(super) fn rekey(path: &Path, old: &Key, new: &Key) -> Result<(), JournalError> {
    let failed = |error| JournalError::storage(path, &error);
    let connection = unlock(path, old, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    pragma(&connection, "journal_mode = MEMORY").map_err(failed)?;
    connection.execute_batch(&new.rekey_pragma()).map_err(failed)?;
    connection.close().map_err(|(_, error)| failed(error))?;
    let connection = unlock(path, new, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed)?;
    check_version(&connection, path)?;
    refuse_damage(&connection, path)
}

/// SQLCipher has been seen to refuse a well-formed key while other threads were setting theirs, though
/// no page is read here: so one at a time, with a second attempt.
fn unlock(path: &Path, key: &Key, mode: OpenFlags) -> rusqlite::Result<Connection> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    try_to_unlock(path, key, mode).or_else(|_| try_to_unlock(path, key, mode))
}

fn try_to_unlock(path: &Path, key: &Key, mode: OpenFlags) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    // Otherwise SQLCipher writes to standard error by itself.
    pragma(&connection, "cipher_log_level = NONE")?;
    connection.execute_batch(&key.pragma())?;
    Ok(connection)
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT NOT EXISTS (SELECT 1 FROM sqlite_schema)", [], |row| row.get(0))
}

fn make_tables(connection: &mut Connection) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.execute_batch(recording::SCHEMA)?;
    transaction.execute_batch(classes::SCHEMA)?;
    pragma(&transaction, &format!("application_id = {APPLICATION_ID}"))?;
    pragma(&transaction, &format!("user_version = {VERSION}"))?;
    transaction.commit()
}

/// Gives a journal of an earlier sala the tables that it lacks.
fn upgrade(connection: &mut Connection, path: &Path) -> Result<(), JournalError> {
    if check_version(connection, path)? == VERSION {
        return Ok(());
    }
    let failed = |error| JournalError::storage(path, &error);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let transaction = transaction.map_err(failed)?;
    // Another process may have been faster.
    let version = check_version(&transaction, path)?;
    let upgraded = (|| {
        if version < WITH_RECORDINGS {
            transaction.execute_batch(recording::SCHEMA)?;
        }
        if version < WITH_CLASSES {
            transaction.execute_batch(classes::SCHEMA)?;
            classes::adopt(&transaction)?;
        }
        pragma(&transaction, &format!("user_version = {VERSION}"))?;
        transaction.commit()
    })();
    upgraded.map_err(failed)
}

/// The version of a journal that this program reads.
fn check_version(connection: &Connection, path: &Path) -> Result<i32, JournalError> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let read = number("application_id").and_then(|id| Ok((id, number("user_version")?)));
    let database = path.to_owned();
    match read.map_err(|error| JournalError::storage(path, &error))? {
        (APPLICATION_ID, version @ FIRST..=VERSION) => Ok(version),
        (APPLICATION_ID, _) => Err(JournalError::Newer(database)),
        _ => Err(JournalError::Foreign(database)),
    }
}

/// Verifies every page's authentication code.
fn refuse_damage(connection: &Connection, path: &Path) -> Result<(), JournalError> {
    let damaged = || connection.prepare("PRAGMA cipher_integrity_check")?.exists([]);
    if damaged().map_err(|error| JournalError::storage(path, &error))? {
        return Err(JournalError::Storage(path.to_owned(), StorageError::Damaged));
    }
    Ok(())
}

fn pragma(connection: &Connection, pragma: &str) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("PRAGMA {pragma}"))
}

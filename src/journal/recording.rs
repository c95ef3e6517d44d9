//! Recordings: every entry of a class, from its opening on, so that it can be played again.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use crate::classroom::{Entry, Input};

/// The form of the stored entries, [`Entry::to_bytes`]. A program reads earlier ones as well: what
/// [`Input`] and [`Opened`](crate::classroom::Opened) get beyond them comes last.
pub(super) const FORMAT: i64 = 3;

/// `at` is in microseconds since 1970, UTC; `has_words` while the entry holds what someone typed.
pub(super) const SCHEMA: &str = "
    CREATE TABLE recordings (
        id INTEGER PRIMARY KEY,
        format INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE inputs (
        recording INTEGER NOT NULL,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        has_words INTEGER NOT NULL,
        entry BLOB NOT NULL,
        PRIMARY KEY (recording, seq)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX inputs_with_words ON inputs (at) WHERE has_words;
";

/// A recorded class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recording {
    /// Its number in this journal; later ones have higher numbers.
    pub number: i64,
    /// When the class was opened.
    pub opened: Timestamp,
    /// When its last entry was made.
    pub last: Timestamp,
    /// How many entries it has.
    pub entries: usize,
}

/// Writes one entry. An opening begins a recording, to which all that follows belongs.
pub(super) fn write(connection: &Connection, meeting: i64, entry: &Entry) -> rusqlite::Result<()> {
    if let Input::Opened(_) = entry.input {
        let mut begin = connection
            .prepare_cached("INSERT INTO recordings (format, meeting) VALUES (?1, ?2)")?;
        begin.execute([FORMAT, meeting])?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO inputs (recording, seq, at, has_words, entry)
         VALUES ((SELECT coalesce(max(id), 0) FROM recordings), ?1, ?2, ?3, ?4)",
    )?;
    let (at, has_words) = (entry.at.wall.as_microsecond(), has_words(&entry.input));
    insert.execute(params![entry.seq, at, has_words, entry.to_bytes()])?;
    Ok(())
}

fn has_words(input: &Input) -> bool {
    matches!(input, Input::Line { line: Ok(_), .. } | Input::Notice(_))
}

/// Reads an entry from that column.
pub(super) fn decode(row: &Row<'_>, column: usize) -> rusqlite::Result<Entry> {
    let bytes = row.get_ref(column)?.as_blob()?;
    Entry::from_bytes(bytes).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Blob, error.into())
    })
}

/// All recordings, the oldest first. A journal of an earlier sala has none.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Recording>> {
    if !connection.table_exists(None, "recordings")? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare(
        "SELECT id, (SELECT at FROM inputs WHERE recording = id ORDER BY seq LIMIT 1),
             (SELECT at FROM inputs WHERE recording = id ORDER BY seq DESC LIMIT 1),
             (SELECT count(*) FROM inputs WHERE recording = id)
         FROM recordings WHERE EXISTS (SELECT 1 FROM inputs WHERE recording = id AND seq = 0)
         ORDER BY id",
    )?;
    let recordings = statement.query_map([], |row| {
        Ok(Recording {
            number: row.get(0)?,
            opened: moment(row, 1)?,
            last: moment(row, 2)?,
            entries: row.get(3)?,
        })
    })?;
    recordings.collect()
}

fn moment(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(row.get(column)?).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Integer, error.into())
    })
}

/// Is it in a form that this program reads?
pub(super) fn is_known(connection: &Connection, number: i64) -> rusqlite::Result<bool> {
    let format: i64 =
        connection
            .query_row("SELECT format FROM recordings WHERE id = ?1", [number], |row| row.get(0))?;
    Ok(format <= FORMAT)
}

/// The entries of a recording in their order, up to the first that is missing.
pub(super) fn entries(connection: &Connection, number: i64) -> rusqlite::Result<Vec<Entry>> {
    let mut statement =
        connection.prepare("SELECT entry FROM inputs WHERE recording = ?1 ORDER BY seq")?;
    let entries = statement.query_map([number], |row| decode(row, 0))?;
    let numbered = (0..).zip(entries);
    let whole =
        numbered.take_while(|(seq, entry)| entry.as_ref().map_or(true, |entry| entry.seq == *seq));
    whole.map(|(_, entry)| entry).collect()
}

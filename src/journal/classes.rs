//! Classes and their meetings: the tables that earlier journals lack, and which meeting a server
//! opens.

use std::ops::Range;

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::classroom::Enrolled;
use crate::name::Name;

use super::tables::{self, folded, name, timestamp};

/// A server that stopped within this time before goes on with its meeting by itself.
const GOES_ON: SignedDuration = SignedDuration::from_mins(10);

/// The class whose meetings those are that were held before classes had names.
pub const DEFAULT_CLASS: &str = "default";

/// Its name.
pub fn default_class() -> Name {
    Name::new(DEFAULT_CLASS).expect("a valid name")
}

/// `moves` has the room of a stay from a moment on; before the first one it is the main room.
/// `bearer` is the same number in all stays and passes that are proved to be one person's.
pub(super) const SCHEMA: &str = "
    CREATE TABLE classes (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        name_folded TEXT NOT NULL UNIQUE,
        archived INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE meetings (
        id INTEGER PRIMARY KEY,
        class INTEGER NOT NULL,
        opened INTEGER NOT NULL,
        ended INTEGER
    ) STRICT;
    CREATE TABLE moves (
        id INTEGER PRIMARY KEY,
        entry INTEGER NOT NULL,
        at INTEGER NOT NULL,
        room TEXT NOT NULL
    ) STRICT;
    CREATE TABLE students (
        id INTEGER PRIMARY KEY,
        class INTEGER NOT NULL,
        short TEXT NOT NULL,
        short_folded TEXT NOT NULL,
        name TEXT NOT NULL,
        number TEXT,
        username TEXT,
        email TEXT
    ) STRICT;
    CREATE TABLE IF NOT EXISTS passes (
        id INTEGER PRIMARY KEY,
        hash BLOB NOT NULL UNIQUE,
        entry INTEGER NOT NULL,
        void INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    ALTER TABLE passes ADD COLUMN bearer INTEGER;
    ALTER TABLE entries ADD COLUMN meeting INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE entries ADD COLUMN bearer INTEGER;
    ALTER TABLE entries ADD COLUMN student TEXT;
    ALTER TABLE lines ADD COLUMN meeting INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE recordings ADD COLUMN meeting INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX moves_entry ON moves (entry);
    CREATE INDEX entries_meeting ON entries (meeting);
    CREATE INDEX entries_bearer ON entries (bearer);
    CREATE INDEX lines_meeting ON lines (meeting);
";

/// Days of the local clock on which anything was recorded, as meetings of one class. The last one
/// has no end if somebody was in it when the server was killed.
const DAYS: &str = "
    INSERT INTO classes (id, name, name_folded) SELECT 1, 'default', 'default'
        WHERE EXISTS (SELECT 1 FROM entries) OR EXISTS (SELECT 1 FROM lines);
    INSERT INTO meetings (class, opened, ended)
        SELECT 1, min(at), max(until) FROM (
            SELECT at, at AS until FROM lines
            UNION ALL SELECT came, coalesce(left_at, came) FROM entries
        ) GROUP BY date(at / 1000000, 'unixepoch', 'localtime') ORDER BY min(at);
    UPDATE meetings SET ended = NULL WHERE id = (SELECT max(id) FROM meetings)
        AND EXISTS (SELECT 1 FROM entries WHERE left_at IS NULL);
";

/// Makes meetings of what an earlier sala recorded.
pub(super) fn adopt(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(DAYS)?;
    let of = |table: &str, at: &str| {
        format!(
            "UPDATE {table} SET meeting = coalesce((SELECT id FROM meetings
                 WHERE opened <= {at} ORDER BY opened DESC LIMIT 1), 0)"
        )
    };
    connection.execute_batch(&of("lines", "at"))?;
    connection.execute_batch(&of("entries", "came"))?;
    // Its first entry, the opening, is before the day's first record.
    let last = "(SELECT at FROM inputs WHERE recording = recordings.id ORDER BY seq DESC LIMIT 1)";
    connection.execute_batch(&of("recordings", last))
}

/// A class, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its name: the one that students see.
    pub name: Name,
    /// Is it over for good?
    pub archived: bool,
    /// Its meetings, the oldest first.
    pub meetings: Vec<Held>,
    /// Who belongs to it.
    pub roster: Vec<Enrolled>,
    pub(super) id: i64,
}

/// A meeting of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its place among those of its class, from 1.
    pub place: usize,
    /// When it was opened.
    pub opened: Timestamp,
    /// When it was ended; the last moment that was recorded, if it was not.
    pub until: Timestamp,
    /// Was it ended, rather than cut off? That of a running server is not yet.
    pub ended: bool,
    /// How many names came in.
    pub people: usize,
    /// How many lines it has.
    pub lines: usize,
    pub(super) id: i64,
}

impl Class {
    /// The meeting that was cut off, if the last one was.
    pub fn cut_off(&self) -> Option<&Held> {
        self.meetings.last().filter(|last| !last.ended)
    }
}

impl Held {
    /// Did it stop no longer ago than a server goes on by itself?
    pub fn is_recent(&self, now: Timestamp) -> bool {
        // The clock may have been set back.
        now.duration_since(self.until).abs() <= GOES_ON
    }

    /// Did it go on at any of these moments?
    pub fn overlaps(&self, span: &Range<Timestamp>) -> bool {
        self.opened < span.end && self.until >= span.start
    }
}

/// Every class, in the order in which they were made.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Class>> {
    let mut statement = connection.prepare("SELECT id, name, archived FROM classes ORDER BY id")?;
    let classes = statement.query_map([], |row| read_class(connection, row))?;
    classes.collect()
}

fn read_class(connection: &Connection, row: &Row<'_>) -> rusqlite::Result<Class> {
    let id = row.get(0)?;
    Ok(Class {
        name: name(1, &row.get::<_, String>(1)?)?,
        archived: row.get::<_, i64>(2)? != 0,
        meetings: meetings(connection, id)?,
        roster: roster(connection, id)?,
        id,
    })
}

/// The meeting that a running server holds: that of an open stay, or the newest.
pub(super) fn running(connection: &Connection) -> rusqlite::Result<Option<i64>> {
    connection.query_row(
        "SELECT coalesce((SELECT meeting FROM entries WHERE left_at IS NULL LIMIT 1),
             (SELECT max(id) FROM meetings))",
        [],
        |row| row.get(0),
    )
}

/// The meetings of a class, the oldest first.
pub(super) fn meetings(connection: &Connection, class: i64) -> rusqlite::Result<Vec<Held>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, opened, ended,
             max(opened, coalesce((SELECT max(at) FROM lines WHERE meeting = meetings.id), opened),
                 coalesce((SELECT max(max(came, coalesce(left_at, came))) FROM entries
                           WHERE meeting = meetings.id), opened)),
             (SELECT count(DISTINCT name_folded) FROM entries WHERE meeting = meetings.id),
             (SELECT count(*) FROM lines WHERE meeting = meetings.id)
         FROM meetings WHERE class = ?1 ORDER BY id",
    )?;
    let held = |(place, row): (usize, rusqlite::Result<Held>)| row.map(|it| Held { place, ..it });
    let rows = statement.query_map([class], read_meeting)?;
    (1..).zip(rows).map(held).collect()
}

fn read_meeting(row: &Row<'_>) -> rusqlite::Result<Held> {
    let ended: Option<i64> = row.get(2)?;
    Ok(Held {
        place: 0,
        opened: timestamp(1, row.get(1)?)?,
        until: timestamp(3, ended.map_or_else(|| row.get(3), Ok)?)?,
        ended: ended.is_some(),
        people: usize::try_from(row.get::<_, i64>(4)?).unwrap_or(usize::MAX),
        lines: usize::try_from(row.get::<_, i64>(5)?).unwrap_or(usize::MAX),
        id: row.get(0)?,
    })
}

/// What a server does where its class was cut off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// Goes on within ten minutes, and otherwise begins a meeting.
    #[default]
    ByTime,
    /// Goes on.
    GoOn,
    /// Begins a meeting.
    New,
}

/// The meeting that a server holds.
#[derive(Clone, Debug)]
pub(super) struct Current {
    pub(super) id: i64,
    pub(super) class: i64,
    pub(super) name: Name,
    pub(super) opened: Timestamp,
    pub(super) goes_on: bool,
}

/// The class of that name, in any case.
pub(super) fn find(connection: &Connection, class: &Name) -> rusqlite::Result<Option<Class>> {
    let find = "SELECT id, name, archived FROM classes WHERE name_folded = ?1";
    connection.query_row(find, [folded(class)], |row| read_class(connection, row)).optional()
}

/// Makes a class; there must be none of that name.
pub(super) fn make(connection: &Connection, class: &Name) -> rusqlite::Result<Class> {
    connection.execute(
        "INSERT INTO classes (name, name_folded) VALUES (?1, ?2)",
        params![class.as_str(), folded(class)],
    )?;
    let id = connection.last_insert_rowid();
    Ok(Class { name: class.clone(), archived: false, meetings: vec![], roster: vec![], id })
}

/// Begins a meeting of the class, or goes on with the one that was cut off. Stays that were left open
/// must have been ended.
pub(super) fn open(
    connection: &Connection,
    class: &Class,
    start: Start,
    now: Timestamp,
) -> rusqlite::Result<Current> {
    let goes_on = |last: &Held| match start {
        Start::New => false,
        Start::GoOn => true,
        Start::ByTime => last.is_recent(now),
    };
    let current = |id, opened, goes_on| {
        let (class, name) = (class.id, class.name.clone());
        Current { id, class, name, opened, goes_on }
    };
    if let Some(last) = class.cut_off() {
        if goes_on(last) {
            return Ok(current(last.id, last.opened, true));
        }
        tables::end_meeting(connection, last.id, last.until)?;
    }
    connection
        .prepare("INSERT INTO meetings (class, opened) VALUES (?1, ?2)")?
        .execute(params![class.id, now.as_microsecond()])?;
    Ok(current(connection.last_insert_rowid(), now, false))
}

/// Notes a meeting in a journal that could not be copied whole.
pub(super) fn keep(connection: &Connection, current: &Current) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT OR IGNORE INTO classes (id, name, name_folded) VALUES (?1, ?2, ?3)",
        params![current.class, current.name.as_str(), folded(&current.name)],
    )?;
    connection.execute(
        "INSERT OR IGNORE INTO meetings (id, class, opened) VALUES (?1, ?2, ?3)",
        params![current.id, current.class, current.opened.as_microsecond()],
    )?;
    Ok(())
}

/// Who belongs to a class, in the order of its list.
pub(super) fn roster(connection: &Connection, class: i64) -> rusqlite::Result<Vec<Enrolled>> {
    let mut statement = connection.prepare_cached(
        "SELECT short, name, number, username, email FROM students WHERE class = ?1 ORDER BY id",
    )?;
    let students = statement.query_map([class], |row| {
        Ok(Enrolled {
            short: tables::name(0, &row.get::<_, String>(0)?)?,
            name: row.get(1)?,
            id: row.get(2)?,
            username: row.get(3)?,
            email: row.get(4)?,
        })
    })?;
    students.collect()
}

/// Replaces who belongs to a class.
pub(super) fn enrol(
    connection: &Connection,
    class: i64,
    roster: &[Enrolled],
) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM students WHERE class = ?1", [class])?;
    let mut insert = connection.prepare(
        "INSERT INTO students (class, short, short_folded, name, number, username, email)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for Enrolled { short, name, id, username, email } in roster {
        let folded = folded(short);
        insert.execute(params![class, short.as_str(), folded, name, id, username, email])?;
    }
    Ok(())
}

/// Gives a student's stays in the class their new short name, also those from before there was a
/// roster, which are known by the name.
pub(super) fn rename_student(
    connection: &Connection,
    class: i64,
    old: &Name,
    new: &Name,
) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE entries SET student = ?3
         WHERE coalesce(student, name_folded) = ?2
             AND meeting IN (SELECT id FROM meetings WHERE class = ?1)",
        params![class, folded(old), folded(new)],
    )?;
    Ok(())
}

//! Records to rows, and rows to stays and lines.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use crate::classroom::{
    Came, Departure, Entry, KeptPass, Kind, Left, Moved, PASS_HOLDS, PassHash, PassRecord, Record,
    Said,
};
use crate::name::Name;

use super::recording;

/// One person's stay in the class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Who it was.
    pub who: Visitor,
    /// When it started.
    pub came: Timestamp,
    /// When and how it ended; `None` while it goes on.
    pub left: Option<(Timestamp, Departure)>,
    /// How many people were in the class at its start, this one included.
    pub active: usize,
    /// The case-folded short name of who it was in the roster.
    pub student: Option<String>,
}

/// Whose stay it was.
#[expect(missing_docs, reason = "the variants name the fields")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Visitor {
    /// A name, and where it connected from.
    Known { name: Name, from: SocketAddr },
    /// A forgotten name: the number is the same in all of its stays, and reveals nothing else.
    Forgotten(i64),
}

impl Visitor {
    /// The name, if it is still known.
    pub fn name(&self) -> Option<&Name> {
        match self {
            Self::Known { name, .. } => Some(name),
            Self::Forgotten(_) => None,
        }
    }

    /// What tells those who are forgotten apart.
    pub fn number(&self) -> i64 {
        match self {
            Self::Known { .. } => 0,
            Self::Forgotten(number) => *number,
        }
    }

    /// Where they connected from, if it is still known.
    pub fn from(&self) -> Option<SocketAddr> {
        match self {
            Self::Known { from, .. } => Some(*from),
            Self::Forgotten(_) => None,
        }
    }
}

/// Something to write.
#[derive(Debug)]
pub(super) enum Item {
    Record(Record),
    /// Of the class's recording.
    Entry(Entry),
}

/// Writes all items, which are of that meeting, in one transaction.
pub(super) fn write<'r>(
    connection: &mut Connection,
    meeting: i64,
    items: impl Iterator<Item = &'r Item>,
) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    for item in items {
        match item {
            Item::Record(Record::Came(came)) => write_came(&transaction, meeting, came)?,
            Item::Record(Record::Moved(moved)) => write_moved(&transaction, moved)?,
            Item::Record(Record::Left(left)) => write_left(&transaction, left)?,
            Item::Record(Record::Said(said)) => write_said(&transaction, meeting, said)?,
            Item::Record(Record::Pass(pass)) => write_pass(&transaction, meeting, pass)?,
            Item::Record(Record::Ended(at)) => end_meeting(&transaction, meeting, *at)?,
            Item::Entry(entry) => recording::write(&transaction, meeting, entry)?,
        }
    }
    transaction.commit()
}

fn write_came(connection: &Connection, meeting: i64, came: &Came) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO entries
                 (person, name, name_folded, ip, port, came, active, meeting, student)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            came.who.0.cast_signed(),
            came.name.as_str(),
            folded(&came.name),
            came.from.ip().to_canonical().to_string(),
            came.from.port(),
            came.at.as_microsecond(),
            i64::try_from(came.active).unwrap_or(i64::MAX),
            meeting,
            came.student.as_ref().map(folded),
        ])?;
    Ok(())
}

fn write_moved(connection: &Connection, moved: &Moved) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO moves (entry, at, room)
             SELECT id, ?2, ?3 FROM entries WHERE person = ?1 AND left_at IS NULL",
        )?
        .execute(params![
            moved.who.0.cast_signed(),
            moved.at.as_microsecond(),
            moved.room.as_str(),
        ])?;
    Ok(())
}

/// Closes the connection's open stay, if it has one. Stays of earlier servers were closed when this
/// one opened the journal, so an open one is this server's.
fn write_left(connection: &Connection, left: &Left) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "UPDATE entries SET left_at = ?2, how = ?3 WHERE person = ?1 AND left_at IS NULL",
        )?
        .execute(params![left.who.0.cast_signed(), left.at.as_microsecond(), left.how.code()])?;
    Ok(())
}

fn write_said(connection: &Connection, meeting: i64, said: &Said) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO lines
                 (at, room, kind, sender, sender_folded, recipient, recipient_folded, text, meeting)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            said.at.as_microsecond(),
            said.room.as_str(),
            said.kind.code(),
            said.from.as_str(),
            folded(&said.from),
            said.to.as_ref().map(Name::as_str),
            said.to.as_ref().map(folded),
            said.text,
            meeting,
        ])?;
    connection
        .prepare_cached("INSERT INTO words (rowid, text) VALUES (?1, ?2)")?
        .execute(params![connection.last_insert_rowid(), said.text])?;
    Ok(())
}

/// A pass is joined to the stay that its bearer is in. A stay is proved to be somebody's by the pass
/// with which it began, or that was made in it.
fn write_pass(connection: &Connection, meeting: i64, pass: &PassRecord) -> rusqlite::Result<()> {
    match pass {
        PassRecord::Of(who, hash) => {
            connection
                .prepare_cached(
                    "UPDATE entries SET bearer = id
                     WHERE person = ?1 AND left_at IS NULL AND bearer IS NULL",
                )?
                .execute([who.0.cast_signed()])?;
            connection
                .prepare_cached(
                    "INSERT INTO passes (hash, entry, bearer)
                     SELECT ?2, id, bearer FROM entries WHERE person = ?1 AND left_at IS NULL
                     ON CONFLICT (hash) DO UPDATE SET entry = excluded.entry",
                )?
                .execute(params![who.0.cast_signed(), hash.0])?
        }
        PassRecord::Proves(who, hash) => connection
            .prepare_cached(
                "UPDATE entries SET bearer =
                     (SELECT passes.bearer FROM passes JOIN entries AS known ON known.id = entry
                      WHERE hash = ?2 AND known.meeting IN (SELECT id FROM meetings
                          WHERE class = (SELECT class FROM meetings WHERE id = ?3)))
                 WHERE person = ?1 AND left_at IS NULL",
            )?
            .execute(params![who.0.cast_signed(), hash.0, meeting])?,
        PassRecord::Void(hash) => connection
            .prepare_cached("UPDATE passes SET void = 1 WHERE hash = ?1")?
            .execute([hash.0])?,
    };
    Ok(())
}

/// Ends a meeting: its passes let nobody in any more.
pub(super) fn end_meeting(
    connection: &Connection,
    meeting: i64,
    at: Timestamp,
) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE meetings SET ended = max(opened, ?2) WHERE id = ?1",
        params![meeting, at.as_microsecond()],
    )?;
    connection.execute(
        "UPDATE passes SET void = 1
         WHERE void = 0 AND entry IN (SELECT id FROM entries WHERE meeting = ?1)",
        [meeting],
    )?;
    Ok(())
}

/// Those whose passes hold at that moment because the server that gave them did not end the meeting.
/// Stays that it left open must have been ended.
pub(super) fn held_passes(
    connection: &Connection,
    meeting: i64,
    now: Timestamp,
) -> rusqlite::Result<Vec<KeptPass>> {
    let mut statement = connection.prepare(
        "SELECT name, hash, left_at, entries.id FROM passes JOIN entries ON entries.id = entry
         WHERE void = 0 AND name <> '' AND left_at > ?1 AND meeting = ?2 ORDER BY passes.id",
    )?;
    let since = (now - SignedDuration::try_from(PASS_HOLDS).unwrap_or_default()).as_microsecond();
    let mut rows = statement.query([since, meeting])?;
    let mut kept: BTreeMap<i64, KeptPass> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (name, hash) = (name(0, &row.get::<_, String>(0)?)?, PassHash(row.get(1)?));
        let holds = u64::try_from(row.get::<_, i64>(2)? - since).unwrap_or(0);
        let holds = Duration::from_micros(holds).min(PASS_HOLDS);
        let new = || KeptPass { name, hashes: Vec::new(), holds };
        kept.entry(row.get(3)?).or_insert_with(new).hashes.push(hash);
    }
    Ok(kept.into_values().collect())
}

/// Ends the stays that a killed server left open, at the last moment it recorded.
pub(super) fn close_open_stays(connection: &Connection) -> rusqlite::Result<()> {
    if let Some(last) = last_moment(connection)? {
        connection.execute(
            "UPDATE entries SET left_at = max(came, ?1), how = ?2 WHERE left_at IS NULL",
            params![last.as_microsecond(), Departure::Crashed.code()],
        )?;
    }
    Ok(())
}

pub(super) fn last_moment(connection: &Connection) -> rusqlite::Result<Option<Timestamp>> {
    connection.query_row(
        "SELECT max(moment) FROM (
             SELECT * FROM (SELECT at AS moment FROM lines ORDER BY id DESC LIMIT 1)
             UNION ALL SELECT * FROM (SELECT came FROM entries ORDER BY id DESC LIMIT 1)
             UNION ALL SELECT max(left_at) FROM entries)",
        [],
        |row| row.get::<_, Option<i64>>(0)?.map(|at| timestamp(0, at)).transpose(),
    )
}

/// Precedes a forgotten name's number in the column of case-folded names; no name contains it.
pub(super) const FORGOTTEN: char = '#';

/// Reads the columns of [`SearchTerms::select`](super::search_terms::SearchTerms::select).
pub(super) fn said(row: &Row<'_>) -> rusqlite::Result<Said> {
    let recipient: Option<String> = row.get(5)?;
    Ok(Said {
        at: timestamp(1, row.get(1)?)?,
        room: name(2, &row.get::<_, String>(2)?)?,
        kind: known(3, row.get(3)?, Kind::from_code)?,
        from: name(4, &row.get::<_, String>(4)?)?,
        to: recipient.map(|text| name(5, &text)).transpose()?,
        text: row.get(6)?,
    })
}

/// Reads `name, ip, port, came, active, left_at, how, name_folded, student`.
pub(super) fn stay(row: &Row<'_>) -> rusqlite::Result<Stay> {
    let left_at: Option<i64> = row.get(5)?;
    let left = match left_at {
        Some(at) => Some((timestamp(5, at)?, known(6, row.get(6)?, Departure::from_code)?)),
        None => None,
    };
    Ok(Stay {
        who: visitor(row)?,
        came: timestamp(3, row.get(3)?)?,
        left,
        active: usize::try_from(row.get::<_, i64>(4)?).unwrap_or(usize::MAX),
        student: row.get(8)?,
    })
}

fn visitor(row: &Row<'_>) -> rusqlite::Result<Visitor> {
    let text: String = row.get(0)?;
    if text.is_empty() {
        let number = |text: &str| text.strip_prefix(FORGOTTEN)?.parse().ok();
        return known(7, row.get(7)?, number).map(Visitor::Forgotten);
    }
    let ip: IpAddr = known(1, row.get(1)?, |text| text.parse().ok())?;
    Ok(Visitor::Known { name: name(0, &text)?, from: SocketAddr::new(ip, row.get(2)?) })
}

pub(super) fn folded(name: &Name) -> String {
    name.confusable().folded
}

pub(super) fn name(column: usize, text: &str) -> rusqlite::Result<Name> {
    Name::new(text).map_err(|error| unreadable(column, Type::Text, error))
}

pub(super) fn timestamp(column: usize, at: i64) -> rusqlite::Result<Timestamp> {
    Timestamp::from_microsecond(at).map_err(|error| unreadable(column, Type::Integer, error))
}

fn known<T>(
    column: usize,
    text: String,
    meaning: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let known = meaning(&text);
    known.ok_or_else(|| unreadable(column, Type::Text, format!("what is {text:?}?")))
}

fn unreadable(
    column: usize,
    kind: Type,
    error: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, kind, error.into())
}

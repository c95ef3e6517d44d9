//! What someone may read of the meetings of their class.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::classroom::{Past, Scope, Sought, Span, Talk, main_room};
use crate::name::Name;

use super::classes::Current;
use super::tables::{self, timestamp};

/// What may be read, by meeting. A meeting that is not in it is not for the asker.
pub(super) type Scopes = BTreeMap<i64, Scope>;

/// What may be read in answer to a question that someone asks in the current meeting.
pub(super) fn scopes(
    connection: &Connection,
    current: &Current,
    sought: &Sought,
) -> rusqlite::Result<Scopes> {
    let mut scopes = Scopes::new();
    match &sought.past {
        Past::Nothing => {}
        Past::All(teacher) => {
            let mut meetings = connection.prepare("SELECT id FROM meetings WHERE class = ?1")?;
            let meetings = meetings.query_map([current.class], |row| row.get::<_, i64>(0))?;
            for meeting in meetings {
                let all = |of| Span { of, from: None, until: None };
                let spans = [Talk::EveryRoom, Talk::PrivateOf(teacher.clone())].map(all);
                scopes.entry(meeting?).or_default().0.extend(spans);
            }
        }
        Past::Of(hashes) => {
            for hash in hashes {
                for stay in stays(connection, current.class, hash.0)? {
                    let spans = stay.spans(connection)?;
                    scopes.entry(stay.meeting).or_default().0.extend(spans);
                }
            }
        }
    }
    scopes.entry(current.id).or_default().0.extend(sought.scope.0.iter().cloned());
    Ok(scopes)
}

/// A stay of somebody who has proved whose it is.
struct Proved {
    id: i64,
    meeting: i64,
    name: Name,
    came: Timestamp,
    left: Option<Timestamp>,
}

fn stays(connection: &Connection, class: i64, hash: [u8; 32]) -> rusqlite::Result<Vec<Proved>> {
    let mut statement = connection.prepare_cached(
        "SELECT entries.id, meeting, name, came, left_at FROM entries
         JOIN meetings ON meetings.id = meeting
         WHERE class = ?1 AND name <> ''
             AND bearer IN (SELECT passes.bearer FROM passes WHERE hash = ?2)
         ORDER BY entries.id",
    )?;
    let stays = statement.query_map(params![class, hash], |row| {
        let left: Option<i64> = row.get(4)?;
        Ok(Proved {
            id: row.get(0)?,
            meeting: row.get(1)?,
            name: tables::name(2, &row.get::<_, String>(2)?)?,
            came: timestamp(3, row.get(3)?)?,
            left: left.map(|at| timestamp(4, at)).transpose()?,
        })
    })?;
    stays.collect()
}

impl Proved {
    /// What could be read during it: each room while it was theirs, and what was private to the name.
    fn spans(&self, connection: &Connection) -> rusqlite::Result<Vec<Span>> {
        let mut moves =
            connection.prepare_cached("SELECT at, room FROM moves WHERE entry = ?1 ORDER BY id")?;
        let moves = moves.query_map([self.id], |row| {
            let room = tables::name(1, &row.get::<_, String>(1)?)?;
            Ok((timestamp(0, row.get(0)?)?, room))
        })?;
        let private = Talk::PrivateOf(self.name.clone());
        let mut spans = vec![Span { of: private, from: Some(self.came), until: self.left }];
        let mut place = (self.came, main_room());
        for moved in moves {
            let (from, room) = std::mem::replace(&mut place, moved?);
            spans.push(Span { of: Talk::Room(room), from: Some(from), until: Some(place.0) });
        }
        let (from, room) = place;
        spans.push(Span { of: Talk::Room(room), from: Some(from), until: self.left });
        Ok(spans)
    }
}

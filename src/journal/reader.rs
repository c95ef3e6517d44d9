//! Reading a journal, also while a server writes it.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::vec;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, named_params};

use crate::classroom::{
    Attended, Departure, Enrolled, Entry, Presence, Register, Said, Sitting, Sought,
};
use crate::name::Name;

use super::attendance::attendance;
use super::classes::{self, Class, Current, Held};
use super::database;
use super::error::JournalError;
use super::key::Key;
use super::location::Location;
use super::past::scopes;
use super::recording::{self, Recording};
use super::search_terms::SearchTerms;
use super::tables::{self, Stay};

/// Lines read at a time: the file is not locked while they are consumed.
const PAGE: i64 = 1000;

/// Lines between two looks at the clock.
const LOOK_AT_THE_CLOCK: u32 = 256;

/// What to read of a journal. The default is all of it.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only stays of this name and lines from or to it, ignoring case.
    pub with: Option<Name>,
    /// Only of these meetings.
    pub meetings: Option<Vec<Held>>,
}

impl Filter {
    /// The meetings for SQL: an array in JSON.
    fn meetings(&self) -> Option<String> {
        let ids = self.meetings.as_ref()?.iter().map(|held| held.id);
        Some(serde_json::Value::from(ids.collect::<Vec<_>>()).to_string())
    }
}

/// A journal opened for reading. It changes nothing, and makes nothing where there is no journal.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    database: PathBuf,
    /// A server is writing: stays without an end are still going on.
    live: bool,
}

impl Reader {
    /// Opens a journal.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn open(place: &Location) -> Result<Self, JournalError> {
        let key = database::key(place)?;
        Self::unlock(&place.database(), &key, place.is_claimed())
    }

    /// Opens a journal's file; `live` if a server is writing it.
    pub(super) fn unlock(path: &Path, key: &Key, live: bool) -> Result<Self, JournalError> {
        let connection = database::open_for_reading(path, key)?;
        Ok(Self { connection, database: path.to_owned(), live })
    }

    /// Is a server writing it?
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// The stays that overlap the filter's time, sorted by their start.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn stays(&self, filter: &Filter) -> Result<Vec<Stay>, JournalError> {
        let stays = self.read_stays(filter);
        let stays = stays.map_err(|error| JournalError::storage(&self.database, &error))?;
        Ok(stays.into_iter().map(|(_, stay)| stay).collect())
    }

    /// Attendance in the filter's time, in alphabetical order. Open stays count until `now`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn attendance(
        &self,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<Vec<Presence>, JournalError> {
        let until = filter.until.map_or(now, |until| until.min(now));
        Ok(attendance(&self.stays(filter)?, filter.since, until))
    }

    /// The register of these meetings of a class, of the stays that the filter lets through. The
    /// meeting that a running server holds goes on until `now`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn register(
        &self,
        class: &Class,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<Register, JournalError> {
        let held = filter.meetings.as_ref().unwrap_or(&class.meetings);
        let running = if self.live { classes::running(&self.connection) } else { Ok(None) };
        let found = running
            .and_then(|running| self.read_register((held, running), &class.roster, filter, now));
        found.map_err(|error| JournalError::storage(&self.database, &error))
    }

    /// The register of the last meetings of a running class.
    pub(super) fn last_register(
        &self,
        current: &Current,
        most: usize,
        now: Timestamp,
    ) -> rusqlite::Result<Register> {
        let mut held = classes::meetings(&self.connection, current.class)?;
        held.drain(..held.len().saturating_sub(most));
        let roster = classes::roster(&self.connection, current.class)?;
        let filter = Filter { meetings: Some(held.clone()), ..Filter::default() };
        self.read_register((&held, Some(current.id)), &roster, &filter, now)
    }

    /// The register of these meetings, of which one may be running.
    fn read_register(
        &self,
        (held, running): (&[Held], Option<i64>),
        roster: &[Enrolled],
        filter: &Filter,
        now: Timestamp,
    ) -> rusqlite::Result<Register> {
        let sitting = |held: &Held| {
            let goes_on = running == Some(held.id) && !held.ended;
            let until = if goes_on { now } else { held.until };
            Sitting { opened: held.opened, until, goes_on }
        };
        let meetings = held.iter().map(sitting).collect();
        let attended = |(meeting, stay): (i64, Stay)| {
            Some(Attended {
                meeting: held.iter().position(|held| held.id == meeting)?,
                name: stay.who.name().cloned(),
                forgotten: stay.who.number().to_string(),
                student: stay.student,
                came: stay.came,
                left: stay.left.map(|(left, _)| left),
            })
        };
        let stays: Vec<Attended> =
            self.read_stays(filter)?.into_iter().filter_map(attended).collect();
        Ok(Register::new(meetings, roster, &stays))
    }

    /// The classes, in the order in which they were made.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn classes(&self) -> Result<Vec<Class>, JournalError> {
        classes::all(&self.connection)
            .map_err(|error| JournalError::storage(&self.database, &error))
    }

    /// The recorded classes, the oldest first.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn recordings(&self) -> Result<Vec<Recording>, JournalError> {
        let all = recording::all(&self.connection);
        all.map_err(|error| JournalError::storage(&self.database, &error))
    }

    /// The entries of a recording, the opening of the class first. What lacks behind the first gap is
    /// left out.
    ///
    /// # Errors
    /// The file cannot be read, or a later sala recorded this.
    pub fn entries(&self, recording: &Recording) -> Result<Vec<Entry>, JournalError> {
        let failed = |error| JournalError::storage(&self.database, &error);
        let number = recording.number;
        if !recording::is_known(&self.connection, number).map_err(failed)? {
            return Err(JournalError::Newer(self.database.clone()));
        }
        recording::entries(&self.connection, number).map_err(failed)
    }

    /// The conversation, in the order in which it was recorded.
    pub fn conversation(&self, filter: &Filter) -> Lines<'_> {
        self.search("", filter)
    }

    /// The lines that contain every word, ignoring accents and case. A word that ends with `*` matches
    /// all that start with it; a term without letters or digits matches literally.
    pub fn search(&self, words: &str, filter: &Filter) -> Lines<'_> {
        Lines::new(self, filter, SearchTerms::new(words))
    }

    /// The newest lines that are sought, oldest first: those that are found by `until`.
    pub(super) fn newest(
        &self,
        current: &Current,
        sought: &Sought,
        until: Instant,
    ) -> rusqlite::Result<Vec<Said>> {
        let scopes = scopes(&self.connection, current, sought)?;
        let words = SearchTerms::new(&sought.words);
        let (select, id) = (words.select(), words.id());
        // A meeting's lines follow each other: only one server writes.
        let mut statement = self.connection.prepare_cached(&format!(
            "{select} AND {id} >= :first AND (:since IS NULL OR at >= :since AND at < :until)
             ORDER BY {id} DESC"
        ))?;
        let moment = |at: Timestamp| at.as_microsecond();
        let mut rows = statement.query(named_params! {
            ":words": words.indexed,
            ":symbols": words.symbols,
            ":first": self.first_line(scopes.keys())?,
            ":since": sought.within.map(|(since, _)| moment(since)),
            ":until": sought.within.map(|(_, until)| moment(until)),
        })?;
        let since = scopes.values().map(|scope| scope.since().map_or(i64::MIN, moment)).min();
        let (since, limit) = (since.unwrap_or(i64::MIN), sought.limit);
        let mut lines = Vec::new();
        let mut looked = 0_u32;
        while lines.len() < limit
            && let Some(row) = rows.next()?
        {
            looked += 1;
            if looked.is_multiple_of(LOOK_AT_THE_CLOCK) && Instant::now() >= until {
                break;
            }
            // Cheaper than reading the whole row.
            if row.get::<_, i64>(1)? < since {
                continue;
            }
            if let Some(scope) = scopes.get(&row.get(7)?) {
                lines.extend(Some(tables::said(row)?).filter(|said| scope.holds(said)));
            }
        }
        lines.reverse();
        Ok(lines)
    }

    /// The number of the first line of any of these meetings.
    fn first_line<'m>(
        &self,
        meetings: impl Iterator<Item = &'m i64>,
    ) -> rusqlite::Result<Option<i64>> {
        let mut first = self
            .connection
            .prepare_cached("SELECT id FROM lines WHERE meeting = ?1 ORDER BY id LIMIT 1")?;
        let found = meetings
            .map(|meeting| first.query_row([meeting], |row| row.get::<_, i64>(0)).optional());
        Ok(found.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().min())
    }

    /// The stays, each with its meeting.
    fn read_stays(&self, filter: &Filter) -> rusqlite::Result<Vec<(i64, Stay)>> {
        let gone = match self.live {
            true => None,
            false => tables::last_moment(&self.connection)?,
        };
        let mut statement = self.connection.prepare(
            "SELECT name, ip, port, came, active,
                 coalesce(left_at, max(came, :gone)), coalesce(how, :crashed), name_folded,
                 student, meeting
             FROM entries
             WHERE (:until IS NULL OR came < :until)
               AND (:since IS NULL OR coalesce(left_at, max(came, :gone), :since) >= :since)
               AND (:with IS NULL OR name_folded = :with)
               AND (:meetings IS NULL OR meeting IN (SELECT value FROM json_each(:meetings)))
             ORDER BY came, id",
        )?;
        let rows = statement.query_map(
            named_params! {
                ":since": filter.since.map(Timestamp::as_microsecond),
                ":until": filter.until.map(Timestamp::as_microsecond),
                ":with": filter.with.as_ref().map(tables::folded),
                ":meetings": filter.meetings(),
                ":gone": gone.map(Timestamp::as_microsecond),
                ":crashed": Departure::Crashed.code(),
            },
            |row| Ok((row.get(9)?, tables::stay(row)?)),
        )?;
        rows.collect()
    }
}

/// Lines of the conversation, read lazily.
#[derive(Debug)]
pub struct Lines<'r> {
    reader: &'r Reader,
    filter: Filter,
    words: SearchTerms,
    page: vec::IntoIter<(i64, Said)>,
    /// Number of the last line returned; `None` at the end.
    after: Option<i64>,
}

impl<'r> Lines<'r> {
    fn new(reader: &'r Reader, filter: &Filter, words: SearchTerms) -> Self {
        let page = Vec::new().into_iter();
        Self { reader, filter: filter.clone(), words, page, after: Some(i64::MIN) }
    }

    fn read_page(&mut self, after: i64) -> rusqlite::Result<Vec<(i64, Said)>> {
        let (select, id) = (self.words.select(), self.words.id());
        let mut statement = self.reader.connection.prepare_cached(&format!(
            "{select} AND {id} > :after
               AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)
               AND (:with IS NULL OR sender_folded = :with OR recipient_folded = :with)
               AND (:meetings IS NULL OR meeting IN (SELECT value FROM json_each(:meetings)))
             ORDER BY {id} LIMIT :page"
        ))?;
        let rows = statement.query_map(
            named_params! {
                ":words": self.words.indexed,
                ":symbols": self.words.symbols,
                ":after": after,
                ":since": self.filter.since.map(Timestamp::as_microsecond),
                ":until": self.filter.until.map(Timestamp::as_microsecond),
                ":with": self.filter.with.as_ref().map(tables::folded),
                ":meetings": self.filter.meetings(),
                ":page": PAGE,
            },
            |row| Ok((row.get(0)?, tables::said(row)?)),
        )?;
        rows.collect()
    }
}

impl Iterator for Lines<'_> {
    type Item = Result<Said, JournalError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            match self.read_page(self.after?) {
                Ok(page) => {
                    self.after = page.last().map(|(id, _)| *id);
                    self.page = page.into_iter();
                }
                Err(error) => {
                    self.after = None;
                    return Some(Err(JournalError::storage(&self.reader.database, &error)));
                }
            }
        }
        self.page.next().map(|(_, said)| Ok(said))
    }
}

//! Reading a journal, also while a server writes it.

use std::path::{Path, PathBuf};
use std::time::Instant;
use std::vec;

use jiff::Timestamp;
use rusqlite::{Connection, named_params};

use crate::classroom::{Departure, Entry, Presence, Said, Scope};
use crate::name::Name;

use super::attendance::attendance;
use super::database;
use super::error::JournalError;
use super::key::Key;
use super::location::Location;
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

    /// The stays that overlap the filter's time, sorted by their start.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn stays(&self, filter: &Filter) -> Result<Vec<Stay>, JournalError> {
        self.read_stays(filter).map_err(|error| JournalError::storage(&self.database, &error))
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

    /// The newest lines of the scope that match, oldest first, at most `limit`: those with a number
    /// above `after` that are found by `until`.
    pub(super) fn newest(
        &self,
        scope: &Scope,
        words: &SearchTerms,
        limit: usize,
        after: i64,
        until: Instant,
    ) -> rusqlite::Result<Vec<Said>> {
        let (select, id) = (words.select(), words.id());
        let mut statement = self
            .connection
            .prepare_cached(&format!("{select} AND {id} > :after ORDER BY {id} DESC"))?;
        let mut rows = statement.query(named_params! {
            ":words": words.indexed,
            ":symbols": words.symbols,
            ":after": after,
        })?;
        let since = scope.since().map_or(i64::MIN, Timestamp::as_microsecond);
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
            lines.extend(Some(tables::said(row)?).filter(|said| scope.holds(said)));
        }
        lines.reverse();
        Ok(lines)
    }

    fn read_stays(&self, filter: &Filter) -> rusqlite::Result<Vec<Stay>> {
        let gone = match self.live {
            true => None,
            false => tables::last_moment(&self.connection)?,
        };
        let mut statement = self.connection.prepare(
            "SELECT name, ip, port, came, active,
                 coalesce(left_at, max(came, :gone)), coalesce(how, :crashed), name_folded
             FROM entries
             WHERE (:until IS NULL OR came < :until)
               AND (:since IS NULL OR coalesce(left_at, max(came, :gone), :since) >= :since)
               AND (:with IS NULL OR name_folded = :with)
             ORDER BY came, id",
        )?;
        let rows = statement.query_map(
            named_params! {
                ":since": filter.since.map(Timestamp::as_microsecond),
                ":until": filter.until.map(Timestamp::as_microsecond),
                ":with": filter.with.as_ref().map(tables::folded),
                ":gone": gone.map(Timestamp::as_microsecond),
                ":crashed": Departure::Crashed.code(),
            },
            tables::stay,
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

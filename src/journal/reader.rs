//! Reading a journal, also while a server writes it.

use std::path::PathBuf;
use std::vec;

use jiff::Timestamp;
use rusqlite::{Connection, named_params};

use crate::classroom::{Departure, Said};
use crate::name::Name;

use super::attendance::{Presence, attendance};
use super::database;
use super::error::JournalError;
use super::place::Place;
use super::tables::{self, Entry};

/// So many lines are read at a time: the file is never held while someone reads a page of them.
const PAGE: i64 = 1000;

/// What is wanted of a journal. Empty: all of it.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Nothing before this moment.
    pub since: Option<Timestamp>,
    /// Nothing from this moment on.
    pub until: Option<Timestamp>,
    /// Only this name's entries, and the lines from it and to it; case does not matter.
    pub with: Option<Name>,
}

/// A journal opened to be read. Changes nothing, and makes nothing where there is no journal.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    database: PathBuf,
    /// Does a server write here? If not, who did not leave is here no more.
    live: bool,
}

impl Reader {
    /// Opens the journal of a place.
    ///
    /// # Errors
    /// What stands in the way.
    pub fn open(place: &Place) -> Result<Self, JournalError> {
        let key = place.key_for_reading()?;
        let database = place.database();
        let connection = database::open_for_reading(&database, &key)?;
        Ok(Self { connection, database, live: place.is_claimed() })
    }

    /// The stays in the class that touch the time asked for, in the order of their beginning.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn entries(&self, filter: &Filter) -> Result<Vec<Entry>, JournalError> {
        self.read_entries(filter).map_err(|error| JournalError::storage(&self.database, &error))
    }

    /// Who was here in the time asked for, in alphabetical order; who is still here, until `now`.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn attendance(
        &self,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<Vec<Presence>, JournalError> {
        let until = filter.until.map_or(now, |until| until.min(now));
        Ok(attendance(&self.entries(filter)?, filter.since, until))
    }

    /// The conversation, in the order it was recorded in.
    pub fn conversation(&self, filter: &Filter) -> Lines<'_> {
        Lines::new(self, filter, Words::default())
    }

    /// The lines of the conversation that hold every word; accents and case do not matter. A
    /// word that ends with `*` stands for all that begin so, and a sign that is no word is
    /// looked for as it is.
    pub fn search(&self, words: &str, filter: &Filter) -> Lines<'_> {
        Lines::new(self, filter, Words::new(words))
    }

    fn read_entries(&self, filter: &Filter) -> rusqlite::Result<Vec<Entry>> {
        let gone = match self.live {
            true => None,
            false => tables::last_moment(&self.connection)?,
        };
        let mut statement = self.connection.prepare(
            "SELECT name, ip, port, came, active,
                 coalesce(left_at, max(came, :gone)), coalesce(how, :crashed)
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
            tables::entry,
        )?;
        rows.collect()
    }
}

/// Lines of the conversation, read as they are asked for.
#[derive(Debug)]
pub struct Lines<'r> {
    reader: &'r Reader,
    filter: Filter,
    words: Words,
    page: vec::IntoIter<(i64, Said)>,
    /// The last line given; `None` when there is nothing more.
    after: Option<i64>,
}

impl<'r> Lines<'r> {
    fn new(reader: &'r Reader, filter: &Filter, words: Words) -> Self {
        let page = Vec::new().into_iter();
        Self { reader, filter: filter.clone(), words, page, after: Some(i64::MIN) }
    }

    fn read_page(&mut self, after: i64) -> rusqlite::Result<Vec<(i64, Said)>> {
        let (source, matching) = match self.words.indexed {
            Some(_) => ("words JOIN lines ON id = words.rowid", "words MATCH :words"),
            None => ("lines", ":words IS NULL"),
        };
        let id = if self.words.indexed.is_some() { "words.rowid" } else { "id" };
        let mut statement = self.reader.connection.prepare_cached(&format!(
            "SELECT id, at, room, kind, sender, recipient, lines.text FROM {source}
             WHERE {matching} AND {id} > :after
               AND (:since IS NULL OR at >= :since) AND (:until IS NULL OR at < :until)
               AND (:with IS NULL OR sender_folded = :with OR recipient_folded = :with)
               AND NOT EXISTS (SELECT 1 FROM json_each(:signs) WHERE NOT instr(lines.text, value))
             ORDER BY {id} LIMIT :page"
        ))?;
        let rows = statement.query_map(
            named_params! {
                ":words": self.words.indexed,
                ":signs": self.words.signs,
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

/// What is looked for, in a form that holds no syntax of the person's.
#[derive(Debug)]
struct Words {
    /// An FTS5 expression: every word quoted.
    indexed: Option<String>,
    /// A JSON array of what has no letter or digit, which the index does not hold.
    signs: String,
}

impl Default for Words {
    fn default() -> Self {
        Self { indexed: None, signs: "[]".to_owned() }
    }
}

impl Words {
    fn new(words: &str) -> Self {
        let (indexed, signs): (Vec<_>, Vec<_>) =
            words.split_whitespace().partition(|word| word.contains(char::is_alphanumeric));
        let quoted = indexed.iter().map(|word| {
            let (word, prefix) = word.strip_suffix('*').map_or((*word, ""), |word| (word, "*"));
            format!("\"{}\"{prefix}", word.replace('"', "\"\""))
        });
        let indexed = (!indexed.is_empty()).then(|| quoted.collect::<Vec<_>>().join(" "));
        Self { indexed, signs: serde_json::Value::from(signs).to_string() }
    }
}

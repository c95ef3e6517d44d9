//! The journal's handle, as the server uses it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::classroom::{Enrolled, Entry, KeptPass, Record, Register, Said, Sought};
use crate::name::Name;

use super::classes::{self, Current, Start, default_class};
use super::database;
use super::error::{JournalError, Losses, RecordingStatus};
use super::location::Location;
use super::query_thread::{Query, QueryThread};
use super::reader::Reader;
use super::tables::{self, Item};
use super::writer::{Files, Gauge, Task, Writer};

/// How a journal is kept.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The class whose meeting this is. `None`: [`DEFAULT_CLASS`](super::DEFAULT_CLASS).
    pub class: Option<Name>,
    /// Is it refused if the class has no roster?
    pub roster_only: bool,
    /// What to do where that class's last meeting was cut off.
    pub start: Start,
    /// Maximum size of the file in bytes. `None`: no limit.
    pub max_bytes: Option<u64>,
    /// Lines older than this by the system's clock are deleted for good: at opening, then every
    /// day, and more often if this is less than 24 days. Stays are kept.
    pub keep: Option<SignedDuration>,
    /// Is every entry of the class kept, to be played again?
    pub record: bool,
}

/// An open journal. Its own thread writes records in order, at most 50 ms later if the disk keeps
/// up; appending never waits for the disk.
///
/// Dropping it closes it as well, but does not return what was lost.
#[derive(Debug)]
pub struct Journal {
    /// `None` once closed: the thread ends when all senders are gone.
    queue: Option<Sender<Task>>,
    thread: Option<JoinHandle<()>>,
    gauge: Arc<Gauge>,
    /// Are entries recorded? Not behind one that was lost: without it, they make another class.
    records: AtomicBool,
    opening: Opening,
}

/// What a journal knows of the meeting that it was opened for.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The class, as it was first written.
    pub class: Name,
    /// When the meeting was opened.
    pub opened: Timestamp,
    /// Was it cut off, and goes on?
    pub goes_on: bool,
    /// Who belongs to the class.
    pub roster: Vec<Enrolled>,
    /// The passes that hold because the server before crashed.
    pub passes: Vec<KeptPass>,
}

impl Journal {
    /// Opens or creates the journal, for this process alone. Stays that a killed server left open
    /// end at the last moment it recorded.
    ///
    /// `report` is called on the journal's thread and must not wait.
    ///
    /// # Errors
    /// It cannot be opened. A damaged file, or one of another program, is left as it is.
    pub fn open(
        place: &Location,
        options: Options,
        report: impl Fn(RecordingStatus) + Send + 'static,
    ) -> Result<Self, JournalError> {
        let claim = place.claim()?;
        let key = match place.begin()? {
            Some(key) => key,
            None => database::key(place)?,
        };
        place.settle(&key)?;
        let path = place.database();
        let failed = |error| JournalError::storage(&path, &error);
        let connection = database::open_for_writing(&path, &key, options.max_bytes)?;
        tables::close_open_stays(&connection).map_err(failed)?;
        let now = Timestamp::now();
        let name = options.class.clone().unwrap_or_else(default_class);
        let class = classes::find(&connection, &name).map_err(failed)?;
        if class.as_ref().is_some_and(|class| class.archived) {
            return Err(JournalError::Archived(name.to_string()));
        }
        if options.roster_only && class.as_ref().is_none_or(|class| class.roster.is_empty()) {
            return Err(JournalError::NoRoster(name.to_string()));
        }
        let class = class.map_or_else(|| classes::make(&connection, &name), Ok).map_err(failed)?;
        let current = classes::open(&connection, &class, options.start, now).map_err(failed)?;
        let opening = Opening::of(&connection, &current, now).map_err(failed)?;
        let reader = Reader::unlock(&path, &key, true)?;
        let query_thread = QueryThread::start(reader, current.clone())?;
        let (queue, tasks) = mpsc::channel();
        let gauge = Arc::new(Gauge::default());
        let files = Files { place: place.clone(), key, claim, connection, query_thread };
        let writer = Writer::new(
            files,
            (current, options.max_bytes, options.keep),
            tasks,
            Arc::clone(&gauge),
            report,
        );
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || writer.run())
            .map_err(JournalError::Thread)?;
        let records = AtomicBool::new(options.record);
        Ok(Self { queue: Some(queue), thread: Some(thread), gauge, records, opening })
    }

    /// What the journal knows of its meeting.
    pub fn opening(&self) -> &Opening {
        &self.opening
    }

    /// Queues a record. Never waits and never fails; when more than 64 MiB wait for the disk, the
    /// record is counted as unrecorded instead. Times are kept to the microsecond.
    pub fn append(&self, record: Record) {
        self.write(Item::Record(record));
    }

    /// Queues the next entry of the class, in the same way, if entries are to be recorded. The
    /// recording ends with the first one that is lost.
    pub fn record(&self, entry: Entry) {
        if self.records.load(Ordering::Relaxed) {
            self.records.store(self.write(Item::Entry(entry)), Ordering::Relaxed);
        }
    }

    fn write(&self, item: Item) -> bool {
        let admitted = self.gauge.admit(&item);
        let sent = admitted && self.send(Task::Write(item));
        if admitted && !sent {
            self.gauge.give_up(1);
        }
        sent
    }

    /// The lines that are sought, oldest first, including all that was appended before. Words match as
    /// in [`Reader::search`]; lines not yet on disk are not searched for them. The search goes from
    /// the newest line back for 300 ms.
    ///
    /// `answer` is called on a thread of the journal, in the order of the queries. It is not called
    /// if earlier queries take more than a second.
    pub fn lines(&self, sought: Sought, answer: impl FnOnce(Vec<Said>) + Send + 'static) {
        self.ask(Query::Lines { sought, answer: Box::new(answer) });
    }

    /// The register of the class's last meetings, at most so many. Open stays count until `now`.
    ///
    /// `answer` is called as in [`lines`](Self::lines), but not if the file cannot be read.
    pub fn attendance(
        &self,
        meetings: usize,
        now: Timestamp,
        answer: impl FnOnce(Register) + Send + 'static,
    ) {
        self.ask(Query::Attendance { meetings, now, answer: Box::new(answer) });
    }

    /// Writes what waits, in at most three attempts, and closes the journal.
    pub fn close(mut self) -> Losses {
        self.stop();
        self.gauge.losses()
    }

    fn ask(&self, query: Query) {
        self.send(Task::Query(Box::new(query)));
    }

    /// `false` if the thread has ended, which only a panic in a callback does.
    fn send(&self, task: Task) -> bool {
        self.queue.as_ref().is_some_and(|queue| queue.send(task).is_ok())
    }

    fn stop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // A panic was printed when it happened.
            let _ = thread.join();
        }
    }
}

impl Opening {
    /// That of a class of which nothing is known.
    pub fn new(class: Name, opened: Timestamp) -> Self {
        Self { class, opened, goes_on: false, roster: Vec::new(), passes: Vec::new() }
    }

    fn of(connection: &Connection, current: &Current, now: Timestamp) -> rusqlite::Result<Self> {
        Ok(Self {
            class: current.name.clone(),
            opened: current.opened,
            goes_on: current.goes_on,
            roster: classes::roster(connection, current.class)?,
            passes: tables::held_passes(connection, current.id, now)?,
        })
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.stop();
    }
}

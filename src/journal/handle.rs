//! The journal as the server holds it.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};

use jiff::{SignedDuration, Timestamp};

use crate::classroom::{Presence, Record, Said, Scope};

use super::answering::{Answering, Question};
use super::database;
use super::error::{JournalError, Report};
use super::place::Place;
use super::reader::Reader;
use super::tables;
use super::words::Words;
use super::writer::{Gauge, Task, Writer};

/// How a journal is kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The file does not grow beyond this many bytes: then the journal is full.
    pub max_bytes: Option<u64>,
    /// Lines older than this are deleted for good: at opening, then every day, and more often if
    /// this is less than 24 days. By the system's clock. Entries stay.
    pub keep: Option<SignedDuration>,
}

/// An open journal. What is appended is written in order by a thread of its own, at most 50 ms
/// later if the disk keeps up; nobody who appends waits for the disk.
///
/// Dropping it closes it, too, but does not say what was lost.
#[derive(Debug)]
pub struct Journal {
    /// Taken when the journal is closed: the thread ends when nobody can append any more.
    queue: Option<Sender<Task>>,
    thread: Option<JoinHandle<()>>,
    gauge: Arc<Gauge>,
}

impl Journal {
    /// Opens the journal of a place for this process alone, and makes it if there is none. Stays
    /// that a killed server left open end at the last moment it recorded.
    ///
    /// `report` is called on the journal's thread and must not wait.
    ///
    /// # Errors
    /// What stands in the way. A file that is damaged or of another program is left as it is.
    pub fn open(
        place: &Place,
        options: Options,
        report: impl Fn(Report) + Send + 'static,
    ) -> Result<Self, JournalError> {
        let lock = place.claim()?;
        let key = match place.begin()? {
            Some(key) => key,
            None => database::key(place)?,
        };
        place.settle(&key)?;
        let path: &Path = &place.database();
        let failed = |error| JournalError::storage(path, &error);
        let connection = database::open_for_writing(path, &key, options.max_bytes)?;
        tables::close_open_entries(&connection).map_err(failed)?;
        let answering = Answering::start(Reader::unlock(path, &key, true)?, Timestamp::now())?;
        let (queue, tasks) = mpsc::channel();
        let gauge = Arc::new(Gauge::default());
        let opened = (connection, lock);
        let writer =
            Writer::new(opened, tasks, Arc::clone(&gauge), report, answering, options.keep);
        let writer = writer.map_err(failed)?;
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || writer.run())
            .map_err(JournalError::Thread)?;
        Ok(Self { queue: Some(queue), thread: Some(thread), gauge })
    }

    /// Takes a record to be written. Never waits and never fails; when more than 64 MiB wait for
    /// the disk, the record is counted as unrecorded instead. Times are kept to the microsecond.
    pub fn append(&self, record: Record) {
        if self.gauge.admit(&record) && !self.send(Task::Record(record)) {
            self.gauge.give_up(1);
        }
    }

    /// The last `limit` lines that the scope holds, oldest first, with everything appended before.
    ///
    /// `answer` is called on a thread of the journal, in the order of the questions. It is not
    /// called at all when those before it take more than a second.
    pub fn history(
        &self,
        scope: Scope,
        limit: usize,
        answer: impl FnOnce(Vec<Said>) + Send + 'static,
    ) {
        let words = Words::default();
        self.ask(Question::Lines { scope, words, limit, answer: Box::new(answer) });
    }

    /// The last `limit` lines that the scope holds and that have every word, as
    /// [`Reader::search`] finds them, oldest first. What the disk does not take at the moment is
    /// not searched, nor is what was not reached in 300 ms of looking, from the newest line back.
    ///
    /// `answer` is called as that of [`history`](Self::history).
    pub fn search(
        &self,
        scope: Scope,
        words: &str,
        limit: usize,
        answer: impl FnOnce(Vec<Said>) + Send + 'static,
    ) {
        let words = Words::new(words);
        self.ask(Question::Lines { scope, words, limit, answer: Box::new(answer) });
    }

    /// Who was here between two moments, in alphabetical order; who is still here, until the
    /// second one.
    ///
    /// `answer` is called as that of [`history`](Self::history), and not if the file cannot be
    /// read.
    pub fn attendance(
        &self,
        since: Timestamp,
        until: Timestamp,
        answer: impl FnOnce(Vec<Presence>) + Send + 'static,
    ) {
        self.ask(Question::Attendance { since, until, answer: Box::new(answer) });
    }

    /// Writes what waits, stops the thread and lets the place go. If the disk fails this is
    /// tried three times, not for ever.
    ///
    /// How many records were never written since the journal was opened.
    pub fn close(mut self) -> u64 {
        self.stop();
        self.gauge.unrecorded()
    }

    fn ask(&self, question: Question) {
        self.send(Task::Ask(Box::new(question)));
    }

    /// Is the thread still there? Only a panic in a caller's closure ends it early.
    fn send(&self, task: Task) -> bool {
        self.queue.as_ref().is_some_and(|queue| queue.send(task).is_ok())
    }

    fn stop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            // Its panic was printed when it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.stop();
    }
}

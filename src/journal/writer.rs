//! The journal's thread: the only one that writes.

use std::collections::VecDeque;
use std::mem;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::classroom::{Entry, Input, Record, Said, Sought};

use super::classes::Current;
use super::database;
use super::erasing;
use super::error::{JournalError, Losses, RecordingStatus, StorageError};
use super::file_watch::{FileWatch, Finding};
use super::key::Key;
use super::location::{Claim, Location};
use super::query_thread::{PendingQuery, Query, QueryThread};
use super::reader::Reader;
use super::redaction;
use super::rescue::rescue;
use super::tables::{self, Item};

/// Minimum time between commits.
const COMMIT_EVERY: Duration = Duration::from_millis(50);
/// Delay before a failed commit is retried.
const RETRY_EVERY: Duration = Duration::from_secs(1);
/// Most records in one commit: a long backlog is written in parts.
const BATCH: usize = 8192;
/// How often the files are looked at while nothing is written.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Attempts at the last commit, and the delay between them.
const LAST_TRIES: u32 = 3;
const LAST_TRIES_EVERY: Duration = Duration::from_millis(100);

/// Old lines are deleted this many times per retention period, so that none outlives it by more than
/// that part.
const DELETE_EVERY_PART: i32 = 24;
/// But at least this often.
const DELETE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// Delay between two batches of deletions, in which recording goes on.
const DELETE_MORE_AFTER: Duration = Duration::from_millis(50);

/// Most bytes that may wait for the disk.
const WAITING_MAX: usize = 64 << 20;
/// Reserve for the ends of stays whose start was recorded.
const LEAVING_RESERVE: usize = 1 << 20;

pub(super) enum Task {
    Write(Item),
    Query(Box<Query>),
}

/// How much waits for the disk and how much was dropped; shared with the appending side.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    bytes: AtomicUsize,
    unrecorded: AtomicU64,
    displaced: Mutex<Option<Option<PathBuf>>>,
}

impl Gauge {
    /// Is there room for the item? If not, it is counted as unrecorded.
    pub(super) fn admit(&self, item: &Item) -> bool {
        let max = match item {
            Item::Record(Record::Left(_)) => WAITING_MAX + LEAVING_RESERVE,
            Item::Record(_) | Item::Entry(_) => WAITING_MAX,
        };
        let cost = cost(item);
        let admitted = self.bytes.fetch_add(cost, Ordering::Relaxed) + cost <= max;
        if !admitted {
            self.bytes.fetch_sub(cost, Ordering::Relaxed);
            self.give_up(1);
        }
        admitted
    }

    pub(super) fn give_up(&self, records: u64) {
        self.unrecorded.fetch_add(records, Ordering::Relaxed);
    }

    pub(super) fn losses(&self) -> Losses {
        Losses { unrecorded: self.unrecorded(), displaced: self.displaced().clone() }
    }

    fn displaced(&self) -> MutexGuard<'_, Option<Option<PathBuf>>> {
        self.displaced.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unrecorded(&self) -> u64 {
        self.unrecorded.load(Ordering::Relaxed)
    }
}

/// Approximate size of a waiting item; names are shared with the classroom.
fn cost(item: &Item) -> usize {
    let text = match item {
        Item::Record(Record::Said(said)) => said.text.len(),
        Item::Entry(Entry { input: Input::Line { line: Ok(line), .. }, .. }) => line.len(),
        Item::Record(_) | Item::Entry(_) => 0,
    };
    mem::size_of::<Task>() + text
}

/// The open files of a journal, and what it takes to open others.
pub(super) struct Files {
    pub(super) place: Location,
    pub(super) key: Key,
    pub(super) connection: Connection,
    pub(super) query_thread: QueryThread,
    /// Held until the file is closed.
    pub(super) claim: Claim,
}

pub(super) struct Writer<R> {
    files: Files,
    watch: FileWatch,
    /// When the files are looked at next, if nothing is written.
    look: Instant,
    current: Current,
    max_bytes: Option<u64>,
    queue: Receiver<Task>,
    gauge: Arc<Gauge>,
    report: R,
    /// Retention period of lines, and when old ones are deleted next.
    keep: Option<SignedDuration>,
    deletion: Instant,
    /// Not yet committed, in order.
    waiting: VecDeque<Item>,
    /// Is the last recording this server's?
    is_recording: bool,
    /// Earliest time of the next commit.
    due: Instant,
    stopped: bool,
    /// Unrecorded records: how many were reported, and how many there were at the last check.
    told: u64,
    seen: u64,
}

impl<R: Fn(RecordingStatus)> Writer<R> {
    /// The writer of newly opened files.
    pub(super) fn new(
        files: Files,
        (current, max_bytes, keep): (Current, Option<u64>, Option<SignedDuration>),
        queue: Receiver<Task>,
        gauge: Arc<Gauge>,
        report: R,
    ) -> Self {
        Self {
            watch: FileWatch::new(&files.place.database()),
            look: Instant::now() + LOOK_EVERY,
            files,
            current,
            max_bytes,
            queue,
            gauge,
            report,
            keep,
            deletion: Instant::now(),
            waiting: VecDeque::new(),
            is_recording: false,
            due: Instant::now(),
            stopped: false,
            told: 0,
            seen: 0,
        }
    }

    /// Runs until all senders are gone and what waits is written.
    pub(super) fn run(mut self) {
        loop {
            match self.next() {
                Ok(task) => self.take(task),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if !self.is_idle() && Instant::now() >= self.due {
                // Everything queued during the last commit goes into this one.
                while let Ok(task) = self.queue.try_recv() {
                    self.take(task);
                }
                self.commit();
                self.tell_losses();
            }
            if let Some(keep) = self.keep
                && Instant::now() >= self.deletion
            {
                self.delete_older(keep);
            }
            if Instant::now() >= self.look {
                self.look_after_files();
            }
        }
        self.finish();
    }

    fn next(&self) -> Result<Task, RecvTimeoutError> {
        let commit = (!self.is_idle()).then_some(self.due);
        let deletion = self.keep.map(|_| self.deletion);
        let next = commit.into_iter().chain(deletion).fold(self.look, Instant::min);
        self.queue.recv_timeout(next.saturating_duration_since(Instant::now()))
    }

    /// Deletes one batch of old lines.
    fn delete_older(&mut self, keep: SignedDuration) {
        let after = match self.try_to_delete_older(keep) {
            Ok(true) => DELETE_MORE_AFTER,
            Ok(false) => (keep / DELETE_EVERY_PART).unsigned_abs().min(DELETE_EVERY),
            // Recording reports the disk's errors.
            Err(_) => RETRY_EVERY,
        };
        self.deletion = Instant::now() + after;
    }

    fn try_to_delete_older(&mut self, keep: SignedDuration) -> rusqlite::Result<bool> {
        let Ok(moment) = Timestamp::now().checked_sub(keep) else { return Ok(false) };
        if !self.look_after_files() {
            return Ok(true);
        }
        let connection = &mut self.files.connection;
        let more = erasing::delete_before(connection, moment)?
            | redaction::delete_before(connection, moment, self.is_recording)?;
        self.watch.note();
        if !more {
            database::empty_log(&self.files.connection)?;
            self.watch.note_empty_log();
        }
        Ok(more)
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.gauge.unrecorded() == self.told
    }

    fn take(&mut self, task: Task) {
        match task {
            Task::Write(item) => {
                self.is_recording |= matches!(item, Item::Entry(_));
                self.waiting.push_back(item);
            }
            Task::Query(query) => self.ask(*query),
        }
    }

    /// Commits first, so that the answer includes what waits. If the disk fails, the answer does not
    /// wait: the unwritten lines go with the query.
    fn ask(&mut self, query: Query) {
        if !self.stopped {
            self.commit();
        }
        let unwritten = match &query {
            Query::Lines { sought, .. } if !query.is_search() => self.unwritten(sought),
            _ => Vec::new(),
        };
        self.files.query_thread.ask(PendingQuery { query, at: Instant::now(), unwritten });
    }

    fn unwritten(&self, sought: &Sought) -> Vec<Said> {
        let waiting = self.waiting.iter().rev().filter_map(|item| match item {
            Item::Record(Record::Said(said)) if sought.holds(said) => Some(said),
            _ => None,
        });
        let mut newest: Vec<_> = waiting.take(sought.limit).cloned().collect();
        newest.reverse();
        newest
    }

    fn commit(&mut self) {
        self.due = Instant::now() + COMMIT_EVERY;
        let mut most = BATCH;
        while !self.waiting.is_empty() {
            self.look_after_files();
            let batch = self.waiting.len().min(most);
            let written = tables::write(
                &mut self.files.connection,
                self.current.id,
                self.waiting.range(..batch),
            );
            self.watch.note();
            if let Err(error) = written {
                let reason = StorageError::from(&error);
                let is_first = self.gauge.displaced().is_none();
                if reason == StorageError::Damaged && is_first && self.move_on(false) {
                    continue;
                }
                if reason == StorageError::Full && batch > 1 {
                    // Use what room is left.
                    most = batch / 2;
                    continue;
                }
                self.due = Instant::now() + RETRY_EVERY;
                if !mem::replace(&mut self.stopped, true) {
                    (self.report)(RecordingStatus::Stopped(reason));
                }
                return;
            }
            most = BATCH.min(2 * most);
            let written = self.waiting.drain(..batch).map(|item| cost(&item)).sum();
            self.gauge.bytes.fetch_sub(written, Ordering::Relaxed);
        }
        if mem::take(&mut self.stopped) {
            self.waiting.shrink_to(BATCH);
            (self.report)(RecordingStatus::Resumed);
        }
    }

    /// Reports losses at the first, whenever they have doubled, and when they end.
    fn tell_losses(&mut self) {
        let unrecorded = self.gauge.unrecorded();
        let over = !self.stopped && mem::replace(&mut self.seen, unrecorded) == unrecorded;
        if unrecorded > self.told && (over || unrecorded >= 2 * self.told) {
            self.told = unrecorded;
            (self.report)(RecordingStatus::Unrecorded(unrecorded));
        }
    }

    fn finish(mut self) {
        for remaining in (0..LAST_TRIES).rev() {
            self.commit();
            if self.waiting.is_empty() {
                break;
            }
            if remaining > 0 {
                thread::sleep(LAST_TRIES_EVERY);
            }
        }
        self.look_after_files();
        self.gauge.give_up(self.waiting.len() as u64);
        let Files { connection, query_thread, claim, .. } = self.files;
        drop(query_thread);
        match *self.gauge.displaced() {
            // These are not the journal's any more.
            Some(None) => database::abandon(connection, true),
            _ => database::close(connection),
        }
        drop(claim);
    }

    /// Goes on in another folder if the files are no longer what the journal has written; `false`
    /// then, or if that cannot be.
    fn look_after_files(&mut self) -> bool {
        self.look = Instant::now() + LOOK_EVERY;
        let is_whole = match self.watch.look() {
            Finding::Same => {
                // One that cannot be written is tried again; the end of the class is too late to tell.
                if matches!(self.files.place.restore(&self.files.key), Ok(true)) {
                    (self.report)(RecordingStatus::KeyRestored);
                }
                return true;
            }
            Finding::Touched => {
                let path = self.files.place.database();
                if !database::is_damaged(&self.files.connection, &path) {
                    self.watch.note();
                    return true;
                }
                false
            }
            Finding::Gone => true,
            Finding::Cut => false,
        };
        self.move_on(is_whole);
        false
    }

    /// Goes on in another folder, or tells once why not: the files that are open serve as long as they
    /// do.
    fn move_on(&mut self, is_whole: bool) -> bool {
        if *self.gauge.displaced() == Some(None) {
            return false;
        }
        let (status, moved) = match self.move_files(is_whole) {
            Ok(status) => (status, true),
            Err(error) => {
                self.watch.rest();
                *self.gauge.displaced() = Some(None);
                (RecordingStatus::Gone(error.to_string()), false)
            }
        };
        (self.report)(status);
        moved
    }

    fn move_files(&mut self, is_whole: bool) -> Result<RecordingStatus, JournalError> {
        let Files { place, key, connection, .. } = &self.files;
        let rescued = rescue(connection, place, key, self.max_bytes, &self.current)?;
        let database = rescued.place.database();
        let reader = Reader::unlock(&database, key, true)?;
        self.files.query_thread = QueryThread::start(reader, self.current.clone())?;
        let old = mem::replace(&mut self.files.connection, rescued.connection);
        database::abandon(old, is_whole && rescued.is_whole);
        self.files.claim = rescued.claim;
        self.files.place = rescued.place;
        self.watch = FileWatch::new(&database);
        let dir = self.files.place.dir.clone();
        *self.gauge.displaced() = Some(Some(dir.clone()));
        Ok(RecordingStatus::Moved(dir, rescued.is_whole))
    }
}

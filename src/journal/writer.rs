//! The journal's thread: the only one that writes.

use std::collections::VecDeque;
use std::fs::File;
use std::mem;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvError, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;

use crate::classroom::{Record, Said, Scope};

use super::answering::{Answering, Asked, Question};
use super::database;
use super::erasing;
use super::error::{Report, Trouble};
use super::tables;

/// Commits are at least so far apart.
const COMMIT_EVERY: Duration = Duration::from_millis(50);
/// How long to wait before a failed commit is tried again.
const RETRY_EVERY: Duration = Duration::from_secs(1);
/// So many records in one commit: a long backlog is written in parts.
const BATCH: usize = 8192;
/// How often the last commit is tried, and how far apart.
const LAST_TRIES: u32 = 3;
const LAST_TRIES_EVERY: Duration = Duration::from_millis(100);

/// How often lines that are too old are looked for: no line becomes older by more than this part of
/// what it may.
const DELETE_EVERY_PART: i32 = 24;
/// At least as often.
const DELETE_EVERY: Duration = Duration::from_secs(24 * 60 * 60);
/// How far apart some of them and the next ones are deleted: recording goes on in between.
const DELETE_MORE_AFTER: Duration = Duration::from_millis(50);

/// How much may wait for the disk, in bytes.
const WAITING_MAX: usize = 64 << 20;
/// So much more may wait to end stays whose beginning was recorded.
const LEAVING_RESERVE: usize = 1 << 20;

/// What the thread is asked.
pub(super) enum Task {
    Record(Record),
    Ask(Box<Question>),
}

/// How much waits for the disk and how much was given up; shared with those who append.
#[derive(Debug, Default)]
pub(super) struct Gauge {
    bytes: AtomicUsize,
    unrecorded: AtomicU64,
}

impl Gauge {
    /// Is there room for this to wait? If not, it is counted as unrecorded.
    pub(super) fn admit(&self, record: &Record) -> bool {
        let max = match record {
            Record::Left(_) => WAITING_MAX + LEAVING_RESERVE,
            Record::Came(_) | Record::Said(_) => WAITING_MAX,
        };
        let cost = cost(record);
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

    pub(super) fn unrecorded(&self) -> u64 {
        self.unrecorded.load(Ordering::Relaxed)
    }
}

/// What a waiting record takes, about: names are shared with the classroom.
fn cost(record: &Record) -> usize {
    let text = match record {
        Record::Said(said) => said.text.len(),
        Record::Came(_) | Record::Left(_) => 0,
    };
    mem::size_of::<Task>() + text
}

pub(super) struct Writer<R> {
    connection: Connection,
    queue: Receiver<Task>,
    gauge: Arc<Gauge>,
    report: R,
    answering: Answering,
    /// The number of the last line that an earlier server wrote.
    earlier: i64,
    /// How old a line may become, and when old ones are deleted next.
    keep: Option<SignedDuration>,
    deletion: Instant,
    /// What is not yet committed, in order.
    waiting: VecDeque<Record>,
    /// When the next commit may be tried.
    due: Instant,
    stopped: bool,
    /// How many unrecorded ones were told of, and seen when last looked.
    told: u64,
    seen: u64,
    /// Held until the file is closed.
    lock: File,
}

impl<R: Fn(Report)> Writer<R> {
    /// The writer of a file that was just opened, and that `answering` reads.
    pub(super) fn new(
        (connection, lock): (Connection, File),
        queue: Receiver<Task>,
        gauge: Arc<Gauge>,
        report: R,
        answering: Answering,
        keep: Option<SignedDuration>,
    ) -> rusqlite::Result<Self> {
        Ok(Self {
            earlier: tables::last_line(&connection)?,
            connection,
            queue,
            gauge,
            report,
            answering,
            keep,
            deletion: Instant::now(),
            waiting: VecDeque::new(),
            due: Instant::now(),
            stopped: false,
            told: 0,
            seen: 0,
            lock,
        })
    }

    /// Works until nobody can append any more and what waits is written.
    pub(super) fn run(mut self) {
        loop {
            match self.next() {
                Ok(task) => self.take(task),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if !self.is_idle() && Instant::now() >= self.due {
                // What came in while the last commit was made goes with this one.
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
        }
        self.finish();
    }

    fn next(&self) -> Result<Task, RecvTimeoutError> {
        let commit = (!self.is_idle()).then_some(self.due);
        let deletion = self.keep.map(|_| self.deletion);
        let Some(next) = commit.into_iter().chain(deletion).min() else {
            return self.queue.recv().map_err(|RecvError| RecvTimeoutError::Disconnected);
        };
        self.queue.recv_timeout(next.saturating_duration_since(Instant::now()))
    }

    /// Deletes some of the lines that are too old.
    fn delete_older(&mut self, keep: SignedDuration) {
        let after = match self.try_to_delete_older(keep) {
            Ok(true) => DELETE_MORE_AFTER,
            Ok(false) => (keep / DELETE_EVERY_PART).unsigned_abs().min(DELETE_EVERY),
            // The disk's trouble is told by what is to be recorded.
            Err(_) => RETRY_EVERY,
        };
        self.deletion = Instant::now() + after;
    }

    fn try_to_delete_older(&mut self, keep: SignedDuration) -> rusqlite::Result<bool> {
        let Ok(moment) = Timestamp::now().checked_sub(keep) else { return Ok(false) };
        let more = erasing::delete_before(&mut self.connection, moment)?;
        // Numbers begin anew when no line is left.
        self.earlier = self.earlier.min(tables::last_line(&self.connection)?);
        if !more {
            database::empty_log(&self.connection)?;
        }
        Ok(more)
    }

    fn is_idle(&self) -> bool {
        self.waiting.is_empty() && self.gauge.unrecorded() == self.told
    }

    fn take(&mut self, task: Task) {
        match task {
            Task::Record(record) => self.waiting.push_back(record),
            Task::Ask(question) => self.ask(*question),
        }
    }

    /// What waits is written first, so that it is known to the answer. If the disk does not take
    /// it, no answer waits for that: the lines go with the question.
    fn ask(&mut self, question: Question) {
        if !self.stopped {
            self.commit();
        }
        let unwritten = match &question {
            Question::Lines { scope, words, limit, .. } if words.is_none() => {
                self.unwritten(scope, *limit)
            }
            _ => Vec::new(),
        };
        let (at, earlier) = (Instant::now(), self.earlier);
        self.answering.ask(Asked { question, at, unwritten, earlier });
    }

    fn unwritten(&self, scope: &Scope, limit: usize) -> Vec<Said> {
        let waiting = self.waiting.iter().rev().filter_map(|record| match record {
            Record::Said(said) if scope.holds(said) => Some(said),
            _ => None,
        });
        let mut newest: Vec<_> = waiting.take(limit).cloned().collect();
        newest.reverse();
        newest
    }

    fn commit(&mut self) {
        self.due = Instant::now() + COMMIT_EVERY;
        let mut most = BATCH;
        while !self.waiting.is_empty() {
            let batch = self.waiting.len().min(most);
            if let Err(error) = tables::write(&mut self.connection, self.waiting.range(..batch)) {
                let trouble = Trouble::from(&error);
                if trouble == Trouble::Full && batch > 1 {
                    // What little room is left is used.
                    most = batch / 2;
                    continue;
                }
                self.due = Instant::now() + RETRY_EVERY;
                if !mem::replace(&mut self.stopped, true) {
                    (self.report)(Report::Stopped(trouble));
                }
                return;
            }
            most = BATCH.min(2 * most);
            let written = self.waiting.drain(..batch).map(|record| cost(&record)).sum();
            self.gauge.bytes.fetch_sub(written, Ordering::Relaxed);
        }
        if mem::take(&mut self.stopped) {
            self.waiting.shrink_to(BATCH);
            (self.report)(Report::Resumed);
        }
    }

    /// At the first loss, when they have doubled, and when they are over.
    fn tell_losses(&mut self) {
        let unrecorded = self.gauge.unrecorded();
        let over = !self.stopped && mem::replace(&mut self.seen, unrecorded) == unrecorded;
        if unrecorded > self.told && (over || unrecorded >= 2 * self.told) {
            self.told = unrecorded;
            (self.report)(Report::Unrecorded(unrecorded));
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
        self.gauge.give_up(self.waiting.len() as u64);
        drop(self.answering);
        database::close(self.connection);
        drop(self.lock);
    }
}

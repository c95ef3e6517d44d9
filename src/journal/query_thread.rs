//! The thread that answers queries while the journal is written. A search may take longer than
//! recording may wait; the write-ahead log lets one thread read while another writes.

use std::collections::VecDeque;
use std::iter;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::classroom::{Register, Said, Sought};

use super::classes::Current;
use super::error::JournalError;
use super::reader::Reader;
use super::search_terms::SearchTerms;

/// Time limit of one search; the answer has what was found until then.
const LOOKING: Duration = Duration::from_millis(300);
/// Older queries are dropped: the hub has already told their askers that no answer comes.
const PATIENCE: Duration = Duration::from_secs(1);

/// A query and its callback.
pub(super) enum Query {
    /// The newest lines of a scope that match.
    Lines { sought: Sought, answer: Box<dyn FnOnce(Vec<Said>) + Send> },
    /// Who was here.
    Attendance { meetings: usize, now: Timestamp, answer: Box<dyn FnOnce(Register) + Send> },
}

impl Query {
    pub(super) fn is_search(&self) -> bool {
        matches!(self, Self::Lines { sought, .. } if !SearchTerms::new(&sought.words).is_none())
    }
}

/// A query with what only the writer knows.
pub(super) struct PendingQuery {
    pub(super) query: Query,
    pub(super) at: Instant,
    /// Lines within the query's scope that could not be written yet.
    pub(super) unwritten: Vec<Said>,
}

/// The thread. Dropping this answers the remaining queries and closes the file.
#[derive(Debug)]
pub(super) struct QueryThread {
    queries: Option<Sender<PendingQuery>>,
    thread: Option<JoinHandle<()>>,
}

impl QueryThread {
    /// Starts the thread, on a reader of the file to which that meeting is written.
    pub(super) fn start(reader: Reader, current: Current) -> Result<Self, JournalError> {
        let (queries, asked) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("journal-answers".to_owned())
            .spawn(move || answer_all(&reader, &current, &asked))
            .map_err(JournalError::Thread)?;
        Ok(Self { queries: Some(queries), thread: Some(thread) })
    }

    /// Queues a query. The answer includes all that was written before.
    pub(super) fn ask(&self, asked: PendingQuery) {
        if let Some(queries) = &self.queries {
            // Only a panic in a callback ends the thread early; it was printed then.
            let _ = queries.send(asked);
        }
    }
}

impl Drop for QueryThread {
    fn drop(&mut self) {
        self.queries = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The queries in their order, but searches, each of which may take long, behind all others.
fn in_order(queries: &Receiver<PendingQuery>) -> impl Iterator<Item = PendingQuery> {
    let (mut quick, mut searches) = (VecDeque::new(), VecDeque::new());
    iter::from_fn(move || {
        let idle = quick.is_empty() && searches.is_empty();
        let first = if idle { queries.recv().ok() } else { None };
        for asked in first.into_iter().chain(queries.try_iter()) {
            let line = if asked.query.is_search() { &mut searches } else { &mut quick };
            line.push_back(asked);
        }
        quick.pop_front().or_else(|| searches.pop_front())
    })
}

fn answer_all(reader: &Reader, current: &Current, queries: &Receiver<PendingQuery>) {
    for asked in in_order(queries).filter(|asked| asked.at.elapsed() < PATIENCE) {
        match asked.query {
            Query::Lines { sought, answer } => {
                let newest = reader.newest(current, &sought, Instant::now() + LOOKING);
                let mut lines = newest.unwrap_or_default();
                lines.extend(asked.unwritten);
                lines.drain(..lines.len().saturating_sub(sought.limit));
                answer(lines);
            }
            Query::Attendance { meetings, now, answer } => {
                if let Ok(register) = reader.last_register(current, meetings, now) {
                    answer(register);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn history_is_answered_before_searches_that_were_asked_earlier() {
        let (queries, asked) = mpsc::channel();
        for words in ["a", "b", "", "c", ""] {
            let sought = Sought { words: words.to_owned(), limit: 1, ..Sought::default() };
            let query = Query::Lines { sought, answer: Box::new(|_| ()) };
            let (at, unwritten) = (Instant::now(), Vec::new());
            queries.send(PendingQuery { query, at, unwritten }).unwrap();
        }
        drop(queries);
        let order: Vec<bool> = in_order(&asked).map(|asked| asked.query.is_search()).collect();
        assert_eq!(order, [false, false, true, true, true]);
    }
}

//! Answers to what is asked of the journal while it is written, by a thread of its own: to look
//! for a word in a long conversation may take longer than recording may wait, and the write-ahead
//! log lets one read while another writes.

use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::classroom::{Presence, Said, Scope};

use super::error::JournalError;
use super::reader::{Filter, Newest, Reader};
use super::words::Words;

/// How long one question is looked into: what was not found until then is not in the answer.
const LOOKING: Duration = Duration::from_millis(300);
/// Whoever has waited so long does not wait any more: the question is dropped.
const PATIENCE: Duration = Duration::from_secs(1);

/// What is asked, and who is told.
pub(super) enum Question {
    /// The newest lines of a scope that hold the words.
    Lines { scope: Scope, words: Words, limit: usize, answer: Box<dyn FnOnce(Vec<Said>) + Send> },
    /// Who was here.
    Attendance { since: Timestamp, until: Timestamp, answer: Box<dyn FnOnce(Vec<Presence>) + Send> },
}

/// A question with what only the writer knows.
pub(super) struct Asked {
    pub(super) question: Question,
    pub(super) at: Instant,
    /// The lines that the disk does not take and the scope of the question holds.
    pub(super) unwritten: Vec<Said>,
    /// The number of the last line that an earlier server wrote.
    pub(super) earlier: i64,
}

/// The thread. When this is dropped, what was asked is answered and the file let go.
#[derive(Debug)]
pub(super) struct Answering {
    questions: Option<Sender<Asked>>,
    thread: Option<JoinHandle<()>>,
}

impl Answering {
    /// Begins to answer from a reader of the file that is being written since `opened`.
    pub(super) fn start(reader: Reader, opened: Timestamp) -> Result<Self, JournalError> {
        let (questions, asked) = mpsc::channel();
        let thread = thread::Builder::new()
            .name("journal-answers".to_owned())
            .spawn(move || answer_all(&reader, opened, &asked))
            .map_err(JournalError::Thread)?;
        Ok(Self { questions: Some(questions), thread: Some(thread) })
    }

    /// Takes a question. What was written before is known to the answer.
    pub(super) fn ask(&self, asked: Asked) {
        if let Some(questions) = &self.questions {
            // Only a panic in somebody's answer ends the thread early; it was printed then.
            let _ = questions.send(asked);
        }
    }
}

impl Drop for Answering {
    fn drop(&mut self) {
        self.questions = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn answer_all(reader: &Reader, opened: Timestamp, questions: &Receiver<Asked>) {
    for asked in questions.iter().filter(|asked| asked.at.elapsed() < PATIENCE) {
        match asked.question {
            Question::Lines { scope, words, limit, answer } => {
                // This server's lines are found by their numbers: a clock that was set back
                // between two servers does not mix them.
                let own = scope.since().is_some_and(|since| since >= opened);
                let after = if own { asked.earlier } else { i64::MIN };
                let until = Instant::now() + LOOKING;
                let newest = Newest { scope: &scope, words: &words, limit, after, until };
                let mut lines = reader.newest(&newest).unwrap_or_default();
                lines.extend(asked.unwritten);
                lines.drain(..lines.len().saturating_sub(limit));
                answer(lines);
            }
            Question::Attendance { since, until, answer } => {
                let filter = Filter { since: Some(since), until: Some(until), with: None };
                if let Ok(presences) = reader.attendance(&filter, until) {
                    answer(presences);
                }
            }
        }
    }
}

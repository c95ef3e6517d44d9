//! What a program prints while it is graded: drained, and the last of it kept with its time.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::bot::{escaped, shortened};
use crate::wire::Splitter;

/// How much is kept.
const MAX_BYTES: usize = 1024 * 1024;
const MAX_LINES: usize = 5000;
/// The longest line.
const MAX_LINE: usize = 16 * 1024;
const READ_SIZE: usize = 8192;
/// How much of a program's last words is told, in characters.
const SHOWN_LETTERS: usize = 200;

/// A line that a program has printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputLine {
    /// When.
    pub at: Instant,
    /// On standard error.
    pub error: bool,
    /// The line without its `\n`.
    pub line: Vec<u8>,
}

/// What a program has printed, on standard output and on standard error as one.
#[derive(Debug)]
pub struct Output {
    kept: Mutex<Kept>,
    ended: Condvar,
    max_bytes: usize,
    max_line: usize,
}

#[derive(Debug, Default)]
struct Kept {
    lines: VecDeque<OutputLine>,
    bytes: usize,
    open: usize,
}

impl Default for Output {
    /// Room for what a learner's program says.
    fn default() -> Self {
        Self::with_room(MAX_BYTES, MAX_LINE)
    }
}

impl Output {
    /// Keeps so many bytes, in lines of at most so many.
    pub fn with_room(max_bytes: usize, max_line: usize) -> Self {
        Self { kept: Mutex::default(), ended: Condvar::new(), max_bytes, max_line }
    }

    /// Takes in what a stream brings until it ends, by a thread of its own.
    pub fn take(
        self: &Arc<Self>,
        stream: impl Read + Send + 'static,
        error: bool,
    ) -> io::Result<()> {
        let output = Arc::clone(self);
        output.lock().open += 1;
        let listen = move || {
            output.drain(stream, error);
            output.lock().open -= 1;
            output.ended.notify_all();
        };
        let listening = thread::Builder::new().spawn(listen);
        listening.inspect_err(|_| self.lock().open -= 1)?;
        Ok(())
    }

    fn drain(&self, mut stream: impl Read, error: bool) {
        let mut splitter = Splitter::new(self.max_line);
        let mut read = [0; READ_SIZE];
        while let Ok(count @ 1..) = stream.read(&mut read) {
            let mut bytes = &read[..count];
            while let Some(line) = splitter.next_line(&mut bytes) {
                self.keep(line.map_or_else(|_| b"...".to_vec(), |line| line.into_owned()), error);
            }
        }
        if !splitter.partial().is_empty() {
            self.keep(splitter.partial().to_vec(), error);
        }
    }

    fn keep(&self, line: Vec<u8>, error: bool) {
        let mut kept = self.lock();
        kept.bytes += line.len();
        kept.lines.push_back(OutputLine { at: Instant::now(), error, line });
        // What was said last says most.
        while kept.lines.len() > MAX_LINES || kept.bytes > self.max_bytes {
            let dropped = kept.lines.pop_front().map_or(0, |said| said.line.len());
            kept.bytes -= dropped;
        }
    }

    /// Waits until nobody can print any more, but no longer than this.
    pub fn await_end(&self, limit: Duration) {
        let kept = self.lock();
        let open = |kept: &mut Kept| kept.open > 0;
        // Whether it ended in time makes no difference: what is there is taken.
        drop(self.ended.wait_timeout_while(kept, limit, open));
    }

    pub fn lines(&self) -> Vec<OutputLine> {
        self.lock().lines.iter().cloned().collect()
    }

    /// When the last line came, if there is one.
    pub fn last_at(&self) -> Option<Instant> {
        self.lock().lines.back().map(|said| said.at)
    }

    /// Are all of these in one line, and no part of a longer number?
    pub fn has(&self, parts: &[String]) -> bool {
        self.lock().lines.iter().any(|said| {
            let line = String::from_utf8_lossy(&said.line);
            parts.iter().all(|part| {
                line.match_indices(part).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    let after = line[at + part.len()..].chars().next();
                    !before.is_some_and(|c| c.is_ascii_digit())
                        && !after.is_some_and(|c| c.is_ascii_digit())
                })
            })
        })
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // A thread that dies while it holds the lock leaves whole lines.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A program's words as they can be shown: nothing in them moves or colours a terminal.
pub fn shown(words: &str) -> String {
    shortened(&escaped(words.as_bytes()), SHOWN_LETTERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_has_a_limit_and_the_rest_is_drained() {
        let output = Arc::new(Output::default());
        let endless = std::io::repeat(b'x').take(64 * 1024 * 1024);
        output.take(endless, false).unwrap();
        output.await_end(Duration::from_secs(60));
        let many = "x\n".repeat(2 * MAX_LINES) + "de 127.0.0.1:40123\nb";
        output.take(std::io::Cursor::new(many), true).unwrap();
        output.await_end(Duration::from_secs(60));
        let lines = output.lines();
        assert!(lines.iter().map(|said| said.line.len()).sum::<usize>() <= MAX_BYTES);
        assert_eq!(lines.len(), MAX_LINES);
        assert_eq!(lines.last().unwrap().line, b"b");
        let has = |port: &str| output.has(&["127.0.0.1".into(), port.into()]);
        assert!(has("40123") && !has("4012") && !has("0123"));
    }
}

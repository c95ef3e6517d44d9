//! What a program prints while it is graded: kept with its time, up to a limit, and drained beyond.

use std::io::Read;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::wire::Splitter;

/// How much is kept.
const MAX_BYTES: usize = 1024 * 1024;
const MAX_LINES: usize = 5000;
/// The longest line.
const MAX_LINE: usize = 16 * 1024;
const READ_SIZE: usize = 8192;

/// A line that a program has printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Instant,
    /// The line without its `\n`.
    pub line: Vec<u8>,
}

/// What a program has printed, on standard output and on standard error as one.
#[derive(Debug, Default)]
pub struct Output {
    kept: Mutex<Kept>,
    ended: Condvar,
}

#[derive(Debug, Default)]
struct Kept {
    lines: Vec<Said>,
    bytes: usize,
    open: usize,
}

impl Output {
    /// Takes in what a stream brings until it ends, by a thread of its own.
    pub fn take(self: &Arc<Self>, stream: impl Read + Send + 'static) {
        let output = Arc::clone(self);
        output.lock().open += 1;
        thread::spawn(move || {
            output.drain(stream);
            output.lock().open -= 1;
            output.ended.notify_all();
        });
    }

    fn drain(&self, mut stream: impl Read) {
        let mut splitter = Splitter::new(MAX_LINE);
        let mut read = [0; READ_SIZE];
        while let Ok(count @ 1..) = stream.read(&mut read) {
            let mut bytes = &read[..count];
            while let Some(line) = splitter.next_line(&mut bytes) {
                self.keep(line.map_or_else(|_| b"...".to_vec(), |line| line.into_owned()));
            }
        }
        if !splitter.partial().is_empty() {
            self.keep(splitter.partial().to_vec());
        }
    }

    fn keep(&self, line: Vec<u8>) {
        let mut kept = self.lock();
        if kept.lines.len() < MAX_LINES && kept.bytes + line.len() <= MAX_BYTES {
            kept.bytes += line.len();
            kept.lines.push(Said { at: Instant::now(), line });
        }
    }

    /// Waits until nobody can print any more, but no longer than this.
    pub fn await_end(&self, limit: Duration) {
        let kept = self.lock();
        let open = |kept: &mut Kept| kept.open > 0;
        // Whether it ended in time makes no difference: what is there is taken.
        drop(self.ended.wait_timeout_while(kept, limit, open));
    }

    /// All lines so far.
    pub fn lines(&self) -> Vec<Said> {
        self.lock().lines.clone()
    }

    /// Is this in a line?
    pub fn has(&self, part: &str) -> bool {
        let in_line = |said: &Said| memchr::memmem::find(&said.line, part.as_bytes()).is_some();
        self.lock().lines.iter().any(in_line)
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        // A thread that dies while it holds the lock leaves whole lines.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a program has said about why it failed: the last line of a traceback, of a panic, or of
/// what it has printed last if `fallback`.
pub fn last_words(lines: &[Said]) -> Option<String> {
    let texts: Vec<String> =
        lines.iter().map(|said| String::from_utf8_lossy(&said.line).into_owned()).collect();
    traceback(&texts).or_else(|| panic(&texts))
}

/// Python: the first line behind «Traceback» that is not indented says what happened.
fn traceback(texts: &[String]) -> Option<String> {
    let begin = texts.iter().rposition(|text| text.starts_with("Traceback (most recent"))?;
    let end = texts[begin + 1..].iter().find(|text| !text.is_empty() && !text.starts_with(' '))?;
    Some(end.clone())
}

/// Rust and Go: the panic, which says what happened in its own line or in the next.
fn panic(texts: &[String]) -> Option<String> {
    let at =
        texts.iter().position(|text| text.contains("panicked at") || text.starts_with("panic:"))?;
    let line = &texts[at];
    let next = texts.get(at + 1).filter(|_| line.ends_with(':'));
    Some(next.map_or_else(|| line.clone(), |next| format!("{line} {next}")))
}

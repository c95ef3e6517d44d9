//! What the prompt and the network tell each other: what the prompt is to be, what was typed.
//!
//! The prompt cannot be asked to look up from the middle of a line, so it is woken: a signal to
//! the own process ends the reading, and the line typed so far is kept and offered again.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Signal, getpid, kill_process};

use crate::wire::Asked;

use super::backlog::Backlog;

/// How long the prompt waits for the server's next word before it opens without it.
const PATIENCE: Duration = Duration::from_millis(500);
/// A signal is repeated until the prompt has seen it: it may have come between two lines.
const AGAIN: Duration = Duration::from_millis(20);
/// How long a print may take before the prompt is woken in spite of it.
const PRINTING: Duration = Duration::from_millis(100);
/// A wake-up this long after the last signal of ours is not ours.
const OURS: Duration = Duration::from_secs(1);

/// What the prompt is to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The person's name, when in the room with one.
    pub own: Option<String>,
    /// What the next line answers.
    pub asked: Option<Asked>,
    /// The session is over: no prompt.
    pub over: bool,
}

/// The place where they meet.
#[derive(Debug)]
pub struct Desk {
    state: Mutex<State>,
    changed: Condvar,
    backlog: Arc<Backlog>,
}

#[derive(Debug, Default)]
struct State {
    view: View,
    /// Counts the views.
    version: u64,
    /// The last view that the prompt took.
    taken: u64,
    /// The server is expected to speak, and the view to change, at any moment.
    waiting: bool,
    connected: bool,
    reading: bool,
    woken: Option<Instant>,
    /// The prompt has seen that the session is over.
    finished: bool,
    returned: Vec<String>,
}

impl Desk {
    /// An empty desk; the first view is expected soon.
    pub fn new(backlog: Arc<Backlog>) -> Self {
        let state = State { waiting: true, connected: true, ..State::default() };
        Self { state: Mutex::new(state), changed: Condvar::new(), backlog }
    }

    /// Says what the prompt is to be, and whether the server is expected to change it at once.
    pub fn show(&self, view: View, waiting: bool, connected: bool) {
        let mut state = self.lock();
        if state.view != view {
            state.view = view;
            state.version += 1;
        }
        state.waiting = waiting;
        state.connected = connected;
        self.changed.notify_all();
    }

    /// Gives back a line that could not be sent, for the prompt to offer again.
    pub fn give_back(&self, line: String) {
        let mut state = self.lock();
        state.returned.push(line);
        state.version += 1;
        self.changed.notify_all();
    }

    /// The view to prompt for, and the lines given back. Waits a moment while the server is
    /// expected to change it.
    pub fn take(&self) -> (View, Vec<String>) {
        let waiting = |state: &mut State| state.waiting && !state.view.over;
        let waited = self.changed.wait_timeout_while(self.lock(), PATIENCE, waiting);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.taken = state.version;
        state.finished = state.view.over;
        state.reading = !state.finished;
        self.changed.notify_all();
        (state.view.clone(), std::mem::take(&mut state.returned))
    }

    /// An answer was typed: the server is expected to speak.
    pub fn expect(&self) {
        self.lock().waiting = true;
    }

    /// The prompt has read a line, or was woken; tells whether it was woken by the desk.
    pub fn put_down(&self) -> bool {
        let mut state = self.lock();
        state.reading = false;
        self.changed.notify_all();
        state.woken.is_some_and(|at| at.elapsed() < OURS)
    }

    /// Is there a connection?
    pub fn is_connected(&self) -> bool {
        self.lock().connected
    }

    /// Is the session over?
    pub fn is_over(&self) -> bool {
        self.lock().view.over
    }

    /// Waits for the end of the session.
    pub fn wait_for_end(&self) {
        let going_on = |state: &mut State| !state.view.over;
        drop(self.changed.wait_while(self.lock(), going_on));
    }

    /// Wakes the prompt whenever it shows what is no longer so. Returns when the session is over
    /// and the prompt knows.
    pub fn keep_awake(&self) {
        loop {
            let idle = |state: &mut State| !state.is_stale() && !state.finished;
            let waited = self.changed.wait_while(self.lock(), idle);
            if waited.unwrap_or_else(PoisonError::into_inner).finished {
                return;
            }
            self.backlog.hold(PRINTING);
            self.wake();
            self.backlog.release();
        }
    }

    fn wake(&self) {
        let mut state = self.lock();
        // Under the lock, so that no signal follows the prompt into its next line.
        while state.is_stale() {
            state.woken = Some(Instant::now());
            // A signal to the own process cannot be refused.
            let _ = kill_process(getpid(), Signal::INT);
            let stale = |state: &mut State| state.is_stale();
            let waited = self.changed.wait_timeout_while(state, AGAIN, stale);
            (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_stale(&self) -> bool {
        self.reading && self.taken != self.version
    }
}

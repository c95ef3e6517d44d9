//! What the network and the prompt tell each other, behind one lock.
//!
//! The prompt draws only between two keys, and not at all while history is searched. So lines wait
//! here, and reading the network never waits for the screen: 10 000, of 4 MiB at most, are kept, and
//! the rest is counted.
//! The prompt cannot be interrupted in the middle of a line either: a signal to the own process
//! ends its reading, and what was typed so far is kept and offered again.
//!
//! The invariant: the prompt holds at most one batch that is not on the screen yet, and it is
//! handed one only while it draws and what it shows is up to date. Whatever the prompt still held
//! at its end would be lost or printed out of order.

use std::collections::{BTreeSet, VecDeque};
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Signal, getpid, kill_process};

use crate::name::Name;
use crate::wire::Asked;

const MAX_LINES: usize = 10_000;
/// The same in bytes: a server's lines may be long.
const MAX_BYTES: usize = 4 << 20;
/// How long the prompt waits at most for what is being handed to it; handing over takes no time.
const HANDOVER_LIMIT: Duration = Duration::from_millis(100);
/// How long the prompt waits for the server's next word before it opens without it.
const SERVER_LIMIT: Duration = Duration::from_millis(500);
/// How long the prompt may take to draw a batch before it is woken in spite of it.
const DRAWING_LIMIT: Duration = Duration::from_millis(100);
/// The signal is repeated until the prompt has seen it: it may have come between two lines.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(20);
/// An interruption this long after our last signal is somebody else's.
const SIGNAL_DELAY: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The person's name, when in the room with one.
    pub own: Option<String>,
    pub asked: Option<Asked>,
    /// A name to be offered as the answer.
    pub proposal: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Server {
    Gone,
    /// It is about to speak, and the view about to change.
    #[default]
    AboutToSpeak,
    Idle,
}

/// A line to be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub is_news: bool,
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self { text, is_news: false }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// How many lines before these were not kept.
    pub dropped: usize,
    pub text: String,
}

/// The state that the network's, the prompt's, the printing and the waking thread share.
#[derive(Debug, Default)]
pub struct PromptBridge {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    view: View,
    server: Server,
    present: BTreeSet<Name>,
    /// Lines that could not be sent.
    returned: Vec<String>,
    over: bool,
    /// The prompt has not taken the last change of the view, the returned lines or the end.
    outdated: bool,
    prompt: PromptState,
    woken: Option<Instant>,
    lines: VecDeque<Line>,
    /// How many bytes they have.
    bytes: usize,
    dropped: usize,
    /// Handed to the prompt, and not seen on the screen.
    in_flight: Option<Batch>,
    /// It is being handed over at this moment.
    handing_over: bool,
    finished: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PromptState {
    #[default]
    Away,
    /// Beginning or ending to read one: what it is handed now might not be drawn.
    Reading,
    /// It draws what it is handed above the line.
    Drawing,
}

/// For the network.
impl PromptBridge {
    /// Adds a line to what is printed. Never waits. Of too many, news go first, then the oldest.
    pub fn push(&self, line: Line) {
        self.change(|state| {
            state.bytes += line.text.len();
            state.lines.push_back(line);
            if state.has_too_much() {
                state.make_room();
            }
        });
    }

    pub fn show(&self, view: View, present: &BTreeSet<Name>, server: Server) {
        self.change(|state| {
            state.outdated |= state.view != view;
            state.view = view;
            if state.present != *present {
                present.clone_into(&mut state.present);
            }
            state.server = server;
        });
    }

    /// Gives back lines that were not sent, for the prompt to offer again.
    pub fn give_back(&self, lines: Vec<String>) {
        self.change(|state| {
            state.returned.extend(lines);
            state.outdated = true;
        });
    }

    pub fn end(&self) {
        self.change(|state| {
            state.server = Server::Gone;
            state.over = true;
            state.outdated = true;
        });
    }
}

/// For the prompt.
impl PromptBridge {
    /// The view to read a line under, and the lines given back; `None` when the session is over.
    /// Waits a moment for a server that is about to speak.
    pub fn begin_line(&self) -> Option<(View, Vec<String>)> {
        let waiting = |state: &mut State| state.server == Server::AboutToSpeak && !state.over;
        let mut state = self.wait_for(self.lock(), SERVER_LIMIT, waiting);
        state.outdated = false;
        self.changed.notify_all();
        if state.over {
            return None;
        }
        state.prompt = PromptState::Reading;
        Some((state.view.clone(), mem::take(&mut state.returned)))
    }

    /// The prompt is up and draws lines.
    pub fn begin_drawing(&self) {
        self.change(|state| state.prompt = PromptState::Drawing);
    }

    /// What was handed over is on the screen.
    pub fn drawn(&self) {
        self.change(|state| state.in_flight = None);
    }

    /// The prompt is about to draw no more. What is just being handed to it still gets there:
    /// later it would be behind what the prompt has drawn, and never be seen.
    pub fn end_drawing(&self) {
        let mut state = self.lock();
        if state.prompt == PromptState::Drawing {
            state.prompt = PromptState::Reading;
        }
        drop(self.wait_for(state, HANDOVER_LIMIT, |state| state.handing_over));
    }

    /// The prompt has read a line, or its reading was interrupted; tells whether by the bridge.
    pub fn end_line(&self) -> bool {
        self.end_drawing();
        let mut state = self.lock();
        state.prompt = PromptState::Away;
        self.changed.notify_all();
        state.woken.is_some_and(|at| at.elapsed() < SIGNAL_DELAY)
    }

    /// An answer was typed: the server is about to speak.
    pub fn expect_server(&self) {
        let mut state = self.lock();
        if state.server == Server::Idle {
            state.server = Server::AboutToSpeak;
        }
    }

    pub fn is_connected(&self) -> bool {
        self.lock().server != Server::Gone
    }

    pub fn is_over(&self) -> bool {
        self.lock().over
    }

    pub fn wait_for_end(&self) {
        drop(self.wait(self.lock(), |state| !state.over));
    }

    pub fn present(&self) -> Vec<String> {
        self.lock().present.iter().map(Name::to_string).collect()
    }
}

/// For the threads between the two.
impl PromptBridge {
    /// Hands over lines by `print`, batch by batch, until the end or the first error.
    pub fn hand_over<E>(&self, mut print: impl FnMut(Batch) -> Result<(), E>) {
        while let Some(batch) = self.next_batch() {
            let printed = print(batch);
            self.change(|state| state.handing_over = false);
            if printed.is_err() {
                return;
            }
        }
    }

    fn next_batch(&self) -> Option<Batch> {
        let waiting = |state: &mut State| !state.finished && !state.may_hand_over();
        let mut state = self.wait(self.lock(), waiting);
        if state.finished {
            return None;
        }
        state.in_flight = state.take_batch();
        state.handing_over = true;
        state.in_flight.clone()
    }

    /// Wakes the prompt whenever it shows what is no longer so. Returns when the session is over
    /// and the prompt knows.
    pub fn keep_awake(&self) {
        let mut state = self.lock();
        loop {
            state = self.wait(state, |state| !state.must_wake() && !state.end_is_known());
            if state.end_is_known() {
                return;
            }
            let drawing = |state: &mut State| state.must_wake() && state.in_flight.is_some();
            state = self.wait_for(state, DRAWING_LIMIT, drawing);
            // Under the lock, so that no signal follows the prompt into its next line.
            while state.must_wake() {
                state.woken = Some(Instant::now());
                // A signal to the own process cannot be refused.
                let _ = kill_process(getpid(), Signal::INT);
                state = self.wait_for(state, SIGNAL_INTERVAL, |state| state.must_wake());
            }
        }
    }

    /// Ends the handing over and gives what is not on the screen.
    pub fn finish(&self) -> Vec<Batch> {
        let mut state = self.lock();
        state.finished = true;
        self.changed.notify_all();
        let in_flight = state.in_flight.take();
        in_flight.into_iter().chain(state.take_batch()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn wait<'a>(
        &self,
        state: MutexGuard<'a, State>,
        condition: impl FnMut(&mut State) -> bool,
    ) -> MutexGuard<'a, State> {
        self.changed.wait_while(state, condition).unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for<'a>(
        &self,
        state: MutexGuard<'a, State>,
        limit: Duration,
        condition: impl FnMut(&mut State) -> bool,
    ) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_timeout_while(state, limit, condition);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl State {
    fn must_wake(&self) -> bool {
        self.outdated && self.prompt != PromptState::Away
    }

    fn end_is_known(&self) -> bool {
        self.over && !self.outdated
    }

    fn may_hand_over(&self) -> bool {
        let up_to_date = self.prompt == PromptState::Drawing && !self.outdated;
        up_to_date && self.in_flight.is_none() && !self.lines.is_empty()
    }

    fn has_too_much(&self) -> bool {
        self.lines.len() > MAX_LINES || self.bytes > MAX_BYTES
    }

    /// Keeps the last line, whatever it is.
    fn make_room(&mut self) {
        let before = self.lines.len();
        let last = self.lines.pop_back();
        self.lines.retain(|line| !line.is_news);
        self.lines.extend(last);
        self.bytes = self.lines.iter().map(|line| line.text.len()).sum();
        while self.has_too_much()
            && let Some(oldest) = self.lines.pop_front()
        {
            self.bytes -= oldest.text.len();
        }
        self.dropped += before - self.lines.len();
    }

    fn take_batch(&mut self) -> Option<Batch> {
        if self.lines.is_empty() {
            return None;
        }
        self.bytes = 0;
        let text = self.lines.drain(..).flat_map(|line| [line.text, "\n".to_owned()]).collect();
        Some(Batch { dropped: mem::take(&mut self.dropped), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(lines: impl IntoIterator<Item = String>) -> PromptBridge {
        let bridge = PromptBridge::default();
        lines.into_iter().for_each(|line| bridge.push(line.into()));
        bridge.begin_drawing();
        bridge
    }

    fn batch(text: &str) -> Batch {
        Batch { dropped: 0, text: text.to_owned() }
    }

    #[test]
    fn waiting_lines_are_handed_over_together_one_batch_at_a_time() {
        let bridge = drawing(["a".into(), "b".into()]);
        assert_eq!(bridge.next_batch(), Some(batch("a\nb\n")));
        bridge.push("c".to_owned().into());
        assert!(!bridge.lock().may_hand_over(), "the first is not on the screen");
        bridge.drawn();
        assert_eq!(bridge.next_batch(), Some(batch("c\n")));
    }

    #[test]
    fn nothing_is_handed_to_a_prompt_that_shows_what_is_no_longer_so() {
        let bridge = drawing(["a".into()]);
        assert!(bridge.lock().may_hand_over());
        bridge.give_back(vec!["b".into()]);
        assert!(!bridge.lock().may_hand_over() && bridge.lock().must_wake());
        bridge.end_line();
        assert!(!bridge.lock().must_wake());
    }

    #[test]
    fn the_newest_lines_are_kept_and_the_others_counted() {
        let bridge = drawing((0..MAX_LINES + 3).map(|number| number.to_string()));
        let batch = bridge.next_batch().unwrap();
        assert_eq!(batch.dropped, 3);
        assert!(batch.text.starts_with("3\n4\n"));
        assert_eq!(batch.text.lines().count(), MAX_LINES);
        let bridge = drawing((0..MAX_BYTES / 1000 + 3).map(|_| "x".repeat(1000)));
        let batch = bridge.next_batch().unwrap();
        assert!(batch.dropped >= 3 && batch.text.len() <= MAX_BYTES + MAX_LINES);
    }

    #[test]
    fn news_are_the_first_to_go() {
        let bridge = drawing(["a".into()]);
        for _ in 0..MAX_LINES {
            bridge.push(Line { text: "* +".into(), is_news: true });
        }
        bridge.push("b".to_owned().into());
        let text = "a\n* +\nb\n".to_owned();
        assert_eq!(bridge.next_batch(), Some(Batch { dropped: MAX_LINES - 1, text }));
    }

    #[test]
    fn what_the_prompt_did_not_draw_is_left_at_the_end() {
        let bridge = drawing(["a".into()]);
        bridge.next_batch();
        bridge.push("b".to_owned().into());
        assert_eq!(bridge.finish(), [batch("a\n"), batch("b\n")]);
        assert_eq!(bridge.next_batch(), None);
    }
}

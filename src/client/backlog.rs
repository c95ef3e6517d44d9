//! What waits to be printed above the line being typed.
//!
//! The prompt prints only between two keys, and not at all while history is searched. So lines
//! wait here, where whoever reads the network never waits: 10 000 of them, the rest is counted.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many lines wait at most.
const KEPT: usize = 10_000;
/// How long the prompt waits at most for what is being given to it; it takes no time.
const GIVING: Duration = Duration::from_millis(100);

/// Lines on their way to the screen, in order.
#[derive(Debug, Default)]
pub struct Backlog {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    lines: VecDeque<String>,
    dropped: usize,
    /// The prompt is up and takes what is printed.
    open: bool,
    /// The prompt is about to be woken.
    held: bool,
    /// Given to the prompt, not yet seen on the screen. There is never more than one, because
    /// what is still with the prompt when it ends would be lost or printed out of order.
    under_way: Option<Batch>,
    /// It is being given to the prompt at this moment.
    giving: bool,
    /// Nothing more is to be printed by the prompt.
    ended: bool,
}

/// Lines that are printed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// How many lines before these were not kept.
    pub dropped: usize,
    /// The lines, each with its end.
    pub text: String,
}

impl Backlog {
    /// Adds a line at the end. Never waits.
    pub fn push(&self, line: String) {
        let mut state = self.lock();
        if state.lines.len() == KEPT {
            state.lines.pop_front();
            state.dropped += 1;
        }
        state.lines.push_back(line);
        self.changed.notify_all();
    }

    /// The prompt is up and takes lines.
    pub fn open(&self) {
        self.lock().open = true;
        self.changed.notify_all();
    }

    /// The prompt is about to take no more lines. What is just being given to it still gets
    /// there: later it would be printed past what the prompt has, and never be seen.
    pub fn close(&self) {
        let mut state = self.lock();
        state.open = false;
        let giving = |state: &mut State| state.giving;
        drop(self.changed.wait_timeout_while(state, GIVING, giving));
    }

    /// Waits for lines and an open prompt. What is returned has to be [`given`](Self::given) to
    /// the prompt at once, and is under way until it is [`seen`](Self::seen). `None` at the end.
    pub fn next(&self) -> Option<Batch> {
        let ready = |state: &State| state.open && !state.held && !state.lines.is_empty();
        let waiting =
            |state: &mut State| !state.ended && (!ready(state) || state.under_way.is_some());
        let mut state = self.wait_while(waiting);
        if state.ended {
            return None;
        }
        let batch = state.take();
        state.under_way.clone_from(&batch);
        state.giving = true;
        batch
    }

    /// The prompt has what was under way.
    pub fn given(&self) {
        self.lock().giving = false;
        self.changed.notify_all();
    }

    /// What was under way is on the screen.
    pub fn seen(&self) {
        self.lock().under_way = None;
        self.changed.notify_all();
    }

    /// Gives nothing more to the prompt until the [`release`](Self::release), and lets it print
    /// what it has been given, for as long as `limit`: it may be busy with a search.
    pub fn hold(&self, limit: Duration) {
        let mut state = self.lock();
        state.held = true;
        let waiting = |state: &mut State| state.under_way.is_some();
        drop(self.changed.wait_timeout_while(state, limit, waiting));
    }

    /// Ends a [`hold`](Self::hold).
    pub fn release(&self) {
        self.lock().held = false;
        self.changed.notify_all();
    }

    /// Ends the printing by the prompt and gives what it has not printed.
    pub fn finish(&self) -> Vec<Batch> {
        let mut state = self.lock();
        state.ended = true;
        self.changed.notify_all();
        let under_way = state.under_way.take();
        under_way.into_iter().chain(state.take()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_while(&self, condition: impl FnMut(&mut State) -> bool) -> MutexGuard<'_, State> {
        let state = self.changed.wait_while(self.lock(), condition);
        state.unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self) -> Option<Batch> {
        if self.lines.is_empty() {
            return None;
        }
        let text = self.lines.drain(..).flat_map(|line| [line, "\n".to_owned()]).collect();
        Some(Batch { dropped: std::mem::take(&mut self.dropped), text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(text: &str) -> Batch {
        Batch { dropped: 0, text: text.to_owned() }
    }

    #[test]
    fn waiting_lines_are_printed_together_one_batch_at_a_time() {
        let backlog = Backlog::default();
        backlog.push("a".into());
        backlog.push("b".into());
        backlog.open();
        assert_eq!(backlog.next(), Some(batch("a\nb\n")));
        backlog.push("c".into());
        assert_eq!(backlog.lock().under_way, Some(batch("a\nb\n")));
        backlog.seen();
        assert_eq!(backlog.next(), Some(batch("c\n")));
    }

    #[test]
    fn the_newest_lines_are_kept_and_the_others_counted() {
        let backlog = Backlog::default();
        for number in 0..KEPT + 3 {
            backlog.push(number.to_string());
        }
        backlog.open();
        let batch = backlog.next().unwrap();
        assert_eq!(batch.dropped, 3);
        assert!(batch.text.starts_with("3\n4\n"));
        assert_eq!(batch.text.lines().count(), KEPT);
    }

    #[test]
    fn what_the_prompt_did_not_print_is_left_at_the_end() {
        let backlog = Backlog::default();
        backlog.push("a".into());
        backlog.open();
        backlog.next();
        backlog.push("b".into());
        backlog.hold(Duration::from_millis(1));
        assert_eq!(backlog.finish(), [batch("a\n"), batch("b\n")]);
        assert_eq!(backlog.next(), None);
    }
}

//! Connections that wait for an answer, and what they have sent meanwhile.
//!
//! The classroom knows who waits for their turn or for a password check: that is a state of
//! theirs, by which it decides. Waiting for the journal is none: it changes nothing in the class,
//! and ends by the hub's clock. What both share, lines that have come and must not be looked at
//! yet, is kept here, outside the pure part.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::classroom::ConnectionId;

use super::event::Event;

/// How many bytes of lines are held for a connection that waits.
pub(super) const MAX_HELD: usize = 1024 * 1024;
/// The same without a name, when it may be anybody: their next answers fit.
pub(super) const MAX_HELD_OUTSIDE: usize = 8 * 1024;
/// What a held line takes beside its text, about.
const OVERHEAD: usize = 128;

#[derive(Debug, Default)]
struct Waiter {
    /// The number of the query that is not answered yet.
    query: Option<u64>,
    /// Held so that answers come in the order of questions, also to someone who has already
    /// closed their side.
    held: VecDeque<Event>,
    held_bytes: usize,
}

#[derive(Debug, Default)]
pub(super) struct Waiting {
    waiters: HashMap<ConnectionId, Waiter>,
    /// Until when each query may be answered, the next one first. Those that were answered stay
    /// until then.
    deadlines: VecDeque<(Duration, ConnectionId, u64)>,
    queries: u64,
}

impl Waiting {
    /// Has a connection wait, until then at most, and numbers what it waits for.
    pub(super) fn begin(&mut self, who: ConnectionId, until: Option<Duration>) -> u64 {
        self.queries += 1;
        self.waiters.entry(who).or_default().query = Some(self.queries);
        self.deadlines.extend(until.map(|until| (until, who, self.queries)));
        self.queries
    }

    pub(super) fn contains(&self, who: ConnectionId) -> bool {
        self.waiters.get(&who).is_some_and(|waiter| waiter.query.is_some())
    }

    /// Has it sent nothing since it waits?
    pub(super) fn is_silent(&self, who: ConnectionId) -> bool {
        self.waiters.get(&who).is_none_or(|waiter| waiter.held.is_empty())
    }

    /// Holds what a waiting connection sends. The error is the number of a line that would make it
    /// more than `most` bytes of lines.
    pub(super) fn hold(&mut self, who: ConnectionId, event: Event, most: usize) -> Result<(), u64> {
        let Some(waiter) = self.waiters.get_mut(&who) else { return Ok(()) };
        let text = match &event {
            Event::Line { line: Ok(line), .. } => line.len(),
            _ => 0,
        };
        if let Event::Line { number, .. } = event
            && waiter.held_bytes + text + OVERHEAD > most
        {
            return Err(number);
        }
        waiter.held_bytes += text + OVERHEAD;
        waiter.held.push_back(event);
        Ok(())
    }

    /// Ends the wait for that query; `false` if the connection waits for another or for none.
    pub(super) fn settle(&mut self, who: ConnectionId, query: u64) -> bool {
        let waiter = self.waiters.get_mut(&who).filter(|waiter| waiter.query == Some(query));
        waiter.map(|waiter| waiter.query = None).is_some()
    }

    /// What was held for a connection that waits no more.
    pub(super) fn release(&mut self, who: ConnectionId) -> VecDeque<Event> {
        self.waiters.remove(&who).map(|waiter| waiter.held).unwrap_or_default()
    }

    /// Those who have ended their side while they wait.
    pub(super) fn ended(&self) -> impl Iterator<Item = ConnectionId> {
        let ended = |waiter: &Waiter| matches!(waiter.held.back(), Some(Event::Gone { .. }));
        self.waiters.iter().filter(move |(_, waiter)| ended(waiter)).map(|(who, _)| *who)
    }

    /// When the next query is overdue, if it is not answered.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.deadlines.front().map(|(until, ..)| *until)
    }

    /// A connection that has waited too long, and waits no more.
    pub(super) fn overdue(&mut self, clock: Duration) -> Option<ConnectionId> {
        while let Some((_, who, query)) = self.deadlines.pop_front_if(|(until, ..)| *until <= clock)
        {
            if self.settle(who, query) {
                return Some(who);
            }
        }
        None
    }
}

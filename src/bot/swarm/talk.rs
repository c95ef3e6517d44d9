//! What the senders say and when: in turns, as fast as the rate and the window allow.

use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::pace::Pace;
use super::plan::Plan;

/// When the next line is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// When the rate wants it.
    At(Instant),
    /// When the slowest bot has received more.
    WhenHeard,
    /// All is said that can be said.
    Never,
}

/// The senders' part of a run.
pub(super) struct Talk {
    /// Whose turn it is.
    turn: usize,
    pace: Option<Pace>,
    /// Lines are due that the window holds back.
    held_back: bool,
    /// Whoever spoke in this turn of the loop.
    spoke: Vec<usize>,
    /// How often it was a visitor's turn to leave.
    pub(super) left: u64,
    /// From the start to the last line received.
    pub(super) took: Duration,
    /// From the start to the end.
    pub(super) lasted: Duration,
    /// Processor time that this process used meanwhile.
    pub(super) cpu: Duration,
    /// It ended because nothing moved any more.
    pub(super) stalled: bool,
    /// It ended because the observer wished it.
    pub(super) interrupted: bool,
}

impl Talk {
    /// Nothing is said yet.
    pub(super) fn new(start: Instant, plan: &Plan) -> Self {
        Self {
            turn: 0,
            pace: plan.rate.map(|rate| Pace::new(start, rate)),
            held_back: false,
            spoke: Vec::with_capacity(plan.window),
            left: 0,
            took: Duration::ZERO,
            lasted: Duration::ZERO,
            cpu: Duration::ZERO,
            stalled: false,
            interrupted: false,
        }
    }

    /// Says what is due and fits into the window.
    pub(super) fn say(&mut self, now: Instant, plan: &Plan, crowd: &mut Crowd) -> Next {
        self.spoke.clear();
        let next = loop {
            let Some(sender) = self.next_speaker(plan, crowd) else { break Next::Never };
            let due = self.pace.map(|pace| pace.due(crowd.ear.ledger.counts().said));
            if let Some(due) = due.filter(|due| *due > now) {
                self.held_back = false;
                break Next::At(due);
            }
            // Where nobody listens nothing is in flight, and still nobody floods the server.
            let window = plan.window;
            if crowd.ear.ledger.in_flight() >= window as u64 || self.spoke.len() >= window {
                self.held_back = true;
                break Next::WhenHeard;
            }
            // A server that stalls does not hide behind the window that it fills.
            let at = due.filter(|_| self.held_back).unwrap_or(now);
            crowd.say(sender, at);
            self.spoke.push(sender);
            self.turn = (sender + 1) % plan.senders;
        };
        for sender in &self.spoke {
            crowd.flush(*sender);
        }
        next
    }

    /// The next sender that is in and has something left to say.
    fn next_speaker(&self, plan: &Plan, crowd: &Crowd) -> Option<usize> {
        let mut turns = (self.turn..plan.senders).chain(0..self.turn);
        turns.find(|sender| {
            crowd.is_in(*sender) && crowd.ear.ledger.said_by(*sender) < plan.messages
        })
    }
}

//! What the senders say and when: in turns, as fast as the rate and the window allow.

use std::time::{Duration, Instant};

use super::crowd::Crowd;
use super::pace::Pace;
use super::plan::Plan;

/// The senders' part of a run.
pub(super) struct Talk {
    /// Whose turn it is.
    turn: usize,
    pace: Option<Pace>,
    /// Lines are due that the window holds back.
    held_back: bool,
    /// Whoever spoke in this turn of the loop.
    spoke: Vec<usize>,
    /// How often a visitor left.
    pub(super) left: u64,
    /// From the start to the last line received.
    pub(super) took: Duration,
    /// From the start to the end.
    pub(super) lasted: Duration,
    /// Processor time that this process used meanwhile, in seconds.
    pub(super) cpu_s: f64,
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
            cpu_s: 0.0,
            stalled: false,
            interrupted: false,
        }
    }

    /// Says what is due and fits into the window. Is all said that can be said, and if not, when
    /// is the next line due?
    pub(super) fn say(
        &mut self,
        now: Instant,
        plan: &Plan,
        crowd: &mut Crowd,
    ) -> (bool, Option<Instant>) {
        let mut next = None;
        let mut over = false;
        self.spoke.clear();
        while crowd.ear.ledger.in_flight() < plan.window as u64 {
            let due = self.pace.map(|pace| pace.due(crowd.ear.ledger.counts().said));
            next = due.filter(|due| *due > now);
            if next.is_some() {
                self.held_back = false;
                break;
            }
            let Some(sender) = self.next_speaker(plan, crowd) else {
                over = true;
                break;
            };
            // A server that stalls does not hide behind the window that it fills.
            let at = due.filter(|_| self.held_back).unwrap_or(now);
            crowd.say(sender, at);
            self.spoke.push(sender);
        }
        self.held_back |= next.is_none();
        for sender in &self.spoke {
            crowd.flush(*sender);
        }
        (over, next)
    }

    /// The next sender that is in and has something left to say.
    fn next_speaker(&mut self, plan: &Plan, crowd: &Crowd) -> Option<usize> {
        for _ in 0..plan.senders {
            let sender = self.turn;
            self.turn = (self.turn + 1) % plan.senders;
            if crowd.is_in(sender) && crowd.ear.ledger.said_by(sender) < plan.messages {
                return Some(sender);
            }
        }
        None
    }
}

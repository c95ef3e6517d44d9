//! Who waits for an answer of the journal or of the classroom, and what they have sent meanwhile.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use crate::classroom::ConnectionId;

use super::event::Event;

/// How many bytes of one person's lines may wait for the answer to their last question.
pub(super) const MAX_HELD: usize = 1024 * 1024;
/// The same of someone who has no name yet, and may be anybody: their next answers fit.
pub(super) const MAX_HELD_OUTSIDE: usize = 8 * 1024;
/// What a held line takes beside its text, about.
const OVERHEAD: usize = 128;

/// Someone who waits for an answer.
#[derive(Debug, Default)]
struct Asker {
    /// The number of the question that is not answered yet.
    question: Option<u64>,
    /// What they send meanwhile, so that answers come in the order of questions, also to someone
    /// who has already closed their side.
    held: VecDeque<Event>,
    held_bytes: usize,
}

/// Everyone who waits for an answer.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    askers: HashMap<ConnectionId, Asker>,
    /// Until when each question may be answered, the next one first. Those that were answered
    /// stay until then.
    deadlines: VecDeque<(Duration, ConnectionId, u64)>,
    questions: u64,
}

impl Waiting {
    /// Notes that someone waits, until then at most.
    pub(super) fn ask(&mut self, who: ConnectionId, until: Option<Duration>) -> u64 {
        self.questions += 1;
        self.askers.entry(who).or_default().question = Some(self.questions);
        self.deadlines.extend(until.map(|until| (until, who, self.questions)));
        self.questions
    }

    /// Does someone wait?
    pub(super) fn is_asking(&self, who: ConnectionId) -> bool {
        self.askers.get(&who).is_some_and(|asker| asker.question.is_some())
    }

    /// Does someone wait who has sent nothing meanwhile?
    pub(super) fn is_silent(&self, who: ConnectionId) -> bool {
        self.askers.get(&who).is_none_or(|asker| asker.held.is_empty())
    }

    /// Holds what someone sends while they wait; `false` if it is more than `most` bytes of lines.
    pub(super) fn hold(&mut self, who: ConnectionId, event: Event, most: usize) -> bool {
        let Some(asker) = self.askers.get_mut(&who) else { return true };
        let text = match &event {
            Event::Line { line: Ok(line), .. } => line.len(),
            _ => 0,
        };
        if asker.held_bytes + text + OVERHEAD > most && matches!(event, Event::Line { .. }) {
            return false;
        }
        asker.held_bytes += text + OVERHEAD;
        asker.held.push_back(event);
        true
    }

    /// Is this the question that someone waits for? If so, they wait no more.
    pub(super) fn settle(&mut self, who: ConnectionId, question: u64) -> bool {
        let asker = self.askers.get_mut(&who).filter(|asker| asker.question == Some(question));
        asker.map(|asker| asker.question = None).is_some()
    }

    /// What was held for someone who waits no more.
    pub(super) fn release(&mut self, who: ConnectionId) -> VecDeque<Event> {
        self.askers.remove(&who).map(|asker| asker.held).unwrap_or_default()
    }

    /// When the next question is overdue, if it is not answered.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.deadlines.front().map(|(until, ..)| *until)
    }

    /// Someone who has waited too long, and waits no more.
    pub(super) fn overdue(&mut self, clock: Duration) -> Option<ConnectionId> {
        while let Some((_, who, question)) =
            self.deadlines.pop_front_if(|(until, ..)| *until <= clock)
        {
            if self.settle(who, question) {
                return Some(who);
            }
        }
        None
    }
}

//! The connections as the hub sees them: what they are owed, and whether they wait for the
//! journal.

use std::collections::{HashMap, VecDeque};
use std::mem;
use std::sync::Arc;
use std::time::Duration;

use crate::classroom::PersonId;

use super::event::Event;
use super::outbox::{Full, Outbox};

/// How many bytes of one person's lines may wait for the answer to their last question.
const MAX_HELD: usize = 1024 * 1024;
/// What a held line takes beside its text.
const OVERHEAD: usize = 64;

#[derive(Debug)]
struct Member {
    outbox: Outbox,
    /// The number of the question that the journal was asked for them. What they send meanwhile
    /// is held, so that answers come in the order of questions, also to someone who has already
    /// closed their side.
    question: Option<u64>,
    held: VecDeque<Event>,
    held_bytes: usize,
}

/// Everyone who is connected.
#[derive(Debug, Default)]
pub(super) struct Members {
    all: HashMap<PersonId, Member>,
    /// Until when each question may be answered, the next one first. Those that were answered
    /// stay until then.
    deadlines: VecDeque<(Duration, PersonId, u64)>,
    questions: u64,
    pushed: usize,
}

impl Members {
    pub(super) fn add(&mut self, who: PersonId, outbox: Outbox) {
        let member = Member { outbox, question: None, held: VecDeque::new(), held_bytes: 0 };
        self.all.insert(who, member);
    }

    /// Lets a connection go; its writer finishes what it is owed.
    pub(super) fn remove(&mut self, who: PersonId) -> Option<Outbox> {
        self.all.remove(&who).map(|member| member.outbox)
    }

    /// Owes a line to a connection, if it is still there.
    pub(super) fn push(&mut self, who: PersonId, line: &Arc<[u8]>) -> Result<(), Full> {
        self.all.get(&who).map_or(Ok(()), |member| member.outbox.push(line))
    }

    /// Counts bytes of which every connection may have been owed a copy.
    pub(super) fn count(&mut self, bytes: usize) {
        self.pushed += bytes;
    }

    /// Were so many bytes counted since this was last so?
    pub(super) fn have_been_owed(&mut self, bytes: usize) -> bool {
        let reached = self.pushed >= bytes;
        if reached {
            self.pushed = 0;
        }
        reached
    }

    /// Notes that the journal is asked for someone, who waits at most until then.
    pub(super) fn ask(&mut self, who: PersonId, until: Duration) -> Option<u64> {
        let member = self.all.get_mut(&who)?;
        self.questions += 1;
        member.question = Some(self.questions);
        self.deadlines.push_back((until, who, self.questions));
        member.question
    }

    /// Does someone wait for the journal?
    pub(super) fn is_asking(&self, who: PersonId) -> bool {
        self.all.get(&who).is_some_and(|member| member.question.is_some())
    }

    /// Holds what someone sends while they wait for the journal; `false` if it is too much.
    pub(super) fn hold(&mut self, who: PersonId, event: Event) -> bool {
        let Some(member) = self.all.get_mut(&who) else { return true };
        let text = match &event {
            Event::Line { line: Ok(line), .. } => line.len(),
            _ => 0,
        };
        if member.held_bytes + text + OVERHEAD > MAX_HELD && matches!(event, Event::Line { .. }) {
            return false;
        }
        member.held_bytes += text + OVERHEAD;
        member.held.push_back(event);
        true
    }

    /// Is this the question that someone waits for? If so, they wait no more.
    pub(super) fn settle(&mut self, who: PersonId, question: u64) -> bool {
        let waiting = self.all.get_mut(&who).filter(|member| member.question == Some(question));
        waiting.map(|member| member.question = None).is_some()
    }

    /// What was held for someone.
    pub(super) fn release(&mut self, who: PersonId) -> VecDeque<Event> {
        let Some(member) = self.all.get_mut(&who) else { return VecDeque::new() };
        member.held_bytes = 0;
        mem::take(&mut member.held)
    }

    /// When the next question is overdue, if it is not answered.
    pub(super) fn deadline(&self) -> Option<Duration> {
        self.deadlines.front().map(|(until, ..)| *until)
    }

    /// Someone who has waited too long, and waits no more.
    pub(super) fn overdue(&mut self, clock: Duration) -> Option<PersonId> {
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

//! The hub: the one task that owns the classroom. Its inbox is the order of the class.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use async_std::future::timeout;
use jiff::Timestamp;
use tracing::{info, warn};

use crate::classroom::{
    Audience, Classroom, Departure, Effect, Now, Origin, PersonId, Record, Said,
};
use crate::command;
use crate::journal::{Journal, Report};
use crate::say;
use crate::wire::{LineError, ServerLine};

use super::outbox::Outbox;

/// How many events may wait for the hub; whoever sends one more waits, not the hub.
const INBOX: usize = 1024;
/// How many lines of one person may wait for the answer to their last question.
const HELD: usize = 64;

/// Something that happened to the class.
#[derive(Debug)]
pub(super) enum Event {
    /// A connection.
    Connected { who: PersonId, origin: Origin, outbox: Outbox },
    /// A line from it.
    Line { who: PersonId, line: Result<String, LineError> },
    /// Its end.
    Gone { who: PersonId, how: Departure },
    /// The journal's answer to a person's question.
    History { who: PersonId, said: Vec<Said> },
    /// News of the journal.
    Journal(Report),
    /// Newcomers cannot be taken in at the moment, because of this.
    AcceptFailed(String),
    /// Someone outside wants the class to end.
    Stop,
}

/// A connection as the hub sees it.
#[derive(Debug)]
struct Member {
    outbox: Outbox,
    /// The journal was asked for them. What they send meanwhile is held, so that the answers
    /// come in the order of the questions, also to someone who has already closed their side.
    asking: bool,
    held: VecDeque<Event>,
}

/// Owner of the classroom.
#[derive(Debug)]
pub(super) struct Hub {
    classroom: Classroom,
    members: HashMap<PersonId, Member>,
    journal: Option<Journal>,
    inbox: Receiver<Event>,
    inbox_sender: Sender<Event>,
    started: Instant,
    wake_at: Option<Duration>,
    over: bool,
}

/// The hub's inbox.
pub(super) fn inbox() -> (Sender<Event>, Receiver<Event>) {
    async_channel::bounded(INBOX)
}

impl Hub {
    pub(super) fn new(
        classroom: Classroom,
        journal: Option<Journal>,
        inbox_sender: Sender<Event>,
        inbox: Receiver<Event>,
    ) -> Self {
        Self {
            classroom,
            members: HashMap::new(),
            journal,
            inbox,
            inbox_sender,
            started: Instant::now(),
            wake_at: None,
            over: false,
        }
    }

    /// Runs the class to its end and gives back its journal. Dropping the outboxes tells the
    /// writers to finish.
    pub(super) async fn run(mut self) -> Option<Journal> {
        while !self.over {
            match self.next_event().await {
                Some(event) => self.handle(event),
                None => {
                    let effects = self.classroom.wake(self.now());
                    self.apply(effects);
                }
            }
        }
        // Whoever still waits for a place in the inbox, the journal's thread above all, goes on.
        self.inbox.close();
        self.journal
    }

    /// The next event, or `None` when the classroom wants to be woken.
    async fn next_event(&mut self) -> Option<Event> {
        let Some(at) = self.wake_at else { return self.inbox.recv().await.ok() };
        let left = at.saturating_sub(self.started.elapsed());
        match timeout(left, self.inbox.recv()).await {
            Ok(event) => event.ok(),
            Err(_) => {
                self.wake_at = None;
                None
            }
        }
    }

    fn now(&self) -> Now {
        Now { clock: self.started.elapsed(), wall: Timestamp::now() }
    }

    fn handle(&mut self, event: Event) {
        let now = self.now();
        let effects = match event {
            Event::Connected { who, origin, outbox } => {
                let member = Member { outbox, asking: false, held: VecDeque::new() };
                self.members.insert(who, member);
                self.classroom.connect(now, who, origin)
            }
            Event::Line { who, .. } | Event::Gone { who, how: Departure::Ended }
                if self.members.get(&who).is_some_and(|member| member.asking) =>
            {
                self.hold(who, event);
                return;
            }
            Event::Line { who, line } => {
                let line = line.as_deref().map_err(|error| *error);
                command::run(&mut self.classroom, now, who, line)
            }
            Event::Gone { who, how } => self.classroom.leave(now, who, how, ""),
            Event::History { who, said } => return self.answer(who, &said),
            Event::Journal(report) => self.tell_teachers(&self.words_about(&report)),
            Event::AcceptFailed(why) => {
                let words = say!(self.classroom.locale(), "accept-failed", why = why);
                self.tell_teachers(&words)
            }
            Event::Stop => self.classroom.end(now, ""),
        };
        self.apply(effects);
    }

    fn hold(&mut self, who: PersonId, event: Event) {
        let Some(member) = self.members.get_mut(&who) else { return };
        if member.held.len() < HELD || matches!(event, Event::Gone { .. }) {
            member.held.push_back(event);
            return;
        }
        let words = say!(self.classroom.locale(), "line-too-fast");
        self.apply(vec![Effect::refuse(who, words)]);
    }

    /// Hands over the journal's answer, then does what was held until it came.
    fn answer(&mut self, who: PersonId, said: &[Said]) {
        let effects = self.classroom.answer_history(self.now(), who, said);
        self.apply(effects);
        let Some(member) = self.members.get_mut(&who) else { return };
        member.asking = false;
        for event in std::mem::take(&mut member.held) {
            // The first one that asks again holds those behind it again.
            self.handle(event);
        }
    }

    fn words_about(&self, report: &Report) -> String {
        report.explain(self.classroom.locale())
    }

    fn tell_teachers(&self, words: &str) -> Vec<Effect> {
        let line = ServerLine::Notice(words.to_owned());
        vec![Effect::Send { to: Audience::Teachers, line }]
    }

    fn apply(&mut self, effects: Vec<Effect>) {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Send { to, line } => effects.extend(self.send(to, &line)),
                Effect::Record(record) => self.record(record),
                Effect::AskHistory { who, room, limit } => self.ask_history(who, room, limit),
                Effect::Close(who) => {
                    self.members.remove(&who);
                }
                Effect::End => self.over = true,
                Effect::WakeAt(at) => {
                    self.wake_at = Some(self.wake_at.map_or(at, |before| before.min(at)));
                }
            }
        }
    }

    /// Sends a line to all whom it is for. Those who do not read are let go; what that means for
    /// the others comes back.
    fn send(&mut self, to: Audience, line: &ServerLine) -> Vec<Effect> {
        // The teachers' news are the server's log; their messages are not.
        if to == Audience::Teachers && !matches!(line, ServerLine::Private { .. }) {
            info!("{line}");
        }
        let bytes = line.encode();
        if let Audience::One(who) = to {
            let full = self.members.get(&who).is_some_and(|m| m.outbox.push(&bytes).is_err());
            return if full { self.let_go(who) } else { Vec::new() };
        }
        let mut slow = Vec::new();
        for who in self.classroom.audience(to) {
            if self.members.get(&who).is_some_and(|m| m.outbox.push(&bytes).is_err()) {
                slow.push(who);
            }
        }
        slow.into_iter().flat_map(|who| self.let_go(who)).collect()
    }

    /// Closes a connection that does not read, with the reason behind what it is owed.
    fn let_go(&mut self, who: PersonId) -> Vec<Effect> {
        let name = self.classroom.name(who).map_or("?", |name| name.as_str());
        warn!("{name}: more than 1 MiB waits to be read, connection closed");
        let reason = ServerLine::Closing(say!(self.classroom.locale(), "connection-slow"));
        if let Some(member) = self.members.get(&who) {
            member.outbox.push_last(&reason.encode());
        }
        self.classroom.leave(self.now(), who, Departure::Slow, "")
    }

    fn record(&self, record: Record) {
        if let Some(journal) = &self.journal {
            journal.append(record);
        }
    }

    fn ask_history(&mut self, who: PersonId, room: crate::name::Name, limit: usize) {
        let (Some(journal), Some(member)) = (&self.journal, self.members.get_mut(&who)) else {
            return;
        };
        member.asking = true;
        let inbox = self.inbox_sender.clone();
        journal.history(room, limit, move |said| {
            // The hub is gone only when the class is over.
            let _ = inbox.send_blocking(Event::History { who, said });
        });
    }
}

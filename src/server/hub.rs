//! The hub: the one task that owns the classroom. Its inbox is the order of the class.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use async_std::future::timeout;
use async_std::task::yield_now;
use jiff::Timestamp;
use tracing::info;

use crate::classroom::{
    Audience, Classroom, ConnectionId, Context, Departure, Effect, Effects, JournalAnswer,
    JournalQuery, Now, PasswordCheck, Secret,
};
use crate::command;
use crate::journal::Journal;
use crate::say;
use crate::wire::ServerLine;

use super::event::Event;
use super::fanout::{Flushed, Recipients};
use super::password;
use super::waiting::{MAX_HELD, MAX_HELD_OUTSIDE, Waiting};

/// How long a person waits for the journal before they are told that it does not answer.
const JOURNAL_TIMEOUT: Duration = Duration::from_secs(1);

/// How often those are looked for who have gone for good while they wait: they take places.
const FORGET_EVERY: Duration = Duration::from_millis(10);

/// How many events make a batch at the most: what is due is done, however much comes that says
/// nothing.
const BATCH: usize = 1024;

#[derive(Debug)]
pub(super) struct Hub {
    classroom: Classroom,
    /// Empty between two events; kept for its memory.
    effects: Effects,
    recipients: Recipients,
    waiting: Waiting,
    /// What was held for those who wait no more. It came before what is in the inbox.
    released: VecDeque<Event>,
    journal: Option<Journal>,
    passwords: Sender<password::Question>,
    inbox: Receiver<Event>,
    inbox_sender: Sender<Event>,
    started: Instant,
    wake_at: Option<Duration>,
    /// When to look again for those who have gone for good while they wait.
    forget_at: Duration,
    over: bool,
}

impl Hub {
    pub(super) fn new(
        classroom: Classroom,
        journal: Option<Journal>,
        passwords: Sender<password::Question>,
        inbox_sender: Sender<Event>,
        inbox: Receiver<Event>,
    ) -> Self {
        Self {
            classroom,
            effects: Effects::default(),
            recipients: Recipients::default(),
            waiting: Waiting::default(),
            released: VecDeque::new(),
            journal,
            passwords,
            inbox,
            inbox_sender,
            started: Instant::now(),
            wake_at: None,
            forget_at: Duration::ZERO,
            over: false,
        }
    }

    /// Runs the class to its end and gives back its journal. Dropping the write handles tells the
    /// connections to finish.
    pub(super) async fn run(mut self) -> Option<Journal> {
        while !self.over {
            match self.next_event().await {
                Some(event) => self.handle(event),
                None => self.wake(),
            }
            // What others are about to say belongs to the same batch, and those who lag are
            // written to.
            yield_now().await;
            for _ in 0..BATCH {
                if self.over || self.recipients.is_batch_full() {
                    break;
                }
                let Some(event) = self.next_at_once() else { break };
                self.handle(event);
            }
            self.end_batch();
        }
        // Senders that wait for a place in the inbox, above all the journal's thread, go on.
        self.inbox.close();
        self.journal
    }

    /// Gives everyone what the batch has for them. That someone does not read is news for the
    /// others, which are given at once.
    fn end_batch(&mut self) {
        loop {
            let Flushed { slow, caught_up } = self.recipients.flush();
            if slow.is_empty() && caught_up.is_empty() {
                return;
            }
            for who in slow {
                self.disconnect_slow(who);
            }
            let now = self.now();
            for (who, left_out) in caught_up {
                self.classroom.catch_up(&mut self.effects.context(now, who), left_out);
                self.apply();
            }
        }
    }

    /// The next event, or `None` when something is due.
    async fn next_event(&mut self) -> Option<Event> {
        if let Some(event) = self.released.pop_front() {
            return Some(event);
        }
        let due = [self.wake_at, self.waiting.deadline()].into_iter().flatten().min();
        let Some(due) = due else { return self.inbox.recv().await.ok() };
        let left = due.saturating_sub(self.started.elapsed());
        if left.is_zero() {
            // However much comes, what is due is done.
            return None;
        }
        timeout(left, self.inbox.recv()).await.ok()?.ok()
    }

    fn next_at_once(&mut self) -> Option<Event> {
        self.released.pop_front().or_else(|| self.inbox.try_recv().ok())
    }

    fn wake(&mut self) {
        let now = self.now();
        if self.wake_at.is_some_and(|at| at <= now.clock) {
            self.forget_reset(now.clock);
            self.wake_at = None;
            self.classroom.wake(now, &mut self.effects);
            self.apply();
        }
        while let Some(who) = self.waiting.overdue(now.clock) {
            let words = say!(self.classroom.locale(), "history-late");
            self.effects.tell(who, ServerLine::Refusal(words));
            self.apply();
            self.release(who);
        }
    }

    /// Someone who has gone for good gets no turn. The end of their stream does not tell; a reset in
    /// answer to our next line does.
    fn forget_reset(&mut self, clock: Duration) {
        if clock < self.forget_at {
            return;
        }
        self.forget_at = clock + FORGET_EVERY;
        let mut gone: Vec<ConnectionId> =
            self.waiting.ended().filter(|who| self.recipients.is_reset(*who)).collect();
        gone.sort();
        for who in gone {
            self.handle(Event::Gone { who, how: Departure::Lost });
        }
    }

    fn now(&self) -> Now {
        Now { clock: self.started.elapsed(), wall: Timestamp::now() }
    }

    fn handle(&mut self, event: Event) {
        let now = self.now();
        match event {
            Event::Connected { who, origin, write_handle } => {
                self.forget_reset(now.clock);
                self.recipients.add(who, write_handle);
                self.classroom.connect(&mut self.effects.context(now, who), origin);
            }
            Event::Line { who, .. } | Event::Gone { who, how: Departure::Ended }
                if self.waiting.contains(who) && !self.gives_up(who, &event) =>
            {
                return self.hold(who, event);
            }
            Event::Line { who, number, line } => {
                let line = line.as_deref().map_err(|error| *error);
                let cx = Context { line: Some(number), ..self.effects.context(now, who) };
                command::run(&mut self.classroom, cx, line);
            }
            Event::TlsHello { who } => {
                self.classroom.refuse_tls(&mut self.effects.context(now, who))
            }
            Event::Gone { who, how } => {
                self.classroom.leave(&mut self.effects.context(now, who), how, "")
            }
            Event::JournalAnswered { who, query, answer } => {
                if self.waiting.settle(who, query) {
                    self.classroom.answer(&mut self.effects.context(now, who), answer);
                    self.effects.push(Effect::Release(who));
                }
            }
            Event::PasswordChecked { who, check } => {
                self.classroom.password_checked(&mut self.effects.context(now, who), check);
            }
            Event::Journal(report) => {
                self.effects.tell_teachers(report.explain(self.classroom.locale()))
            }
            Event::AcceptFailed(why) => {
                let words = say!(self.classroom.locale(), "accept-failed", why = why);
                self.effects.tell_teachers(words);
            }
            Event::Stop => self.classroom.end(now, "", &mut self.effects),
        }
        self.apply();
    }

    /// Does someone leave who waits for a turn, and has sent nothing that comes before?
    fn gives_up(&self, who: ConnectionId, event: &Event) -> bool {
        let leaves = match event {
            Event::Line { line, .. } => line.as_deref().is_ok_and(command::means_leaving),
            _ => true,
        };
        leaves && self.classroom.waits_for_turn(who) && self.waiting.is_silent(who)
    }

    fn hold(&mut self, who: ConnectionId, event: Event) {
        let named = self.classroom.name(who).is_some();
        let most = if named { MAX_HELD } else { MAX_HELD_OUTSIDE };
        if let Err(number) = self.waiting.hold(who, event, most) {
            let text = say!(self.classroom.locale(), "line-too-fast");
            self.effects.tell(who, ServerLine::Unread { number, text });
            self.apply();
        }
    }

    /// What was held for someone comes next. The first event that asks again holds those behind
    /// it.
    fn release(&mut self, who: ConnectionId) {
        self.released.extend(self.waiting.release(who));
    }

    /// Does what the classroom asked for.
    fn apply(&mut self) {
        // What an effect leads to at once comes right behind it, before the effects that follow.
        let mut effects = std::mem::take(&mut self.effects);
        for effect in effects.drain() {
            match effect {
                // After the end of the class nobody hears of anybody.
                Effect::Send(..) if self.over => {}
                Effect::Send(to, line) => self.send(to, &line),
                Effect::Subscribe(who, subscription) => {
                    self.recipients.subscribe(who, subscription)
                }
                Effect::Record(record) => {
                    if let Some(journal) = &self.journal {
                        journal.append(record);
                    }
                }
                Effect::AskJournal(who, query) => self.ask_journal(who, query),
                Effect::CheckPassword(who, answer) => self.check_password(who, answer),
                Effect::Hold(who) => _ = self.waiting.begin(who, None),
                Effect::Release(who) => self.release(who),
                Effect::Close(who) => {
                    self.recipients.remove(who);
                    // What they have sent and nobody has looked at is nobody's.
                    self.waiting.release(who);
                }
                Effect::End => self.over = true,
                Effect::WakeAt(at) => {
                    self.wake_at = Some(self.wake_at.map_or(at, |before| before.min(at)));
                }
            }
        }
        self.effects = effects;
    }

    fn send(&mut self, to: Audience, line: &ServerLine) {
        // The teachers' news are the server's log; what is said to them is not.
        if matches!(to, Audience::Teachers { .. }) && line.is_news() {
            info!("{line}");
        }
        self.recipients.push(to, line);
    }

    /// Closes a connection that does not read, sending the reason after what is already queued for it.
    fn disconnect_slow(&mut self, who: ConnectionId) {
        let reason = ServerLine::Closing(say!(self.classroom.locale(), "connection-slow"));
        self.recipients.remove_slow(who, &reason);
        let now = self.now();
        self.classroom.leave(&mut self.effects.context(now, who), Departure::Slow, "");
        self.apply();
    }

    /// If the queue of checks is full, says so.
    fn check_password(&mut self, who: ConnectionId, answer: Option<Secret>) {
        if self.passwords.try_send((who, answer)).is_err() {
            let now = self.now();
            let cx = &mut self.effects.context(now, who);
            self.classroom.password_checked(cx, PasswordCheck::Busy);
            self.apply();
        }
    }

    fn ask_journal(&mut self, who: ConnectionId, query: JournalQuery) {
        let Some(journal) = &self.journal else { return };
        let number = self.waiting.begin(who, Some(self.started.elapsed() + JOURNAL_TIMEOUT));
        let inbox = self.inbox_sender.clone();
        let reply = move |answer| {
            // The hub is gone only when the class is over, and it never waits for the journal.
            let _ = inbox.send_blocking(Event::JournalAnswered { who, query: number, answer });
        };
        match query {
            JournalQuery::History { scope, limit } => {
                journal.history(scope, limit, move |said| reply(JournalAnswer::History(said)));
            }
            JournalQuery::Search { scope, words, limit } => {
                journal.search(scope, &words, limit, move |said| reply(JournalAnswer::Found(said)));
            }
            JournalQuery::Attendance { since, until } => {
                journal.attendance(since, until, move |all| reply(JournalAnswer::Attendance(all)));
            }
        }
    }
}

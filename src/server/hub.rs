//! The hub: the one task that owns the classroom. It takes what is in its inbox, stamps it, has the
//! classroom apply it, and hands out what comes of it. Its inbox is the order of the class.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use async_std::future::timeout;
use async_std::task::yield_now;
use jiff::Timestamp;
use tracing::info;
use zeroize::Zeroizing;

use crate::classroom::{
    Audience, Classroom, ConnectionId, Departure, Effect, Effects, Entry, Input, JournalAnswer,
    JournalQuery, NodeId, Now, Opened, Origin, PassHash, PasswordCheck, Secret, WaysIn,
};
use crate::command;
use crate::journal::Journal;
use crate::say;
use crate::wire::{Mark, ServerLine};

use super::event::Event;
use super::fanout::{Flushed, Recipients};
use super::pass;
use super::password;
use super::unattended::{Due, Unattended};
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
    /// How many entries the class has had.
    entries: u64,
    /// Empty between two entries; kept for its memory.
    effects: Effects,
    recipients: Recipients,
    waiting: Waiting,
    unattended: Unattended,
    /// What was held for those who wait no more. It came before what is in the inbox.
    released: VecDeque<Event>,
    journal: Option<Journal>,
    ways_in: WaysIn,
    /// The answers that the class has yet to ask for.
    secrets: HashMap<ConnectionId, Secret>,
    passwords: Sender<password::Question>,
    /// The pass that was made and not given yet.
    pass: Option<Zeroizing<String>>,
    inbox: Receiver<Event>,
    inbox_sender: Sender<Event>,
    started: Instant,
    wake_at: Option<Duration>,
    /// When to look again for those who have gone for good while they wait.
    forget_at: Duration,
    over: bool,
}

impl Hub {
    /// The hub of a new class.
    pub(super) fn new(
        (opened, ways_in): (Opened, WaysIn),
        unattended: Unattended,
        journal: Option<Journal>,
        passwords: Sender<password::Question>,
        inbox_sender: Sender<Event>,
        inbox: Receiver<Event>,
    ) -> Self {
        let mut hub = Self {
            classroom: Classroom::new(opened.config.clone()),
            entries: 0,
            effects: Effects::default(),
            recipients: Recipients::default(),
            waiting: Waiting::default(),
            unattended,
            released: VecDeque::new(),
            journal,
            ways_in,
            secrets: HashMap::new(),
            passwords,
            pass: None,
            inbox,
            inbox_sender,
            started: Instant::now(),
            wake_at: None,
            forget_at: Duration::ZERO,
            over: false,
        };
        hub.enter(hub.now(), Input::Opened(Box::new(opened)));
        hub
    }

    /// Runs the class to its end and gives back its journal. Dropping the write handles tells the
    /// connections to finish.
    pub(super) async fn run(mut self) -> Option<Journal> {
        while !self.over {
            match self.next_event().await {
                Some(event) => self.take_in(event),
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
                self.take_in(event);
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
                self.hand_out(now);
            }
        }
    }

    /// The next event, or `None` when something is due.
    async fn next_event(&mut self) -> Option<Event> {
        if let Some(event) = self.released.pop_front() {
            return Some(event);
        }
        let due = [self.wake_at, self.waiting.deadline(), self.unattended.deadline()];
        let due = due.into_iter().flatten().min();
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
            self.forget_reset(now);
            self.wake_at = None;
            self.enter(now, Input::Tick);
        }
        while let Some(who) = self.waiting.overdue(now.clock) {
            let words = say!(self.classroom.locale(), "history-late");
            self.effects.tell(who, ServerLine::Refusal(words));
            self.hand_out(now);
            self.release(who);
        }
        match self.unattended.due(now.clock) {
            Some(Due::Warning(left)) => {
                let minutes = left.as_secs().div_ceil(60);
                let words = say!(self.classroom.locale(), "class-unattended", minutes = minutes);
                self.effects.tell_class(words);
                self.hand_out(now);
            }
            Some(Due::End) => self.enter(now, Input::Stop),
            None => {}
        }
    }

    /// Someone who has gone for good gets no turn. The end of their stream does not tell; a reset in
    /// answer to our next line does.
    fn forget_reset(&mut self, now: Now) {
        if now.clock < self.forget_at {
            return;
        }
        self.forget_at = now.clock + FORGET_EVERY;
        let gone: Vec<ConnectionId> =
            self.waiting.ended().filter(|who| self.recipients.is_reset(*who)).collect();
        for who in gone {
            self.enter(now, Input::Gone { who, how: Departure::Lost });
        }
    }

    fn now(&self) -> Now {
        Now::new(self.started.elapsed(), Timestamp::now())
    }

    /// Stamps what has happened and makes an entry of it, unless it is to wait or nobody else's.
    fn take_in(&mut self, event: Event) {
        let now = self.now();
        match event {
            Event::Connected { who, origin: Origin::Console, .. } => self.unattended.come(who),
            Event::Gone { who, .. } => self.unattended.gone(who, now.clock),
            _ => {}
        }
        let input = match event {
            Event::Connected { who, origin, write_handle } => {
                self.forget_reset(now);
                self.recipients.add(who, write_handle);
                Input::Connected { who, origin }
            }
            Event::Line { who, .. } | Event::Gone { who, how: Departure::Ended }
                if self.waiting.contains(who) && !self.gives_up(who, &event) =>
            {
                return self.hold(now, who, event);
            }
            Event::Line { who, number, line } => {
                let line = (who, number, line);
                let taken = command::intake(&self.classroom, now, line, &self.ways_in);
                let Some((input, secret)) = taken else { return };
                self.secrets.extend(secret.map(|secret| (who, secret)));
                input
            }
            // Everyone whose connection the class has closed goes once more.
            Event::TlsHello { who } | Event::Gone { who, .. }
                if self.classroom.subscription(who).is_none() =>
            {
                return;
            }
            Event::TlsHello { who } => Input::TlsHello { who },
            Event::Gone { who, how } => Input::Gone { who, how },
            Event::JournalAnswered { who, query, answer } => {
                return self.pass_on(now, who, query, answer);
            }
            Event::PasswordChecked { who, check } => Input::SecretChecked { who, check },
            Event::Journal(report) => Input::Notice(report.explain(self.classroom.locale())),
            Event::AcceptFailed(why) => {
                Input::Notice(say!(self.classroom.locale(), "accept-failed", why = why))
            }
            Event::NobodyCame => Input::Notice(say!(self.classroom.locale(), "nobody-came")),
            Event::Stop => Input::Stop,
        };
        self.enter(now, input);
    }

    /// Makes the next entry of the class, and does what comes of it.
    fn enter(&mut self, at: Now, input: Input) {
        let entry = Entry { seq: self.entries, at, node: NodeId::ONLY, input };
        self.entries += 1;
        self.classroom.apply(&entry, &mut self.effects);
        if let Some(journal) = &self.journal {
            journal.record(entry);
        }
        self.hand_out(at);
    }

    /// Tells someone what the journal has answered, which changes nothing in the class.
    fn pass_on(&mut self, now: Now, who: ConnectionId, query: u64, answer: JournalAnswer) {
        if self.waiting.settle(who, query) {
            self.classroom.answer(&mut self.effects.context(now, who), answer);
            self.hand_out(now);
            self.release(who);
        }
    }

    /// Does someone leave who waits for a turn, and has sent nothing that comes before?
    fn gives_up(&self, who: ConnectionId, event: &Event) -> bool {
        let leaves = match event {
            Event::Line { line, .. } => line.as_deref().is_ok_and(command::means_leaving),
            _ => true,
        };
        leaves && self.classroom.waits_for_turn(who) && self.waiting.is_silent(who)
    }

    fn hold(&mut self, now: Now, who: ConnectionId, event: Event) {
        let named = self.classroom.name(who).is_some();
        let most = if named { MAX_HELD } else { MAX_HELD_OUTSIDE };
        if let Err(number) = self.waiting.hold(who, event, most) {
            let text = say!(self.classroom.locale(), "line-too-fast");
            self.effects.tell(who, ServerLine::Unread { number, text });
            self.hand_out(now);
        }
    }

    /// What was held for someone comes next. The first event that asks again holds those behind
    /// it.
    fn release(&mut self, who: ConnectionId) {
        self.released.extend(self.waiting.release(who));
    }

    /// Does what the classroom asked for at that time.
    fn hand_out(&mut self, now: Now) {
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
                Effect::AskJournal(who, query) => self.ask_journal(now, who, *query),
                Effect::SeekPassword(who) => self.ask_checker(who, None),
                Effect::CheckPassword(who) => {
                    let secret = self.secrets.remove(&who);
                    self.ask_checker(who, secret);
                }
                Effect::TellWaysIn(who) => {
                    for line in self.ways_in.lines(self.classroom.locale()) {
                        self.recipients.push(Audience::One(who), &ServerLine::Answer(line));
                    }
                }
                Effect::TellCode(who) => {
                    if let Some(code) = &self.ways_in.code {
                        let line = ServerLine::Marked(Mark::Code, code.reveal().to_owned());
                        self.recipients.push(Audience::One(who), &line);
                    }
                }
                Effect::MakePass(who) => self.make_pass(now, who),
                Effect::GivePass(who, text) => self.give_pass(who, text),
                Effect::Hold(who) => _ = self.waiting.begin(who, None),
                Effect::Release(who) => self.release(who),
                Effect::Close(who) => {
                    self.recipients.remove(who);
                    // What they have sent and nobody has looked at is nobody's.
                    self.waiting.release(who);
                    self.secrets.remove(&who);
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
        let is_said = line.is_kept() || matches!(line, ServerLine::Marked(Mark::HandUp, _));
        if matches!(to, Audience::Teachers { .. }) && !is_said {
            info!("{line}");
        }
        self.recipients.push(to, line);
    }

    /// Closes a connection that does not read, sending the reason after what is already queued for it.
    fn disconnect_slow(&mut self, who: ConnectionId) {
        let reason = ServerLine::Closing(say!(self.classroom.locale(), "connection-slow"));
        self.recipients.remove_slow(who, &reason);
        self.enter(self.now(), Input::Gone { who, how: Departure::Slow });
    }

    /// Has an answer checked or, without one, whether there is a password. If the queue of checks is
    /// full, that is what comes of it, right after this entry.
    fn ask_checker(&mut self, who: ConnectionId, answer: Option<Secret>) {
        if self.passwords.try_send((who, answer)).is_err() {
            let check = PasswordCheck::Busy;
            self.released.push_front(Event::PasswordChecked { who, check });
        }
    }

    /// The class only learns its hash.
    fn make_pass(&mut self, now: Now, who: ConnectionId) {
        match pass::made() {
            Ok(pass) => {
                let hash = PassHash::of(&pass);
                self.pass = Some(pass);
                self.enter(now, Input::PassMade { who, hash });
            }
            Err(error) => {
                let words = say!(self.classroom.locale(), "server-failed", why = error.to_string());
                self.recipients.push(Audience::One(who), &ServerLine::Refusal(words));
            }
        }
    }

    fn give_pass(&mut self, who: ConnectionId, text: String) {
        if let Some(pass) = self.pass.take() {
            let line = ServerLine::Pass { pass: pass.to_string(), text };
            self.recipients.push(Audience::One(who), &line);
        }
    }

    fn ask_journal(&mut self, now: Now, who: ConnectionId, query: JournalQuery) {
        let Some(journal) = &self.journal else { return };
        let number = self.waiting.begin(who, Some(now.clock + JOURNAL_TIMEOUT));
        let inbox = self.inbox_sender.clone();
        let reply = move |answer| {
            // The hub is gone only when the class is over, and it never waits for the journal.
            let _ = inbox.send_blocking(Event::JournalAnswered { who, query: number, answer });
        };
        match query {
            JournalQuery::History(sought) => {
                journal.lines(sought, move |said| reply(JournalAnswer::History(said)));
            }
            JournalQuery::Search(sought) => {
                journal.lines(sought, move |said| reply(JournalAnswer::Found(said)));
            }
            JournalQuery::Attendance { meetings, now } => {
                journal.attendance(meetings, now, move |register| {
                    reply(JournalAnswer::Attendance(register));
                });
            }
        }
    }
}

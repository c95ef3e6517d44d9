//! The bots of a scenario, what comes to them, and their automatic replies.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use async_std::future::timeout;
use async_std::task::yield_now;
use futures_lite::FutureExt;

use crate::classroom::Secret;
use crate::link::{Address, Link, Trust};

use super::actor::{Actor, EventKind, ReaderEvent};
use super::auto_reply::{AutoReply, Reply};
use super::pace::Pace;
use super::problem::{Expected, Problem};
use super::program::Program;

/// How many events may wait to be taken; beyond that the readers wait.
const WAITING: usize = 256;
/// How many automatic replies are remembered: more than are on their way at a time.
const REMEMBERED: usize = 1024;
/// What is to be seen in a short wait happens within this part of the slack, or never.
const SHORT_WAITS: u32 = 4;
/// How long a connection may take to be made.
const CONNECT_LIMIT: Duration = Duration::from_secs(5);

/// Where a scenario is played, and how.
#[derive(Clone, Debug)]
pub struct Environment {
    /// The classroom.
    pub address: Address,
    /// Whose certificate is accepted there, if it speaks TLS.
    pub trust: Trust,
    /// How a teacher comes in, if one can.
    pub teacher: Option<TeachersDoor>,
    /// What a bot answers when it is asked for the class code.
    pub code: Option<Secret>,
    /// The program that plays the classroom, where it is at hand.
    pub program: Option<Arc<dyn Program>>,
    /// How long a bot waits for what it is to read.
    pub patience: Duration,
    /// How much longer it waits because this machine is slow: reports do not mention it.
    pub slack: Duration,
    /// How fast the bots go about it.
    pub pace: Pace,
}

impl Environment {
    /// How long a bot really waits.
    pub fn waiting(&self) -> Duration {
        self.patience + self.slack
    }

    /// How long a connection may really take to be made.
    fn connecting(&self) -> Duration {
        CONNECT_LIMIT + self.slack
    }

    /// How long really passes where a time is to pass: a server gets the less of it, the slower
    /// this machine is.
    pub fn passing(&self, time: Duration) -> Duration {
        self.pace.wait(time) + self.slack / SHORT_WAITS
    }
}

/// How a teacher comes in.
#[derive(Clone, Debug)]
pub enum TeachersDoor {
    /// By the teacher's console.
    Console(Address),
    /// By the console, if its socket is there; else as everyone does.
    Either(PathBuf),
    /// As everyone does: the classroom knows no teachers.
    Same,
}

/// The bots of one scenario.
pub struct World {
    /// Where they play.
    pub environment: Environment,
    /// The bots, in the order in which they came.
    pub actors: Vec<Actor>,
    /// The bots that come back by a pass in this scenario, by the names that it gives them.
    pub come_back: BTreeSet<String>,
    /// The password for teaching, if the scenario sets one: a console may ask for it.
    pub password: Option<String>,
    /// Their automatic replies.
    pub auto_replies: Vec<AutoReply>,
    by_name: HashMap<String, usize>,
    events_rx: Receiver<ReaderEvent>,
    events_tx: Sender<ReaderEvent>,
    /// The replies to be sent, and when.
    due: Vec<Due>,
    /// The latest replies as others read them: they trigger no other reply.
    sent_replies: VecDeque<String>,
}

struct Due {
    at: Instant,
    actor: usize,
    reply: Reply,
}

/// What became of a step for one bot.
pub type Done = Result<(), (usize, Problem)>;

impl World {
    /// Nobody yet.
    pub fn new(environment: Environment) -> Self {
        let (events_tx, events_rx) = async_channel::bounded(WAITING);
        Self {
            environment,
            actors: Vec::new(),
            come_back: BTreeSet::new(),
            password: None,
            auto_replies: Vec::new(),
            by_name: HashMap::new(),
            events_rx,
            events_tx,
            due: Vec::new(),
            sent_replies: VecDeque::new(),
        }
    }

    /// The actor of that name; a new one if there is none.
    pub fn actor(&mut self, who: &str) -> usize {
        if let Some(actor) = self.by_name.get(who) {
            return *actor;
        }
        let actor = self.actors.len();
        self.actors.push(Actor::new(who, actor, self.events_tx.clone()));
        self.by_name.insert(who.to_owned(), actor);
        actor
    }

    /// Connects an actor, again if it was connected before.
    pub async fn connect(&mut self, actor: usize, address: &Address) -> Done {
        let trust = self.environment.trust.clone();
        let link =
            self.meanwhile(Link::connect(address, &trust, self.environment.connecting())).await;
        let link = link.map_err(|error| (actor, Problem::Unreachable(error)))?;
        self.actors[actor].connected(link);
        Ok(())
    }

    /// Sends bytes for an actor.
    pub async fn send(&mut self, actor: usize, bytes: &[u8]) -> Done {
        let sent = self.write(actor, bytes).await;
        // A bot that sends much must not keep the others from reading.
        yield_now().await;
        self.take_what_came();
        sent.map_err(|problem| (actor, problem))
    }

    /// Sends a line for an actor.
    pub async fn send_line(&mut self, actor: usize, line: &str) -> Done {
        self.send(actor, format!("{line}\n").as_bytes()).await
    }

    async fn write(&mut self, actor: usize, bytes: &[u8]) -> Result<(), Problem> {
        let Some(mut writer) = self.actors[actor].take_writer() else {
            let gone = self.actors[actor].is_here && self.actors[actor].transcript.is_over();
            return Err(if gone { Problem::Gone } else { Problem::Away });
        };
        self.actors[actor].transcript.sent(bytes);
        let patience = self.environment.waiting().max(self.environment.connecting());
        let why = match self.meanwhile(timeout(patience, writer.send_bytes(bytes))).await {
            Ok(Ok(())) => {
                self.actors[actor].keep(writer);
                return Ok(());
            }
            Ok(Err(error)) => error.to_string(),
            Err(_) => io::Error::from(io::ErrorKind::TimedOut).to_string(),
        };
        Err(Problem::NotTaken(why))
    }

    /// Ends an actor's sending direction.
    pub async fn finish(&mut self, actor: usize) -> Done {
        let Some(mut writer) = self.actors[actor].take_writer() else {
            return Err((actor, Problem::Away));
        };
        let finished = self.meanwhile(writer.finish()).await;
        self.actors[actor].keep(writer);
        finished.map_err(|error| (actor, Problem::NotTaken(error.to_string())))
    }

    /// Does something and takes in what comes meanwhile: a server may wait until that is read.
    async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        let events = self.events_rx.clone();
        let mut work = Box::pin(work);
        loop {
            let done = async { Err((&mut work).await) };
            let next = async { Ok(events.recv().await) };
            match done.or(next).await {
                Err(done) => return done,
                Ok(Ok(event)) => self.take(event),
                // The world holds a sender, so the channel stays open.
                Ok(Err(_)) => {}
            }
        }
    }

    /// Takes in what has come already.
    pub fn take_what_came(&mut self) {
        while let Ok(event) = self.events_rx.try_recv() {
            self.take(event);
        }
    }

    /// Takes in the next event, or sends the replies that are due; `false` when the deadline has
    /// passed.
    pub async fn pump(&mut self, deadline: Option<Instant>) -> bool {
        let due = self.due.iter().map(|due| due.at).chain(deadline).min();
        let next = self.events_rx.recv();
        let event = match due {
            None => next.await.ok(),
            Some(due) => {
                let left = due.saturating_duration_since(Instant::now());
                timeout(left, next).await.ok().and_then(Result::ok)
            }
        };
        if let Some(event) = event {
            self.take(event);
        }
        self.send_due_replies().await;
        deadline.is_none_or(|deadline| Instant::now() < deadline)
    }

    /// Has an actor stop reading.
    pub async fn pause_reading(&mut self, actor: usize) {
        self.actors[actor].stop_reading();
        while self.actors[actor].is_reading() {
            self.pump(None).await;
        }
    }

    /// Lets time pass; everyone goes on reading.
    pub async fn pass(&mut self, time: Duration) {
        if time.is_zero() {
            return;
        }
        let deadline = Instant::now() + time;
        while self.pump(Some(deadline)).await {}
    }

    fn take(&mut self, event: ReaderEvent) {
        let actor = &mut self.actors[event.actor];
        if event.visit != actor.visit {
            return;
        }
        match event.what {
            EventKind::Bytes(bytes) => {
                let lines = actor.transcript.came(&bytes);
                if actor.transcript.is_over() {
                    actor.stop_reading();
                }
                lines.iter().for_each(|line| self.note_replies(event.actor, line));
            }
            EventKind::End(why) => {
                actor.transcript.ended(why);
                actor.ended();
            }
            EventKind::Stopped(reader) => actor.stopped(reader),
        }
    }

    /// Notes how an actor replies to a line.
    fn note_replies(&mut self, actor: usize, line: &str) {
        let Actor { who, name, .. } = &self.actors[actor];
        if self.sent_replies.iter().any(|said| said == line) {
            return;
        }
        let own = self.auto_replies.iter().filter(|reply| reply.who == *who);
        let replies: Vec<Reply> = own.filter_map(|reply| reply.answer(name, line)).collect();
        for reply in replies {
            let at = Instant::now() + self.environment.pace.typing(&reply.line);
            self.due.push(Due { at, actor, reply });
        }
    }

    /// Sends the replies that are due.
    async fn send_due_replies(&mut self) {
        let now = Instant::now();
        let (due, later): (Vec<Due>, Vec<Due>) =
            std::mem::take(&mut self.due).into_iter().partition(|due| due.at <= now);
        self.due = later;
        for Due { actor, reply, .. } in due {
            // A broken connection is seen elsewhere.
            if self.write(actor, format!("{}\n", reply.line).as_bytes()).await.is_ok() {
                if self.sent_replies.len() == REMEMBERED {
                    self.sent_replies.pop_front();
                }
                self.sent_replies.push_back(reply.read);
            }
        }
    }

    /// Waits until `done` gives a result, or the patience or the connection ends.
    pub async fn wait(
        &mut self,
        actor: usize,
        expected: Expected,
        done: impl FnMut(&mut Actor) -> Option<Result<(), Problem>>,
    ) -> Done {
        let late = |_: &Actor, within| Problem::NoAnswer { expected: expected.clone(), within };
        self.wait_or(actor, expected.clone(), done, late).await
    }

    /// The same; `late` makes the problem when the patience ends.
    pub async fn wait_or(
        &mut self,
        actor: usize,
        expected: Expected,
        mut done: impl FnMut(&mut Actor) -> Option<Result<(), Problem>>,
        late: impl FnOnce(&Actor, Duration) -> Problem,
    ) -> Done {
        let patience = self.environment.patience;
        let deadline = Instant::now() + self.environment.waiting();
        loop {
            if let Some(done) = done(&mut self.actors[actor]) {
                return done.map_err(|problem| (actor, problem));
            }
            if self.actors[actor].transcript.is_flooded() {
                return Err((actor, Problem::Flooded { expected }));
            }
            if self.actors[actor].transcript.is_over() {
                return Err((actor, Problem::Closed { expected }));
            }
            if !self.actors[actor].is_reading() {
                let paused = self.actors[actor].is_paused();
                return Err((actor, if paused { Problem::NotReading } else { Problem::Away }));
            }
            if !self.pump(Some(deadline)).await {
                // What came in the last moment counts.
                self.take_what_came();
                let done = done(&mut self.actors[actor]);
                let late = |actor: &Actor| Err(late(actor, patience));
                let done = done.unwrap_or_else(|| late(&self.actors[actor]));
                return done.map_err(|problem| (actor, problem));
            }
        }
    }
}

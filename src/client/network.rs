//! The connections of a session, one after another: reads, answers, leaves, reconnects.

use std::future::pending;
use std::io;
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use futures_lite::FutureExt;

use crate::classroom::Role;
use crate::command;
use crate::link::{Link, LinkReader, Received, sleep};
use crate::name::Name;
use crate::say;
use crate::wire::{Asked, ServerLine};

use super::config::{CONNECT_LIMIT, ClientError, Config, Ended};
use super::input::{Input, InputEvent, InputEvents};
use super::outbox::{Due, Outbox, Refused};
use super::session::{Closed, Reaction, Session};
use super::ui::Ui;
use super::writer::write;

/// Seconds between attempts to reconnect; the last one is repeated.
const WAITS: [u64; 4] = [1, 2, 5, 10];
/// How long a server may take to close the connection of someone who leaves.
const FAREWELL: Duration = Duration::from_secs(3);

pub struct Network<'a, U> {
    config: &'a Config,
    past: usize,
    session: Session,
    ui: U,
    events: InputEvents,
    outbox: Outbox,
    /// How many of them were refused, or perhaps not delivered.
    unsaid: u64,
    /// The person knows that refused lines go again.
    told_pace: bool,
    /// Attempts to connect since the person was last in the room.
    attempts: usize,
    /// The input has ended: nothing more will be sent.
    input_ended: bool,
    /// How the session ends when it is left.
    left: Ended,
    leave_by: Option<Instant>,
}

enum After {
    Over(Ended),
    /// Connect again at once: the person is to be asked.
    Again,
    Lost,
}

enum Event {
    Received(Received),
    Sent,
    Input(InputEvent),
    /// What waited may go on.
    Due,
}

impl<'a, U: Ui> Network<'a, U> {
    /// A session that has not begun. Without a terminal it has no signals and does not reconnect.
    pub fn new(config: &'a Config, past: usize, ui: U, events: InputEvents) -> Self {
        // A class does not count a teacher's lines.
        let is_paced = config.role == Role::Student;
        let given = config.name.as_ref().map(Name::to_string);
        Self {
            config,
            past,
            outbox: Outbox::new(is_paced, Instant::now()),
            unsaid: 0,
            told_pace: false,
            session: Session::new(given, config.code.clone()),
            ui,
            events,
            attempts: 0,
            input_ended: false,
            left: Ended::Left,
            leave_by: None,
        }
    }

    pub async fn run(mut self, link: Link) -> Result<Ended, ClientError> {
        let mut link = Some(link);
        loop {
            let again = match link.take() {
                Some(link) => match self.converse(link).await? {
                    After::Over(_) if self.unsaid > 0 && !self.events.is_interactive() => {
                        return Err(ClientError::Unsaid(self.unsaid));
                    }
                    After::Over(ended) => return Ok(ended),
                    After::Again => true,
                    After::Lost if !self.comes_back() => return Err(ClientError::Lost),
                    After::Lost => false,
                },
                None => false,
            };
            self.show(again);
            if !again && !self.wait().await? {
                return Ok(self.left);
            }
            let Config { address, trust, .. } = self.config;
            match self.meanwhile(Link::connect(address, trust, CONNECT_LIMIT)).await? {
                Some(Err(error)) if error.is_final() => return Err(error.into()),
                Some(connected) => link = connected.ok(),
                None => return Ok(self.left),
            }
        }
    }

    /// Waits before the next attempt to connect; `false` if the person leaves meanwhile.
    async fn wait(&mut self) -> Result<bool, ClientError> {
        let seconds = WAITS[self.attempts.min(WAITS.len() - 1)];
        let key = if self.attempts == 0 { "client-lost" } else { "client-lost-still" };
        self.attempts += 1;
        self.ui.notice(&say!(self.config.locale, key, seconds = seconds))?;
        Ok(self.meanwhile(sleep(Duration::from_secs(seconds))).await?.is_some())
    }

    /// Awaits something without a connection; `None` if the person leaves meanwhile.
    async fn meanwhile<T>(
        &mut self,
        work: impl Future<Output = T>,
    ) -> Result<Option<T>, ClientError> {
        let mut work = Box::pin(work);
        loop {
            let done = async { Err((&mut work).await) };
            let event = async { Ok(self.events.next().await) };
            match event.or(done).await {
                Err(output) => return Ok(Some(output)),
                Ok(InputEvent::Input(Input::Typed(line, None))) => {
                    self.offer("client-kept", vec![line])?;
                }
                Ok(InputEvent::Input(Input::Leave)) => return Ok(None),
                Ok(InputEvent::Input(Input::HangUp)) => {
                    self.left = Ended::HungUp;
                    return Ok(None);
                }
                Ok(InputEvent::Aside(text)) => self.ui.aside(&text)?,
                // There is nothing to answer any more.
                Ok(InputEvent::Input(_)) => {}
            }
        }
    }

    async fn converse(&mut self, link: Link) -> Result<After, ClientError> {
        let (mut reader, writer) = link.split();
        let (sender, to_send) = async_channel::bounded(1);
        let (ends, written) = async_channel::unbounded();
        let writing = write(writer, to_send, ends);
        let after = self.talk(&mut reader, sender, &written).or(writing).await?;
        self.note_written(&written);
        match after {
            // What is typed meanwhile answers the next question.
            After::Again => {}
            After::Lost => self.offer_again(reader.acknowledged(), true)?,
            After::Over(_) => self.offer_again(reader.acknowledged(), false)?,
        }
        Ok(after)
    }

    fn note_written(&mut self, written: &Receiver<Option<u64>>) {
        while let Ok(end) = written.try_recv() {
            self.outbox.written(end);
        }
    }

    /// At the end of a connection: offers what did not arrive, and what may not have.
    fn offer_again(&mut self, acknowledged: Option<u64>, is_lost: bool) -> io::Result<()> {
        let perhaps = self.outbox.restart(acknowledged, is_lost, Instant::now());
        let unsent = self.outbox.take_unsent();
        self.offer("client-perhaps", perhaps)?;
        self.offer("client-unsent", unsent)
    }

    fn offer(&mut self, key: &'static str, lines: Vec<String>) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        self.unsaid += lines.len() as u64;
        self.ui.notice(&say!(self.config.locale, key, count = lines.len()))?;
        self.ui.give_back(lines);
        Ok(())
    }

    async fn talk(
        &mut self,
        reader: &mut LinkReader,
        sender: Sender<String>,
        written: &Receiver<Option<u64>>,
    ) -> Result<After, ClientError> {
        let mut sender = Some(sender);
        self.show(true);
        loop {
            if self.input_ended && self.outbox.is_empty() {
                sender = None;
            }
            match self.next_event(reader, sender.as_ref()).await {
                Event::Received(Received::Line(text)) => {
                    if let Some(after) = self.heard(&text)? {
                        return Ok(after);
                    }
                }
                Event::Received(Received::Dropped(_)) => {
                    self.ui.notice(&say!(self.config.locale, "client-unreadable"))?;
                }
                Event::Received(Received::Ended) => return self.ended(false),
                Event::Received(Received::Broken(_)) => return self.ended(true),
                Event::Sent => self.outbox.handed_over(),
                Event::Input(InputEvent::Input(input)) => self.outbox.hold(input),
                Event::Input(InputEvent::Aside(text)) => self.ui.aside(&text)?,
                Event::Due => {}
            }
            self.note_written(written);
            if let Some(after) = self.use_held()? {
                return Ok(after);
            }
        }
    }

    /// The next event. Each source is cancel-safe, so the ones that lose the race lose nothing.
    async fn next_event(&self, reader: &mut LinkReader, sender: Option<&Sender<String>>) -> Event {
        let sent = async {
            match (sender, self.outbox.next_line()) {
                (Some(sender), Some(line)) if sender.send(line.clone()).await.is_ok() => {
                    Event::Sent
                }
                _ => pending().await,
            }
        };
        let person = async {
            // Without a prompt, what cannot be sent yet waits where it comes from.
            let idle = self.outbox.is_idle() && !self.input_ended;
            let wanted = self.session.accepts() && idle;
            Event::Input(if self.events.is_interactive() || wanted {
                self.events.next().await
            } else {
                self.events.next_of_others().await
            })
        };
        let received = async { Event::Received(reader.next().await) };
        let late = async {
            match self.leave_by {
                Some(by) => sleep(by.saturating_duration_since(Instant::now())).await,
                None => pending().await,
            }
            Event::Received(Received::Ended)
        };
        let due = async {
            match self.due_at() {
                Some(at) => sleep(at.saturating_duration_since(Instant::now())).await,
                None => pending().await,
            }
            Event::Due
        };
        sent.or(person).or(received).or(late).or(due).await
    }

    fn heard(&mut self, text: &str) -> Result<Option<After>, ClientError> {
        let line = ServerLine::parse(text);
        let was_inside = self.session.is_inside();
        let is_hidden = self.session.hides(&line);
        let reaction = self.session.heard(&line);
        if !is_hidden {
            self.ui.line(&line, self.session.own())?;
        }
        if was_inside {
            self.note_refusal(&line)?;
        }
        self.show(true);
        if matches!(line, ServerLine::Closing(_)) {
            self.say_farewell();
        }
        match reaction {
            Reaction::None => {}
            Reaction::Send(answer) => self.send(None, answer),
            Reaction::CameIn => {
                self.attempts = 0;
                if let Some(came_in) = &self.config.came_in {
                    // A full channel means that it was told before.
                    let _ = came_in.try_send(());
                }
                if self.comes_back() && self.session.wants_pass() {
                    self.send(None, command::typed("pass", self.config.locale));
                }
                // What they missed comes by itself.
                if !self.session.is_returning() {
                    self.ask_past();
                }
            }
            Reaction::CameAsNew => self.ask_past(),
            Reaction::Retry => {
                self.session.closed();
                return Ok(Some(After::Lost));
            }
        }
        // Without a terminal, a code and a name from the command line are the only ones there are.
        match self.session.refused() {
            _ if self.events.is_interactive() => Ok(None),
            Some(Asked::Code) if self.config.code.is_some() => Err(ClientError::CodeRefused),
            Some(Asked::Name) if self.config.name.is_some() => Err(ClientError::NameRefused),
            _ => Ok(None),
        }
    }

    fn ask_past(&mut self) {
        if self.past > 0 {
            let command = command::typed("history", self.config.locale);
            self.send(None, format!("{command} {}", self.past));
        }
    }

    /// Is a lost connection made again?
    fn comes_back(&self) -> bool {
        self.events.is_interactive() && self.config.reconnect
    }

    /// A refused line of one's own goes again by itself, if that can help.
    fn note_refusal(&mut self, line: &ServerLine) -> io::Result<()> {
        let refused = match line {
            ServerLine::Unread { number, .. } => self.outbox.refuse(*number, Instant::now()),
            ServerLine::Refusal(_) => Refused::Unknown,
            _ => return Ok(()),
        };
        match refused {
            Refused::GoesAgain if !std::mem::replace(&mut self.told_pace, true) => {
                self.ui.notice(&say!(self.config.locale, "client-goes-again"))
            }
            Refused::GoesAgain => Ok(()),
            Refused::TooOften => {
                let unsent = self.outbox.take_refused();
                self.offer("client-unsent", unsent)
            }
            Refused::Unknown => {
                // Some servers refuse without a cause.
                self.unsaid += u64::from(self.outbox.was_used());
                Ok(())
            }
        }
    }

    /// When what waits may go on; `None` if it does not wait for its time.
    fn due_at(&self) -> Option<Instant> {
        let asked = self.session.asked().is_some();
        if self.session.accepts() { self.outbox.due_at(asked, Instant::now()) } else { None }
    }

    /// Uses what was typed, in order, as far as the session accepts it and it is due.
    fn use_held(&mut self) -> io::Result<Option<After>> {
        if let Some(how) = self.outbox.take_leave() {
            return Ok(self.leave(how));
        }
        while self.due_at().is_some_and(|at| at <= Instant::now()) {
            let asked = self.session.asked().is_some();
            let after = match self.outbox.take_due(asked) {
                Some(Due::Refused(place, line)) => {
                    self.send(Some(place), line);
                    None
                }
                Some(Due::Input(input)) => self.input(input)?,
                None => None,
            };
            if after.is_some() {
                return Ok(after);
            }
        }
        Ok(None)
    }

    fn input(&mut self, input: Input) -> io::Result<Option<After>> {
        match input {
            Input::Typed(line, asked) if asked != self.session.asked() => {
                // A question came while it was typed. An answer to one that is gone is dropped.
                if asked.is_none() {
                    self.offer("client-unsent", vec![line])?;
                }
            }
            Input::Typed(line, _) | Input::Read(line) => {
                let place = self.outbox.next_place();
                // An answer may be a secret.
                let place = self.session.asked().is_none().then_some(place);
                let to_send = self.session.typed(line);
                if to_send.is_none() && self.session.is_leaving() {
                    return Ok(Some(After::Over(self.left)));
                }
                if let Some(line) = to_send {
                    self.send(place, line);
                }
                if self.session.is_leaving() {
                    self.say_farewell();
                }
                self.show(true);
            }
            Input::End => self.input_ended = true,
            // Taken before all others.
            Input::Leave | Input::HangUp => {}
        }
        Ok(None)
    }

    fn leave(&mut self, how: Ended) -> Option<After> {
        self.left = how;
        if self.session.is_leaving() {
            // The prompt and the system may both tell that the terminal is gone.
            return (how == Ended::Left).then_some(After::Over(how));
        }
        if !self.session.leave() {
            return Some(After::Over(how));
        }
        self.send(None, command::typed("exit", self.config.locale));
        self.say_farewell();
        None
    }

    fn send(&mut self, place: Option<u64>, line: String) {
        self.outbox.send(place, line, Instant::now());
    }

    /// Gives the server time to close the connection. A script waits for as long as it takes.
    fn say_farewell(&mut self) {
        if self.events.is_interactive() {
            self.leave_by = Some(Instant::now() + FAREWELL);
        } else {
            self.input_ended = true;
        }
    }

    fn ended(&mut self, broken: bool) -> Result<After, ClientError> {
        let left = self.session.is_leaving();
        // Without a prompt, a refusal is final.
        let refused = self.session.refused().filter(|_| !self.events.is_interactive());
        match self.session.closed() {
            _ if refused == Some(Asked::Code) => Err(ClientError::CodeRefused),
            Closed::Over if left => Ok(After::Over(self.left)),
            Closed::Over => Ok(After::Over(Ended::ByServer)),
            _ if refused == Some(Asked::Name) => Err(ClientError::NameRefused),
            _ if self.input_ended && !broken => Ok(After::Over(self.left)),
            Closed::Refused => Ok(After::Again),
            Closed::Lost => Ok(After::Lost),
        }
    }

    fn show(&mut self, connected: bool) {
        self.ui.changed(&self.session, connected);
    }
}

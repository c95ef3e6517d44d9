//! The connections of a session, one after another: reads, answers, leaves, reconnects.

use std::collections::VecDeque;
use std::future::pending;
use std::io;
use std::time::{Duration, Instant};

use async_channel::{Receiver, Sender};
use futures_lite::FutureExt;

use crate::command;
use crate::link::{Link, LinkReader, LinkWriter, Received, sleep};
use crate::name::Name;
use crate::say;
use crate::wire::{Asked, ServerLine};

use super::config::{CONNECT_LIMIT, ClientError, Config, Ended};
use super::input::{Input, InputEvent, InputEvents};
use super::session::{Closed, Reaction, Session};

/// Seconds between attempts to reconnect; the last one is repeated.
const WAITS: [u64; 4] = [1, 2, 5, 10];
/// How long a server may take to close the connection of someone who leaves.
const FAREWELL: Duration = Duration::from_secs(3);

/// What shows a session to the person.
pub trait Ui {
    fn line(&mut self, line: &ServerLine, own: Option<&Name>) -> io::Result<()>;
    /// A line from elsewhere, as it is.
    fn aside(&mut self, text: &str) -> io::Result<()>;
    fn notice(&mut self, text: &str) -> io::Result<()>;
    fn changed(&mut self, session: &Session, connected: bool);
    /// A line that was typed cannot be sent.
    fn give_back(&mut self, line: String);
}

pub struct Network<'a, U> {
    config: &'a Config,
    past: usize,
    session: Session,
    ui: U,
    events: InputEvents,
    /// Input that waits until the session accepts it.
    held: VecDeque<Input>,
    /// Attempts to connect since the person was last in the room.
    attempts: usize,
    /// The input has ended: nothing more will be sent.
    input_ended: bool,
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
}

impl<'a, U: Ui> Network<'a, U> {
    /// A session that has not begun. Without a terminal it has no signals and does not reconnect.
    pub fn new(config: &'a Config, past: usize, ui: U, events: InputEvents) -> Self {
        let given = config.name.as_ref().map(Name::to_string);
        Self {
            config,
            past,
            held: VecDeque::new(),
            session: Session::new(given, config.code.clone()),
            ui,
            events,
            attempts: 0,
            input_ended: false,
            leave_by: None,
        }
    }

    pub async fn run(mut self, link: Link) -> Result<Ended, ClientError> {
        let mut link = Some(link);
        loop {
            let again = match link.take() {
                Some(link) => match self.converse(link).await? {
                    After::Over(ended) => return Ok(ended),
                    After::Again => true,
                    After::Lost if !self.events.is_interactive() || !self.config.reconnect => {
                        return Err(ClientError::Lost);
                    }
                    After::Lost => false,
                },
                None => false,
            };
            self.show(again);
            if !again && !self.wait().await? {
                return Ok(Ended::Left);
            }
            let Config { address, trust, .. } = self.config;
            match self.meanwhile(Link::connect(address, trust, CONNECT_LIMIT)).await? {
                Some(Err(error)) if error.is_final() => return Err(error.into()),
                Some(connected) => link = connected.ok(),
                None => return Ok(Ended::Left),
            }
        }
    }

    /// Waits before the next attempt to connect; `false` if the person leaves meanwhile.
    async fn wait(&mut self) -> Result<bool, ClientError> {
        for input in std::mem::take(&mut self.held) {
            match input {
                Input::Typed(line, None) => self.ui.give_back(line),
                Input::Leave => return Ok(false),
                _ => {}
            }
        }
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
                Ok(InputEvent::Input(Input::Typed(line, None))) => self.ui.give_back(line),
                Ok(InputEvent::Input(Input::Leave) | InputEvent::Stop) => return Ok(None),
                Ok(InputEvent::Aside(text)) => self.ui.aside(&text)?,
                // There is nothing to answer any more.
                Ok(InputEvent::Input(_)) => {}
            }
        }
    }

    async fn converse(&mut self, link: Link) -> Result<After, ClientError> {
        let (mut reader, writer) = link.split();
        let (outbox, to_send) = async_channel::bounded(1);
        let writing = async {
            write(writer, to_send).await;
            pending().await
        };
        self.talk(&mut reader, outbox).or(writing).await
    }

    async fn talk(
        &mut self,
        reader: &mut LinkReader,
        outbox: Sender<String>,
    ) -> Result<After, ClientError> {
        let mut outbox = Some(outbox);
        let mut outgoing = VecDeque::new();
        self.show(true);
        loop {
            if self.input_ended && outgoing.is_empty() {
                outbox = None;
            }
            match self.next_event(reader, outbox.as_ref(), outgoing.front()).await {
                Event::Received(Received::Line(text)) => {
                    if let Some(after) = self.heard(&text, &mut outgoing)? {
                        return Ok(after);
                    }
                }
                Event::Received(Received::Dropped(_)) => {
                    self.ui.notice(&say!(self.config.locale, "client-unreadable"))?;
                }
                Event::Received(Received::Ended) => return self.ended(false),
                Event::Received(Received::Broken(_)) => return self.ended(true),
                Event::Sent => drop(outgoing.pop_front()),
                Event::Input(InputEvent::Input(input)) => self.held.push_back(input),
                Event::Input(InputEvent::Aside(text)) => self.ui.aside(&text)?,
                Event::Input(InputEvent::Stop) => self.held.push_back(Input::Leave),
            }
            if let Some(after) = self.use_held(&mut outgoing) {
                return Ok(after);
            }
        }
    }

    /// The next event. Each source is cancel-safe, so the ones that lose the race lose nothing.
    async fn next_event(
        &self,
        reader: &mut LinkReader,
        outbox: Option<&Sender<String>>,
        outgoing: Option<&String>,
    ) -> Event {
        let sent = async {
            match (outbox, outgoing) {
                (Some(outbox), Some(line)) if outbox.send(line.clone()).await.is_ok() => {
                    Event::Sent
                }
                _ => pending().await,
            }
        };
        let person = async {
            // Without a prompt, what cannot be sent yet waits where it comes from.
            let wanted = self.session.accepts() && outgoing.is_none() && !self.input_ended;
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
        sent.or(person).or(received).or(late).await
    }

    fn heard(
        &mut self,
        text: &str,
        outgoing: &mut VecDeque<String>,
    ) -> Result<Option<After>, ClientError> {
        let line = ServerLine::parse(text);
        let reaction = self.session.heard(&line);
        self.ui.line(&line, self.session.own())?;
        self.show(true);
        if matches!(line, ServerLine::Closing(_)) {
            self.say_farewell();
        }
        match reaction {
            Reaction::None => {}
            Reaction::Send(name) => outgoing.push_back(name),
            Reaction::CameIn => {
                self.attempts = 0;
                if let Some(came_in) = &self.config.came_in {
                    // A full channel means that it was told before.
                    let _ = came_in.try_send(());
                }
                if self.past > 0 {
                    let command = command::typed("history", self.config.locale);
                    outgoing.push_back(format!("{command} {}", self.past));
                }
            }
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

    /// Uses what was typed, in order, as far as the session accepts it.
    fn use_held(&mut self, outgoing: &mut VecDeque<String>) -> Option<After> {
        let leaves = self.held.iter().any(|input| matches!(input, Input::Leave));
        if leaves && !self.session.accepts() {
            self.held.clear();
            return self.leave(outgoing);
        }
        while self.session.accepts()
            && let Some(input) = self.held.pop_front()
        {
            if let Some(after) = self.input(input, outgoing) {
                return Some(after);
            }
        }
        None
    }

    fn input(&mut self, input: Input, outgoing: &mut VecDeque<String>) -> Option<After> {
        match input {
            Input::Typed(line, asked) if asked != self.session.asked() => {
                // A question came while it was typed. An answer to one that is gone is dropped.
                if asked.is_none() {
                    self.ui.give_back(line);
                }
            }
            Input::Typed(line, _) | Input::Read(line) => {
                let to_send = self.session.typed(line);
                if to_send.is_none() && self.session.is_leaving() {
                    return Some(After::Over(Ended::Left));
                }
                outgoing.extend(to_send);
                if self.session.is_leaving() {
                    self.say_farewell();
                }
                self.show(true);
            }
            Input::End => self.input_ended = true,
            Input::Leave => return self.leave(outgoing),
        }
        None
    }

    fn leave(&mut self, outgoing: &mut VecDeque<String>) -> Option<After> {
        if self.session.is_leaving() || !self.session.leave() {
            return Some(After::Over(Ended::Left));
        }
        outgoing.push_back(command::typed("exit", self.config.locale));
        self.say_farewell();
        None
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
            Closed::Over if left => Ok(After::Over(Ended::Left)),
            Closed::Over => Ok(After::Over(Ended::ByServer)),
            _ if refused == Some(Asked::Name) => Err(ClientError::NameRefused),
            _ if self.input_ended && !broken => Ok(After::Over(Ended::Left)),
            Closed::Refused => Ok(After::Again),
            Closed::Lost => Ok(After::Lost),
        }
    }

    fn show(&mut self, connected: bool) {
        self.ui.changed(&self.session, connected);
    }
}

/// Sends lines until there are no more, then shuts its side. The reader sees what goes wrong.
async fn write(mut writer: LinkWriter, lines: Receiver<String>) {
    while let Ok(line) = lines.recv().await {
        if writer.send(&line).await.is_err() {
            return pending().await;
        }
    }
    let _ = writer.finish().await;
    // The connection stays open for what is still to be read.
    pending().await
}

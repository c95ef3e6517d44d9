//! One bot: how it comes in, what it makes of a line, how it leaves.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use mio::event::Event;
use mio::{Registry, Token};

use super::ear::{Ear, words};
use super::socket::{Buffer, Flow, Socket};

/// What a bot is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Comes in, stays, and counts every line; some of these speak.
    Stays,
    /// Leaves and comes back.
    Visits,
    /// Comes in and never reads.
    Slow,
}

/// Where a bot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It has no connection.
    Away,
    /// The system is making one.
    Connecting,
    /// It waits to be asked for its name.
    Unasked,
    /// It has given its name.
    Named,
    /// It is in the room.
    In,
    /// It has said that it leaves, and reads to the end.
    Leaving,
    /// It is in the room and does not read.
    Deaf,
    /// Its connection ended though it had not asked for it.
    CutOff,
}

/// Why a connection ended that was not to end.
#[derive(Debug)]
pub(super) enum Loss {
    /// The system's reason.
    Broken(io::Error),
    /// The server ended it with these last words, if any.
    Ended(Option<String>),
}

impl Loss {
    /// Why, in the server's words or the system's; nothing if the server had none.
    pub(super) fn words(&self) -> Option<String> {
        match self {
            Self::Broken(error) => Some(error.to_string()),
            Self::Ended(words) => words.clone(),
        }
    }
}

/// One bot.
pub(super) struct Robot {
    token: Token,
    name: String,
    role: Role,
    socket: Option<Socket>,
    mind: Mind,
}

/// What a bot knows; apart from its socket, which feeds it.
struct Mind {
    state: State,
    /// What the server said last about closing the connection or not letting the bot in.
    last_words: Option<String>,
}

impl Robot {
    /// A bot that has not come yet. Its number is its token and, in the ledger, its place.
    pub(super) fn new(number: usize, name: String, role: Role) -> Self {
        let mind = Mind { state: State::Away, last_words: None };
        Self { token: Token(number), name, role, socket: None, mind }
    }

    /// Where it is.
    pub(super) fn state(&self) -> State {
        self.mind.state
    }

    /// What it is there for.
    pub(super) fn role(&self) -> Role {
        self.role
    }

    /// Sets out for the class.
    ///
    /// # Errors
    /// The system refuses the connection at once; the bot is cut off.
    pub(super) fn set_out(&mut self, to: SocketAddr, registry: &Registry) -> Result<(), Loss> {
        let small = self.role == Role::Slow;
        let socket = Socket::connect(to, small, registry, self.token);
        self.socket = Some(socket.map_err(|error| self.lose(Some(error)))?);
        self.mind = Mind { state: State::Connecting, last_words: None };
        Ok(())
    }

    /// Does what an event of its connection calls for.
    ///
    /// # Errors
    /// The connection ended though it was not to end; the bot is cut off.
    pub(super) fn wake(
        &mut self,
        event: &Event,
        buffer: &mut Buffer,
        ear: &mut Ear,
    ) -> Result<(), Loss> {
        let Some(socket) = &mut self.socket else { return Ok(()) };
        let Self { token, name, mind, .. } = self;
        let mut live = || {
            if mind.state == State::Connecting && event.is_writable() {
                socket.connected()?;
                mind.state = State::Unasked;
            }
            let mut flow = Flow::Open;
            if event.is_readable() {
                let mut further = 0;
                flow = socket.read(buffer, event.is_read_closed(), |input, out| {
                    let (used, lines) = mind.hear(input, out, name, token.0, ear);
                    further += lines;
                    used
                })?;
                if further > 0 {
                    ear.ledger.advance(token.0, further);
                }
            }
            socket.flush()?;
            Ok(flow)
        };
        match live() {
            Ok(_) if self.mind.state == State::CutOff => Err(self.lose(None)),
            Ok(Flow::Open) => Ok(()),
            Ok(Flow::Ended) if self.mind.state == State::Leaving => {
                self.hang_up(State::Away);
                Ok(())
            }
            Ok(Flow::Ended) => Err(self.lose(None)),
            Err(error) => Err(self.lose(Some(error))),
        }
    }

    /// Where to write what it says; it is sent with the next [`flush`](Self::flush).
    pub(super) fn voice(&mut self) -> Option<&mut Vec<u8>> {
        self.socket.as_mut().map(Socket::out)
    }

    /// Sends what it says; what the system does not take now is sent when it does.
    ///
    /// # Errors
    /// The connection is broken; the bot is cut off.
    pub(super) fn flush(&mut self) -> Result<(), Loss> {
        let sent = self.socket.as_mut().map_or(Ok(()), Socket::flush);
        sent.map_err(|error| self.lose(Some(error)))
    }

    /// Says that it leaves; what is still owed to it is read to the end.
    ///
    /// # Errors
    /// The connection is broken; the bot is cut off.
    pub(super) fn leave(&mut self) -> Result<(), Loss> {
        self.mind.state = State::Leaving;
        let said = self.socket.as_ref().map_or(Ok(()), Socket::finish);
        said.map_err(|error| self.lose(Some(error)))
    }

    /// Reads no more.
    ///
    /// # Errors
    /// The system does not know the connection; the bot is cut off.
    pub(super) fn go_deaf(&mut self, registry: &Registry) -> Result<(), Loss> {
        self.mind.state = State::Deaf;
        let done = self.socket.as_mut().map_or(Ok(()), |socket| socket.unwatch(registry));
        done.map_err(|error| self.lose(Some(error)))
    }

    /// Looks, after all, whether the server has ended the connection of a deaf bot.
    pub(super) fn was_cut(&mut self, buffer: &mut Buffer) -> bool {
        let Some(socket) = &mut self.socket else { return true };
        !matches!(socket.read(buffer, true, |input, _| input.len()), Ok(Flow::Open))
    }

    fn lose(&mut self, error: Option<io::Error>) -> Loss {
        self.hang_up(State::CutOff);
        match (self.mind.last_words.take(), error) {
            (None, Some(error)) => Loss::Broken(error),
            (words, _) => Loss::Ended(words),
        }
    }

    fn hang_up(&mut self, state: State) {
        self.socket = None;
        self.mind.state = state;
    }
}

impl Mind {
    /// Reads the whole lines of `input`. Gives how many bytes it used, and how many lines of the
    /// swarm further the bot is.
    fn hear(
        &mut self,
        input: &[u8],
        out: &mut Vec<u8>,
        name: &str,
        number: usize,
        ear: &mut Ear,
    ) -> (usize, u64) {
        ear.open(Instant::now());
        let mut used = 0;
        if matches!(self.state, State::Connecting | State::Unasked) {
            used = self.asked(input);
            if self.state == State::Named {
                out.extend_from_slice(name.as_bytes());
                out.push(b'\n');
            }
        }
        let mut further = 0;
        while let Some(length) = memchr::memchr(b'\n', &input[used..]) {
            let line = &input[used..used + length];
            used += length + 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match line.first() {
                Some(b'[') => further += ear.speech(number, line),
                Some(b'*' | b'!') => self.told(line, number, ear),
                _ => {}
            }
        }
        (used, further)
    }

    /// The first that comes is the question, or a door that stays shut. Gives how much of it is
    /// done with: a question of which a piece is still to come is a line, but other servers ask
    /// without ending the line.
    fn asked(&mut self, input: &[u8]) -> usize {
        if closes(input) || refuses(input) {
            self.last_words =
                Some(words(input.split(|byte| *byte == b'\n').next().unwrap_or(input)));
            self.state = State::CutOff;
            return input.len();
        }
        self.state = State::Named;
        match memchr::memrchr(b'\n', input) {
            Some(end) => end + 1,
            None if input.starts_with(b"? ") => 0,
            None => input.len(),
        }
    }

    /// The server itself speaks.
    fn told(&mut self, line: &[u8], number: usize, ear: &mut Ear) {
        match self.state {
            State::Named if closes(line) || refuses(line) => {
                self.last_words = Some(words(line));
                self.state = State::CutOff;
            }
            State::Named if line.starts_with(b"* ") => {
                self.state = State::In;
                ear.ledger.come_in(number);
            }
            State::In if refuses(line) => ear.refusal(line),
            State::In | State::Leaving if closes(line) => self.last_words = Some(words(line)),
            _ => {}
        }
    }
}

fn closes(line: &[u8]) -> bool {
    line.starts_with(b"* . ")
}

fn refuses(line: &[u8]) -> bool {
    line.starts_with(b"! ")
}

//! One bot: how it comes in, what it makes of a line, how it leaves.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use mio::event::Event;
use mio::{Registry, Token};

use crate::classroom::Secret;

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

/// What a bot answers at the door.
pub(super) struct Pass {
    /// When it is asked for the class code, and has one.
    pub(super) code: Option<Secret>,
    /// Its name.
    pub(super) name: String,
}

impl Pass {
    fn answer(&self, question: &[u8], out: &mut Vec<u8>) {
        let code = self.code.as_ref().filter(|_| question.starts_with(b"? # "));
        for line in code.map(Secret::reveal).into_iter().chain([self.name.as_str()]) {
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
    }
}

/// One bot.
pub(super) struct Robot {
    token: Token,
    pass: Pass,
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
    pub(super) fn new(number: usize, pass: Pass, role: Role) -> Self {
        let mind = Mind { state: State::Away, last_words: None };
        Self { token: Token(number), pass, role, socket: None, mind }
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
        let lived = self.live(event, buffer, ear);
        match (self.mind.state, lived) {
            (State::CutOff, _) => Err(self.lose(None)),
            (_, Ok(Flow::Open)) => Ok(()),
            (State::Leaving, Ok(Flow::Ended)) => {
                self.hang_up(State::Away);
                Ok(())
            }
            (State::Deaf, _) => {
                self.hang_up(State::CutOff);
                Ok(())
            }
            (_, Ok(Flow::Ended)) => Err(self.lose(None)),
            (_, Err(error)) => Err(self.lose(Some(error))),
        }
    }

    fn live(&mut self, event: &Event, buffer: &mut Buffer, ear: &mut Ear) -> io::Result<Flow> {
        let Self { token: Token(number), pass, mind, socket: Some(socket), .. } = self else {
            // An event that was on its way when the connection was given up.
            return Ok(Flow::Open);
        };
        if mind.state == State::Connecting && event.is_writable() {
            socket.connected()?;
            mind.state = State::Unasked;
        }
        let mut flow = Flow::Open;
        if event.is_readable() {
            let mut further = 0;
            flow = socket.read(buffer, event.is_read_closed(), |input, out| {
                let (used, lines) = mind.hear(input, out, pass, *number, ear);
                further += lines;
                used
            })?;
            if further > 0 {
                ear.ledger.advance(*number, further);
            }
        }
        socket.flush()?;
        Ok(flow)
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

    /// Reads after all, without heeding it, to find out whether the server has ended the
    /// connection: its end comes behind what the system still holds.
    ///
    /// # Errors
    /// The system cannot watch the connection; the bot is cut off.
    pub(super) fn read_after_all(&mut self, registry: &Registry) -> Result<(), Loss> {
        let watched = self.socket.as_mut().map_or(Ok(()), |it| it.rewatch(registry, self.token));
        watched.map_err(|error| self.lose(Some(error)))
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
        pass: &Pass,
        number: usize,
        ear: &mut Ear,
    ) -> (usize, u64) {
        ear.open(Instant::now());
        if self.state == State::Deaf {
            return (input.len(), 0);
        }
        let mut used = 0;
        if matches!(self.state, State::Connecting | State::Unasked) {
            used = self.asked(input);
            if self.state == State::Named {
                pass.answer(input, out);
            }
        }
        let mut further = 0;
        while let Some(length) = memchr::memchr(b'\n', &input[used..]) {
            let line = &input[used..used + length];
            used += length + 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match line.first() {
                Some(b'[') if self.is_in() => further += ear.speech(number, line),
                Some(b'*' | b'!') => self.told(line, number, ear),
                _ => {}
            }
        }
        (used, further)
    }

    fn is_in(&self) -> bool {
        matches!(self.state, State::In | State::Leaving)
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
        let piece = memchr::memrchr(b'\n', input).map_or(0, |end| end + 1);
        if input[piece..].starts_with(b"? ") { piece } else { input.len() }
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::ledger::Ledger;
    use super::super::payload::{MIN_SIZE, Payload, Tag};
    use super::super::plan::Plan;
    use super::*;
    use crate::link::Address;

    /// A bot that hears `pieces`, one read each, as a socket hands them over. Gives it, what it
    /// sent, and what all heard.
    fn after(pieces: &[&str]) -> (Mind, String, Ear) {
        let plan = Plan {
            addr: Address::Tcp { host: "localhost".to_owned(), port: 1 },
            code: None,
            clients: 2,
            senders: 1,
            messages: 1,
            rate: None,
            size: MIN_SIZE,
            window: 1,
            ramp: Duration::ZERO,
            slow: 0,
            churn: 0,
        };
        let payload = Payload::new(Tag::random().unwrap(), MIN_SIZE);
        let mut ear = Ear::new(payload, Ledger::new(&plan));
        let mut mind = Mind { state: State::Unasked, last_words: None };
        let (mut cut, mut out) = (String::new(), Vec::new());
        let code = Some(Secret::new("lua-nova"));
        let pass = Pass { code, name: "bot".to_owned() };
        for piece in pieces {
            cut.push_str(piece);
            let (used, _) = mind.hear(cut.as_bytes(), &mut out, &pass, 1, &mut ear);
            cut.drain(..used);
        }
        (mind, String::from_utf8(out).unwrap(), ear)
    }

    #[test]
    fn a_question_is_answered_once_however_it_comes() {
        for pieces in [
            &["? Boas-vindas à sala! Qual é o seu nome?\n", "* = (1 na sala)\n"][..],
            &["? Boas-vindas à sala", "! Qual é o seu nome?\n* = (1 ", "na sala)\n"],
            &["Welcome!\nName: ", "* The room contains: ana\r\n"],
            &["Name: ", "* hello\n"],
        ] {
            let (mind, out, _) = after(pieces);
            assert_eq!((mind.state, out.as_str()), (State::In, "bot\n"), "{pieces:?}");
        }
    }

    #[test]
    fn a_class_code_is_given_where_it_is_asked_for() {
        let (mind, out, _) = after(&["? # Código:\n", "? Nome?\n", "* = (1 na sala)\n"]);
        assert_eq!((mind.state, out.as_str()), (State::In, "lua-nova\nbot\n"));
        let (mind, ..) = after(&["? # Código:\n", "! Não é esse.\n? # Código:\n"]);
        assert_eq!(mind.last_words.as_deref(), Some("Não é esse."));
    }

    #[test]
    fn a_door_that_stays_shut_is_told_in_the_servers_words() {
        for pieces in [
            &["* . A sala está cheia.\n"][..],
            &["? Nome?\n", "! A sala está cheia.\n? Nome?\n"],
            &["? Nome?\n", "* . A sala está cheia.\n"],
        ] {
            let (mind, _, _) = after(pieces);
            assert_eq!(mind.state, State::CutOff, "{pieces:?}");
            assert_eq!(mind.last_words.as_deref(), Some("A sala está cheia."), "{pieces:?}");
        }
    }

    #[test]
    fn a_refusal_of_what_was_said_is_counted_and_a_farewell_remembered() {
        let room = "? Nome?\n";
        let (mind, _, ear) =
            after(&[room, "* = (2 na sala)\n! Devagar.\n! De novo.\n* . Conexão lenta.\n"]);
        assert_eq!((ear.refused, ear.first_refusal.as_deref()), (2, Some("Devagar.")));
        assert_eq!(mind.last_words.as_deref(), Some("Conexão lenta."));
    }
}

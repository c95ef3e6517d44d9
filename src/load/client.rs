//! One client: how it joins, what it makes of a line, how it leaves. Where a method gives a
//! [`Disconnect`], the client has given up its connection.

use std::io;
use std::net::SocketAddr;
use std::time::Instant;

use mio::event::Event;
use mio::{Registry, Token};

use crate::classroom::Secret;
use crate::wire::Prefix;

use super::delivery::{Receiver, words};
use super::frames::Layers;
use super::socket::{Buffer, Flow, Socket};

/// What a client is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Behaviour {
    /// Joins, stays, and counts every line; some of these send.
    Stay,
    /// Leaves and comes back.
    Visit,
    /// Joins and never reads.
    NeverRead,
}

/// How far a client has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// It has no connection.
    Away,
    /// The system is making one.
    Connecting,
    /// It waits to be asked for its name.
    AwaitingQuestion,
    /// It has sent its name.
    NameSent,
    /// It is in the room.
    In,
    /// It has said that it leaves, and reads to the end.
    Leaving,
    /// It is in the room and does not read.
    NotReading,
    /// Its connection ended unasked.
    Disconnected,
}

/// Why a connection ended unasked.
#[derive(Debug)]
pub(super) enum Disconnect {
    /// The system's reason.
    Broken(io::Error),
    /// The server closed it with these last words, if any.
    Closed(Option<String>),
}

impl Disconnect {
    /// Why, in the server's words or the system's; `None` if the server had none.
    pub(super) fn words(&self) -> Option<String> {
        match self {
            Self::Broken(error) => Some(error.to_string()),
            Self::Closed(words) => words.clone(),
        }
    }
}

/// What a client answers the server's questions.
pub(super) struct Credentials {
    /// The answer to the question for the class code, if it has one.
    pub(super) code: Option<Secret>,
    pub(super) name: String,
}

impl Credentials {
    fn answer(&self, question: &[u8], out: &mut Vec<u8>) {
        let code = self.code.as_ref().filter(|_| Prefix::of(question) == Prefix::CodeQuestion);
        for line in code.map(Secret::reveal).into_iter().chain([self.name.as_str()]) {
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
        }
    }
}

pub(super) struct Client {
    /// Its number, which is also its place in the delivery tracker.
    token: Token,
    credentials: Credentials,
    behaviour: Behaviour,
    socket: Option<Socket>,
    session: Session,
}

/// What a client knows; apart from its socket, which feeds it.
struct Session {
    state: State,
    /// What the server last said about closing the connection or refusing the client.
    last_words: Option<String>,
}

impl Client {
    pub(super) fn new(number: usize, credentials: Credentials, behaviour: Behaviour) -> Self {
        let session = Session { state: State::Away, last_words: None };
        Self { token: Token(number), credentials, behaviour, socket: None, session }
    }

    pub(super) fn state(&self) -> State {
        self.session.state
    }

    pub(super) fn behaviour(&self) -> Behaviour {
        self.behaviour
    }

    pub(super) fn connect(
        &mut self,
        to: SocketAddr,
        layers: &Layers,
        registry: &Registry,
    ) -> Result<(), Disconnect> {
        let small = self.behaviour == Behaviour::NeverRead;
        let socket = Socket::connect(to, small, layers, registry, self.token);
        self.socket = Some(socket.map_err(|error| self.disconnected(Some(error)))?);
        self.session = Session { state: State::Connecting, last_words: None };
        Ok(())
    }

    /// Does what an event of its connection calls for.
    pub(super) fn handle(
        &mut self,
        event: &Event,
        buffer: &mut Buffer,
        receiver: &mut Receiver,
    ) -> Result<(), Disconnect> {
        let flow = self.exchange(event, buffer, receiver);
        match (self.session.state, flow) {
            (State::Disconnected, _) => Err(self.disconnected(None)),
            (_, Ok(Flow::Open)) => Ok(()),
            (State::Leaving, Ok(Flow::Ended)) => {
                self.close(State::Away);
                Ok(())
            }
            (State::NotReading, _) => {
                self.close(State::Disconnected);
                Ok(())
            }
            (_, Ok(Flow::Ended)) => Err(self.disconnected(None)),
            (_, Err(error)) => Err(self.disconnected(Some(error))),
        }
    }

    fn exchange(
        &mut self,
        event: &Event,
        buffer: &mut Buffer,
        receiver: &mut Receiver,
    ) -> io::Result<Flow> {
        let Self { token: Token(number), credentials, session, socket: Some(socket), .. } = self
        else {
            // An event that was on its way when the connection was given up.
            return Ok(Flow::Open);
        };
        if session.state == State::Connecting && event.is_writable() {
            socket.connected()?;
            session.state = State::AwaitingQuestion;
        }
        let mut flow = Flow::Open;
        if event.is_readable() {
            let mut further = 0;
            flow = socket.read(buffer, event.is_read_closed(), |input, out| {
                let (used, lines) = session.receive(input, out, credentials, *number, receiver);
                further += lines;
                used
            })?;
            if further > 0 {
                receiver.tracker.advance(*number, further);
            }
        }
        socket.flush()?;
        Ok(flow)
    }

    /// Where to write what is sent with the next [`flush`](Self::flush).
    pub(super) fn out(&mut self) -> Option<&mut Vec<u8>> {
        self.socket.as_mut().map(Socket::out)
    }

    /// Sends what was written; what the system does not take now is sent when it does.
    pub(super) fn flush(&mut self) -> Result<(), Disconnect> {
        self.on_socket(Socket::flush)
    }

    /// Says that it leaves; what it is still owed is read to the end.
    pub(super) fn leave(&mut self) -> Result<(), Disconnect> {
        self.session.state = State::Leaving;
        self.on_socket(Socket::finish)
    }

    pub(super) fn stop_reading(&mut self, registry: &Registry) -> Result<(), Disconnect> {
        self.session.state = State::NotReading;
        self.on_socket(|socket| socket.unwatch(registry))
    }

    /// Reads after all, and ignores it, to find out whether the server has closed the connection:
    /// its end comes behind what the system still holds.
    pub(super) fn resume_reading(&mut self, registry: &Registry) -> Result<(), Disconnect> {
        let token = self.token;
        self.on_socket(|socket| socket.rewatch(registry, token))
    }

    fn on_socket(
        &mut self,
        act: impl FnOnce(&mut Socket) -> io::Result<()>,
    ) -> Result<(), Disconnect> {
        let done = self.socket.as_mut().map_or(Ok(()), act);
        done.map_err(|error| self.disconnected(Some(error)))
    }

    fn disconnected(&mut self, error: Option<io::Error>) -> Disconnect {
        self.close(State::Disconnected);
        match (self.session.last_words.take(), error) {
            (None, Some(error)) => Disconnect::Broken(error),
            (words, _) => Disconnect::Closed(words),
        }
    }

    fn close(&mut self, state: State) {
        self.socket = None;
        self.session.state = state;
    }
}

impl Session {
    /// Reads the whole lines of `input`. Gives how many bytes it used, and how many lines of the
    /// run further the client is.
    fn receive(
        &mut self,
        input: &[u8],
        out: &mut Vec<u8>,
        credentials: &Credentials,
        number: usize,
        receiver: &mut Receiver,
    ) -> (usize, u64) {
        receiver.arrived(Instant::now());
        if self.state == State::NotReading {
            return (input.len(), 0);
        }
        let mut used = 0;
        if matches!(self.state, State::Connecting | State::AwaitingQuestion) {
            used = self.question(input);
            if self.state == State::NameSent {
                credentials.answer(input, out);
            }
        }
        let mut further = 0;
        while let Some(length) = memchr::memchr(b'\n', &input[used..]) {
            let line = &input[used..used + length];
            used += length + 1;
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            match (self.state, Prefix::of(line)) {
                (State::In | State::Leaving, Prefix::Speech) => {
                    further += receiver.speech(number, line);
                }
                (State::In | State::Leaving, Prefix::Closing) => {
                    self.last_words = Some(words(line));
                }
                (State::In, Prefix::Refusal) => receiver.refusal(line),
                (State::NameSent, Prefix::Closing | Prefix::Refusal) => self.turned_away(line),
                (State::NameSent, Prefix::Notice) => {
                    self.state = State::In;
                    receiver.tracker.joined(number);
                }
                _ => {}
            }
        }
        (used, further)
    }

    /// The first thing that comes is the question, or a refusal. Gives how much of it is used: our
    /// question is a line, whose remainder is still to come, but other servers ask without ending
    /// the line.
    fn question(&mut self, input: &[u8]) -> usize {
        if matches!(Prefix::of(input), Prefix::Closing | Prefix::Refusal) {
            self.turned_away(input.split(|byte| *byte == b'\n').next().unwrap_or(input));
            return input.len();
        }
        self.state = State::NameSent;
        let whole = memchr::memrchr(b'\n', input).map_or(0, |end| end + 1);
        if Prefix::of(&input[whole..]).is_question() { whole } else { input.len() }
    }

    fn turned_away(&mut self, line: &[u8]) {
        self.last_words = Some(words(line));
        self.state = State::Disconnected;
    }
}

#[cfg(test)]
mod tests {
    use super::super::delivery::DeliveryTracker;
    use super::super::payload::{MIN_SIZE, Payload, Tag};
    use super::super::report::Plan;
    use super::*;

    /// A client that receives `pieces`, one read each, as a socket hands them over. Gives it, what
    /// it sent, and the receiver of all.
    fn after(pieces: &[&str]) -> (Session, String, Receiver) {
        let payload = Payload::new(Tag::random().unwrap(), MIN_SIZE);
        let mut receiver = Receiver::new(payload, DeliveryTracker::new(&Plan::of(2, 1, 0)));
        let mut session = Session { state: State::AwaitingQuestion, last_words: None };
        let (mut unused, mut out) = (String::new(), Vec::new());
        let code = Some(Secret::new("lua-nova"));
        let credentials = Credentials { code, name: "bot".to_owned() };
        for piece in pieces {
            unused.push_str(piece);
            let input = unused.as_bytes();
            let (used, _) = session.receive(input, &mut out, &credentials, 1, &mut receiver);
            unused.drain(..used);
        }
        (session, String::from_utf8(out).unwrap(), receiver)
    }

    #[test]
    fn a_question_is_answered_once_however_it_comes() {
        for pieces in [
            &["? & Boas-vindas à sala! Qual é o seu nome?\n", "* = (1 na sala)\n"][..],
            &["? & Boas-vindas à sala", "! Qual é o seu nome?\n* = (1 ", "na sala)\n"],
            &["Welcome!\nName: ", "* The room contains: ana\r\n"],
            &["Name: ", "* hello\n"],
        ] {
            let (session, out, _) = after(pieces);
            assert_eq!((session.state, out.as_str()), (State::In, "bot\n"), "{pieces:?}");
        }
    }

    #[test]
    fn a_class_code_is_given_where_it_is_asked_for() {
        let (session, out, _) = after(&["? # Código:\n", "? Nome?\n", "* = (1 na sala)\n"]);
        assert_eq!((session.state, out.as_str()), (State::In, "lua-nova\nbot\n"));
        let (session, ..) = after(&["? # Código:\n", "! Não é esse.\n? # Código:\n"]);
        assert_eq!(session.last_words.as_deref(), Some("Não é esse."));
    }

    #[test]
    fn a_client_turned_away_keeps_the_servers_words() {
        for pieces in [
            &["* . A sala está cheia.\n"][..],
            &["? Nome?\n", "! A sala está cheia.\n? Nome?\n"],
            &["? Nome?\n", "* . A sala está cheia.\n"],
        ] {
            let (session, _, _) = after(pieces);
            assert_eq!(session.state, State::Disconnected, "{pieces:?}");
            assert_eq!(session.last_words.as_deref(), Some("A sala está cheia."), "{pieces:?}");
        }
    }

    #[test]
    fn a_refusal_of_what_was_said_is_counted_and_a_farewell_remembered() {
        let room = "? Nome?\n";
        let (session, _, receiver) =
            after(&[room, "* = (2 na sala)\n! Devagar.\n! De novo.\n* . Conexão lenta.\n"]);
        assert_eq!((receiver.refused, receiver.first_refusal.as_deref()), (2, Some("Devagar.")));
        assert_eq!(session.last_words.as_deref(), Some("Conexão lenta."));
    }
}

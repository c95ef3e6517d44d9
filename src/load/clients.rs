//! All clients of a run on one poll: who is in, and what became of those who are not.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::{Events, Poll};

use crate::link::{Address, TlsSettings};

use super::client::{Behaviour, Client, Credentials, Disconnect, State};
use super::delivery::Receiver;
use super::frames::{Layers, Place};
use super::payload::Tag;
use super::report::Plan;
use super::socket::Buffer;

/// Events taken from the system at once.
const EVENTS: usize = 1024;

pub(super) struct ClientPool {
    address: SocketAddr,
    /// Where to by WebSocket, if it is one.
    layers: Layers,
    poll: Poll,
    events: Events,
    buffer: Buffer,
    clients: Vec<Client>,
    pub(super) receiver: Receiver,
    /// Clients that have begun to join, counted once each.
    pub(super) started: usize,
    /// Clients that have joined, counted once each.
    pub(super) joined: usize,
    pub(super) visits: usize,
    /// Connections that ended unasked.
    pub(super) disconnects: u64,
    /// Why the first of them ended.
    pub(super) first_disconnect: Option<Disconnect>,
}

impl ClientPool {
    pub(super) fn new(
        plan: &Plan,
        (address, tls): (SocketAddr, Option<TlsSettings>),
        tag: Tag,
        receiver: Receiver,
    ) -> io::Result<Self> {
        let behaviour = |number| match number {
            _ if number < plan.clients => Behaviour::Stay,
            _ if number < plan.clients + plan.churn => Behaviour::Visit,
            _ => Behaviour::NeverRead,
        };
        let client = |number| {
            let credentials = Credentials { code: plan.code.clone(), name: tag.name(number) };
            Client::new(number, credentials, behaviour(number))
        };
        let web = match &plan.addr {
            Address::Ws { host, port } | Address::Wss { host, port, .. } => {
                Some(Place { host: host.clone(), port: *port })
            }
            _ => None,
        };
        Ok(Self {
            address,
            layers: Layers { tls, web },
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS),
            buffer: Buffer::new(),
            clients: (0..plan.connections()).map(client).collect(),
            receiver,
            started: 0,
            joined: 0,
            visits: 0,
            disconnects: 0,
            first_disconnect: None,
        })
    }

    /// The next client that has never been in the room begins to join.
    pub(super) fn start_next(&mut self) {
        self.started += 1;
        self.connect(self.started - 1);
    }

    /// How many clients have begun to join and have never been in the room.
    pub(super) fn joining(&self) -> usize {
        self.started - self.joined
    }

    fn connect(&mut self, number: usize) {
        let registry = self.poll.registry();
        let connected = self.clients[number].connect(self.address, &self.layers, registry);
        self.note(number, connected);
    }

    pub(super) fn is_in(&self, number: usize) -> bool {
        self.clients[number].state() == State::In
    }

    pub(super) fn is_any_in_transit(&self) -> bool {
        let settled = [State::In, State::NotReading, State::Disconnected];
        self.clients.iter().any(|client| !settled.contains(&client.state()))
    }

    /// Writes that client's next line, as if sent at this moment; [`flush`](Self::flush) sends it.
    pub(super) fn send(&mut self, number: usize, at: Instant) {
        if let Some(out) = self.clients[number].out() {
            self.receiver.send(number, at, out);
        }
    }

    /// Sends what that client has written; what the system does not take now is sent when it does.
    pub(super) fn flush(&mut self, number: usize) {
        let sent = self.clients[number].flush();
        self.note(number, sent);
    }

    /// That client leaves, to come back.
    pub(super) fn leave(&mut self, number: usize) {
        let left = self.clients[number].leave();
        self.note(number, left);
    }

    /// Has the clients that never read do so after all, to find out which were disconnected.
    pub(super) fn resume_slow(&mut self) {
        for number in 0..self.clients.len() {
            if self.clients[number].behaviour() == Behaviour::NeverRead {
                let resumed = self.clients[number].resume_reading(self.poll.registry());
                self.note(number, resumed);
            }
        }
    }

    /// How many of the clients that never read the server has disconnected.
    pub(super) fn slow_disconnected(&self) -> usize {
        let slow = self.clients.iter().filter(|it| it.behaviour() == Behaviour::NeverRead);
        slow.filter(|client| client.state() == State::Disconnected).count()
    }

    /// Waits for events, no longer than `wait`, and does what they call for.
    pub(super) fn step(&mut self, wait: Duration) -> io::Result<()> {
        match self.poll.poll(&mut self.events, Some(wait)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            polled => polled?,
        }
        let events = std::mem::replace(&mut self.events, Events::with_capacity(0));
        for event in &events {
            let number = event.token().0;
            let before = self.clients[number].state();
            let handled = self.clients[number].handle(event, &mut self.buffer, &mut self.receiver);
            self.note(number, handled);
            let now = self.clients[number].state();
            if now != before {
                self.entered(number, now);
            }
        }
        self.events = events;
        Ok(())
    }

    /// Does what a client's new state calls for.
    fn entered(&mut self, number: usize, state: State) {
        match state {
            State::In => {
                // Nobody leaves before everybody has joined.
                let first = self.joined < self.clients.len();
                *(if first { &mut self.joined } else { &mut self.visits }) += 1;
                if self.clients[number].behaviour() == Behaviour::NeverRead {
                    let stopped = self.clients[number].stop_reading(self.poll.registry());
                    self.note(number, stopped);
                }
            }
            State::Away => self.connect(number),
            _ => {}
        }
    }

    /// Notes a connection that ended.
    fn note(&mut self, number: usize, done: Result<(), Disconnect>) {
        if let Err(disconnect) = done {
            self.disconnects += 1;
            self.first_disconnect.get_or_insert(disconnect);
            self.receiver.tracker.disconnected(number);
        }
    }
}

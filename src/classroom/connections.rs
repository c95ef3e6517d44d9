//! Who is connected, under what name, from where.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::Duration;

use hashlink::LinkedHashMap;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::name::{Confusable, Name};
use crate::wire::Asked;

use super::arrivals::Arrival;
use super::effect::Subscription;
use super::ids::{ConnectionId, MemberId, Role, RoomId};
use super::limits::Bucket;
use super::members::Member;
use super::network::Network;
use super::secret::PassHash;

/// How a connection came to the server, which decides what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// A student's, over the network.
    Network {
        /// From where.
        from: SocketAddr,
        /// Is all of it encrypted, so that nobody between them and the class can read it?
        encrypted: bool,
    },
    /// The teacher's console, on the server's own machine. Not counted among the people.
    Console,
}

/// How many wrong codes close a connection, and how often a newcomer who chooses a name that is
/// taken is asked again.
pub(super) const MISSES: u32 = 3;

#[derive(Clone, Debug, Serialize)]
pub(super) struct Connection {
    pub(super) origin: Origin,
    pub(super) state: State,
    role: Role,
    /// When their last line came.
    pub(super) heard_at: Duration,
}

/// Every state that a connection can be in; [`Login`] tells more of those in a room.
#[derive(Clone, Debug, Serialize)]
pub(super) enum State {
    /// Was asked for the class code.
    Code(Newcomer),
    /// Has given a code that waits for its turn. Meanwhile what they send is held, and their time
    /// to give a name stands still: so much of it is `left`.
    CodeQueued {
        newcomer: Newcomer,
        left: Duration,
    },
    Name(Newcomer),
    /// Has given a name, and waits to come in under it as for a code.
    NameQueued {
        newcomer: Newcomer,
        left: Duration,
        name: Name,
    },
    In(Present),
    /// Shows what goes on to a class.
    Board(Newcomer),
}

/// How far someone in a room is on the way to teach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) enum Login {
    /// They do not want to, or have not said so.
    None,
    /// Their next line is the password.
    Asked,
    /// Their answer waits for its turn, or is being checked. What they send is held.
    Checking,
    /// They wanted to and were not asked: what they send until then may be the password all the
    /// same.
    Refused(Duration),
}

#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Newcomer {
    /// How many answers to the present question were wrong.
    pub(super) misses: u32,
    /// When their time to answer is over, by the classroom's clock.
    pub(super) until: Duration,
    pub(super) bucket: Bucket,
    /// The answer by which they come in.
    pub(super) given: String,
    /// A pass that they gave and that does not hold.
    pub(super) proof: Option<PassHash>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Present {
    pub(super) name: Name,
    /// Since when they are here under this name.
    pub(super) since: Timestamp,
    pub(super) room: RoomId,
    pub(super) member: Member,
    pub(super) login: Login,
    pub(super) arrival: Arrival,
    /// Have they asked to be told how things stand, as a program that shows it does?
    pub(super) follows: bool,
}

impl Connection {
    /// One that has just been made; only the console teaches from the start.
    pub(super) fn new(origin: Origin, state: State, clock: Duration) -> Self {
        let role = match origin {
            Origin::Network { .. } => Role::Student,
            Origin::Console => Role::Teacher,
        };
        Self { origin, state, role, heard_at: clock }
    }

    pub(super) fn role(&self) -> Role {
        self.role
    }

    /// They teach from now on, which nobody can keep silent.
    pub(super) fn promote(&mut self) {
        self.role = Role::Teacher;
        if let Some(present) = self.present_mut() {
            present.member.silence = None;
        }
    }

    /// It shows a class what goes on from now on.
    pub(super) fn become_board(&mut self) {
        if let State::Code(newcomer) | State::Name(newcomer) = &mut self.state {
            self.state = State::Board(std::mem::take(newcomer));
            self.role = Role::Board;
        }
    }

    /// Is it one of the people, and no console?
    pub(super) fn counts(&self) -> bool {
        self.origin != Origin::Console
    }

    pub(super) fn subscription(&self) -> Subscription {
        Subscription { role: self.role(), room: self.present().map(|present| present.room) }
    }

    pub(super) fn name(&self) -> Option<&Name> {
        self.present().map(|present| &present.name)
    }

    pub(super) fn asked(&self) -> Option<Asked> {
        match &self.state {
            State::Code(_) => Some(Asked::Code),
            State::Name(_) => Some(Asked::Name),
            State::In(present) if present.login == Login::Asked => Some(Asked::Password),
            State::CodeQueued { .. }
            | State::NameQueued { .. }
            | State::In(_)
            | State::Board(_) => None,
        }
    }

    pub(super) fn present(&self) -> Option<&Present> {
        if let State::In(present) = &self.state { Some(present) } else { None }
    }

    pub(super) fn present_mut(&mut self) -> Option<&mut Present> {
        if let State::In(present) = &mut self.state { Some(present) } else { None }
    }

    /// What their lines are counted by; of those who are in also how they came in.
    pub(super) fn bucket_mut(&mut self) -> (&mut Bucket, Option<&mut Arrival>) {
        match &mut self.state {
            State::In(present) => (&mut present.member.bucket, Some(&mut present.arrival)),
            State::Code(newcomer)
            | State::Name(newcomer)
            | State::CodeQueued { newcomer, .. }
            | State::NameQueued { newcomer, .. }
            | State::Board(newcomer) => (&mut newcomer.bucket, None),
        }
    }
}

/// Everyone who is connected. Iterates in the order of arrival, so that the same inputs always
/// give the same class, whatever the connections are called.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Connections {
    all: LinkedHashMap<ConnectionId, Connection>,
    /// For each form of a name by which it is compared, who has it. Never iterated.
    #[serde(skip)]
    names: [HashMap<String, ConnectionId>; 3],
    #[serde(skip)]
    networks: HashMap<Network, Count>,
    #[serde(skip)]
    total: Count,
}

/// How many connections there are.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    /// Those of people who are in.
    pub(super) named: usize,
    pub(super) nameless: usize,
}

impl Connections {
    /// How many people are in the class, consoles not counted.
    pub(super) fn students(&self) -> usize {
        self.total.named
    }

    /// How many connections there are over the network.
    pub(super) fn count(&self) -> Count {
        self.total
    }

    pub(super) fn count_from(&self, network: Network) -> Count {
        self.networks.get(&network).copied().unwrap_or_default()
    }

    pub(super) fn get(&self, who: ConnectionId) -> Option<&Connection> {
        self.all.get(&who)
    }

    pub(super) fn get_mut(&mut self, who: ConnectionId) -> Option<&mut Connection> {
        self.all.get_mut(&who)
    }

    pub(super) fn state_mut(&mut self, who: ConnectionId) -> Option<&mut State> {
        self.get_mut(who).map(|connection| &mut connection.state)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (ConnectionId, &Connection)> {
        self.all.iter().map(|(who, connection)| (*who, connection))
    }

    /// The people in the class, by arrival, consoles left out.
    pub(super) fn present(&self) -> impl Iterator<Item = (ConnectionId, &Present, SocketAddr)> {
        self.iter().filter_map(|(who, connection)| match (&connection.state, connection.origin) {
            (State::In(present), Origin::Network { from, .. }) => Some((who, present, from)),
            _ => None,
        })
    }

    /// The connection by which a member is here.
    pub(super) fn connection_of(&self, member: MemberId) -> Option<ConnectionId> {
        let mut present = self.present();
        present.find(|(_, present, _)| present.member.id == member).map(|(who, ..)| who)
    }

    pub(super) fn has_teacher(&self) -> bool {
        self.all.values().any(|connection| connection.role() == Role::Teacher)
    }

    /// The names of the teachers.
    pub(super) fn teachers(&self) -> impl Iterator<Item = &Name> {
        let teachers = self.all.values().filter(|connection| connection.role() == Role::Teacher);
        teachers.filter_map(Connection::name)
    }

    /// The name of a teacher that could be taken for this one.
    pub(super) fn teacher_named(&self, confusable: &Confusable) -> Option<&Name> {
        self.teachers().find(|own| own.confusable().is_confusable_with(confusable))
    }

    /// The person from the network who has this name, in any case.
    pub(super) fn find(&self, confusable: &Confusable) -> Option<ConnectionId> {
        let [by_folded, ..] = &self.names;
        by_folded.get(&confusable.folded).copied()
    }

    /// The person whose name could be taken for this one; the same name goes before any other.
    pub(super) fn find_confusable(&self, confusable: &Confusable) -> Option<ConnectionId> {
        let mut holders = self.names.iter().zip(confusable.forms());
        self.find(confusable).or_else(|| holders.find_map(|(names, form)| names.get(form)).copied())
    }

    /// Does anyone from the network but `but` have a name that could be taken for this one?
    pub(super) fn has_confusable(
        &self,
        confusable: &Confusable,
        but: Option<ConnectionId>,
    ) -> bool {
        let mut holders = self.names.iter().zip(confusable.forms());
        holders.any(|(names, form)| names.get(form).is_some_and(|who| Some(*who) != but))
    }

    pub(super) fn add(&mut self, who: ConnectionId, connection: Connection) {
        self.count_mut(connection.origin, |count| count.nameless += 1);
        self.all.insert(who, connection);
    }

    /// Changes what is counted of those who come over the network.
    fn count_mut(&mut self, origin: Origin, change: impl Fn(&mut Count)) {
        let Origin::Network { from, .. } = origin else { return };
        let network = Network::of(from.ip());
        let count = self.networks.entry(network).or_default();
        change(count);
        if count.named + count.nameless == 0 {
            self.networks.remove(&network);
        }
        change(&mut self.total);
    }

    pub(super) fn enter(&mut self, who: ConnectionId, present: Present, confusable: &Confusable) {
        let Some(connection) = self.all.get_mut(&who) else { return };
        connection.state = State::In(present);
        let origin = connection.origin;
        if connection.counts() {
            self.count_mut(origin, |count| {
                count.named += 1;
                count.nameless -= 1;
            });
            self.remember(who, confusable);
        }
    }

    pub(super) fn rename(
        &mut self,
        who: ConnectionId,
        name: Name,
        confusable: &Confusable,
        since: Timestamp,
    ) {
        let Some(connection) = self.all.get_mut(&who) else { return };
        let counts = connection.counts();
        let Some(present) = connection.present_mut() else { return };
        let old = std::mem::replace(&mut present.name, name);
        present.since = since;
        if counts {
            self.forget(&old);
            self.remember(who, confusable);
        }
    }

    fn remember(&mut self, who: ConnectionId, confusable: &Confusable) {
        for (names, form) in self.names.iter_mut().zip(confusable.forms()) {
            names.insert(form.to_owned(), who);
        }
    }

    pub(super) fn remove(&mut self, who: ConnectionId) -> Option<Connection> {
        let connection = self.all.remove(&who)?;
        match connection.name() {
            None => self.count_mut(connection.origin, |count| count.nameless -= 1),
            Some(name) if connection.counts() => {
                self.forget(name);
                self.count_mut(connection.origin, |count| count.named -= 1);
            }
            Some(_) => {}
        }
        Some(connection)
    }

    fn forget(&mut self, name: &Name) {
        for (names, form) in self.names.iter_mut().zip(name.confusable().forms()) {
            names.remove(form);
        }
    }
}

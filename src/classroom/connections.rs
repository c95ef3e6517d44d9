//! Who is connected, under what name, from where.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use jiff::Timestamp;

use crate::name::{Confusable, Name};
use crate::wire::Asked;

use super::effect::Subscription;
use super::ids::{ConnectionId, MemberId, Role, RoomId};
use super::limits::Bucket;
use super::members::Member;

/// How a connection came to the server, which decides what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// A connection, with or without a name.
#[derive(Clone, Debug)]
pub(super) struct Connection {
    pub(super) origin: Origin,
    pub(super) stage: Stage,
    role: Role,
    pub(super) wish: Wish,
    /// When their last line came.
    pub(super) heard_at: Duration,
}

/// How far someone is who wants to teach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// They do not.
    None,
    /// Their next line is the password.
    Asked,
    /// Their answer waits, or is being checked.
    Answered,
    /// They were not asked: what they send until then may be the password all the same.
    Refused(Duration),
}

/// How far in a person is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Was asked for the class code or for a name.
    Asked {
        what: Asked,
        /// How many answers were wrong, or names taken.
        misses: u32,
        /// When the patience ends, by the classroom's clock.
        until: Duration,
        bucket: Bucket,
    },
    /// Has answered with a code that waits for its turn.
    Queued {
        misses: u32,
        /// How much patience is left when it has come.
        left: Duration,
        bucket: Bucket,
    },
    /// Is in a room.
    In(Present),
}

/// Someone who is in a room.
#[derive(Clone, Debug)]
pub(super) struct Present {
    pub(super) name: Name,
    /// Since when they are here under this name.
    pub(super) since: Timestamp,
    pub(super) room: RoomId,
    pub(super) member: Member,
}

impl Connection {
    /// Someone who has just come; only the console teaches from the start.
    pub(super) fn new(origin: Origin, stage: Stage, clock: Duration) -> Self {
        let role = match origin {
            Origin::Network { .. } => Role::Student,
            Origin::Console => Role::Teacher,
        };
        Self { origin, stage, role, wish: Wish::None, heard_at: clock }
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

    /// Is it one of the people, and no console?
    pub(super) fn counts(&self) -> bool {
        self.origin != Origin::Console
    }

    /// Does their answer to the question for the code wait for its turn?
    pub(super) fn is_queued(&self) -> bool {
        matches!(self.stage, Stage::Queued { .. })
    }

    pub(super) fn subscription(&self) -> Subscription {
        Subscription { role: self.role(), room: self.present().map(|present| present.room) }
    }

    pub(super) fn name(&self) -> Option<&Name> {
        self.present().map(|present| &present.name)
    }

    pub(super) fn present(&self) -> Option<&Present> {
        match &self.stage {
            Stage::In(present) => Some(present),
            Stage::Asked { .. } | Stage::Queued { .. } => None,
        }
    }

    /// What their next line answers.
    pub(super) fn asked(&self) -> Option<Asked> {
        match self.stage {
            Stage::Asked { what, .. } => Some(what),
            Stage::In(_) if self.wish == Wish::Asked => Some(Asked::Password),
            Stage::Queued { .. } | Stage::In(_) => None,
        }
    }

    pub(super) fn present_mut(&mut self) -> Option<&mut Present> {
        match &mut self.stage {
            Stage::In(present) => Some(present),
            Stage::Asked { .. } | Stage::Queued { .. } => None,
        }
    }

    pub(super) fn bucket_mut(&mut self) -> &mut Bucket {
        match &mut self.stage {
            Stage::In(present) => &mut present.member.bucket,
            Stage::Asked { bucket, .. } | Stage::Queued { bucket, .. } => bucket,
        }
    }
}

/// Everyone who is connected. Iterates in the order of arrival, so that the same inputs always
/// give the same class.
#[derive(Debug, Default)]
pub(super) struct Connections {
    all: BTreeMap<ConnectionId, Connection>,
    /// For each form of a name's confusable, who bears it.
    names: [HashMap<String, ConnectionId>; 3],
    addresses: HashMap<IpAddr, usize>,
    students: usize,
}

impl Connections {
    /// How many people are in the class, consoles not counted.
    pub(super) fn students(&self) -> usize {
        self.students
    }

    /// How many connections there are from the network.
    pub(super) fn connections(&self) -> usize {
        self.addresses.values().sum()
    }

    /// How many of them from one address.
    pub(super) fn count_at(&self, address: IpAddr) -> usize {
        self.addresses.get(&address).copied().unwrap_or(0)
    }

    pub(super) fn get(&self, who: ConnectionId) -> Option<&Connection> {
        self.all.get(&who)
    }

    pub(super) fn get_mut(&mut self, who: ConnectionId) -> Option<&mut Connection> {
        self.all.get_mut(&who)
    }

    pub(super) fn stage_mut(&mut self, who: ConnectionId) -> Option<&mut Stage> {
        self.get_mut(who).map(|connection| &mut connection.stage)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (ConnectionId, &Connection)> {
        self.all.iter().map(|(who, connection)| (*who, connection))
    }

    /// The people in the class, by arrival, consoles left out.
    pub(super) fn present(&self) -> impl Iterator<Item = (ConnectionId, &Present, SocketAddr)> {
        self.iter().filter_map(|(who, connection)| match (&connection.stage, connection.origin) {
            (Stage::In(present), Origin::Network { from, .. }) => Some((who, present, from)),
            _ => None,
        })
    }

    /// The connection by which a member is here.
    pub(super) fn connection_of(&self, member: MemberId) -> Option<ConnectionId> {
        let mut present = self.present();
        present.find(|(_, present, _)| present.member.id == member).map(|(who, ..)| who)
    }

    /// Is there a teacher?
    pub(super) fn has_teacher(&self) -> bool {
        self.all.values().any(|connection| connection.role() == Role::Teacher)
    }

    /// The name of a teacher that is like one of that confusable.
    pub(super) fn teacher_named(&self, confusable: &Confusable) -> Option<&Name> {
        let teachers = self.all.values().filter(|connection| connection.role() == Role::Teacher);
        teachers
            .filter_map(Connection::name)
            .find(|own| own.confusable().is_confusable_with(confusable))
    }

    /// The person from the network whose name is one of that confusable, in any case.
    pub(super) fn find(&self, confusable: &Confusable) -> Option<ConnectionId> {
        let [by_folded, ..] = &self.names;
        by_folded.get(&confusable.folded).copied()
    }

    /// Whoever is here under a name like one of that confusable, the same before any other.
    pub(super) fn find_confusable(&self, confusable: &Confusable) -> Option<ConnectionId> {
        let mut bearers = self.names.iter().zip(confusable.forms());
        self.find(confusable).or_else(|| bearers.find_map(|(names, form)| names.get(form)).copied())
    }

    /// Does a student bear a name too like one of that confusable, `but` left out?
    pub(super) fn has_confusable(
        &self,
        confusable: &Confusable,
        but: Option<ConnectionId>,
    ) -> bool {
        let mut bearers = self.names.iter().zip(confusable.forms());
        bearers.any(|(names, form)| names.get(form).is_some_and(|who| Some(*who) != but))
    }

    pub(super) fn add(&mut self, who: ConnectionId, connection: Connection) {
        if let Origin::Network { from, .. } = connection.origin {
            *self.addresses.entry(from.ip()).or_default() += 1;
        }
        self.all.insert(who, connection);
    }

    /// Lets someone in who was asked for a name.
    pub(super) fn enter(&mut self, who: ConnectionId, present: Present, confusable: &Confusable) {
        let Some(connection) = self.all.get_mut(&who) else { return };
        connection.stage = Stage::In(present);
        if connection.counts() {
            self.students += 1;
            self.remember(who, confusable);
        }
    }

    /// Gives someone who is in a room another name, of that confusable.
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
        if let Origin::Network { from, .. } = connection.origin {
            if let Some(count) = self.addresses.get_mut(&from.ip()) {
                *count -= 1;
                if *count == 0 {
                    self.addresses.remove(&from.ip());
                }
            }
            if let Some(name) = connection.name() {
                self.students -= 1;
                self.forget(name);
            }
        }
        Some(connection)
    }

    fn forget(&mut self, name: &Name) {
        for (names, form) in self.names.iter_mut().zip(name.confusable().forms()) {
            names.remove(form);
        }
    }
}

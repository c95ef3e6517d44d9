//! Who is connected, under what name, from where.

use std::collections::{BTreeMap, HashMap};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use jiff::Timestamp;

use crate::name::{Likeness, Name};

use super::limits::Bucket;
use super::record::{PersonId, Role};

/// How a connection came to the server, which decides what it may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A student's, over the network.
    Network(SocketAddr),
    /// The teacher's console, on the server's own machine. Not counted among the people.
    Console,
}

/// A connection, with or without a name.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) origin: Origin,
    pub(super) stage: Stage,
    pub(super) bucket: Bucket,
}

/// How far in a person is.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Was asked for a name.
    Asked {
        /// How many names were taken.
        misses: u32,
        /// When the patience ends, by the classroom's clock.
        until: Duration,
    },
    /// Is in the room.
    In {
        name: Name,
        /// Since when.
        since: Timestamp,
    },
}

impl Person {
    pub(super) fn role(&self) -> Role {
        match self.origin {
            Origin::Network(_) => Role::Student,
            Origin::Console => Role::Teacher,
        }
    }

    pub(super) fn name(&self) -> Option<&Name> {
        match &self.stage {
            Stage::In { name, .. } => Some(name),
            Stage::Asked { .. } => None,
        }
    }
}

/// Everyone who is connected. Iterates in the order of arrival, so that the same inputs always
/// give the same class.
#[derive(Debug, Default)]
pub(super) struct People {
    all: BTreeMap<PersonId, Person>,
    /// For each form of a name's likeness, who bears it.
    names: [HashMap<String, PersonId>; 3],
    addresses: HashMap<IpAddr, usize>,
    students: usize,
}

impl People {
    /// How many students are in the room.
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

    pub(super) fn get(&self, who: PersonId) -> Option<&Person> {
        self.all.get(&who)
    }

    pub(super) fn get_mut(&mut self, who: PersonId) -> Option<&mut Person> {
        self.all.get_mut(&who)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (PersonId, &Person)> {
        self.all.iter().map(|(who, person)| (*who, person))
    }

    /// The students in the room, by arrival.
    pub(super) fn present(&self) -> impl Iterator<Item = (PersonId, &Name, SocketAddr, Timestamp)> {
        self.iter().filter_map(|(who, person)| match (&person.stage, person.origin) {
            (Stage::In { name, since }, Origin::Network(from)) => Some((who, name, from, *since)),
            _ => None,
        })
    }

    /// The name of a teacher that is like one of that likeness.
    pub(super) fn teacher_named(&self, likeness: &Likeness) -> Option<&Name> {
        let teachers = self.all.values().filter(|person| person.role() == Role::Teacher);
        teachers.filter_map(Person::name).find(|own| own.likeness().is_like(likeness))
    }

    /// The student whose name is one of that likeness, in any case.
    pub(super) fn find(&self, likeness: &Likeness) -> Option<PersonId> {
        let [by_folded, ..] = &self.names;
        by_folded.get(&likeness.folded).copied()
    }

    /// Does a student bear a name too like one of that likeness, `but` left out?
    pub(super) fn bears_one_like(&self, likeness: &Likeness, but: Option<PersonId>) -> bool {
        let mut bearers = self.names.iter().zip(likeness.forms());
        bearers.any(|(names, form)| names.get(form).is_some_and(|who| Some(*who) != but))
    }

    pub(super) fn add(&mut self, who: PersonId, person: Person) {
        if let Origin::Network(from) = person.origin {
            *self.addresses.entry(from.ip()).or_default() += 1;
        }
        self.all.insert(who, person);
    }

    /// Gives a person a name, of that likeness, in place of the one they had.
    pub(super) fn set_name(
        &mut self,
        who: PersonId,
        name: Name,
        likeness: &Likeness,
        since: Timestamp,
    ) {
        let Some(person) = self.all.get_mut(&who) else { return };
        let stage = std::mem::replace(&mut person.stage, Stage::In { name, since });
        if person.role() == Role::Teacher {
            return;
        }
        match stage {
            Stage::In { name: old, .. } => self.forget(&old),
            Stage::Asked { .. } => self.students += 1,
        }
        for (names, form) in self.names.iter_mut().zip(likeness.forms()) {
            names.insert(form.to_owned(), who);
        }
    }

    pub(super) fn remove(&mut self, who: PersonId) -> Option<Person> {
        let person = self.all.remove(&who)?;
        if let Origin::Network(from) = person.origin {
            if let Some(count) = self.addresses.get_mut(&from.ip()) {
                *count -= 1;
                if *count == 0 {
                    self.addresses.remove(&from.ip());
                }
            }
            if let Some(name) = person.name() {
                self.students -= 1;
                self.forget(name);
            }
        }
        Some(person)
    }

    fn forget(&mut self, name: &Name) {
        for (names, form) in self.names.iter_mut().zip(name.likeness().forms()) {
            names.remove(form);
        }
    }
}

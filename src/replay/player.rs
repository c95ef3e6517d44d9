//! Plays entries, and goes to any place among them.

use std::collections::HashSet;
use std::time::Duration;

use jiff::Timestamp;

use crate::classroom::{
    Classroom, Config, ConnectionId, Effect, Effects, Entry, Input, Record, Role,
};
use crate::name::Name;

/// How many entries lie between two states that are kept: so many are applied again at the most to go
/// to a place.
const APART: usize = 4096;

/// A recorded class at some place of its entries.
#[derive(Debug)]
pub struct Player {
    entries: Vec<Entry>,
    config: Config,
    /// The class before every [`APART`]th entry.
    kept: Vec<Classroom>,
    /// The class before the entry that is next.
    class: Classroom,
    next: usize,
    effects: Effects,
    /// Everyone who had a name, in the order in which they got it.
    people: Vec<(Name, ConnectionId)>,
    teachers: HashSet<ConnectionId>,
}

impl Player {
    /// Applies all entries once; `None` if they do not begin with the opening of a class.
    pub fn new(entries: Vec<Entry>) -> Option<Self> {
        let Input::Opened(opened) = &entries.first()?.input else { return None };
        let config = opened.config.clone();
        let class = Classroom::new(config.clone());
        let mut player = Self {
            entries,
            config,
            kept: Vec::new(),
            class,
            next: 0,
            effects: Effects::default(),
            people: Vec::new(),
            teachers: HashSet::new(),
        };
        while player.next < player.entries.len() {
            if player.next.is_multiple_of(APART) {
                player.kept.push(player.class.clone());
            }
            let effects = player.step().map_or_else(Vec::new, |(_, effects)| effects);
            player.note(&effects);
        }
        player.go_to(0);
        Some(player)
    }

    /// Notes who has a name or teaches from here on.
    fn note(&mut self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Record(Record::Came(came)) => {
                    self.people.push((came.name.clone(), came.who));
                }
                Effect::Subscribe(who, place) if place.role == Role::Teacher => {
                    self.teachers.insert(*who);
                }
                _ => {}
            }
        }
    }

    /// Applies the next entry; gives it with what came of it, or `None` at the end.
    pub fn step(&mut self) -> Option<(&Entry, Vec<Effect>)> {
        let entry = self.entries.get(self.next)?;
        self.class.apply(entry, &mut self.effects);
        self.next += 1;
        Some((entry, self.effects.drain().collect()))
    }

    /// Goes to the place before that entry, or to the end.
    pub fn go_to(&mut self, place: usize) {
        let place = place.min(self.entries.len());
        let kept = (place / APART).min(self.kept.len() - 1);
        let is_ahead = self.next <= place && self.next >= kept * APART;
        if !is_ahead {
            self.class = self.kept[kept].clone();
            self.next = kept * APART;
        }
        while self.next < place {
            self.class.apply(&self.entries[self.next], &mut self.effects);
            self.effects.drain().for_each(drop);
            self.next += 1;
        }
    }

    /// The place of the first entry at that time or later.
    pub fn place_at(&self, time: Timestamp) -> usize {
        let place = self.entries.iter().position(|entry| entry.at.wall >= time);
        place.unwrap_or(self.entries.len())
    }

    /// The place of the first entry so long after the opening of the class, or later.
    pub fn place_after(&self, time: Duration) -> usize {
        let until = self.opened_at() + time;
        self.entries.partition_point(|entry| entry.at.clock < until)
    }

    /// What the clock of the class showed when it was opened.
    pub fn opened_at(&self) -> Duration {
        self.entries.first().map_or(Duration::ZERO, |entry| entry.at.clock)
    }

    /// How long the class took, as far as it is recorded.
    pub fn length(&self) -> Duration {
        let last = self.entries.last().map_or(Duration::ZERO, |entry| entry.at.clock);
        last.saturating_sub(self.opened_at())
    }

    /// The entries, in their order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// How the class was set up.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The place of the entry that is next.
    pub fn place(&self) -> usize {
        self.next
    }

    /// The class before the entry that is next.
    pub fn class(&self) -> &Classroom {
        &self.class
    }

    /// Every connection that had this name, ignoring case, at any time of the class.
    pub fn connections_of(&self, name: &Name) -> HashSet<ConnectionId> {
        let own = self.people.iter().filter(|(other, _)| other.is_same(name));
        own.map(|(_, who)| *who).collect()
    }

    /// Every connection that taught, at any time of the class.
    pub fn teachers(&self) -> &HashSet<ConnectionId> {
        &self.teachers
    }

    /// The names of everyone who was there, in the order in which they were first given.
    pub fn names(&self) -> Vec<&Name> {
        let mut known = HashSet::new();
        let names = self.people.iter().map(|(name, _)| name);
        names.filter(|name| known.insert(name.confusable().folded)).collect()
    }
}

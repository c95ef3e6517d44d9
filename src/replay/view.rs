//! What somebody saw of a class.

use std::collections::{HashMap, HashSet};

use crate::classroom::{Audience, Classroom, ConnectionId, Effect, Entry, Input, Subscription};
use crate::wire::ServerLine;

/// The eyes of those connections, which are one person's or all of the teachers'.
#[derive(Debug)]
pub struct View {
    who: HashSet<ConnectionId>,
    /// Where those are who are there.
    places: HashMap<ConnectionId, Subscription>,
}

impl View {
    /// Their view, from the class as it is now on.
    pub fn new(who: HashSet<ConnectionId>, class: &Classroom) -> Self {
        let mut view = Self { who, places: HashMap::new() };
        view.look_again(class);
        view
    }

    /// Goes on from another place of the class.
    pub fn look_again(&mut self, class: &Classroom) {
        let places = self.who.iter().filter_map(|who| Some((*who, class.subscription(*who)?)));
        self.places = places.collect();
    }

    /// Is this one of theirs?
    pub fn is_of(&self, who: ConnectionId) -> bool {
        self.who.contains(&who)
    }

    /// The lines that they read of what came of an entry, each once however many of them read it.
    pub fn lines(&mut self, entry: &Entry, effects: &[Effect]) -> Vec<ServerLine> {
        if let Input::Connected { who, .. } = entry.input
            && self.who.contains(&who)
        {
            self.places.insert(who, Subscription::OUTSIDE);
        }
        let mut lines = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(Audience::One(one), line) if self.who.contains(one) => {
                    lines.push(line.clone());
                }
                Effect::Send(to, line) if self.reads(*to) => lines.push(line.clone()),
                Effect::Subscribe(who, place) if self.who.contains(who) => {
                    self.places.insert(*who, *place);
                }
                Effect::Close(who) => _ = self.places.remove(who),
                _ => {}
            }
        }
        lines
    }

    fn reads(&self, to: Audience) -> bool {
        self.places.iter().any(|(who, place)| to.includes(*who, *place))
    }
}

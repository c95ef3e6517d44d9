//! A recorded class as a sequence diagram.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::bot::escaped;
use crate::classroom::{
    Audience, ConnectionId, Departure, Effect, Input, Now, Record, Subscription,
};
use crate::diagram::{Diagram, Event, Kind};
use crate::locale::Locale;
use crate::say;

use super::player::Player;

/// A larger diagram is no longer read; the rows beyond are counted.
const MAX_ROWS: usize = 2000;
/// More lifelines than these stand too close to be read.
const MAX_PEOPLE: usize = 23;

/// Draws the class from the player's place on: everybody, or only these connections.
pub fn drawing(
    player: &mut Player,
    only: Option<&HashSet<ConnectionId>>,
    title: &str,
    locale: Locale,
) -> Diagram {
    let mut drawing = Drawing::new(player, only, title, locale);
    let started = player.entries().get(player.place()).map(|entry| entry.at);
    while let Some((entry, effects)) = player.step() {
        if let Some((who, line)) = typed(&entry.input) {
            drawing.line(entry.at, who, &line);
        }
        effects.iter().for_each(|effect| drawing.effect(entry.at, effect));
    }
    drawing.finish(started, locale)
}

/// What somebody typed, without secrets.
fn typed(input: &Input) -> Option<(ConnectionId, String)> {
    match input {
        Input::Line { who, line: Ok(line), .. } => Some((*who, line.clone())),
        Input::Line { who, line: Err(_), .. } => Some((*who, "…".to_owned())),
        Input::SecretGiven { who, .. } => Some((*who, "***".to_owned())),
        Input::Returned { who, name, .. } => Some((*who, format!("{name} ***"))),
        _ => None,
    }
}

struct Drawing {
    diagram: Diagram,
    /// The lifeline of each connection.
    lifelines: HashMap<ConnectionId, usize>,
    /// Where those are who are there.
    places: BTreeMap<ConnectionId, Subscription>,
    /// How many people have no lifeline.
    others: usize,
    left_out: usize,
}

impl Drawing {
    fn new(
        player: &Player,
        only: Option<&HashSet<ConnectionId>>,
        title: &str,
        locale: Locale,
    ) -> Self {
        let mut diagram = Diagram { title: title.to_owned(), ..Diagram::default() };
        let (mut lifelines, mut others) = (HashMap::new(), 0);
        let is_drawn = |who: &ConnectionId| only.is_none_or(|only| only.contains(who));
        let named = player
            .names()
            .into_iter()
            .map(|name| (name.as_str().to_owned(), player.connections_of(name)));
        let consoles = (say!(locale, "picture-teacher"), player.teachers().clone());
        for (name, mut own) in named.chain([consoles]) {
            own.retain(|who| is_drawn(who) && !lifelines.contains_key(who));
            if own.is_empty() {
                continue;
            }
            if diagram.lifelines.len() == MAX_PEOPLE {
                others += 1;
                continue;
            }
            let lifeline = diagram.lifelines.len();
            diagram.lifelines.push(name);
            lifelines.extend(own.into_iter().map(|who| (who, lifeline)));
        }
        diagram.lifelines.push(say!(locale, "picture-server"));
        let class = player.class();
        let places =
            lifelines.keys().filter_map(|who| Some((*who, class.subscription(*who)?))).collect();
        Self { diagram, lifelines, places, others, left_out: 0 }
    }

    fn server(&self) -> usize {
        self.diagram.lifelines.len() - 1
    }

    fn line(&mut self, at: Now, who: ConnectionId, line: &str) {
        self.places.entry(who).or_insert(Subscription::OUTSIDE);
        if let Some(from) = self.lifelines.get(&who) {
            self.add(at, Kind::Sent { from: *from, to: vec![self.server()] }, line);
        }
    }

    fn effect(&mut self, at: Now, effect: &Effect) {
        match effect {
            Effect::Send(to, line) => {
                let readers: Vec<ConnectionId> = match to {
                    Audience::One(one) => vec![*one],
                    to => {
                        let readers = self.places.iter();
                        let readers = readers.filter(|(who, place)| to.includes(**who, **place));
                        readers.map(|(who, _)| *who).collect()
                    }
                };
                let lifelines = readers.iter().filter_map(|who| self.lifelines.get(who).copied());
                let mut to: Vec<usize> = lifelines.collect();
                to.sort_unstable();
                to.dedup();
                if !to.is_empty() {
                    self.add(at, Kind::Sent { from: self.server(), to }, &line.to_string());
                }
            }
            Effect::Subscribe(who, place) => _ = self.places.insert(*who, *place),
            Effect::Close(who) => {
                self.places.remove(who);
                if let Some(to) = self.lifelines.get(who) {
                    self.add(at, Kind::End { from: self.server(), to: *to }, "FIN");
                }
            }
            Effect::Record(Record::Left(left)) => {
                let how = match left.how {
                    Departure::Ended => "FIN",
                    Departure::Lost => "RST",
                    _ => return,
                };
                if let Some(from) = self.lifelines.get(&left.who) {
                    self.add(at, Kind::End { from: *from, to: self.server() }, how);
                }
            }
            _ => {}
        }
    }

    fn add(&mut self, at: Now, kind: Kind, text: &str) {
        if self.diagram.events.len() == MAX_ROWS {
            self.left_out += 1;
            return;
        }
        let text = escaped(text.as_bytes());
        self.diagram.events.push(Event { at: at.clock, kind, tooltip: text.clone(), text });
    }

    fn finish(mut self, started: Option<Now>, locale: Locale) -> Diagram {
        let started = started.map(|now| now.clock).unwrap_or_default();
        for event in &mut self.diagram.events {
            event.at = event.at.saturating_sub(started);
        }
        if self.left_out + self.others > 0 {
            let (rows, people) = (self.left_out, self.others);
            self.diagram.footer =
                Some(say!(locale, "replay-left-out", rows = rows, people = people));
        }
        self.diagram
    }
}

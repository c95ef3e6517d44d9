//! The class itself: its people and its settings, and small questions about them.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::locale::Locale;
use crate::name::Name;
use crate::say;
use crate::wire::ServerLine;

use super::effect::{Audience, Effect};
use super::limits::{Bucket, Limits, Verdict};
use super::people::{Origin, People};
use super::record::{PersonId, Role};

/// The time, told to every method that needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Now {
    /// A clock that never goes back, from any start: for limits.
    pub clock: Duration,
    /// The time of day: for records and people.
    pub wall: Timestamp,
}

/// How a class is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// What the class speaks.
    pub locale: Locale,
    /// Where its clock hangs.
    pub time_zone: TimeZone,
    /// Its bounds.
    pub limits: Limits,
    /// Is a journal kept? Whoever comes in is told before giving a name.
    pub recorded: bool,
}

/// The class.
#[derive(Debug)]
pub struct Classroom {
    pub(super) config: Config,
    pub(super) people: People,
    /// The buckets of those who left a moment ago, by their case-folded names: whoever comes back
    /// is not rid of what they did.
    pub(super) left: HashMap<String, Bucket>,
}

impl Classroom {
    /// An empty class.
    pub fn new(config: Config) -> Self {
        Self { config, people: People::default(), left: HashMap::new() }
    }

    /// What the class speaks.
    pub fn locale(&self) -> Locale {
        self.config.locale
    }

    /// How many people are in the class, teachers not counted.
    pub fn count(&self) -> usize {
        self.people.students()
    }

    /// What a person may do; a stranger is a student.
    pub fn role(&self, who: PersonId) -> Role {
        self.people.get(who).map_or(Role::Student, |person| person.role())
    }

    /// The name of someone who is in the room.
    pub fn name(&self, who: PersonId) -> Option<&Name> {
        self.people.get(who)?.name()
    }

    /// Was this connection asked for a name that it has not given yet?
    pub fn is_asked(&self, who: PersonId) -> bool {
        self.people.get(who).is_some_and(|person| person.name().is_none())
    }

    /// The connections that an audience is made of, in the order of arrival. An audience of one
    /// is that one, who may have just been let go: what they are told last must still find them.
    pub fn audience(&self, to: Audience) -> impl Iterator<Item = PersonId> {
        let one = if let Audience::One(one) = to { Some(one) } else { None };
        let members = self.people.iter().filter(move |(who, person)| {
            one.is_none() && to.includes(*who, person.role(), person.name().is_some())
        });
        one.into_iter().chain(members.map(|(who, _)| who))
    }

    /// Counts a line against a person's bucket. A refusal comes back if it is one too many.
    pub fn admit_line(&mut self, now: Now, who: PersonId) -> Option<Effect> {
        let (flood, locale) = (self.config.limits.flood, self.config.locale);
        let person = self.people.get_mut(who)?;
        if !flood || person.role() == Role::Teacher {
            return None;
        }
        let words = match person.bucket.take(now.clock) {
            Verdict::Pass => return None,
            Verdict::TooFast => say!(locale, "line-too-fast"),
            Verdict::Muted(left) => {
                let seconds = left.as_secs() + u64::from(left.subsec_nanos() > 0);
                say!(locale, "line-muted", seconds = seconds)
            }
        };
        Some(Effect::refuse(who, words))
    }

    /// The address of someone who came over the network.
    pub(super) fn address(&self, who: PersonId) -> Option<std::net::SocketAddr> {
        match self.people.get(who)?.origin {
            Origin::Network(from) => Some(from),
            Origin::Console => None,
        }
    }

    /// The time of day in the class.
    pub(super) fn hour(&self, at: Timestamp) -> String {
        self.config.time_zone.to_datetime(at).strftime("%H:%M").to_string()
    }
}

impl Effect {
    /// A line to one connection.
    pub fn tell(who: PersonId, line: ServerLine) -> Self {
        Self::Send { to: Audience::One(who), line }
    }

    /// A line of the answer to a command.
    pub fn answer(who: PersonId, text: impl Into<String>) -> Self {
        Self::tell(who, ServerLine::Answer(text.into()))
    }

    /// A refusal.
    pub fn refuse(who: PersonId, text: impl Into<String>) -> Self {
        Self::tell(who, ServerLine::Refusal(text.into()))
    }
}

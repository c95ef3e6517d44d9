//! What every method of the classroom needs to know of the input that it handles.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::serde::timestamp::microsecond;
use serde::{Deserialize, Serialize};

use crate::wire::ServerLine;

use super::effect::Effects;
use super::ids::ConnectionId;

/// The time, told to every method that needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Now {
    /// A clock that never goes back, from any start: for limits.
    pub clock: Duration,
    /// The time of day, in whole microseconds: for records and people.
    #[serde(with = "microsecond::required")]
    pub wall: Timestamp,
}

impl Now {
    /// That time; what a microsecond holds more is left out, as it is of all that is kept.
    pub fn new(clock: Duration, wall: Timestamp) -> Self {
        let whole = Timestamp::from_microsecond(wall.as_microsecond());
        Self { clock, wall: whole.unwrap_or(wall) }
    }
}

/// Whose input is handled, when, and where its effects go.
#[derive(Debug)]
pub struct Context<'a> {
    /// When.
    pub now: Now,
    /// The connection that acts, or that something happens to.
    pub who: ConnectionId,
    /// The number of the line on its connection, from 1, if the input is one and they are counted.
    pub line: Option<u64>,
    /// Where the effects go.
    pub effects: &'a mut Effects,
}

impl Effects {
    /// The context of an input from this connection, or about it.
    pub fn context(&mut self, now: Now, who: ConnectionId) -> Context<'_> {
        Context { now, who, line: None, effects: self }
    }
}

impl Context<'_> {
    pub(super) fn of(&mut self, who: ConnectionId) -> Context<'_> {
        self.effects.context(self.now, who)
    }

    pub(super) fn tell(&mut self, line: ServerLine) {
        self.effects.tell(self.who, line);
    }

    /// A line of the answer to a command.
    pub fn answer(&mut self, text: impl Into<String>) {
        self.tell(ServerLine::Answer(text.into()));
    }

    /// What was found, or `None` after refusing in the words that say why there is nothing.
    pub(super) fn or_refuse<T>(&mut self, found: Result<T, String>) -> Option<T> {
        found.map_err(|words| self.refuse(words)).ok()
    }

    /// A refusal.
    pub fn refuse(&mut self, text: impl Into<String>) {
        self.tell(ServerLine::Refusal(text.into()));
    }
}

//! Who comes and goes, told one by one as long as that can be read, and summed up beyond it.
//!
//! Sums are the server's own words, so they tell a program nothing of names: when the crowd has
//! calmed down, everyone whose picture of who is here has become old gets a new one.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::net::SocketAddr;
use std::time::Duration;

use serde::Serialize;

use crate::say;
use crate::wire::ServerLine;

use super::class::Classroom;
use super::context::{Context, Now};
use super::effect::{Audience, Effects};
use super::ids::{Role, RoomId};
use super::limits::{Rate, Tokens};

/// How many comings and goings are told one by one: a class of thirty comes in and goes.
const PRESENCE: Rate = Rate { burst: 64, per_second: 2 };
/// How much is told, to teachers, of those who are not in.
const STRANGERS: Rate = Rate { burst: 20, per_second: 1 };
/// How often what was not told one by one is summed up.
const SUM_EVERY: Duration = Duration::from_secs(2);

/// What has not been told one by one since the last sum.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Crowd {
    presence: Tokens,
    strangers: Tokens,
    /// By room, for those in it.
    rooms: BTreeMap<RoomId, Sum>,
    /// For the teachers.
    class: Sum,
    /// In these rooms someone does not know who is here.
    unsettled: BTreeSet<RoomId>,
    /// When the next sum is told.
    due: Option<Duration>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
struct Sum {
    came: usize,
    left: usize,
    /// News of those who are not in.
    strangers: usize,
}

/// How who is here has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Came,
    Left,
    /// They left with words, or were sent out: that is more than a change of who is here.
    Said,
}

impl Crowd {
    /// Is this to be told one by one? If not, it is counted.
    fn tells(&mut self, clock: Duration, room: RoomId, change: Change) -> bool {
        if self.presence.take(clock, PRESENCE) {
            return true;
        }
        for sum in [&mut self.class, self.rooms.entry(room).or_default()] {
            match change {
                Change::Came => sum.came += 1,
                Change::Left | Change::Said => sum.left += 1,
            }
        }
        self.unsettled.insert(room);
        self.due.get_or_insert(clock + SUM_EVERY);
        false
    }

    /// The same of something about someone who is not in.
    fn tells_stranger(&mut self, clock: Duration) -> bool {
        let tells = self.strangers.take(clock, STRANGERS);
        if !tells {
            self.class.strangers += 1;
            self.due.get_or_insert(clock + SUM_EVERY);
        }
        tells
    }
}

impl Classroom {
    /// Tells that someone came or left: the students of the room with its count, the teachers with
    /// that of the class and the address.
    pub(super) fn tell_of(
        &mut self,
        cx: &mut Context<'_>,
        (room, from): (RoomId, SocketAddr),
        change: Change,
        text: impl Fn(&Self, String) -> String,
        line: impl Fn(String) -> ServerLine,
    ) {
        let limited = self.config.limits.flood.is_some() && change != Change::Said;
        if limited && !self.crowd.tells(cx.now.clock, room, change) {
            return cx.effects.wake_at(self.crowd.due);
        }
        let but = Some(cx.who);
        let in_room = line(text(self, self.here(room)));
        cx.effects.send(Audience::Students { room, but }, in_room);
        let key = if change == Change::Came { "joined" } else { "left" };
        let in_class = say!(self.locale(), key, here = self.in_class());
        cx.effects.send(Audience::Boards, line(in_class));
        let (text, address) = (text(self, self.in_class()), from.to_string());
        let with_address = say!(self.locale(), "with-address", text = text, address = address);
        cx.effects.send(Audience::Teachers { but }, line(with_address));
    }

    /// Tells the teachers of someone who is not in.
    pub(super) fn tell_of_stranger(
        &mut self,
        cx: &mut Context<'_>,
        words: impl FnOnce(&Self, SocketAddr) -> String,
    ) {
        let Some(from) = self.address(cx.who) else { return };
        let limited = self.config.limits.flood.is_some();
        if limited && !self.crowd.tells_stranger(cx.now.clock) {
            return cx.effects.wake_at(self.crowd.due);
        }
        cx.effects.tell_teachers(words(self, from));
    }

    /// Sums up what was not told one by one, when that is due.
    pub(super) fn sum_up(&mut self, now: Now, effects: &mut Effects) {
        let Some(due) = self.crowd.due else { return };
        if now.clock < due {
            return effects.wake_at(due);
        }
        let (rooms, class) = (mem::take(&mut self.crowd.rooms), mem::take(&mut self.crowd.class));
        if class == Sum::default() {
            self.crowd.due = None;
            return self.settle(effects);
        }
        for (room, sum) in rooms.into_iter().filter(|(room, _)| self.rooms.people(*room) > 0) {
            let words = self.sum_in_words(sum, self.here(room));
            effects.send(Audience::Students { room, but: None }, ServerLine::Notice(words));
        }
        effects.tell_teachers(self.sum_in_words(class, self.in_class()));
        let next = now.clock + SUM_EVERY;
        self.crowd.due = Some(next);
        effects.wake_at(next);
    }

    fn sum_in_words(&self, sum: Sum, here: String) -> String {
        let locale = self.locale();
        let parts = [
            (sum.came, say!(locale, "crowd-came", count = sum.came)),
            (sum.left, say!(locale, "crowd-left", count = sum.left)),
            (sum.strangers, say!(locale, "crowd-strangers", count = sum.strangers)),
        ];
        let parts = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words);
        let changes = parts.collect::<Vec<_>>().join(", ");
        say!(locale, "crowd", changes = changes, here = here)
    }

    /// Tells everyone who is here whose last picture of it does not hold any more.
    fn settle(&mut self, effects: &mut Effects) {
        let rooms = mem::take(&mut self.crowd.unsettled);
        if rooms.is_empty() {
            return;
        }
        let outdated = self.connections.iter().filter(|(_, connection)| {
            let room = connection.present().map(|present| present.room);
            match connection.role() {
                Role::Student => room.is_some_and(|room| rooms.contains(&room)),
                Role::Teacher => room.is_some(),
                Role::Board => true,
            }
        });
        for (who, _) in outdated {
            effects.tell(who, self.presence(who));
        }
    }

    /// Tells someone who fell behind, and now reads again, how much news was left out, and who is here.
    pub fn catch_up(&self, cx: &mut Context<'_>, left_out: usize) {
        if self.name(cx.who).is_some() || self.role(cx.who) == Role::Board {
            cx.tell(ServerLine::Notice(say!(self.locale(), "news-left-out", count = left_out)));
            cx.tell(self.presence(cx.who));
        }
    }

    /// Does everyone know who is here?
    pub fn is_settled(&self) -> bool {
        self.crowd.unsettled.is_empty()
    }
}

//! Those who take too long: to answer at the door, or to say anything, where that counts.

use std::time::Duration;

use crate::say;

use super::class::{Classroom, Now};
use super::connections::{Connection, Stage, Wish};
use super::effect::Effect;
use super::ids::{ConnectionId, Role};
use super::record::Departure;

impl Classroom {
    /// Lets go of everyone whose time is over.
    pub(super) fn end_timeouts(&mut self, now: Now) -> Vec<Effect> {
        let until = |(who, connection)| Some((self.deadline_of(connection)?, who));
        let until: Vec<(Duration, ConnectionId)> =
            self.connections.iter().filter_map(until).collect();
        let mut effects = Vec::new();
        for (_, who) in until.iter().filter(|(until, _)| *until <= now.clock) {
            effects.extend(self.give_up(now, *who));
        }
        let next = until.into_iter().map(|(until, _)| until).filter(|until| *until > now.clock);
        effects.extend(next.min().map(Effect::WakeAt));
        effects
    }

    /// When someone who says nothing is let go.
    fn deadline_of(&self, connection: &Connection) -> Option<Duration> {
        match connection.stage {
            Stage::Asked { until, .. } => Some(until),
            Stage::Queued { .. } => None,
            Stage::In(_) if connection.role() == Role::Teacher => None,
            // They cannot say anything until their turn comes.
            Stage::In(_) if connection.wish == Wish::Answered => None,
            Stage::In(_) => self.config.limits.idle.map(|idle| connection.heard_at + idle),
        }
    }

    fn give_up(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        if self.name(who).is_some() {
            let minutes = self.config.limits.idle.unwrap_or_default().as_secs() / 60;
            let words = say!(self.locale(), "idle-too-long", minutes = minutes);
            return self.send_away(now, who, Departure::Idle, words);
        }
        let seconds = self.config.limits.naming.as_secs();
        let words = say!(self.locale(), "name-too-late", seconds = seconds);
        let mut effects = vec![Effect::refuse(who, words)];
        effects.extend(self.leave(now, who, Departure::Over, ""));
        effects
    }
}

impl Classroom {
    /// Does what is due by the clock. To be called when a [`WakeAt`](Effect::WakeAt) is due;
    /// calling it earlier does no harm.
    pub fn wake(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = self.judge_due_codes(now);
        effects.extend(self.check_due_passwords(now));
        effects.extend(self.end_timeouts(now));
        effects.extend(self.wake_quiz(now));
        effects
    }
}

//! What is due by the clock, and those who take too long: to answer at the door, or to say
//! anything, where that counts.

use std::time::Duration;

use crate::say;

use super::class::Classroom;
use super::connections::{Connection, Login, State};
use super::context::{Context, Now};
use super::effect::Effects;
use super::ids::{ConnectionId, Role};
use super::record::Departure;

impl Classroom {
    /// Does what is due by the clock. To be called when a [`WakeAt`](super::Effect::WakeAt) is
    /// due; calling it earlier does no harm.
    pub fn wake(&mut self, now: Now, effects: &mut Effects) {
        self.sum_up(now, effects);
        self.judge_due_codes(now, effects);
        self.admit_due_arrivals(now, effects);
        self.check_due_passwords(now, effects);
        self.forget_lost_hands(now, effects);
        self.end_timeouts(now, effects);
        self.wake_quiz(now, effects);
    }

    fn end_timeouts(&mut self, now: Now, effects: &mut Effects) {
        let deadline = |(who, connection)| Some((self.deadline_of(connection)?, who));
        let deadlines: Vec<(Duration, ConnectionId)> =
            self.connections.iter().filter_map(deadline).collect();
        for (_, who) in deadlines.iter().filter(|(at, _)| *at <= now.clock) {
            self.time_out(&mut effects.context(now, *who));
        }
        effects.wake_at(deadlines.into_iter().map(|(at, _)| at).filter(|at| *at > now.clock).min());
    }

    /// When a connection that sends nothing is closed.
    fn deadline_of(&self, connection: &Connection) -> Option<Duration> {
        match &connection.state {
            State::Code(newcomer) | State::Name(newcomer) => Some(newcomer.until),
            State::CodeQueued { .. } | State::NameQueued { .. } | State::Board(_) => None,
            State::In(_) if connection.role() == Role::Teacher => None,
            // They cannot say anything until their turn comes.
            State::In(present) if present.login == Login::Checking => None,
            State::In(_) => self.config.limits.idle.map(|idle| connection.heard_at + idle),
        }
    }

    fn time_out(&mut self, cx: &mut Context<'_>) {
        if self.name(cx.who).is_some() {
            let minutes = self.config.limits.idle.unwrap_or_default().as_secs() / 60;
            let words = say!(self.locale(), "idle-too-long", minutes = minutes);
            return self.send_away(cx, Departure::Idle, words);
        }
        let seconds = self.config.limits.naming.as_secs();
        cx.refuse(say!(self.locale(), "name-too-late", seconds = seconds));
        self.leave(cx, Departure::Over, "");
    }
}

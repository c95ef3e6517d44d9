//! Those who take too long: to answer at the door, or to say anything, where that counts.

use std::time::Duration;

use crate::say;

use super::class::{Classroom, Now};
use super::effect::Effect;
use super::people::{Person, Stage, Wish};
use super::record::{Departure, PersonId, Role};

impl Classroom {
    /// Lets go of everyone whose time is over.
    pub(super) fn end_patience(&mut self, now: Now) -> Vec<Effect> {
        let until = |(who, person)| Some((self.patience_with(person)?, who));
        let until: Vec<(Duration, PersonId)> = self.people.iter().filter_map(until).collect();
        let mut effects = Vec::new();
        for (_, who) in until.iter().filter(|(until, _)| *until <= now.clock) {
            effects.extend(self.give_up(now, *who));
        }
        let next = until.into_iter().map(|(until, _)| until).filter(|until| *until > now.clock);
        effects.extend(next.min().map(Effect::WakeAt));
        effects
    }

    /// When someone who says nothing is let go.
    fn patience_with(&self, person: &Person) -> Option<Duration> {
        match person.stage {
            Stage::Asked { until, .. } => Some(until),
            Stage::Queued { .. } => None,
            Stage::In(_) if person.role() == Role::Teacher => None,
            // They cannot say anything until their turn comes.
            Stage::In(_) if person.wish == Wish::Answered => None,
            Stage::In(_) => self.config.limits.idle.map(|idle| person.heard_at + idle),
        }
    }

    fn give_up(&mut self, now: Now, who: PersonId) -> Vec<Effect> {
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

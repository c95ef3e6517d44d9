//! Order in the class: taking the voice from someone, sending someone out. By name, never by
//! address: a whole class may share one.

use std::time::Duration;

use crate::name::Name;
use crate::say;
use crate::wire::ServerLine;

use super::super::class::{Classroom, Now};
use super::super::effect::{Audience, Effect};
use super::super::limits::Bucket;
use super::super::record::{Departure, PersonId, Role};
use super::super::seat::{Seat, Silence};

/// Someone whom a teacher names.
struct Target {
    name: Name,
    /// Their connection; `None` while they are away.
    who: Option<PersonId>,
}

impl Classroom {
    /// A teacher takes someone's voice, for a time or until [`unmute`](Self::unmute).
    pub fn mute(
        &mut self,
        now: Now,
        who: PersonId,
        name: &str,
        time: Option<Duration>,
    ) -> Vec<Effect> {
        let target = match self.target(who, name) {
            Ok(target) => target,
            Err(words) => return vec![Effect::refuse(who, words)],
        };
        let silence = time.map_or(Silence::Open, |time| Silence::Until(now.clock + time));
        self.with_seat(&target, |seat| seat.silence = Some(silence));
        let (for_them, news) = match time {
            None => ("muted", say!(self.locale(), "mute-news", name = target.name.as_str())),
            Some(time) => {
                let (name, time) = (target.name.as_str(), self.minutes(time));
                ("muted-for", say!(self.locale(), "mute-news-for", name = name, time = time))
            }
        };
        let time = time.map_or(String::new(), |time| self.minutes(time));
        self.tell_both(&target, say!(self.locale(), for_them, time = time), news)
    }

    /// A teacher gives someone their voice back, also one that a flood has cost them.
    pub fn unmute(&mut self, who: PersonId, name: &str) -> Vec<Effect> {
        let target = match self.target(who, name) {
            Ok(target) => target,
            Err(words) => return vec![Effect::refuse(who, words)],
        };
        self.with_seat(&target, |seat| (seat.silence, seat.bucket) = (None, Bucket::default()));
        let news = say!(self.locale(), "unmute-news", name = target.name.as_str());
        self.tell_both(&target, say!(self.locale(), "unmuted"), news)
    }

    /// A teacher sends someone out and keeps their name out for a time.
    pub fn expel(
        &mut self,
        now: Now,
        who: PersonId,
        name: &str,
        time: Duration,
        why: &str,
    ) -> Vec<Effect> {
        let target = match self.target(who, name) {
            Ok(target) => target,
            Err(words) => return vec![Effect::refuse(who, words)],
        };
        self.seats.keep_out(target.name.likeness(), now.clock, time);
        let Some(expelled) = target.who else {
            if time.is_zero() {
                return vec![Effect::refuse(who, say!(self.locale(), "nobody", name = name))];
            }
            let (name, time) = (target.name.as_str(), self.minutes(time));
            let news = say!(self.locale(), "kept-out-news", name = name, time = time);
            return vec![Effect::tell_teachers(news)];
        };
        let key = if time.is_zero() { "expelled" } else { "expelled-for" };
        let mut words = say!(self.locale(), key, time = self.minutes(time));
        if !why.is_empty() {
            words = say!(self.locale(), "expelled-why", words = words, why = why);
        }
        let mut effects = vec![Effect::tell(expelled, ServerLine::Closing(words))];
        effects.extend(self.leave(now, expelled, Departure::Expelled, ""));
        effects
    }

    /// A student by name, here or away; or the words for that there is none.
    fn target(&self, asker: PersonId, text: &str) -> Result<Target, String> {
        if let Ok(name) = Name::new(text)
            && self.people.find(&name.likeness()).is_none()
            && self.seats.knows(&name.likeness().folded)
        {
            return Ok(Target { name, who: None });
        }
        let teacher = || say!(self.locale(), "not-for-teachers", name = text);
        match self.addressee(asker, text)? {
            (name, Audience::One(who)) if self.role(who) == Role::Student => {
                Ok(Target { name, who: Some(who) })
            }
            _ => Err(teacher()),
        }
    }

    fn with_seat(&mut self, target: &Target, change: impl FnOnce(&mut Seat)) {
        let seat = match target.who {
            Some(who) => self.people.get_mut(who).and_then(|person| person.present_mut()),
            None => {
                let folded = target.name.likeness().folded;
                return self.seats.change(&folded, change);
            }
        };
        if let Some(present) = seat {
            change(&mut present.seat);
        }
    }

    fn tell_both(&self, target: &Target, words: String, news: String) -> Vec<Effect> {
        let tell = |who| Effect::tell(who, ServerLine::Notice(words));
        target.who.map(tell).into_iter().chain([Effect::tell_teachers(news)]).collect()
    }
}

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
use super::super::seat::{Seat, SeatId, Silence};

/// Someone whom a teacher names.
struct Target {
    /// What they are called now, or were when they left.
    name: Name,
    seat: SeatId,
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
        if let Some(seat) = self.seat_mut(&target) {
            seat.silence = Some(silence);
        }
        let (locale, name) = (self.locale(), target.name.as_str());
        let (words, news) = match time.map(|time| self.minutes(time)) {
            None => (say!(locale, "muted"), say!(locale, "mute-news", name = name)),
            Some(time) => (
                say!(locale, "muted-for", time = time.as_str()),
                say!(locale, "mute-news-for", name = name, time = time.as_str()),
            ),
        };
        tell_both(&target, words, news)
    }

    /// A teacher gives someone their voice back, also one that a flood has cost them, and lets
    /// their names come in again.
    pub fn unmute(&mut self, now: Now, who: PersonId, name: &str) -> Vec<Effect> {
        let target = match self.target(who, name) {
            Ok(target) => target,
            Err(words) => return vec![Effect::refuse(who, words)],
        };
        let Some(seat) = self.seat_mut(&target) else { return Vec::new() };
        let was_muted = seat.silence(now.clock).is_some() || seat.bucket.is_mute(now.clock);
        (seat.silence, seat.bucket) = (None, Bucket::default());
        let was_out = self.seats.kept_out(&target.name.likeness(), now.clock).is_some();
        self.keep_out(now, &target, Duration::ZERO);
        let (locale, name) = (self.locale(), target.name.as_str());
        if was_muted {
            let news = say!(locale, "unmute-news", name = name);
            return tell_both(&target, say!(locale, "unmuted"), news);
        }
        if was_out {
            return vec![Effect::tell_teachers(say!(locale, "let-in-news", name = name))];
        }
        vec![Effect::refuse(who, say!(locale, "unmute-nothing", name = name))]
    }

    /// A teacher sends someone out and keeps their names out for a time.
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
        let Some(expelled) = target.who else {
            if time.is_zero() {
                return vec![Effect::refuse(who, say!(self.locale(), "nobody", name = name))];
            }
            self.keep_out(now, &target, time);
            let (name, time) = (target.name.as_str(), self.minutes(time));
            let news = say!(self.locale(), "kept-out-news", name = name, time = time);
            return vec![Effect::tell_teachers(news)];
        };
        self.keep_out(now, &target, time);
        let key = if time.is_zero() { "expelled" } else { "expelled-for" };
        let mut words = say!(self.locale(), key, time = self.minutes(time));
        if !why.is_empty() {
            words = say!(self.locale(), "expelled-why", words = words, why = why);
        }
        self.send_away(now, expelled, Departure::Expelled, words)
    }

    /// Whom a name is of, or was: a student, here or away, or for the console also who teaches by
    /// the password. Else the words for that it is nobody.
    fn target(&self, asker: PersonId, text: &str) -> Result<Target, String> {
        let name = Name::new(text).ok();
        let likeness = name.as_ref().map(Name::likeness);
        // Who is here under a name that looks the same is whom a teacher sees.
        if let Some(who) = likeness.as_ref().and_then(|likeness| self.people.find_like(likeness))
            && let Some(name) = self.name(who).cloned()
        {
            return self.target_here(asker, who, name);
        }
        if let Some((name, likeness)) = name.zip(likeness)
            && let Some(seat) = self.seats.owner(&likeness.folded)
        {
            let Some(who) = self.people.seated(seat) else {
                return Ok(Target { name, seat, who: None });
            };
            return self.target_here(asker, who, self.name(who).cloned().unwrap_or(name));
        }
        match self.addressee(asker, text)? {
            (name, Audience::One(who)) => self.target_here(asker, who, name),
            _ => Err(say!(self.locale(), "not-for-teachers", name = text)),
        }
    }

    fn target_here(&self, asker: PersonId, who: PersonId, name: Name) -> Result<Target, String> {
        let teaches = self.role(who) == Role::Teacher;
        let of_console = self.people.get(asker).is_some_and(|asker| !asker.counts());
        match self.seat(who).filter(|_| !teaches || of_console) {
            Some(seat) => Ok(Target { name, seat, who: Some(who) }),
            None => Err(say!(self.locale(), "not-for-teachers", name = name.as_str())),
        }
    }

    fn seat_mut(&mut self, target: &Target) -> Option<&mut Seat> {
        match target.who {
            Some(who) => Some(&mut self.people.get_mut(who)?.present_mut()?.seat),
            None => self.seats.get_mut(target.seat),
        }
    }

    fn keep_out(&mut self, now: Now, target: &Target, time: Duration) {
        if let Some(seat) = self.seat_mut(target).cloned() {
            self.seats.keep_out(&seat, now.clock, time);
        }
    }
}

fn tell_both(target: &Target, words: String, news: String) -> Vec<Effect> {
    let tell = |who| Effect::tell(who, ServerLine::Notice(words));
    target.who.map(tell).into_iter().chain([Effect::tell_teachers(news)]).collect()
}

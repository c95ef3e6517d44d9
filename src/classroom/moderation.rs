//! Order in the class: taking the voice from someone, sending someone out. By name, never by
//! address: a whole class may share one.

use std::time::Duration;

use crate::name::Name;
use crate::say;
use crate::wire::ServerLine;

use super::class::Classroom;
use super::context::{Context, Now};
use super::effect::{Audience, Effects};
use super::ids::{ConnectionId, MemberId, Role};
use super::limits::Bucket;
use super::members::{Member, Silence};
use super::record::Departure;

/// Someone whom a teacher names.
struct Target {
    /// What they are called now, or were when they left.
    name: Name,
    member: MemberId,
    /// Their connection; `None` while they are away.
    who: Option<ConnectionId>,
}

impl Classroom {
    /// A teacher takes someone's voice, for a time or until [`unmute`](Self::unmute).
    pub fn mute(&mut self, cx: &mut Context<'_>, name: &str, time: Option<Duration>) {
        let Some(target) = cx.or_refuse(self.target(cx.who, name)) else { return };
        let silence = time.map_or(Silence::Open, |time| Silence::Until(cx.now.clock + time));
        if let Some(member) = self.member_mut(&target) {
            member.silence = Some(silence);
        }
        let (locale, name) = (self.locale(), target.name.as_str());
        let (words, news) = match time.map(|time| self.minutes(time)) {
            None => (say!(locale, "muted"), say!(locale, "mute-news", name = name)),
            Some(time) => (
                say!(locale, "muted-for", time = time.as_str()),
                say!(locale, "mute-news-for", name = name, time = time.as_str()),
            ),
        };
        target.tell(words, cx.effects);
        cx.effects.tell_teachers(news);
    }

    /// A teacher gives someone their voice back, also one that a flood has cost them, and lets
    /// their names come in again.
    pub fn unmute(&mut self, cx: &mut Context<'_>, name: &str) {
        let Some(target) = cx.or_refuse(self.target(cx.who, name)) else { return };
        let Some(member) = self.member_mut(&target) else { return };
        let was_muted =
            member.silence(cx.now.clock).is_some() || member.bucket.is_mute(cx.now.clock);
        (member.silence, member.bucket) = (None, Bucket::default());
        let was_out = self.members.kept_out(&target.name.confusable(), cx.now.clock).is_some();
        self.keep_out(cx.now, &target, Duration::ZERO);
        let was_kept = target.who.is_none() && self.void_passes(cx.effects, target.member);
        let (locale, name) = (self.locale(), target.name.as_str());
        if was_kept {
            self.tell_of_freed(cx, &target);
        }
        if was_muted {
            target.tell(say!(locale, "unmuted"), cx.effects);
            cx.effects.tell_teachers(say!(locale, "unmute-news", name = name));
        } else if was_out {
            cx.effects.tell_teachers(say!(locale, "let-in-news", name = name));
        } else if !was_kept {
            cx.refuse(say!(locale, "unmute-nothing", name = name));
        }
    }

    /// A teacher sends someone out and keeps their names out for a time.
    pub fn expel(&mut self, cx: &mut Context<'_>, name: &str, time: Duration, why: &str) {
        let Some(target) = cx.or_refuse(self.target(cx.who, name)) else { return };
        let Some(expelled) = target.who else {
            let was_kept = self.void_passes(cx.effects, target.member);
            if time.is_zero() {
                return match was_kept {
                    true => self.tell_of_freed(cx, &target),
                    false => cx.refuse(say!(self.locale(), "nobody", name = name)),
                };
            }
            self.keep_out(cx.now, &target, time);
            let (name, time) = (target.name.as_str(), self.minutes(time));
            let news = say!(self.locale(), "kept-out-news", name = name, time = time);
            return cx.effects.tell_teachers(news);
        };
        self.keep_out(cx.now, &target, time);
        let key = if time.is_zero() { "expelled" } else { "expelled-for" };
        let mut words = say!(self.locale(), key, time = self.minutes(time));
        if !why.is_empty() {
            words = say!(self.locale(), "expelled-why", words = words, why = why);
        }
        self.send_away(&mut cx.of(expelled), Departure::Expelled, words);
    }

    fn tell_of_freed(&self, cx: &mut Context<'_>, target: &Target) {
        let words = say!(self.locale(), "name-freed-news", name = target.name.as_str());
        cx.effects.tell_teachers(words);
    }

    /// Whom a name is of, or was: a student, here or away, or for the console also who teaches by
    /// the password. Else the words for that it is nobody.
    fn target(&self, asker: ConnectionId, text: &str) -> Result<Target, String> {
        let name = Name::new(text).ok();
        let confusable = name.as_ref().map(Name::confusable);
        // Who is here under a name that looks the same is whom a teacher sees.
        if let Some(who) =
            confusable.as_ref().and_then(|confusable| self.connections.find_confusable(confusable))
            && let Some(name) = self.name(who).cloned()
        {
            return self.target_here(asker, who, name);
        }
        if let Some((name, confusable)) = name.zip(confusable)
            && let Some(member) = self.members.last_bearer(&confusable.folded)
        {
            let Some(who) = self.connections.connection_of(member) else {
                return Ok(Target { name, member, who: None });
            };
            return self.target_here(asker, who, self.name(who).cloned().unwrap_or(name));
        }
        match self.addressee(asker, text)? {
            (name, Audience::One(who)) => self.target_here(asker, who, name),
            _ => Err(say!(self.locale(), "not-for-teachers", name = text)),
        }
    }

    fn target_here(
        &self,
        asker: ConnectionId,
        who: ConnectionId,
        name: Name,
    ) -> Result<Target, String> {
        let teaches = self.role(who) == Role::Teacher;
        let of_console = self.connections.get(asker).is_some_and(|asker| !asker.counts());
        match self.member(who).filter(|_| !teaches || of_console) {
            Some(member) => Ok(Target { name, member, who: Some(who) }),
            None => Err(say!(self.locale(), "not-for-teachers", name = name.as_str())),
        }
    }

    fn member_mut(&mut self, target: &Target) -> Option<&mut Member> {
        match target.who {
            Some(who) => Some(&mut self.connections.get_mut(who)?.present_mut()?.member),
            None => self.members.get_mut(target.member),
        }
    }

    fn keep_out(&mut self, now: Now, target: &Target, time: Duration) {
        if let Some(member) = self.member_mut(target).cloned() {
            self.members.keep_out(&member, now.clock, time);
        }
    }
}

impl Target {
    fn tell(&self, words: String, effects: &mut Effects) {
        if let Some(who) = self.who {
            effects.tell(who, ServerLine::Notice(words));
        }
    }
}

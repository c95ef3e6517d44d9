//! Speech, actions, announcements and private messages.

use std::borrow::Cow;

use crate::name::{Name, nearest};
use crate::say;
use crate::wire::LineError;

use super::class::{Classroom, Now};
use super::effect::{Audience, Effect};
use super::groups::main_room;
use super::ids::{ConnectionId, Role, RoomId};
use super::members::Silence;
use super::record::{Kind, Record, Said};

impl Classroom {
    /// Someone says something to the room. It is never echoed to them.
    pub fn speak(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        self.to_the_room(now, who, Kind::Speech, text)
    }

    /// What becomes of a text that is said, as the class is set.
    pub fn as_said<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.settings.mode.change(text)
    }

    /// Someone does something in the room.
    pub fn act(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        self.to_the_room(now, who, Kind::Action, text)
    }

    /// A teacher tells everyone something, in whatever room they are.
    pub fn announce(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        let Some(name) = self.name(who).cloned() else { return Vec::new() };
        let said = self.said(now, RoomId::MAIN, Kind::Announcement, name, text);
        let line = said.line();
        let to = Audience::Class { but: Some(who) };
        vec![Effect::Send { to, line }, Effect::Record(Record::Said(said))]
    }

    fn to_the_room(&self, now: Now, who: ConnectionId, kind: Kind, text: &str) -> Vec<Effect> {
        let Some(name) = self.name(who).cloned() else { return Vec::new() };
        let (room, but) = (self.room(who), Some(who));
        let mut said = self.said(now, room, kind, name, &self.as_said(text));
        let to = if self.settings.lecture && self.role(who) == Role::Student {
            said.to = Some(self.teacher_name());
            Audience::Teachers { but }
        } else {
            Audience::Room { room, but }
        };
        let mut effects =
            vec![Effect::Send { to, line: said.line() }, Effect::Record(Record::Said(said))];
        if self.role(who) == Role::Teacher && self.rooms.people(room) == 0 && self.count() > 0 {
            effects.push(Effect::answer(who, say!(self.locale(), "nobody-hears")));
        }
        effects
    }

    /// A private message. A teacher's name reaches every teacher.
    pub fn whisper(&mut self, now: Now, who: ConnectionId, to: &str, text: &str) -> Vec<Effect> {
        let Some(from) = self.name(who).cloned() else { return Vec::new() };
        let (to, audience) = match self.addressee(who, to) {
            Ok((to, Audience::Teachers { .. })) => (to, Audience::Teachers { but: Some(who) }),
            Ok(found) => found,
            Err(words) => return vec![Effect::refuse(who, words)],
        };
        if to == from {
            return vec![Effect::refuse(who, say!(self.locale(), "message-to-oneself"))];
        }
        if let Some(refusal) = self.refusal_of_message(now, who, audience) {
            return vec![refusal];
        }
        let receipt = say!(self.locale(), "message-sent", name = to.as_str(), text = text);
        let private = self.said(now, self.room(who), Kind::Private, from, text);
        let said = Said { to: Some(to), ..private };
        vec![
            Effect::Send { to: audience, line: said.line() },
            Effect::answer(who, receipt),
            Effect::Record(Record::Said(said)),
        ]
    }

    /// Teachers can always be written to, and always write.
    fn refusal_of_message(&self, now: Now, who: ConnectionId, to: Audience) -> Option<Effect> {
        let to_teacher = match to {
            Audience::One(one) => self.role(one) == Role::Teacher,
            _ => true,
        };
        if to_teacher || self.role(who) == Role::Teacher {
            return None;
        }
        if self.settings.lecture {
            return Some(Effect::refuse(who, say!(self.locale(), "whispers-in-lecture")));
        }
        if !self.settings.whispers {
            return Some(Effect::refuse(who, say!(self.locale(), "whispers-are-off")));
        }
        self.refusal_to_speak(now, who)
    }

    /// The refusal to someone who has no voice.
    pub fn refusal_to_speak(&self, now: Now, who: ConnectionId) -> Option<Effect> {
        self.silence_words(now, who).map(|words| Effect::refuse(who, words))
    }

    /// Why someone has no voice, in words.
    pub(super) fn silence_words(&self, now: Now, who: ConnectionId) -> Option<String> {
        let member = &self.connections.get(who)?.present()?.member;
        Some(match member.silence(now.clock)? {
            Silence::Open => say!(self.locale(), "no-voice"),
            Silence::Until(until) => {
                say!(self.locale(), "no-voice-for", time = self.minutes(until - now.clock))
            }
        })
    }

    /// Who is meant by a name, or the words for that nobody is.
    pub(super) fn addressee(
        &self,
        asker: ConnectionId,
        text: &str,
    ) -> Result<(Name, Audience), String> {
        let nobody = || say!(self.locale(), "nobody", name = text);
        // What cannot be a name is not compared with a thousand names.
        let name = Name::new(text).map_err(|_| nobody())?;
        let confusable = name.confusable();
        if let Some(name) = self.connections.teacher_named(&confusable) {
            return Ok((name.clone(), Audience::TEACHERS));
        }
        // Whatever they call themselves, this is whom a student looks for.
        let teacher = self.teacher_name();
        if teacher.is_same(&name) && self.connections.has_teacher() {
            return Ok((teacher, Audience::TEACHERS));
        }
        if let Some(who) = self.connections.find(&confusable) {
            return Ok((self.name(who).cloned().unwrap_or(name), Audience::One(who)));
        }
        let others = self.connections.present().filter(|(other, ..)| *other != asker);
        match nearest(text, others.map(|(_, present, _)| present.name.as_str())) {
            Some(near) => Err(say!(self.locale(), "nobody-near", name = text, near = near)),
            None => Err(nobody()),
        }
    }

    /// A line that could not be read; whoever was asked something is asked again.
    pub fn refuse_line(&self, who: ConnectionId, error: LineError) -> Vec<Effect> {
        let words = match error {
            LineError::TooLong => {
                say!(self.locale(), "line-too-long", max = crate::wire::CLIENT_LINE_MAX)
            }
            LineError::NotUtf8 => say!(self.locale(), "line-not-utf8"),
        };
        self.refuse_and_ask(who, words)
    }

    /// A refusal; whoever was asked something is asked again.
    pub(super) fn refuse_and_ask(&self, who: ConnectionId, words: String) -> Vec<Effect> {
        let mut effects = vec![Effect::refuse(who, words)];
        effects.extend(self.asked(who).map(|what| Effect::tell(who, self.question(what))));
        effects
    }

    /// What the journal keeps of a line for a whole room.
    pub(super) fn said(&self, now: Now, room: RoomId, kind: Kind, from: Name, text: &str) -> Said {
        let (room, text) = (self.rooms.name(room), text.to_owned());
        Said { at: now.wall, room, kind, from, to: None, text }
    }

    /// The server tells everyone something that the journal keeps.
    pub(super) fn proclaim(&self, now: Now, text: &str) -> [Effect; 2] {
        let said = self.said(now, RoomId::MAIN, Kind::Notice, main_room(), text);
        let line = said.line();
        [Effect::Send { to: Audience::CLASS, line }, Effect::Record(Record::Said(said))]
    }
}

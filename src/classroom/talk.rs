//! Speech, actions, announcements and private messages.

use crate::name::{Name, nearest};
use crate::say;
use crate::wire::{LineError, ServerLine};

use super::class::{Classroom, Now};
use super::effect::{Audience, Effect};
use super::memory::main_room;
use super::record::{Kind, PersonId, Record, Said};

impl Classroom {
    /// Someone says something to the room. It is never echoed to them.
    pub fn speak(&mut self, now: Now, who: PersonId, text: &str) -> Vec<Effect> {
        self.to_the_room(now, who, Kind::Speech, text, |name, text| ServerLine::Speech {
            name,
            text,
        })
    }

    /// Someone does something in the room.
    pub fn act(&mut self, now: Now, who: PersonId, text: &str) -> Vec<Effect> {
        self.to_the_room(now, who, Kind::Action, text, |name, text| ServerLine::Action {
            name,
            text,
        })
    }

    /// A teacher tells everyone something.
    pub fn announce(&mut self, now: Now, who: PersonId, text: &str) -> Vec<Effect> {
        self.to_the_room(now, who, Kind::Announcement, text, |name, text| {
            ServerLine::Announcement { name, text }
        })
    }

    fn to_the_room(
        &self,
        now: Now,
        who: PersonId,
        kind: Kind,
        text: &str,
        line: impl Fn(Name, String) -> ServerLine,
    ) -> Vec<Effect> {
        let Some(name) = self.name(who) else { return Vec::new() };
        vec![
            Effect::Send {
                to: Audience::Room { but: Some(who) },
                line: line(name.clone(), text.to_owned()),
            },
            record(now, kind, name, None, text),
        ]
    }

    /// A private message. A teacher's name reaches every teacher.
    pub fn whisper(&mut self, now: Now, who: PersonId, to: &str, text: &str) -> Vec<Effect> {
        let Some(from) = self.name(who).cloned() else { return Vec::new() };
        let (to, audience) = match self.addressee(who, to) {
            Ok(found) => found,
            Err(words) => return vec![Effect::refuse(who, words)],
        };
        if to == from {
            return vec![Effect::refuse(who, say!(self.locale(), "message-to-oneself"))];
        }
        let receipt = say!(self.locale(), "message-sent", name = to.as_str(), text = text);
        let line = ServerLine::Private { from: from.clone(), text: text.to_owned() };
        vec![
            Effect::Send { to: audience, line },
            Effect::answer(who, receipt),
            record(now, Kind::Private, &from, Some(to), text),
        ]
    }

    /// Who is meant by a name, or the words for that nobody is.
    fn addressee(&self, asker: PersonId, text: &str) -> Result<(Name, Audience), String> {
        let nobody = || say!(self.locale(), "nobody", name = text);
        // What cannot be a name is not compared with a thousand names.
        let name = Name::new(text).map_err(|_| nobody())?;
        let likeness = name.likeness();
        if let Some(who) = self.people.find(&likeness) {
            return Ok((self.name(who).cloned().unwrap_or(name), Audience::One(who)));
        }
        if let Some(name) = self.people.teacher_named(&likeness) {
            return Ok((name.clone(), Audience::Teachers));
        }
        let others = self.people.present().filter(|(other, ..)| *other != asker);
        match nearest(text, others.map(|(_, name, ..)| name.as_str())) {
            Some(near) => Err(say!(self.locale(), "nobody-near", name = text, near = near)),
            None => Err(nobody()),
        }
    }

    /// A line that could not be read; whoever was asked for a name is asked again.
    pub fn refuse_line(&self, who: PersonId, error: LineError) -> Vec<Effect> {
        let words = match error {
            LineError::TooLong => {
                say!(self.locale(), "line-too-long", max = crate::wire::CLIENT_LINE_MAX)
            }
            LineError::NotUtf8 => say!(self.locale(), "line-not-utf8"),
        };
        let mut effects = vec![Effect::refuse(who, words)];
        if self.is_asked(who) {
            effects.push(Effect::tell(who, self.question()));
        }
        effects
    }
}

fn record(now: Now, kind: Kind, from: &Name, to: Option<Name>, text: &str) -> Effect {
    Effect::Record(Record::Said(Said {
        at: now.wall,
        room: main_room(),
        kind,
        from: from.clone(),
        to,
        text: text.to_owned(),
    }))
}

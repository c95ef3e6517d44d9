//! Speech, actions, announcements and private messages.

use std::borrow::Cow;

use crate::name::{Name, nearest};
use crate::say;
use crate::wire::{LineError, ServerLine};

use super::class::Classroom;
use super::context::{Context, Now};
use super::effect::{Audience, Effects};
use super::groups::main_room;
use super::ids::{ConnectionId, Role, RoomId};
use super::members::Silence;
use super::record::{Kind, Record, Said};
use super::settings::Mode;
use super::times_table::{UP_TO, integer};

impl Classroom {
    /// Someone types a line that is no command: an answer to the quiz, a number whose times
    /// table they want, or speech.
    pub fn hear(&mut self, cx: &mut Context<'_>, text: &str) {
        if self.role(cx.who) == Role::Student
            && let Some(number) = integer(text.trim())
        {
            if self.quiz.is_some() {
                return self.answer_quiz(cx, number);
            }
            if self.settings.mode == Mode::TimesTable {
                return self.times_table(cx, number, UP_TO);
            }
        }
        match self.refusal_to_speak(cx.now, cx.who) {
            Some(words) => cx.refuse(words),
            None => self.speak(cx, text),
        }
    }

    /// Someone says something to the room. It is never echoed to them.
    pub fn speak(&mut self, cx: &mut Context<'_>, text: &str) {
        self.tell_room(cx, Kind::Speech, text);
    }

    /// What becomes of a text that is said, as the class is set.
    pub fn as_said<'t>(&self, text: &'t str) -> Cow<'t, str> {
        self.settings.mode.change(text)
    }

    /// Someone does something in the room.
    pub fn act(&mut self, cx: &mut Context<'_>, text: &str) {
        self.tell_room(cx, Kind::Action, text);
    }

    /// A teacher tells everyone something, in whatever room they are.
    pub fn announce(&mut self, cx: &mut Context<'_>, text: &str) {
        let Some(name) = self.name(cx.who).cloned() else { return };
        let said = self.said(cx.now, RoomId::MAIN, Kind::Announcement, name, text);
        self.spread(cx, Audience::Class { but: Some(cx.who) }, &said);
        cx.effects.record(Record::Said(said));
    }

    /// Sends what was said to those who are to read it, and keeps it for those who may miss it.
    fn spread(&mut self, cx: &mut Context<'_>, to: Audience, said: &Said) {
        let line = said.line();
        self.passes.keep(to, &line);
        cx.effects.send(to, line);
    }

    fn tell_room(&mut self, cx: &mut Context<'_>, kind: Kind, text: &str) {
        let Some(name) = self.name(cx.who).cloned() else { return };
        let (room, but) = (self.room(cx.who), Some(cx.who));
        let mut said = self.said(cx.now, room, kind, name, &self.as_said(text));
        let to = if self.settings.lecture && self.role(cx.who) == Role::Student {
            said.to = Some(self.teacher_name());
            Audience::Teachers { but }
        } else {
            Audience::Room { room, but }
        };
        self.spread(cx, to, &said);
        cx.effects.record(Record::Said(said));
        if self.role(cx.who) == Role::Teacher && self.rooms.people(room) == 0 && self.count() > 0 {
            cx.answer(say!(self.locale(), "nobody-hears"));
        }
    }

    /// A private message. A teacher's name reaches every teacher.
    pub fn whisper(&mut self, cx: &mut Context<'_>, to: &str, text: &str) {
        let Some(from) = self.name(cx.who).cloned() else { return };
        let Some((to, mut audience)) = cx.or_refuse(self.addressee(cx.who, to)) else { return };
        if audience == Audience::TEACHERS {
            audience = Audience::Teachers { but: Some(cx.who) };
        }
        if to == from {
            return cx.refuse(say!(self.locale(), "message-to-oneself"));
        }
        if let Some(words) = self.refusal_of_message(cx.now, cx.who, audience) {
            return cx.refuse(words);
        }
        let receipt = say!(self.locale(), "message-sent", name = to.as_str(), text = text);
        let private = self.said(cx.now, self.room(cx.who), Kind::Private, from, text);
        let said = Said { to: Some(to), ..private };
        self.spread(cx, audience, &said);
        cx.answer(receipt);
        cx.effects.record(Record::Said(said));
    }

    /// Teachers can always be written to, and always write.
    fn refusal_of_message(&self, now: Now, who: ConnectionId, to: Audience) -> Option<String> {
        let to_teacher = match to {
            Audience::One(one) => self.role(one) == Role::Teacher,
            _ => true,
        };
        if to_teacher || self.role(who) == Role::Teacher {
            return None;
        }
        if self.settings.lecture {
            return Some(say!(self.locale(), "whispers-in-lecture"));
        }
        if !self.settings.whispers {
            return Some(say!(self.locale(), "whispers-are-off"));
        }
        self.refusal_to_speak(now, who)
    }

    /// Why someone has no voice, in words.
    pub fn refusal_to_speak(&self, now: Now, who: ConnectionId) -> Option<String> {
        Some(match self.present(who)?.member.silence(now.clock)? {
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

    /// Refuses a line that could not be read.
    pub fn refuse_line(&self, cx: &mut Context<'_>, error: LineError) {
        let words = match error {
            LineError::TooLong => {
                say!(self.locale(), "line-too-long", max = crate::wire::CLIENT_LINE_MAX)
            }
            LineError::NotUtf8 => say!(self.locale(), "line-not-utf8"),
            LineError::LineEnd => say!(self.locale(), "line-end-within"),
        };
        cx.refuse(words);
        self.ask(cx);
    }

    /// Refuses a line that was one too many, and asks again what was asked.
    pub fn leave_unread(&self, cx: &mut Context<'_>, words: String) {
        cx.tell(match cx.line {
            Some(number) => ServerLine::Unread { number, text: words },
            None => ServerLine::Refusal(words),
        });
        self.ask(cx);
    }

    /// What the journal keeps of a line for a whole room.
    pub(super) fn said(&self, now: Now, room: RoomId, kind: Kind, from: Name, text: &str) -> Said {
        let (room, text) = (self.rooms.name(room), text.to_owned());
        Said { at: now.wall, room, kind, from, to: None, text }
    }

    /// The server tells everyone something that the journal keeps.
    pub(super) fn proclaim(&self, now: Now, notice: ServerLine, effects: &mut Effects) {
        let line = notice.to_string();
        let text = line.strip_prefix("* ").unwrap_or(&line);
        let said = self.said(now, RoomId::MAIN, Kind::Notice, main_room(), text);
        effects.send(Audience::CLASS, notice);
        effects.record(Record::Said(said));
    }
}

/// Someone's words without what could pass for the quotation marks around them.
pub(super) fn quotable(words: &str) -> String {
    words
        .replace(['«', '≪', '⋘', '《', '⟪', '⪡'], "‹")
        .replace(['»', '≫', '⋙', '》', '⟫', '⪢'], "›")
}

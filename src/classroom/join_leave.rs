//! Coming in, changing name, leaving, and the end of the class.

use std::net::SocketAddr;

use crate::name::{Confusable, MAX_GRAPHEMES, Name};
use crate::say;
use crate::wire::{Asked, ServerLine};

use super::class::{Classroom, Now};
use super::connections::{Connection, Login, MISSES, Newcomer, Origin, Present, State};
use super::effect::{Audience, Effect, Effects};
use super::ids::{ConnectionId, Role, RoomId};
use super::members::Member;
use super::record::{Came, Departure, Kind, Left, Record, Said};
use super::scope::Talk;

impl Classroom {
    /// Someone connected: a student is asked for a name, a teacher's console is in at once.
    pub fn connect(&mut self, now: Now, who: ConnectionId, origin: Origin, effects: &mut Effects) {
        let until = now.clock + self.config.limits.naming;
        let newcomer = Newcomer { until, ..Newcomer::default() };
        let state = match self.config.code {
            Some(_) => State::Code(newcomer),
            None => State::Name(newcomer),
        };
        let connection = Connection::new(origin, state, now.clock);
        match origin {
            Origin::Console => {
                self.connections.add(who, connection);
                let name = self.teacher_name();
                let member = self.members.fresh();
                self.enter(now, who, name.clone(), &name.confusable(), member, effects);
                effects.tell(who, self.presence(who));
            }
            Origin::Network { from, .. } => {
                let refusal = self.refusal_to_connect(from);
                self.connections.add(who, connection);
                let (address, here) = (from.to_string(), self.in_class());
                let news = say!(self.locale(), "connection", address = address, here = here);
                effects.tell_teachers(news);
                if let Some(words) = refusal {
                    return self.send_away(now, who, Departure::Over, words, effects);
                }
                self.ask(who, effects);
                effects.wake_at(until);
            }
        }
    }

    fn refusal_to_connect(&self, from: SocketAddr) -> Option<String> {
        if self.connections.count() >= self.config.limits.people {
            return Some(say!(self.locale(), "door-full"));
        }
        (self.connections.count_at(from.ip()) >= self.config.limits.per_address)
            .then(|| say!(self.locale(), "door-full-address"))
    }

    /// Asks someone what they were asked and have not answered yet, if there is anything.
    pub(super) fn ask(&self, who: ConnectionId, effects: &mut Effects) {
        if let Some(what) = self.asked(who) {
            effects.tell(who, self.question(what));
        }
    }

    pub(super) fn question(&self, what: Asked) -> ServerLine {
        let key = match what {
            Asked::Code => "question-code",
            Asked::Password => "question-password",
            Asked::Name if self.config.recorded => "question-recorded",
            Asked::Name => "question",
        };
        ServerLine::Ask { what, text: say!(self.locale(), key) }
    }

    /// The name that a teacher has unless they choose another.
    pub(super) fn teacher_name(&self) -> Name {
        Name::new(&say!(self.locale(), "teacher-name")).expect("the catalogue's name is valid")
    }

    /// The answer to what someone was [asked](Self::asked).
    pub fn reply(&mut self, now: Now, who: ConnectionId, text: &str, effects: &mut Effects) {
        match self.asked(who) {
            Some(Asked::Name) => self.give_name(now, who, text, effects),
            Some(Asked::Code) => self.give_code(now, who, text, effects),
            Some(Asked::Password) => self.give_password(now, who, text, effects),
            None => {}
        }
    }

    fn give_name(&mut self, now: Now, who: ConnectionId, text: &str, effects: &mut Effects) {
        let locale = self.locale();
        let name = match Name::new(text.trim_end()) {
            Ok(name) => name,
            Err(error) => {
                effects.refuse(who, say!(locale, error.key(), max = MAX_GRAPHEMES));
                return self.leave(now, who, Departure::Over, "", effects);
            }
        };
        let confusable = name.confusable();
        if let Some(words) = self.refusal_of_name(now, who, &name, &confusable) {
            return self.ask_name_again(now, who, words, effects);
        }
        if self.settings.locked && !self.members.waits(&confusable.folded) {
            let address = self.address(who).map_or(String::new(), |from| from.to_string());
            let news = say!(locale, "room-locked-news", name = name.as_str(), address = address);
            effects.tell_teachers(news);
            let words = say!(locale, "room-locked");
            return self.send_away(now, who, Departure::Over, words, effects);
        }
        self.come_in(now, who, name, &confusable, effects);
    }

    /// Why someone may not have a name now.
    fn refusal_of_name(
        &self,
        now: Now,
        who: ConnectionId,
        name: &Name,
        confusable: &Confusable,
    ) -> Option<String> {
        let student = self.role(who) == Role::Student;
        if let Some(left) = self.members.kept_out(confusable, now.clock).filter(|_| student) {
            return Some(say!(self.locale(), "name-kept-out", time = self.minutes(left)));
        }
        if student && name.is_reserved() {
            return Some(say!(self.locale(), "name-reserved", name = name.as_str()));
        }
        let taken = self.connections.has_confusable(confusable, Some(who))
            || (student && self.connections.teacher_named(confusable).is_some());
        taken.then(|| say!(self.locale(), "name-taken", name = name.as_str()))
    }

    fn ask_name_again(
        &mut self,
        now: Now,
        who: ConnectionId,
        words: String,
        effects: &mut Effects,
    ) {
        effects.refuse(who, words);
        match self.connections.state_mut(who) {
            Some(State::Name(newcomer)) if newcomer.misses < MISSES => {
                newcomer.misses += 1;
                effects.tell(who, self.question(Asked::Name));
            }
            _ => self.leave(now, who, Departure::Over, "", effects),
        }
    }

    fn come_in(
        &mut self,
        now: Now,
        who: ConnectionId,
        name: Name,
        confusable: &Confusable,
        effects: &mut Effects,
    ) {
        let Some(from) = self.address(who) else { return };
        // Answers to the question do not count as lines of the conversation; what was said under
        // this name before does.
        let kept = self.members.take(&confusable.folded);
        let mut member = kept.unwrap_or_else(|| self.members.fresh());
        self.members.call(&mut member, name.clone(), confusable.folded.clone());
        self.queue.forget_lost(now.clock);
        self.queue.come_back(member.id);
        self.enter(now, who, name.clone(), confusable, member, effects);
        effects.tell(who, self.presence(who));
        let text = |here| say!(self.locale(), "joined", here = here);
        let line = |text| ServerLine::Joined { name: name.clone(), text };
        self.tell_of(self.room(who), who, from, text, line, effects);
        self.record_entry(now, who, name, from, effects);
        effects.wake_at(self.config.limits.idle.map(|idle| now.clock + idle));
    }

    fn enter(
        &mut self,
        now: Now,
        who: ConnectionId,
        name: Name,
        confusable: &Confusable,
        mut member: Member,
        effects: &mut Effects,
    ) {
        let group = member.group.take();
        let room = group.map_or(RoomId::MAIN, |group| self.rooms.open(&group, now.wall));
        member.begin(Talk::Room(self.rooms.name(room)), now.wall);
        member.begin(Talk::PrivateOf(name.clone()), now.wall);
        let present = Present { name, since: now.wall, room, member, login: Login::None };
        self.connections.enter(who, present, confusable);
        let counts = self.connections.get(who).is_some_and(Connection::counts);
        self.rooms.enter(room, counts);
        effects.push(Effect::Subscribe { who, role: self.role(who), room });
    }

    fn record_entry(
        &self,
        now: Now,
        who: ConnectionId,
        name: Name,
        from: SocketAddr,
        effects: &mut Effects,
    ) {
        let active = self.count();
        effects.record(Record::Came(Came { who, name, from, at: now.wall, active }));
    }

    /// Presence: to the students of the room with its count, to the teachers with that of the
    /// class and the address.
    fn tell_of(
        &self,
        room: RoomId,
        who: ConnectionId,
        from: SocketAddr,
        text: impl Fn(String) -> String,
        line: impl Fn(String) -> ServerLine,
        effects: &mut Effects,
    ) {
        let but = Some(who);
        effects.send(Audience::Students { room, but }, line(text(self.here(room))));
        let (text, address) = (text(self.in_class()), from.to_string());
        let with_address = say!(self.locale(), "with-address", text = text, address = address);
        effects.send(Audience::Teachers { but }, line(with_address));
    }

    /// Changes someone's name.
    pub fn rename(&mut self, now: Now, who: ConnectionId, text: &str, effects: &mut Effects) {
        let locale = self.locale();
        let Some(old) = self.name(who).cloned() else { return };
        let name = match Name::new(text) {
            Ok(name) => name,
            Err(error) => {
                return effects.refuse(who, say!(locale, error.key(), max = MAX_GRAPHEMES));
            }
        };
        if name == old {
            return effects.refuse(who, say!(locale, "name-yours"));
        }
        let confusable = name.confusable();
        if let Some(words) = self.refusal_of_name(now, who, &name, &confusable) {
            return effects.refuse(who, words);
        }
        self.take_name(now, who, &name, &confusable);
        let Some(from) = self.address(who) else {
            return effects.answer(who, say!(locale, "renamed-teacher", name = name.as_str()));
        };
        let line = ServerLine::Renamed { old, new: name.clone(), text: say!(locale, "renamed") };
        effects.send(Audience::Students { room: self.room(who), but: None }, line.clone());
        effects.send(Audience::TEACHERS, line);
        effects.record(Record::Left(Left { who, at: now.wall, how: Departure::Renamed }));
        self.record_entry(now, who, name, from, effects);
    }

    fn take_name(&mut self, now: Now, who: ConnectionId, name: &Name, confusable: &Confusable) {
        let counts = self.connections.get(who).is_some_and(Connection::counts);
        let is_student = self.role(who) == Role::Student;
        if let Some(present) = self.connections.get_mut(who).and_then(Connection::present_mut) {
            present.member.end(now.wall, |of| matches!(of, Talk::PrivateOf(_)));
            present.member.begin(Talk::PrivateOf(name.clone()), now.wall);
            if is_student {
                // A name that has no voice gives none to who takes it.
                let silence = self.members.silence(&confusable.folded, now.clock);
                present.member.silence = silence.or(present.member.silence);
            }
            if counts {
                let folded = confusable.folded.clone();
                self.members.call(&mut present.member, name.clone(), folded);
            }
        }
        self.connections.rename(who, name.clone(), confusable, now.wall);
    }

    /// Someone goes, or is gone. `words` are their last ones, for the room.
    pub fn leave(
        &mut self,
        now: Now,
        who: ConnectionId,
        how: Departure,
        words: &str,
        effects: &mut Effects,
    ) {
        let locale = self.locale();
        // Who has no voice has no last words either, and in a lecture no student has.
        let silent = self.refusal_to_speak(now, who).is_some()
            || (self.settings.lecture && self.role(who) == Role::Student);
        let words = if silent { "" } else { words };
        let Some(connection) = self.connections.get(who) else { return };
        if how == Departure::Quit {
            effects.tell(who, ServerLine::Closing(say!(locale, "goodbye")));
        }
        // Before the room is told: what they are owed is all that they are sent.
        effects.push(Effect::Close(who));
        let origin = connection.origin;
        let room_name = self.rooms.name(self.room(who));
        let present = self.vacate(now, who, how);
        let Origin::Network { from, .. } = origin else { return };
        self.withdraw_attempts(from.ip(), who);
        let Some(Present { name, room, .. }) = present else {
            let (address, here) = (from.to_string(), self.in_class());
            let text = say!(locale, "connection-closed", address = address, here = here);
            return effects.tell_teachers(text);
        };
        let text = |here| self.farewell(how, words, here);
        let line = |text| ServerLine::Left { name: name.clone(), text };
        self.tell_of(room, who, from, text, line, effects);
        if !words.is_empty() {
            let (at, text) = (now.wall, words.to_owned());
            let (kind, from) = (Kind::Action, name.clone());
            let said = Said { at, room: room_name, kind, from, to: None, text };
            effects.record(Record::Said(said));
        }
        effects.record(Record::Left(Left { who, at: now.wall, how }));
    }

    /// Closes the connection of someone who is not to come again by themselves, and says why.
    pub(super) fn send_away(
        &mut self,
        now: Now,
        who: ConnectionId,
        how: Departure,
        words: String,
        effects: &mut Effects,
    ) {
        effects.tell(who, ServerLine::Closing(words));
        self.leave(now, who, how, "", effects);
    }

    /// Takes someone out of the class. The member is kept for when they come back.
    fn vacate(&mut self, now: Now, who: ConnectionId, how: Departure) -> Option<Present> {
        let connection = self.connections.remove(who)?;
        let present = connection.present()?.clone();
        if connection.counts() {
            let mut member = present.member.clone();
            member.group = self.group(present.room);
            member.end(now.wall, |_| true);
            self.members.keep(member, now.clock);
        }
        self.rooms.leave(present.room, connection.counts());
        self.rooms.close_empty();
        // Those who did not say that they go may come back.
        let lost = matches!(how, Departure::Lost | Departure::Ended);
        self.queue.leave(present.member.id, lost.then_some(now.clock));
        Some(present)
    }

    fn farewell(&self, how: Departure, words: &str, here: String) -> String {
        let locale = self.locale();
        match how {
            Departure::Lost => say!(locale, "left-lost", here = here),
            Departure::Slow => say!(locale, "left-slow", here = here),
            Departure::Expelled => say!(locale, "left-expelled", here = here),
            Departure::Idle => say!(locale, "left-idle", here = here),
            _ if words.is_empty() => say!(locale, "left", here = here),
            _ => say!(locale, "left-words", words = words, here = here),
        }
    }

    /// Someone speaks TLS where nothing is encrypted, and is disconnected.
    pub fn refuse_tls(&mut self, now: Now, who: ConnectionId, effects: &mut Effects) {
        let Some(from) = self.address(who) else { return };
        let locale = self.locale();
        effects.tell(who, ServerLine::Closing(say!(locale, "tls-refused")));
        effects.tell_teachers(say!(locale, "tls-hello", address = from.to_string()));
        self.leave(now, who, Departure::Over, "", effects);
    }

    /// Ends the class for everyone.
    pub fn end(&self, now: Now, why: &str, effects: &mut Effects) {
        let text = match why {
            "" => say!(self.locale(), "class-over"),
            _ => say!(self.locale(), "class-over-why", why = why),
        };
        effects.send(Audience::All, ServerLine::Closing(text));
        for (who, ..) in self.connections.present() {
            effects.record(Record::Left(Left { who, at: now.wall, how: Departure::Over }));
        }
        effects.push(Effect::End);
    }
}

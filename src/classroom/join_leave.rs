//! Coming in, changing name, leaving, and the end of the class.

use std::net::SocketAddr;

use crate::name::{Confusable, MAX_GRAPHEMES, Name};
use crate::say;
use crate::wire::{Asked, ServerLine};

use super::class::{Classroom, Now};
use super::connections::{Connection, Origin, Present, Stage};
use super::effect::{Audience, Effect};
use super::ids::{ConnectionId, Role, RoomId};
use super::limits::Bucket;
use super::members::Member;
use super::record::{Came, Departure, Kind, Left, Record, Said};
use super::scope::Talk;

/// How often a newcomer may choose a name that is taken and is asked again.
const MISSES: u32 = 3;

impl Classroom {
    /// Someone connected: a student is asked for a name, a teacher's console is in at once.
    pub fn connect(&mut self, now: Now, who: ConnectionId, origin: Origin) -> Vec<Effect> {
        let until = now.clock + self.config.limits.naming;
        let what = self.first_question();
        let stage = Stage::Asked { what, misses: 0, until, bucket: Bucket::default() };
        let connection = Connection::new(origin, stage, now.clock);
        match origin {
            Origin::Console => {
                self.connections.add(who, connection);
                let name = self.teacher_name();
                let member = self.members.fresh();
                let place = self.enter(now, who, name.clone(), &name.confusable(), member);
                vec![place, Effect::tell(who, self.presence(who))]
            }
            Origin::Network { from, .. } => {
                let refusal = self.refusal_at_the_door(from);
                self.connections.add(who, connection);
                let address = from.to_string();
                let text =
                    say!(self.locale(), "connection", address = address, here = self.in_class());
                let mut effects = vec![Effect::tell_teachers(text)];
                match refusal {
                    Some(words) => {
                        effects.extend(self.send_away(now, who, Departure::Over, words));
                    }
                    None => {
                        effects.extend([
                            Effect::tell(who, self.question(what)),
                            Effect::WakeAt(until),
                        ]);
                    }
                }
                effects
            }
        }
    }

    fn refusal_at_the_door(&self, from: SocketAddr) -> Option<String> {
        if self.connections.connections() >= self.config.limits.people {
            return Some(say!(self.locale(), "door-full"));
        }
        (self.connections.count_at(from.ip()) >= self.config.limits.per_address)
            .then(|| say!(self.locale(), "door-full-address"))
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

    /// Who is here: in the room, or for a teacher in the class.
    pub(super) fn presence(&self, who: ConnectionId) -> ServerLine {
        let room = (self.role(who) == Role::Student).then(|| self.room(who));
        let others = self.connections.present().filter(|(other, present, _)| {
            *other != who && room.is_none_or(|room| present.room == room)
        });
        let mut names = Vec::with_capacity(self.count());
        names.extend(others.map(|(_, present, _)| present.name.clone()));
        let here = room.map_or_else(|| self.in_class(), |room| self.here(room));
        ServerLine::Present { names, text: format!("({here})") }
    }

    /// The answer to what someone was [asked](Self::asked).
    pub fn reply(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        match self.asked(who) {
            Some(Asked::Name) => self.give_name(now, who, text),
            Some(Asked::Code) => self.give_code(now, who, text),
            Some(Asked::Password) => self.give_password(now, who, text),
            None => Vec::new(),
        }
    }

    fn give_name(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        let locale = self.locale();
        let name = match Name::new(text.trim_end()) {
            Ok(name) => name,
            Err(error) => {
                let words = say!(locale, error.key(), max = MAX_GRAPHEMES);
                let mut effects = vec![Effect::refuse(who, words)];
                effects.extend(self.leave(now, who, Departure::Over, ""));
                return effects;
            }
        };
        let confusable = name.confusable();
        if let Some(words) = self.refusal_of_name(now, who, &name, &confusable) {
            return self.ask_again(now, who, words);
        }
        if self.settings.locked && !self.members.waits(&confusable.folded) {
            let address = self.address(who).map_or(String::new(), |from| from.to_string());
            let news = say!(locale, "room-locked-news", name = name.as_str(), address = address);
            let mut effects = vec![Effect::tell_teachers(news)];
            effects.extend(self.send_away(now, who, Departure::Over, say!(locale, "room-locked")));
            return effects;
        }
        self.come_in(now, who, name, &confusable)
    }

    /// Why someone may not bear a name, of that confusable, now.
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

    fn ask_again(&mut self, now: Now, who: ConnectionId, words: String) -> Vec<Effect> {
        let mut effects = vec![Effect::refuse(who, words)];
        match self.connections.stage_mut(who) {
            Some(Stage::Asked { misses, .. }) if *misses < MISSES => {
                *misses += 1;
                effects.push(Effect::tell(who, self.question(Asked::Name)));
            }
            _ => effects.extend(self.leave(now, who, Departure::Over, "")),
        }
        effects
    }

    fn come_in(
        &mut self,
        now: Now,
        who: ConnectionId,
        name: Name,
        confusable: &Confusable,
    ) -> Vec<Effect> {
        let Some(from) = self.address(who) else { return Vec::new() };
        // Answers to the question do not count as lines of the conversation; what was said under
        // this name before does.
        let kept = self.members.take(&confusable.folded);
        let mut member = kept.unwrap_or_else(|| self.members.fresh());
        self.members.call(&mut member, name.clone(), confusable.folded.clone());
        self.queue.forget_lost(now.clock);
        self.queue.come_back(member.id);
        let place = self.enter(now, who, name.clone(), confusable, member);
        let mut effects = vec![place, Effect::tell(who, self.presence(who))];
        let text = |here| say!(self.locale(), "joined", here = here);
        let line = |text| ServerLine::Joined { name: name.clone(), text };
        effects.extend(self.tell_of(self.room(who), who, from, text, line));
        effects.push(self.entry(now, who, name, from));
        effects.extend(self.config.limits.idle.map(|idle| Effect::WakeAt(now.clock + idle)));
        effects
    }

    fn enter(
        &mut self,
        now: Now,
        who: ConnectionId,
        name: Name,
        confusable: &Confusable,
        mut member: Member,
    ) -> Effect {
        let group = member.group.take();
        let room = group.map_or(RoomId::MAIN, |group| self.rooms.open(&group, now.wall));
        member.begin(Talk::Room(self.rooms.name(room)), now.wall);
        member.begin(Talk::PrivateOf(name.clone()), now.wall);
        self.connections.enter(who, Present { name, since: now.wall, room, member }, confusable);
        let counts = self.connections.get(who).is_some_and(Connection::counts);
        self.rooms.enter(room, counts);
        Effect::Place { who, role: self.role(who), room }
    }

    fn entry(&self, now: Now, who: ConnectionId, name: Name, from: SocketAddr) -> Effect {
        let active = self.count();
        Effect::Record(Record::Came(Came { who, name, from, at: now.wall, active }))
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
    ) -> [Effect; 2] {
        let but = Some(who);
        let (to_students, to_teachers) = (text(self.here(room)), text(self.in_class()));
        let with_address =
            say!(self.locale(), "with-address", text = to_teachers, address = from.to_string());
        [
            Effect::Send { to: Audience::Students { room, but }, line: line(to_students) },
            Effect::Send { to: Audience::Teachers { but }, line: line(with_address) },
        ]
    }

    /// Changes a person's name.
    pub fn rename(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        let locale = self.locale();
        let Some(old) = self.name(who).cloned() else { return Vec::new() };
        let name = match Name::new(text) {
            Ok(name) => name,
            Err(error) => {
                return vec![Effect::refuse(who, say!(locale, error.key(), max = MAX_GRAPHEMES))];
            }
        };
        if name == old {
            return vec![Effect::refuse(who, say!(locale, "name-yours"))];
        }
        let confusable = name.confusable();
        if let Some(words) = self.refusal_of_name(now, who, &name, &confusable) {
            return vec![Effect::refuse(who, words)];
        }
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
                self.members.call(&mut present.member, name.clone(), confusable.folded.clone());
            }
        }
        self.connections.rename(who, name.clone(), &confusable, now.wall);
        let Some(from) = self.address(who) else {
            return vec![Effect::answer(
                who,
                say!(locale, "renamed-teacher", name = name.as_str()),
            )];
        };
        let text = say!(locale, "renamed");
        let line = ServerLine::Renamed { old, new: name.clone(), text };
        let left = Left { who, at: now.wall, how: Departure::Renamed };
        let students = Audience::Students { room: self.room(who), but: None };
        vec![
            Effect::Send { to: students, line: line.clone() },
            Effect::Send { to: Audience::TEACHERS, line },
            Effect::Record(Record::Left(left)),
            self.entry(now, who, name, from),
        ]
    }

    /// Someone goes, or is gone. `words` are their last ones, for the room.
    pub fn leave(
        &mut self,
        now: Now,
        who: ConnectionId,
        how: Departure,
        words: &str,
    ) -> Vec<Effect> {
        let locale = self.locale();
        let mut effects = Vec::new();
        // Who has no voice has no last words either, and in a lecture no student has.
        let silent = self.refusal_to_speak(now, who).is_some()
            || (self.settings.lecture && self.role(who) == Role::Student);
        let words = if silent { "" } else { words };
        let Some(connection) = self.connections.get(who) else { return effects };
        if how == Departure::Quit {
            effects.push(Effect::tell(who, ServerLine::Closing(say!(locale, "goodbye"))));
        }
        // Before the room is told: what they are owed is all that they are sent.
        effects.push(Effect::Close(who));
        let origin = connection.origin;
        let room_name = self.rooms.name(self.room(who));
        let present = self.vacate(now, who, how);
        let Origin::Network { from, .. } = origin else { return effects };
        self.codes.withdraw(from.ip(), who);
        self.passwords.withdraw(from.ip(), who);
        let Some(Present { name, room, .. }) = present else {
            let (address, here) = (from.to_string(), self.in_class());
            let text = say!(locale, "connection-closed", address = address, here = here);
            effects.push(Effect::tell_teachers(text));
            return effects;
        };
        let text = |here| self.farewell(how, words, here);
        let line = |text| ServerLine::Left { name: name.clone(), text };
        effects.extend(self.tell_of(room, who, from, text, line));
        if !words.is_empty() {
            let (at, text) = (now.wall, words.to_owned());
            let (kind, from) = (Kind::Action, name.clone());
            let said = Said { at, room: room_name, kind, from, to: None, text };
            effects.push(Effect::Record(Record::Said(said)));
        }
        effects.push(Effect::Record(Record::Left(Left { who, at: now.wall, how })));
        effects
    }

    /// Closes the connection of someone who is not to come again by themselves, and says why.
    pub(super) fn send_away(
        &mut self,
        now: Now,
        who: ConnectionId,
        how: Departure,
        words: String,
    ) -> Vec<Effect> {
        let mut effects = vec![Effect::tell(who, ServerLine::Closing(words))];
        effects.extend(self.leave(now, who, how, ""));
        effects
    }

    /// Takes someone out of the class. What is theirs waits for them.
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
        // Whoever did not say that they go may come back.
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

    /// Someone speaks TLS where nothing is encrypted, and is let go.
    pub fn refuse_tls(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        let Some(from) = self.address(who) else { return Vec::new() };
        let locale = self.locale();
        let mut effects = vec![
            Effect::tell(who, ServerLine::Closing(say!(locale, "tls-refused"))),
            Effect::tell_teachers(say!(locale, "tls-hello", address = from.to_string())),
        ];
        effects.extend(self.leave(now, who, Departure::Over, ""));
        effects
    }

    /// Ends the class for everyone.
    pub fn end(&mut self, now: Now, why: &str) -> Vec<Effect> {
        let text = match why {
            "" => say!(self.locale(), "class-over"),
            _ => say!(self.locale(), "class-over-why", why = why),
        };
        let line = ServerLine::Closing(text);
        let mut effects = vec![Effect::Send { to: Audience::All, line }];
        effects.extend(self.connections.present().map(|(who, ..)| {
            Effect::Record(Record::Left(Left { who, at: now.wall, how: Departure::Over }))
        }));
        effects.push(Effect::End);
        effects
    }
}

//! Coming in, changing name, leaving, and the end of the class.

use std::mem;
use std::net::SocketAddr;

use crate::locale::Locale;
use crate::name::{Confusable, MAX_GRAPHEMES, Name, NameError};
use crate::say;
use crate::wire::{Asked, ServerLine};

use super::arrivals::{Arrival, Lane};
use super::class::Classroom;
use super::connections::{Connection, Count, Login, MISSES, Newcomer, Origin, Present, State};
use super::context::{Context, Now};
use super::crowd::Change;
use super::effect::{Audience, Effect, Effects};
use super::ids::{ConnectionId, Role, RoomId};
use super::members::Member;
use super::network::Network;
use super::record::{Came, Departure, Kind, Left, Moved, PassRecord, Record, Said};
use super::scope::Talk;
use super::secret::Answer;
use super::talk::quotable;

impl Classroom {
    /// Someone connected: a student is asked for a name, a teacher's console is in at once.
    pub fn connect(&mut self, cx: &mut Context<'_>, origin: Origin) {
        let until = cx.now.clock + self.config.limits.naming;
        let newcomer = Newcomer { until, ..Newcomer::default() };
        let state = match self.config.asks_code {
            true => State::Code(newcomer),
            false => State::Name(newcomer),
        };
        let connection = Connection::new(origin, state, cx.now.clock);
        match origin {
            Origin::Console => {
                self.connections.add(cx.who, connection);
                let name = self.teacher_name();
                let member = self.members.fresh();
                self.enter(cx, name.clone(), &name.confusable(), member, Arrival::unlimited());
                cx.tell(self.presence(cx.who));
            }
            Origin::Network { from, .. } => {
                let refusal = self.refusal_to_connect(from);
                self.connections.add(cx.who, connection);
                self.tell_of_stranger(cx, |class, from| {
                    let (address, here) = (from.to_string(), class.in_class());
                    say!(class.locale(), "connection", address = address, here = here)
                });
                if let Some(words) = refusal {
                    return self.send_away(cx, Departure::Over, words);
                }
                self.ask(cx);
                cx.effects.wake_at(until);
            }
        }
    }

    /// Who comes back by a pass comes in also when the class is full, so there is room at the door for
    /// as many as may be in.
    fn refusal_to_connect(&self, from: SocketAddr) -> Option<String> {
        self.refusal_where_full(from, |count, most| {
            count.nameless >= most || count.named + count.nameless >= most.saturating_mul(2)
        })
    }

    fn refusal_where_full(
        &self,
        from: SocketAddr,
        is_full: impl Fn(Count, usize) -> bool,
    ) -> Option<String> {
        let (limits, connections) = (&self.config.limits, &self.connections);
        if is_full(connections.count(), limits.people) {
            return Some(say!(self.locale(), "door-full"));
        }
        is_full(connections.count_from(Network::of(from.ip())), limits.per_address)
            .then(|| say!(self.locale(), "door-full-address"))
    }

    /// Asks someone what they were asked and have not answered yet, if there is anything.
    pub(super) fn ask(&self, cx: &mut Context<'_>) {
        if let Some(what) = self.asked(cx.who) {
            cx.tell(self.question(what));
        }
    }

    pub(super) fn question(&self, what: Asked) -> ServerLine {
        let key = match what {
            Asked::Code => "question-code",
            Asked::Password => "question-password",
            Asked::Name if self.config.recorded => "question-recorded",
            Asked::Name => "question",
        };
        ServerLine::Ask { what, has_passes: what == Asked::Name, text: say!(self.locale(), key) }
    }

    /// The answer to what someone was [asked](Self::asked), if that is no secret.
    pub fn reply(&mut self, cx: &mut Context<'_>, text: &str) {
        match self.asked(cx.who) {
            Some(Asked::Name) => self.give_name(cx, text),
            Some(Asked::Code | Asked::Password) => self.ask(cx),
            None => {}
        }
    }

    /// What is known of a secret that someone gave: the answer to a question, or what may be a
    /// password that nobody asked for, and which nobody reads then.
    pub fn take_secret(&mut self, cx: &mut Context<'_>, answer: Answer) {
        match self.asked(cx.who) {
            Some(Asked::Code) => self.give_code(cx, answer),
            Some(Asked::Password) => self.give_password(cx, answer),
            Some(Asked::Name) => self.ask(cx),
            None => {
                self.forget_unasked(cx.who);
                cx.refuse(say!(self.locale(), "teach-unasked"));
            }
        }
    }

    pub(super) fn give_name(&mut self, cx: &mut Context<'_>, text: &str) {
        let locale = self.locale();
        if self.meeting.as_ref().is_some_and(|meeting| meeting.is_several(text)) {
            return self.ask_name_again(cx, say!(locale, "name-several"));
        }
        let name = match self.meant_by(text) {
            Ok(name) => name,
            Err(error) => {
                cx.refuse(refusal_of_text(error, text.trim_end(), locale));
                return self.leave(cx, Departure::Over, "");
            }
        };
        if let Some(State::Name(newcomer)) = self.connections.state_mut(cx.who) {
            text.clone_into(&mut newcomer.given);
        }
        if self.admits_name(cx, &name) {
            self.arrive(cx, name);
        }
    }

    /// May someone come in under this name? Whoever may not has been told.
    pub(super) fn admits_name(&mut self, cx: &mut Context<'_>, name: &Name) -> bool {
        let (locale, confusable) = (self.locale(), name.confusable());
        if let Some(words) = self.refusal_of_name(cx.now, cx.who, name, &confusable) {
            self.ask_name_again(cx, words);
            return false;
        }
        let from = self.address(cx.who);
        let is_full = |count: Count, most| count.named >= most;
        if let Some(words) = from.and_then(|from| self.refusal_where_full(from, is_full)) {
            self.send_away(cx, Departure::Over, words);
            return false;
        }
        let is_stranger = self.is_roster_only() && self.short_name(name.as_str()).is_none();
        let is_locked = self.settings.locked && !self.members.was_in(name, cx.now.clock);
        let shut_out = is_locked || is_stranger;
        if shut_out {
            self.tell_of_stranger(cx, |_, from| {
                let address = from.to_string();
                say!(locale, "room-locked-news", name = name.as_str(), address = address)
            });
            let words = say!(locale, "room-locked");
            self.send_away(cx, Departure::Over, words);
        }
        !shut_out
    }

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
        if student && !name.is_ordinary() {
            return Some(say!(self.locale(), "name-unusual", name = name.as_str()));
        }
        let taken = self.connections.has_confusable(confusable, Some(who))
            || (student && self.connections.teachers().any(|teacher| name.passes_for(teacher)));
        if taken {
            return Some(say!(self.locale(), "name-taken", name = name.as_str()));
        }
        self.passes
            .keep_name(confusable, now.clock)
            .then(|| say!(self.locale(), "name-taken-away", name = name.as_str()))
    }

    pub(super) fn ask_name_again(&mut self, cx: &mut Context<'_>, words: String) {
        cx.refuse(words);
        match self.connections.state_mut(cx.who) {
            Some(State::Name(newcomer)) if newcomer.misses < MISSES => {
                newcomer.misses += 1;
                cx.tell(self.question(Asked::Name));
            }
            _ => self.leave(cx, Departure::Over, ""),
        }
    }

    pub(super) fn come_in(&mut self, cx: &mut Context<'_>, name: Name, arrival: Arrival) {
        let Some(from) = self.address(cx.who) else { return };
        let confusable = &name.confusable();
        // Answers to the question do not count as lines of the conversation; what was said under
        // this name before does.
        let kept = self.members.take(&name, confusable, cx.now.clock);
        let mut member = kept.unwrap_or_else(|| self.members.fresh());
        if arrival.lane == Lane::Returns {
            member.returned = Some(cx.now.clock);
        }
        self.members.call(&mut member, name.clone(), confusable.folded.clone());
        self.forget_lost_hands(cx.now, cx.effects);
        self.queue.come_back(member.id);
        let mut given = String::new();
        if let Some(State::Name(newcomer)) = self.connections.state_mut(cx.who) {
            member.proof = newcomer.proof;
            given = mem::take(&mut newcomer.given);
        }
        member.student = self.short_name(name.as_str()).cloned();
        self.enter(cx, name.clone(), confusable, member, arrival);
        cx.tell(self.presence(cx.who));
        self.tell_own_name(cx, &given);
        let text = |class: &Self, here| say!(class.locale(), "joined", here = here);
        let line = |text| ServerLine::Joined { name: name.clone(), text };
        self.tell_of(cx, (self.room(cx.who), from), Change::Came, text, line);
        self.record_entry(cx, name, from);
        cx.effects.wake_at(self.config.limits.idle.map(|idle| cx.now.clock + idle));
    }

    pub(super) fn enter(
        &mut self,
        cx: &mut Context<'_>,
        name: Name,
        confusable: &Confusable,
        mut member: Member,
        arrival: Arrival,
    ) {
        let group = member.group.take();
        let room = group.map_or(RoomId::MAIN, |group| self.rooms.open(&group, cx.now.wall));
        member.begin(Talk::Room(self.rooms.name(room)), cx.now.wall);
        member.begin(Talk::PrivateOf(name.clone()), cx.now.wall);
        let (id, since, login) = (member.id, cx.now.wall, Login::None);
        let present = Present { name, since, room, member, login, arrival, follows: false };
        self.connections.enter(cx.who, present, confusable);
        let counts = self.connections.get(cx.who).is_some_and(Connection::counts);
        self.rooms.enter(room, counts);
        self.subscribe(cx);
        self.tell_votes_of(cx.effects, id);
    }

    pub(super) fn record_entry(&self, cx: &mut Context<'_>, name: Name, from: SocketAddr) {
        let (who, at, active) = (cx.who, cx.now.wall, self.count());
        let student = self.present(who).and_then(|present| present.member.student.clone());
        cx.effects.record(Record::Came(Came { who, name, from, at, active, student }));
        let room = self.room(who);
        if room != RoomId::MAIN {
            let room = self.rooms.name(room);
            cx.effects.record(Record::Moved(Moved { who, at, room }));
        }
        if let Some(hash) = self.present(who).and_then(|present| present.member.proof) {
            cx.effects.record(Record::Pass(PassRecord::Proves(who, hash)));
        }
    }

    /// Changes someone's name.
    pub fn rename(&mut self, cx: &mut Context<'_>, text: &str) {
        let locale = self.locale();
        let Some(old) = self.name(cx.who).cloned() else { return };
        let name = match Name::new(text) {
            Ok(name) => name,
            Err(error) => return cx.refuse(refusal_of_text(error, text, locale)),
        };
        if name == old {
            return cx.refuse(say!(locale, "name-yours"));
        }
        let confusable = name.confusable();
        let student = self.short_name(name.as_str()).cloned();
        let own = self.present(cx.who).and_then(|present| present.member.student.clone());
        if student.is_some() && own.is_some() && own != student {
            return cx.refuse(say!(locale, "name-of-student", name = name.as_str()));
        }
        if let Some(words) = self.refusal_of_name(cx.now, cx.who, &name, &confusable) {
            return cx.refuse(words);
        }
        if let Some(present) = self.connections.get_mut(cx.who).and_then(Connection::present_mut) {
            present.member.student = own.or(student);
        }
        self.take_name(cx.now, cx.who, &name, &confusable);
        let Some(from) = self.address(cx.who) else {
            return cx.answer(say!(locale, "renamed-teacher", name = name.as_str()));
        };
        let line = ServerLine::Renamed { old, new: name.clone(), text: say!(locale, "renamed") };
        cx.effects.send(Audience::Students { room: self.room(cx.who), but: None }, line.clone());
        cx.effects.send(Audience::TEACHERS, line.clone());
        cx.effects.send(Audience::Boards, line);
        let left = Left { who: cx.who, at: cx.now.wall, how: Departure::Renamed };
        cx.effects.record(Record::Left(left));
        self.record_entry(cx, name, from);
        self.record_passes(cx);
    }

    fn take_name(&mut self, now: Now, who: ConnectionId, name: &Name, confusable: &Confusable) {
        let counts = self.connections.get(who).is_some_and(Connection::counts);
        let is_student = self.role(who) == Role::Student;
        if let Some(present) = self.connections.get_mut(who).and_then(Connection::present_mut) {
            present.member.end(now.wall, |of| matches!(of, Talk::PrivateOf(_)));
            present.member.begin(Talk::PrivateOf(name.clone()), now.wall);
            if is_student && !present.member.was_called(name) {
                // A name that has no voice gives none to who takes it.
                let silence = self.members.silence(name, confusable, now.clock);
                present.member.silence = silence.or(present.member.silence);
            }
            if counts {
                let folded = confusable.folded.clone();
                self.members.call(&mut present.member, name.clone(), folded);
                self.passes.rename(present.member.id, confusable);
            }
        }
        self.connections.rename(who, name.clone(), confusable, now.wall);
    }

    /// Someone goes, or is gone. `words` are their last ones, for the room.
    pub fn leave(&mut self, cx: &mut Context<'_>, how: Departure, words: &str) {
        let locale = self.locale();
        // Who has no voice has no last words either, and in a lecture no student has.
        let silent = self.refusal_to_speak(cx.now, cx.who).is_some()
            || (self.settings.lecture && self.role(cx.who) == Role::Student);
        let words = if silent { "" } else { words };
        let Some(connection) = self.connections.get(cx.who) else { return };
        if how == Departure::Quit {
            cx.tell(ServerLine::Closing(say!(locale, "goodbye")));
        }
        // Before the room is told: what they are owed is all that they are sent.
        cx.effects.push(Effect::Close(cx.who));
        let origin = connection.origin;
        let room_name = self.rooms.name(self.room(cx.who));
        if connection.name().is_none() && connection.role() != Role::Board {
            self.tell_of_stranger(cx, |class, from| {
                let (address, here) = (from.to_string(), class.in_class());
                say!(class.locale(), "connection-closed", address = address, here = here)
            });
        }
        let present = self.vacate(cx);
        self.rooms.close_empty();
        let Origin::Network { from, .. } = origin else { return };
        let Some(Present { name, room, member, arrival, .. }) = present else { return };
        let (clock, places) = (cx.now.clock, self.places());
        self.arrivals.left(clock, Network::of(from.ip()), &arrival, places);
        // Those who did not say that they go may come back.
        let lost = matches!(how, Departure::Lost | Departure::Ended);
        self.leave_queue(cx.effects, (member.id, &name), lost.then_some(clock));
        if matches!(how, Departure::Quit | Departure::Expelled) {
            self.void_passes(cx.effects, member.id);
        } else {
            self.passes.lose(clock, member.id, arrival);
        }
        let is_news = !words.is_empty() || how == Departure::Expelled;
        let change = if is_news { Change::Said } else { Change::Left };
        let text = |class: &Self, here| class.farewell(how, words, here);
        let line = |text| ServerLine::Left { name: name.clone(), text };
        self.tell_of(cx, (room, from), change, text, line);
        self.tell_votes_of(cx.effects, member.id);
        if !words.is_empty() {
            let (at, text) = (cx.now.wall, words.to_owned());
            let (kind, from) = (Kind::Action, name.clone());
            let said = Said { at, room: room_name, kind, from, to: None, text };
            cx.effects.record(Record::Said(said));
        }
        cx.effects.record(Record::Left(Left { who: cx.who, at: cx.now.wall, how }));
    }

    /// Closes the connection of someone who is not to come again by themselves, and says why.
    pub(super) fn send_away(&mut self, cx: &mut Context<'_>, how: Departure, words: String) {
        cx.tell(ServerLine::Closing(words));
        self.leave(cx, how, "");
    }

    /// Forgets a connection and takes whose it is out of the class. The member is kept for when they
    /// come back.
    pub(super) fn vacate(&mut self, cx: &Context<'_>) -> Option<Present> {
        let connection = self.connections.remove(cx.who)?;
        if let Origin::Network { from, .. } = connection.origin {
            self.codes.withdraw(from.ip(), cx.who);
            self.passwords.withdraw(from.ip(), cx.who);
            self.arrivals.withdraw(Network::of(from.ip()), cx.who);
        }
        let present = connection.present()?.clone();
        if connection.counts() {
            let mut member = present.member.clone();
            member.was_in |= self.settings.locked || present.arrival.is_over(cx.now.clock);
            member.group = self.group(present.room);
            member.end(cx.now.wall, |_| true);
            self.members.keep(member, cx.now.clock);
        }
        self.rooms.leave(present.room, connection.counts());
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
            _ => say!(locale, "left-words", words = quotable(words), here = here),
        }
    }

    /// Someone speaks TLS where nothing is encrypted, and is disconnected.
    pub fn refuse_tls(&mut self, cx: &mut Context<'_>) {
        let locale = self.locale();
        cx.tell(ServerLine::Closing(say!(locale, "tls-refused")));
        self.tell_of_stranger(cx, |_, from| say!(locale, "tls-hello", address = from.to_string()));
        self.leave(cx, Departure::Over, "");
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
        effects.record(Record::Ended(now.wall));
        effects.push(Effect::End);
    }
}

/// Why a text is no name, and one that may be meant.
pub fn refusal_of_text(error: NameError, text: &str, locale: Locale) -> String {
    let rule = say!(locale, error.key(), max = MAX_GRAPHEMES);
    match Name::proposal(text) {
        Some(name) => say!(locale, "name-proposal", rule = rule, name = name.as_str()),
        None => rule,
    }
}

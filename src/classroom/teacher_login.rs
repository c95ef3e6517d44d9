//! How someone in the class becomes a teacher: asked for the password, which is checked elsewhere.
//!
//! The role belongs to the connection: someone who comes in again is a student again. A teacher who
//! came over the network is counted among the people as before.

use std::time::Duration;

use crate::say;
use crate::wire::Asked;

use super::attempts::Admitted;
use super::class::{Classroom, Now};
use super::connections::{Login, Origin};
use super::effect::{Effect, Effects};
use super::groups::main_room;
use super::ids::{ConnectionId, Role};
use super::record::{Kind, Record, Said};
use super::secret::Secret;

/// For this long after a question that was not asked a line may be the answer to it.
const UNASKED: Duration = Duration::from_secs(2);

/// What came of a check of the teacher's password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PasswordCheck {
    /// There is no password.
    NotSet,
    /// There is one; no answer was checked.
    Set,
    /// The answer is not it.
    Wrong,
    /// The answer is it.
    Right,
    /// Too many answers wait to be checked.
    Busy,
    /// It could not be checked, for this reason.
    Failed(String),
}

impl Classroom {
    /// Someone wants to teach: asks for the password if there is one, and if nobody on the way can
    /// read the answer.
    pub fn ask_to_teach(&mut self, now: Now, who: ConnectionId, effects: &mut Effects) {
        let Some(connection) = self.connections.get(who) else { return };
        let refusal = match connection.origin {
            _ if connection.role() == Role::Teacher => "teach-already",
            Origin::Network { from, encrypted: false } if !from.ip().is_loopback() => {
                "teach-in-clear"
            }
            _ => {
                effects.push(Effect::Hold(who));
                return effects.push(Effect::CheckPassword { who, answer: None });
            }
        };
        self.refuse_to_ask(now, who, say!(self.locale(), refusal), effects);
    }

    fn refuse_to_ask(&mut self, now: Now, who: ConnectionId, words: String, effects: &mut Effects) {
        self.note_unasked(now, who);
        effects.refuse(who, words);
    }

    /// Someone who wants to teach is not asked for the password. A program may have sent it all
    /// the same, without waiting for the question.
    pub fn note_unasked(&mut self, now: Now, who: ConnectionId) {
        if self.role(who) == Role::Student {
            self.set_login(who, Login::Refused(now.clock + UNASKED));
        }
    }

    /// The words that refuse a line which may be a password that nobody asked for: nobody reads
    /// it. Only the first line behind the refused command can be one.
    pub fn refusal_of_password(&mut self, now: Now, who: ConnectionId) -> Option<String> {
        let login = &mut self.connections.get_mut(who)?.present_mut()?.login;
        let Login::Refused(until) = *login else { return None };
        *login = Login::None;
        (now.clock < until).then(|| say!(self.locale(), "teach-unasked"))
    }

    /// An answer to the question for the password. An empty one takes the wish back.
    pub(super) fn give_password(
        &mut self,
        now: Now,
        who: ConnectionId,
        text: &str,
        effects: &mut Effects,
    ) {
        let Some(from) = self.address(who) else { return };
        self.set_login(who, Login::None);
        if text.trim().is_empty() {
            return effects.answer(who, say!(self.locale(), "teach-not"));
        }
        match self.passwords.take(now.clock, from.ip(), who, Secret::new(text)) {
            Admitted::Now(answer) => {
                effects.push(Effect::Hold(who));
                self.check_password(now, who, answer, effects);
            }
            Admitted::At(at) => self.wait_for_turn(now, who, at, effects),
            Admitted::Full => {
                let words = say!(self.locale(), "attempts-full");
                return self.refuse_to_ask(now, who, words, effects);
            }
        }
        self.set_login(who, Login::Checking);
    }

    /// Has those answers checked whose turn has come.
    pub(super) fn check_due_passwords(&mut self, now: Now, effects: &mut Effects) {
        for (who, answer) in self.passwords.due(now.clock) {
            self.check_password(now, who, answer, effects);
        }
        effects.wake_at(self.passwords.next());
    }

    /// Counts as a miss until it is known to be none: many may be on their way at once.
    fn check_password(
        &mut self,
        now: Now,
        who: ConnectionId,
        answer: Secret,
        effects: &mut Effects,
    ) {
        let Some(from) = self.address(who) else { return };
        self.passwords.missed(now.clock, from.ip());
        effects.push(Effect::CheckPassword { who, answer: Some(answer) });
    }

    /// What came of an [`Effect::CheckPassword`].
    pub fn password_checked(
        &mut self,
        now: Now,
        who: ConnectionId,
        check: PasswordCheck,
        effects: &mut Effects,
    ) {
        let locale = self.locale();
        let Some(from) = self.address(who) else { return };
        let answered = self.set_login(who, Login::None) == Some(Login::Checking);
        if answered && check != PasswordCheck::Wrong {
            self.passwords.forgive(from.ip());
        }
        match check {
            PasswordCheck::NotSet => {
                self.refuse_to_ask(now, who, say!(locale, "teach-no-password"), effects);
            }
            PasswordCheck::Set => {
                self.set_login(who, Login::Asked);
                effects.tell(who, self.question(Asked::Password));
            }
            PasswordCheck::Wrong => {
                effects.refuse(who, say!(locale, "teach-wrong"));
                self.note_use(now, who, "teach-wrong-note", effects);
            }
            PasswordCheck::Right => self.promote(now, who, effects),
            PasswordCheck::Busy => {
                self.refuse_to_ask(now, who, say!(locale, "teach-busy"), effects);
            }
            PasswordCheck::Failed(why) => {
                self.refuse_to_ask(now, who, say!(locale, "teach-failed"), effects);
                effects.tell_teachers(why);
            }
        }
        effects.push(Effect::Release(who));
        // The wait was not theirs.
        if let Some(connection) = self.connections.get_mut(who) {
            connection.heard_at = now.clock;
        }
        effects.wake_at(self.config.limits.idle.map(|idle| now.clock + idle));
    }

    fn promote(&mut self, now: Now, who: ConnectionId, effects: &mut Effects) {
        if let Some(connection) = self.connections.get_mut(who) {
            connection.promote();
        }
        if let Some(member) = self.member(who) {
            // The queue is for students.
            self.queue.lower(member);
        }
        effects.push(Effect::Subscribe { who, role: Role::Teacher, room: self.room(who) });
        effects.answer(who, say!(self.locale(), "teach-right"));
        // A teacher hears of the whole class.
        effects.tell(who, self.presence(who));
        self.note_use(now, who, "teach-right-note", effects);
    }

    /// Tells the teachers and the journal that the password was used.
    fn note_use(&self, now: Now, who: ConnectionId, key: &str, effects: &mut Effects) {
        let (Some(name), Some(from)) = (self.name(who), self.address(who)) else { return };
        let text = say!(self.locale(), key, name = name.as_str(), address = from.to_string());
        let notice = self.said(now, self.room(who), Kind::Notice, main_room(), &text);
        let said = Said { to: Some(name.clone()), ..notice };
        effects.tell_teachers(text);
        effects.record(Record::Said(said));
    }

    /// Notes how far someone is, and gives how far they were.
    fn set_login(&mut self, who: ConnectionId, login: Login) -> Option<Login> {
        let present = self.connections.get_mut(who)?.present_mut()?;
        Some(std::mem::replace(&mut present.login, login))
    }
}

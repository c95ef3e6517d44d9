//! How someone in the class becomes a teacher: asked for the password, which is checked elsewhere.
//!
//! The role belongs to the connection: whoever comes in again is a student again. A teacher who
//! came over the network is counted among the people as before.

use std::time::Duration;

use crate::say;
use crate::wire::Asked;

use super::attempts::Turn;
use super::class::{Classroom, Now};
use super::connections::{Origin, Wish};
use super::effect::Effect;
use super::groups::main_room;
use super::ids::{ConnectionId, Role};
use super::record::{Kind, Record, Said};
use super::secret::Secret;

/// So long after a question that was not asked a line may be the answer to it.
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
    pub fn ask_to_teach(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        let Some(connection) = self.connections.get(who) else { return Vec::new() };
        let refusal = match connection.origin {
            _ if connection.role() == Role::Teacher => "teach-already",
            Origin::Network { from, encrypted: false } if !from.ip().is_loopback() => {
                "teach-in-clear"
            }
            _ => return vec![Effect::Hold(who), Effect::CheckPassword { who, answer: None }],
        };
        let words = say!(self.locale(), refusal);
        self.refuse_to_ask(now, who, words)
    }

    fn refuse_to_ask(&mut self, now: Now, who: ConnectionId, words: String) -> Vec<Effect> {
        self.note_unasked(now, who);
        vec![Effect::refuse(who, words)]
    }

    /// Someone who wants to teach is not asked for the password. A program may have sent it all
    /// the same, without waiting for the question.
    pub fn note_unasked(&mut self, now: Now, who: ConnectionId) {
        if self.role(who) == Role::Student {
            self.wish(who, Wish::Refused(now.clock + UNASKED));
        }
    }

    /// The refusal of a line that may be a password which nobody asked for: nobody reads it.
    pub fn refusal_of_password(&mut self, now: Now, who: ConnectionId) -> Option<Effect> {
        let connection = self.connections.get_mut(who)?;
        let Wish::Refused(until) = connection.wish else { return None };
        connection.wish = Wish::None;
        let words = || say!(self.locale(), "teach-unasked");
        (now.clock < until).then(|| Effect::refuse(who, words()))
    }

    /// An answer to the question for the password. An empty one takes the wish back.
    pub(super) fn give_password(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        let Some(from) = self.address(who) else { return Vec::new() };
        self.wish(who, Wish::None);
        if text.trim().is_empty() {
            return vec![Effect::answer(who, say!(self.locale(), "teach-not"))];
        }
        let mut effects = vec![Effect::Hold(who)];
        match self.passwords.take(now.clock, from.ip(), who, Secret::new(text)) {
            Turn::Now(answer) => effects.extend(self.check_password(now, who, answer)),
            Turn::At(at) => {
                let words = self.turn_comes(now, at);
                effects.extend([Effect::answer(who, words), Effect::WakeAt(at)]);
            }
            Turn::Full => {
                let words = say!(self.locale(), "attempts-full");
                return self.refuse_to_ask(now, who, words);
            }
        }
        self.wish(who, Wish::Answered);
        effects
    }

    /// Has those answers checked whose turn has come.
    pub(super) fn check_due_passwords(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (who, answer) in self.passwords.due(now.clock) {
            effects.extend(self.check_password(now, who, answer));
        }
        effects.extend(self.passwords.next().map(Effect::WakeAt));
        effects
    }

    /// Counts as a miss until it is known to be none: many may be on their way at once.
    fn check_password(&mut self, now: Now, who: ConnectionId, answer: Secret) -> Option<Effect> {
        let from = self.address(who)?;
        self.passwords.missed(now.clock, from.ip());
        Some(Effect::CheckPassword { who, answer: Some(answer) })
    }

    /// What came of an [`Effect::CheckPassword`].
    pub fn password_checked(
        &mut self,
        now: Now,
        who: ConnectionId,
        check: PasswordCheck,
    ) -> Vec<Effect> {
        let locale = self.locale();
        let Some(from) = self.address(who) else { return Vec::new() };
        let answered = self.wish(who, Wish::None) == Some(Wish::Answered);
        if answered && check != PasswordCheck::Wrong {
            self.passwords.forgive(from.ip());
        }
        let mut effects = match &check {
            PasswordCheck::NotSet => {
                self.refuse_to_ask(now, who, say!(locale, "teach-no-password"))
            }
            PasswordCheck::Set => {
                self.wish(who, Wish::Asked);
                vec![Effect::tell(who, self.question(Asked::Password))]
            }
            PasswordCheck::Wrong => {
                let mut effects = vec![Effect::refuse(who, say!(locale, "teach-wrong"))];
                effects.extend(self.note_use(now, who, "teach-wrong-note"));
                effects
            }
            PasswordCheck::Right => self.promote(now, who),
            PasswordCheck::Busy => self.refuse_to_ask(now, who, say!(locale, "teach-busy")),
            PasswordCheck::Failed(why) => {
                let mut effects = self.refuse_to_ask(now, who, say!(locale, "teach-failed"));
                effects.push(Effect::tell_teachers(why.clone()));
                effects
            }
        };
        effects.push(Effect::Release(who));
        // The wait was not theirs.
        if let Some(connection) = self.connections.get_mut(who) {
            connection.heard_at = now.clock;
        }
        effects.extend(self.config.limits.idle.map(|idle| Effect::WakeAt(now.clock + idle)));
        effects
    }

    fn promote(&mut self, now: Now, who: ConnectionId) -> Vec<Effect> {
        if let Some(connection) = self.connections.get_mut(who) {
            connection.promote();
        }
        if let Some(member) = self.member(who) {
            // The queue is for students.
            self.queue.lower(member);
        }
        let mut effects = vec![
            Effect::Place { who, role: Role::Teacher, room: self.room(who) },
            Effect::answer(who, say!(self.locale(), "teach-right")),
            // A teacher hears of the whole class.
            Effect::tell(who, self.presence(who)),
        ];
        effects.extend(self.note_use(now, who, "teach-right-note"));
        effects
    }

    /// Tells the teachers and the journal that the password was used.
    fn note_use(&self, now: Now, who: ConnectionId, key: &str) -> Vec<Effect> {
        let (Some(name), Some(from)) = (self.name(who), self.address(who)) else {
            return Vec::new();
        };
        let text = say!(self.locale(), key, name = name.as_str(), address = from.to_string());
        let notice = self.said(now, self.room(who), Kind::Notice, main_room(), &text);
        let said = Said { to: Some(name.clone()), ..notice };
        vec![Effect::tell_teachers(text), Effect::Record(Record::Said(said))]
    }

    /// Notes how far someone is, and gives how far they were.
    fn wish(&mut self, who: ConnectionId, wish: Wish) -> Option<Wish> {
        Some(std::mem::replace(&mut self.connections.get_mut(who)?.wish, wish))
    }
}

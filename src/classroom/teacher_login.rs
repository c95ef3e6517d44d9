//! How someone in the class becomes a teacher: asked for the password, which is checked elsewhere.
//!
//! The role belongs to the connection: someone who comes in again is a student again. A teacher who
//! came over the network is counted among the people as before.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::say;
use crate::wire::{Asked, Mark};

use super::attempts::Admitted;
use super::class::Classroom;
use super::connections::{Login, Origin};
use super::context::{Context, Now};
use super::effect::{Effect, Effects};
use super::groups::main_room;
use super::ids::{ConnectionId, Role};
use super::record::{Kind, Record, Said};
use super::secret::Answer;

/// For this long after a question that was not asked a line may be the answer to it.
const UNASKED: Duration = Duration::from_secs(2);

/// What came of a check of the teacher's password.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    pub fn ask_to_teach(&mut self, cx: &mut Context<'_>) {
        let Some(connection) = self.connections.get(cx.who) else { return };
        let refusal = match connection.origin {
            _ if connection.role() == Role::Teacher => "teach-already",
            Origin::Network { from, encrypted: false } if !from.ip().is_loopback() => {
                "teach-in-clear"
            }
            _ => {
                cx.effects.push(Effect::Hold(cx.who));
                return cx.effects.push(Effect::SeekPassword(cx.who));
            }
        };
        self.refuse_to_ask(cx, say!(self.locale(), refusal));
    }

    fn refuse_to_ask(&mut self, cx: &mut Context<'_>, words: String) {
        self.note_unasked(cx.now, cx.who);
        cx.refuse(words);
    }

    /// Someone who wants to teach is not asked for the password. A program may have sent it all
    /// the same, without waiting for the question.
    pub fn note_unasked(&mut self, now: Now, who: ConnectionId) {
        if self.role(who) == Role::Student {
            self.set_login(who, Login::Refused(now.clock + UNASKED));
        }
    }

    /// May a line from this person be a password that nobody asked for? Only the first one behind
    /// the refused command can be one.
    pub fn may_be_password(&self, now: Now, who: ConnectionId) -> bool {
        let login = self.present(who).map(|present| present.login);
        matches!(login, Some(Login::Refused(until)) if now.clock < until)
    }

    /// From here on someone's lines are no passwords.
    pub fn forget_unasked(&mut self, who: ConnectionId) {
        if let Some(Login::Refused(_)) = self.present(who).map(|present| present.login) {
            self.set_login(who, Login::None);
        }
    }

    /// An answer to the question for the password. An empty one takes the wish back.
    pub(super) fn give_password(&mut self, cx: &mut Context<'_>, answer: Answer) {
        let Some(from) = self.address(cx.who) else { return };
        self.set_login(cx.who, Login::None);
        if answer == Answer::Blank {
            return cx.answer(say!(self.locale(), "teach-not"));
        }
        match self.passwords.take(cx.now.clock, from.ip(), cx.who, ()) {
            Admitted::Now(()) => {
                cx.effects.push(Effect::Hold(cx.who));
                self.check_password(cx);
            }
            Admitted::At(at) => self.wait_for_turn(cx, at, "attempts-wait"),
            Admitted::Full => {
                let words = say!(self.locale(), "attempts-full");
                return self.refuse_to_ask(cx, words);
            }
        }
        self.set_login(cx.who, Login::Checking);
    }

    /// Has those answers checked whose turn has come.
    pub(super) fn check_due_passwords(&mut self, now: Now, effects: &mut Effects) {
        for (who, ()) in self.passwords.due(now.clock) {
            self.check_password(&mut effects.context(now, who));
        }
        effects.wake_at(self.passwords.next());
    }

    /// Counts as a miss until it is known to be none: many may be on their way at once.
    fn check_password(&mut self, cx: &mut Context<'_>) {
        let Some(from) = self.address(cx.who) else { return };
        self.passwords.missed(cx.now.clock, from.ip());
        cx.effects.push(Effect::CheckPassword(cx.who));
    }

    /// What came of an [`Effect::SeekPassword`] or [`Effect::CheckPassword`].
    pub fn password_checked(&mut self, cx: &mut Context<'_>, check: &PasswordCheck) {
        let locale = self.locale();
        let Some(from) = self.address(cx.who) else { return };
        let answered = self.set_login(cx.who, Login::None) == Some(Login::Checking);
        if answered && *check != PasswordCheck::Wrong {
            self.passwords.forgive(from.ip());
        }
        match check {
            PasswordCheck::NotSet => {
                self.refuse_to_ask(cx, say!(locale, "teach-no-password"));
            }
            PasswordCheck::Set => {
                self.set_login(cx.who, Login::Asked);
                cx.tell(self.question(Asked::Password));
            }
            PasswordCheck::Wrong => {
                cx.refuse(say!(locale, "teach-wrong"));
                self.note_use(cx, "teach-wrong-note");
            }
            PasswordCheck::Right => self.promote(cx),
            PasswordCheck::Busy => {
                self.refuse_to_ask(cx, say!(locale, "teach-busy"));
            }
            PasswordCheck::Failed(why) => {
                self.refuse_to_ask(cx, say!(locale, "teach-failed"));
                cx.effects.tell_teachers(why.as_str());
            }
        }
        cx.effects.push(Effect::Release(cx.who));
        // The wait was not theirs.
        if let Some(connection) = self.connections.get_mut(cx.who) {
            connection.heard_at = cx.now.clock;
        }
        cx.effects.wake_at(self.config.limits.idle.map(|idle| cx.now.clock + idle));
    }

    fn promote(&mut self, cx: &mut Context<'_>) {
        if let Some(connection) = self.connections.get_mut(cx.who) {
            connection.promote();
        }
        let Some(present) = self.present(cx.who) else { return };
        let (member, name) = (present.member.id, present.name.clone());
        // The queue is for students.
        self.leave_queue(cx.effects, (member, &name), None);
        self.subscribe(cx);
        cx.answer(say!(self.locale(), "teach-right"));
        // A teacher hears of the whole class.
        cx.tell(self.presence(cx.who));
        let text = format!("{name} {}", say!(self.locale(), "teaches"));
        cx.effects.mark(Mark::Teaches, text);
        self.note_use(cx, "teach-right-note");
    }

    /// Tells the teachers and the journal that the password was used.
    fn note_use(&self, cx: &mut Context<'_>, key: &str) {
        let (Some(name), Some(from)) = (self.name(cx.who), self.address(cx.who)) else { return };
        let text = say!(self.locale(), key, name = name.as_str(), address = from.to_string());
        let notice = self.said(cx.now, self.room(cx.who), Kind::Notice, main_room(), &text);
        let said = Said { to: Some(name.clone()), ..notice };
        cx.effects.tell_teachers(text);
        cx.effects.record(Record::Said(said));
    }

    /// Notes how far someone is, and gives how far they were.
    fn set_login(&mut self, who: ConnectionId, login: Login) -> Option<Login> {
        let present = self.connections.get_mut(who)?.present_mut()?;
        Some(std::mem::replace(&mut present.login, login))
    }
}

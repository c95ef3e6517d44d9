//! The class code: asked for before the name, guessed at slowly.

use std::time::Duration;

use crate::say;
use crate::wire::Asked;

use super::attempts::Turn;
use super::class::{Classroom, Now, whole_seconds};
use super::connections::{Connection, Stage};
use super::effect::Effect;
use super::ids::{ConnectionId, Role};
use super::record::Departure;

/// How many wrong codes close a connection.
const MISSES: u32 = 3;

impl Classroom {
    /// What a person is to know of the code of this class: teachers all, others nothing.
    pub fn code_for(&self, who: ConnectionId) -> Option<String> {
        let code = self.config.code.as_ref().filter(|_| self.role(who) == Role::Teacher)?;
        Some(say!(self.locale(), "class-code", code = code.reveal()))
    }

    /// What a newcomer is asked first.
    pub(super) fn first_question(&self) -> Asked {
        if self.config.code.is_some() { Asked::Code } else { Asked::Name }
    }

    /// A newcomer's answer to the question for the code. It is looked at when its turn comes.
    pub(super) fn give_code(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        if text.trim().is_empty() {
            return vec![Effect::tell(who, self.question(Asked::Code))];
        }
        let Some(from) = self.address(who) else { return Vec::new() };
        let right = self.config.code.as_ref().is_none_or(|code| code.admits(text));
        match self.codes.take(now.clock, from.ip(), who, right) {
            Turn::Now(right) => self.judge_code(now, who, right),
            Turn::At(at) => self.wait_for_turn(now, who, at),
            Turn::Full => {
                let words = say!(self.locale(), "attempts-full");
                self.send_away(now, who, Departure::Over, words)
            }
        }
    }

    /// What they send meanwhile is held, and their time to give a name stands still.
    fn wait_for_turn(&mut self, now: Now, who: ConnectionId, at: Duration) -> Vec<Effect> {
        if let Some(stage) = self.connections.stage_mut(who)
            && let Stage::Asked { misses, until, bucket, .. } = stage
        {
            let (misses, bucket) = (*misses, std::mem::take(bucket));
            *stage = Stage::Queued { misses, left: until.saturating_sub(now.clock), bucket };
        }
        let words = self.turn_comes(now, at);
        vec![Effect::answer(who, words), Effect::Hold(who), Effect::WakeAt(at)]
    }

    /// When someone's attempt is looked at, in words.
    pub(super) fn turn_comes(&self, now: Now, at: Duration) -> String {
        let seconds = whole_seconds(at.saturating_sub(now.clock));
        say!(self.locale(), "attempts-wait", seconds = seconds)
    }

    /// Does someone wait for the turn of their code or password?
    pub fn waits_for_turn(&self, who: ConnectionId) -> bool {
        let queued = self.connections.get(who).is_some_and(Connection::is_queued);
        let from = self.address(who).map(|from| from.ip());
        queued || from.is_some_and(|from| self.passwords.waits(from, who))
    }

    /// Looks at the codes whose turn has come.
    pub(super) fn judge_due_codes(&mut self, now: Now) -> Vec<Effect> {
        let mut effects = Vec::new();
        for (who, right) in self.codes.due(now.clock) {
            if let Some(stage) = self.connections.stage_mut(who)
                && let Stage::Queued { misses, left, bucket } = stage
            {
                let (misses, until) = (*misses, now.clock + *left);
                let bucket = std::mem::take(bucket);
                *stage = Stage::Asked { what: Asked::Code, misses, until, bucket };
            }
            effects.extend(self.judge_code(now, who, right));
            effects.push(Effect::Release(who));
        }
        effects.extend(self.codes.next().map(Effect::WakeAt));
        effects
    }

    fn judge_code(&mut self, now: Now, who: ConnectionId, right: bool) -> Vec<Effect> {
        let Some(from) = self.address(who) else { return Vec::new() };
        let Some(Stage::Asked { what, misses, until, .. }) = self.connections.stage_mut(who) else {
            return Vec::new();
        };
        let until = *until;
        if right {
            (*what, *misses) = (Asked::Name, 0);
            return vec![Effect::tell(who, self.question(Asked::Name)), Effect::WakeAt(until)];
        }
        *misses += 1;
        let is_last = *misses >= MISSES;
        let mut effects = if is_last {
            self.send_away(now, who, Departure::Over, say!(self.locale(), "code-wrong-last"))
        } else {
            vec![
                Effect::refuse(who, say!(self.locale(), "code-wrong")),
                Effect::tell(who, self.question(Asked::Code)),
                Effect::WakeAt(until),
            ]
        };
        if self.codes.missed(now.clock, from.ip()) {
            let text = say!(self.locale(), "code-guessed", address = from.ip().to_string());
            effects.push(Effect::tell_teachers(text));
        }
        effects
    }
}

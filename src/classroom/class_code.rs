//! The class code: asked for before the name, guessed at slowly.

use std::mem;

use crate::say;
use crate::wire::Asked;

use super::attempts::Admitted;
use super::class::Classroom;
use super::connections::{MISSES, Newcomer, State};
use super::context::{Context, Now};
use super::effect::{Effect, Effects};
use super::ids::Role;
use super::record::Departure;
use super::secret::Answer;

impl Classroom {
    /// Has a teacher told how to join this class; others are told nothing.
    pub fn tell_ways_in(&self, cx: &mut Context<'_>) {
        if self.role(cx.who) == Role::Teacher {
            cx.effects.push(Effect::TellWaysIn(cx.who));
        }
    }

    /// A newcomer's answer to the question for the code. It is looked at when its turn comes.
    pub(super) fn give_code(&mut self, cx: &mut Context<'_>, answer: Answer) {
        if answer == Answer::Blank {
            return cx.tell(self.question(Asked::Code));
        }
        let Some(from) = self.address(cx.who) else { return };
        match self.codes.take(cx.now.clock, from.ip(), cx.who, answer == Answer::Right) {
            Admitted::Now(right) => self.judge_code(cx, right),
            Admitted::At(at) => {
                if let Some(state) = self.connections.state_mut(cx.who)
                    && let State::Code(newcomer) = state
                {
                    let newcomer = mem::take(newcomer);
                    let left = newcomer.until.saturating_sub(cx.now.clock);
                    *state = State::CodeQueued { newcomer, left };
                }
                self.wait_for_turn(cx, at, "attempts-wait");
            }
            Admitted::Full => {
                let words = say!(self.locale(), "attempts-full");
                self.send_away(cx, Departure::Over, words);
            }
        }
    }

    /// Looks at the codes whose turn has come.
    pub(super) fn judge_due_codes(&mut self, now: Now, effects: &mut Effects) {
        for (who, right) in self.codes.due(now.clock) {
            if let Some(state) = self.connections.state_mut(who)
                && let State::CodeQueued { newcomer, left } = state
            {
                let until = now.clock + *left;
                *state = State::Code(Newcomer { until, ..mem::take(newcomer) });
            }
            self.judge_code(&mut effects.context(now, who), right);
            effects.push(Effect::Release(who));
        }
        effects.wake_at(self.codes.next());
    }

    fn judge_code(&mut self, cx: &mut Context<'_>, right: bool) {
        let Some(from) = self.address(cx.who) else { return };
        let Some(state) = self.connections.state_mut(cx.who) else { return };
        let State::Code(newcomer) = state else { return };
        let until = newcomer.until;
        if right {
            *state = State::Name(Newcomer { misses: 0, ..mem::take(newcomer) });
            cx.tell(self.question(Asked::Name));
            return cx.effects.wake_at(until);
        }
        newcomer.misses += 1;
        if newcomer.misses >= MISSES {
            let words = say!(self.locale(), "code-wrong-last");
            self.send_away(cx, Departure::Over, words);
        } else {
            cx.refuse(say!(self.locale(), "code-wrong"));
            cx.tell(self.question(Asked::Code));
            cx.effects.wake_at(until);
        }
        if self.codes.missed(cx.now.clock, from.ip()) {
            let address = from.ip().to_string();
            cx.effects.tell_teachers(say!(self.locale(), "code-guessed", address = address));
        }
    }
}

//! Times tables, on request or for a bare number, and what a line is that is no command.

use super::super::class::{Classroom, Now};
use super::super::effect::Effect;
use super::super::number::{UP_TO, integer};
use super::super::record::{ConnectionId, Role};
use super::super::switches::Mode;

impl Classroom {
    /// Answers someone with the times table of a number of at most [`MAX_DIGITS`](crate::classroom::MAX_DIGITS) digits.
    pub fn times_table(&self, who: ConnectionId, number: i64, up_to: i64) -> Vec<Effect> {
        let line = |k| Effect::answer(who, format!("{number} × {k} = {}", number * k));
        (1..=up_to).map(line).collect()
    }

    /// Someone types a line that is no command: an answer to the quiz, a number whose times
    /// table they want, or speech.
    pub fn hear(&mut self, now: Now, who: ConnectionId, text: &str) -> Vec<Effect> {
        if self.role(who) == Role::Student
            && let Some(number) = integer(text.trim())
        {
            if self.quiz.is_some() {
                return self.answer_quiz(now, who, number);
            }
            if self.switches.mode == Mode::TimesTable {
                return self.times_table(who, number, UP_TO);
            }
        }
        match self.refusal_to_speak(now, who) {
            Some(refusal) => vec![refusal],
            None => self.speak(now, who, text),
        }
    }
}

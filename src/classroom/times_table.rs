//! Numbers as people type them.

use super::class::{Classroom, Now};
use super::effect::Effect;
use super::ids::{ConnectionId, Role};
use super::settings::Mode;

/// The longest number that is multiplied, in digits.
pub const MAX_DIGITS: usize = 12;
/// How far a times table goes unless told otherwise.
pub const UP_TO: i64 = 10;

/// An integer of at most [`MAX_DIGITS`] digits.
pub fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.len() > MAX_DIGITS {
        return None;
    }
    text.parse().ok()
}

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
            if self.settings.mode == Mode::TimesTable {
                return self.times_table(who, number, UP_TO);
            }
        }
        match self.refusal_to_speak(now, who) {
            Some(refusal) => vec![refusal],
            None => self.speak(now, who, text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_a_sign_and_at_most_twelve_digits() {
        assert_eq!(integer("7"), Some(7));
        assert_eq!(integer("-999999999999"), Some(-999_999_999_999));
        assert_eq!(integer("1000000000000"), None);
        for text in ["", "-", "sete", "7.5", "0x7", "--7", "٧"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }
}

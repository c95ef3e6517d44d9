//! Commands that help to study.

use crate::classroom::{Effect, MAX_DIGITS, MAX_ROUNDS, Role, UP_TO, integer};
use crate::say;

use super::row::{Arity, Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["tabuada", "timestable"],
        english: "timestable",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 2 },
        role: Role::Student,
        args: "args-number",
        help: "help-timestable",
        handler: times_table,
    },
    Row {
        names: &["desafio", "quiz"],
        english: "quiz",
        bare: None,
        voice: false,
        arity: Arity { min: 0, max: 1 },
        role: Role::Teacher,
        args: "args-optional-count",
        help: "help-quiz",
        handler: quiz,
    },
];

/// How far a table goes at the most.
const MAX_UP_TO: i64 = 100;
/// How many questions a quiz has unless told otherwise.
const ROUNDS: usize = 5;

fn times_table(call: Call<'_>) -> Vec<Effect> {
    let (number, up_to) = call.first_word();
    let Some(number) = integer(number) else {
        let words = say!(call.locale(), "timestable-number", number = number, max = MAX_DIGITS);
        return call.refuse(words);
    };
    let up_to = match up_to {
        "" => Some(UP_TO),
        text => text.parse().ok().filter(|up_to| (1..=MAX_UP_TO).contains(up_to)),
    };
    match up_to {
        Some(up_to) => call.classroom.times_table(call.who, number, up_to),
        None => call.refuse(say!(call.locale(), "timestable-up-to", max = MAX_UP_TO)),
    }
}

fn quiz(call: Call<'_>) -> Vec<Effect> {
    match call.number(0..=MAX_ROUNDS, Some(ROUNDS)) {
        Some(0) => call.classroom.stop_quiz(call.now, call.who),
        Some(rounds) => call.classroom.start_quiz(call.now, call.who, rounds),
        None => call.refuse(say!(call.locale(), "quiz-count", max = MAX_ROUNDS)),
    }
}

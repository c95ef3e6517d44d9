//! The command of the times-table quiz.

use crate::classroom::MAX_ROUNDS;
use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[Row {
    names: [&["desafio"], &["quiz"]],
    args: &[Arg::Optional(&Arg::Number("arg-number"))],
    handler: quiz,
    ..Row::FOR_TEACHERS
}];

/// How many questions a quiz has unless told otherwise.
const ROUNDS: usize = 5;

fn quiz(call: &mut Call<'_>) {
    match call.number(0..=MAX_ROUNDS, Some(ROUNDS)) {
        Some(0) => call.classroom.stop_quiz(&mut call.cx),
        Some(rounds) => call.classroom.start_quiz(&mut call.cx, rounds),
        None => call.refuse(say!(call.locale(), "quiz-count", max = MAX_ROUNDS)),
    }
}

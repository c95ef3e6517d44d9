//! Commands about what was said.

use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["historico"], &["history"]],
        is_free: true,
        args: &[Arg::Optional(&Arg::Text("arg-number-or-day"))],
        handler: history,
        ..Row::DEFAULT
    },
    Row {
        names: [&["buscar"], &["search"]],
        args: &[Arg::Text("arg-words")],
        handler: |call| call.classroom.search(&mut call.cx, call.args, FOUND),
        ..Row::DEFAULT
    },
    Row {
        names: [&["chamada"], &["attendance"]],
        handler: |call| call.classroom.attendance(&mut call.cx),
        ..Row::FOR_TEACHERS
    },
];

/// How many lines are shown unless told otherwise.
const LINES: usize = 10;
/// How many lines a search shows, the last ones.
const FOUND: usize = 20;
/// How many lines of the past are shown at the most.
pub const MAX_HISTORY: usize = 200;

fn history(call: &mut Call<'_>) {
    if let Some(day) = call.classroom.day(call.cx.now, call.args) {
        return call.classroom.history_of_day(&mut call.cx, day, MAX_HISTORY);
    }
    match call.number(1..=MAX_HISTORY, Some(LINES)) {
        Some(limit) => call.classroom.history(&mut call.cx, limit),
        None => call.refuse(say!(call.locale(), "history-count", max = MAX_HISTORY)),
    }
}

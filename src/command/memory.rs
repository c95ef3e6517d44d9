//! Commands about what was said.

use crate::classroom::{Effect, Role};
use crate::say;

use super::row::{Arity, Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["historico", "history"],
        english: "history",
        bare: None,
        voice: false,
        arity: Arity { min: 0, max: 1 },
        role: Role::Student,
        args: "args-optional-count",
        help: "help-history",
        handler: history,
    },
    Row {
        names: &["buscar", "search"],
        english: "search",
        bare: None,
        voice: false,
        arity: Arity::TEXT,
        role: Role::Student,
        args: "args-words",
        help: "help-search",
        handler: |call| call.classroom.search(call.who, call.args, FOUND),
    },
    Row {
        names: &["chamada", "attendance"],
        english: "attendance",
        bare: None,
        voice: false,
        arity: Arity::NONE,
        role: Role::Teacher,
        args: "",
        help: "help-attendance",
        handler: |call| call.classroom.attendance(call.now, call.who),
    },
];

/// How many lines are shown unless told otherwise.
const LINES: usize = 10;
/// How many lines a search shows, the last ones.
const FOUND: usize = 20;
/// How many lines of the past are shown at the most.
pub const MAX_HISTORY: usize = 200;

fn history(call: Call<'_>) -> Vec<Effect> {
    match call.number(1..=MAX_HISTORY, Some(LINES)) {
        Some(limit) => call.classroom.history(call.who, limit),
        None => call.refuse(say!(call.locale(), "history-count", max = MAX_HISTORY)),
    }
}

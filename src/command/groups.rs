//! Commands of the groups that a class is split into.

use crate::classroom::{Effect, Role};
use crate::say;

use super::row::{Arity, Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["grupo", "room"],
        english: "room",
        bare: None,
        voice: false,
        arity: Arity { min: 0, max: 1 },
        role: Role::Student,
        args: "args-optional-group",
        help: "help-room",
        handler: room,
    },
    Row {
        names: &["grupos", "split"],
        english: "split",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 1 },
        role: Role::Teacher,
        args: "args-count",
        help: "help-split",
        handler: split,
    },
    Row {
        names: &["juntar", "join-all"],
        english: "join-all",
        bare: None,
        voice: false,
        arity: Arity::NONE,
        role: Role::Teacher,
        args: "",
        help: "help-join-all",
        handler: |call| call.classroom.join_all(call.now, call.who),
    },
];

/// Into how many groups a class can be split.
const MAX_GROUPS: usize = 100;

fn room(call: Call<'_>) -> Vec<Effect> {
    match call.args {
        "" => call.classroom.where_am_i(call.who),
        name => call.classroom.move_to(call.now, call.who, name),
    }
}

fn split(call: Call<'_>) -> Vec<Effect> {
    match call.number(1..=MAX_GROUPS, None) {
        Some(count) => call.classroom.split(call.now, call.who, count),
        None => call.refuse(say!(call.locale(), "split-count", max = MAX_GROUPS)),
    }
}

//! Commands of the groups that a class is split into.

use crate::classroom::Role;
use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["grupo"],
        english: &["room"],
        args: &[Arg::Optional(&Arg::Group)],
        help: "help-room",
        handler: room,
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["grupos"],
        english: &["split"],
        role: Role::Teacher,
        args: &[Arg::Number("arg-number")],
        help: "help-split",
        handler: split,
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["juntar"],
        english: &["join-all"],
        role: Role::Teacher,
        help: "help-join-all",
        handler: |call| call.classroom.join_all(call.now, call.who, call.effects),
        ..Row::DEFAULT
    },
];

/// Into how many groups a class can be split.
const MAX_GROUPS: usize = 100;

fn room(call: &mut Call<'_>) {
    match call.args {
        "" => call.classroom.where_am_i(call.who, call.effects),
        name => call.classroom.move_to(call.now, call.who, name, call.effects),
    }
}

fn split(call: &mut Call<'_>) {
    match call.number(1..=MAX_GROUPS, None) {
        Some(count) => call.classroom.split(call.now, call.who, count, call.effects),
        None => call.refuse(say!(call.locale(), "split-count", max = MAX_GROUPS)),
    }
}

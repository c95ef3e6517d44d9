//! Commands of the groups that a class is split into.

use crate::classroom::Role;
use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["grupo"],
        english: &["room"],
        args: &[Arg::Optional(&Arg::Group)],
        handler: room,
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["grupos"],
        english: &["split"],
        role: Role::Teacher,
        args: &[Arg::Number("arg-number")],
        handler: split,
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["juntar"],
        english: &["join-all"],
        role: Role::Teacher,
        handler: |call| call.classroom.join_all(&mut call.cx),
        ..Row::DEFAULT
    },
];

/// Into how many groups a class can be split.
const MAX_GROUPS: usize = 100;

fn room(call: &mut Call<'_>) {
    match call.args {
        "" => call.classroom.where_am_i(&mut call.cx),
        name => call.classroom.move_to(&mut call.cx, name),
    }
}

fn split(call: &mut Call<'_>) {
    match call.number(1..=MAX_GROUPS, None) {
        Some(count) => call.classroom.split(&mut call.cx, count),
        None => call.refuse(say!(call.locale(), "split-count", max = MAX_GROUPS)),
    }
}

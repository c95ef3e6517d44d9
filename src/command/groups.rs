//! Commands of the groups that a class is split into.

use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["grupo"], &["room"]],
        args: &[Arg::Optional(&Arg::Group)],
        handler: room,
        ..Row::DEFAULT
    },
    Row {
        names: [&["grupos"], &["split"]],
        args: &[Arg::Number("arg-number")],
        handler: split,
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["juntar"], &["join-all"]],
        handler: |call| call.classroom.join_all(&mut call.cx),
        ..Row::FOR_TEACHERS
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

//! Commands of the help queue.

use crate::classroom::Role;

use super::args::Arg;
use super::row::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["mao", "duvida"],
        english: &["hand"],
        args: &[Arg::Optional(&Arg::Text("arg-question"))],
        handler: |call| call.classroom.raise_hand(&mut call.cx, call.args),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["baixar"],
        english: &["lower-hand"],
        handler: |call| call.classroom.lower_hand(&mut call.cx),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["fila"],
        english: &["queue"],
        handler: |call| call.classroom.show_queue(&mut call.cx),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["atender"],
        english: &["next"],
        role: Role::Teacher,
        args: &[Arg::Optional(&Arg::Person)],
        handler: |call| call.classroom.attend(&mut call.cx, call.args),
        ..Row::DEFAULT
    },
];

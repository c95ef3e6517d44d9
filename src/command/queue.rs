//! Commands of the help queue.

use crate::classroom::Role;

use super::args::Arg;
use super::row::Row;

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["mao", "duvida"],
        english: &["hand"],
        args: &[Arg::Optional(&Arg::Text("arg-question"))],
        help: "help-hand",
        handler: |call| call.classroom.raise_hand(call.now, call.who, call.args, call.effects),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["baixar"],
        english: &["lower-hand"],
        help: "help-lower-hand",
        handler: |call| call.classroom.lower_hand(call.who, call.effects),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["fila"],
        english: &["queue"],
        help: "help-queue",
        handler: |call| call.classroom.show_queue(call.now, call.who, call.effects),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["atender"],
        english: &["next"],
        role: Role::Teacher,
        args: &[Arg::Optional(&Arg::Person)],
        help: "help-next",
        handler: |call| call.classroom.attend(call.now, call.who, call.args, call.effects),
        ..Row::DEFAULT
    },
];

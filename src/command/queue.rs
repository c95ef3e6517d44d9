//! Commands of the help queue.

use super::args::Arg;
use super::row::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["mao", "duvida"], &["hand"]],
        args: &[Arg::Optional(&Arg::Text("arg-question"))],
        handler: |call| call.classroom.raise_hand(&mut call.cx, call.args),
        ..Row::DEFAULT
    },
    Row {
        names: [&["baixar"], &["lower-hand"]],
        handler: |call| call.classroom.lower_hand(&mut call.cx),
        ..Row::DEFAULT
    },
    Row {
        names: [&["fila"], &["queue"]],
        handler: |call| call.classroom.show_queue(&mut call.cx),
        ..Row::DEFAULT
    },
    Row {
        names: [&["atender"], &["next"]],
        args: &[Arg::Optional(&Arg::Person)],
        handler: |call| call.classroom.attend(&mut call.cx, call.args),
        ..Row::FOR_TEACHERS
    },
];

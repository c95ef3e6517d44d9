//! Commands about who is here.

use crate::classroom::Departure;

use super::args::Arg;
use super::row::Row;

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["who", "quem"], &[]],
        handler: |call| call.classroom.list_people(&mut call.cx),
        ..Row::DEFAULT
    },
    Row {
        names: [&["nome"], &["nick"]],
        voice: true,
        args: &[Arg::Person],
        handler: |call| call.classroom.rename(&mut call.cx, call.args),
        ..Row::DEFAULT
    },
    Row {
        names: [&["passe"], &["pass"]],
        is_free: true,
        handler: |call| call.classroom.ask_pass(&mut call.cx),
        ..Row::DEFAULT
    },
    Row {
        names: [&["estado"], &["state"]],
        is_free: true,
        handler: |call| call.classroom.show_overview(&mut call.cx),
        ..Row::DEFAULT
    },
    Row {
        names: [&["sair"], &["exit", "quit"]],
        bare: Some("sair"),
        args: &[Arg::Optional(&Arg::Text("arg-words"))],
        handler: |call| call.classroom.leave(&mut call.cx, Departure::Quit, call.args),
        ..Row::DEFAULT
    },
    Row {
        names: [&["encerrar"], &["close"]],
        args: &[Arg::Optional(&Arg::Text("arg-why"))],
        handler: |call| call.classroom.end(call.cx.now, call.args, call.cx.effects),
        ..Row::FOR_TEACHERS
    },
];

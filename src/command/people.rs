//! Commands about who is here.

use crate::classroom::{Departure, Role};

use super::args::Arg;
use super::row::Row;

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["who", "quem"],
        help: "help-who",
        handler: |call| call.classroom.list_people(call.now, call.who, call.effects),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["nome"],
        english: &["nick"],
        voice: true,
        args: &[Arg::Person],
        help: "help-nick",
        handler: |call| call.classroom.rename(call.now, call.who, call.args, call.effects),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["sair"],
        english: &["exit", "quit"],
        bare: Some("sair"),
        args: &[Arg::Optional(&Arg::Text("arg-words"))],
        help: "help-exit",
        handler: |call| {
            call.classroom.leave(call.now, call.who, Departure::Quit, call.args, call.effects)
        },
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["encerrar"],
        english: &["close"],
        role: Role::Teacher,
        args: &[Arg::Optional(&Arg::Text("arg-why"))],
        help: "help-close",
        handler: |call| call.classroom.end(call.now, call.args, call.effects),
        ..Row::DEFAULT
    },
];

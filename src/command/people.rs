//! Commands about who is here.

use crate::classroom::{Departure, Role};

use super::row::{Arity, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["who", "quem"],
        english: "who",
        bare: None,
        voice: false,
        arity: Arity::NONE,
        role: Role::Student,
        args: "",
        help: "help-who",
        handler: |call| call.classroom.list_people(call.now, call.who),
    },
    Row {
        names: &["nome", "nick"],
        english: "nick",
        bare: None,
        voice: true,
        arity: Arity { min: 1, max: 1 },
        role: Role::Student,
        args: "args-name",
        help: "help-nick",
        handler: |call| call.classroom.rename(call.now, call.who, call.args),
    },
    Row {
        names: &["sair", "exit", "quit"],
        english: "exit",
        bare: Some("sair"),
        voice: false,
        arity: Arity::OPTIONAL_TEXT,
        role: Role::Student,
        args: "args-optional-words",
        help: "help-exit",
        handler: |call| call.classroom.leave(call.now, call.who, Departure::Quit, call.args),
    },
    Row {
        names: &["encerrar", "close"],
        english: "close",
        bare: None,
        voice: false,
        arity: Arity::OPTIONAL_TEXT,
        role: Role::Teacher,
        args: "args-optional-why",
        help: "help-close",
        handler: |call| call.classroom.end(call.now, call.args),
    },
];

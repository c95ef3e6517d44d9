//! Commands of the help queue.

use crate::classroom::Role;

use super::row::{Arity, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["mao", "duvida", "hand"],
        english: "hand",
        bare: None,
        voice: false,
        arity: Arity::OPTIONAL_TEXT,
        role: Role::Student,
        args: "args-optional-question",
        help: "help-hand",
        handler: |call| call.classroom.raise_hand(call.now, call.who, call.args),
    },
    Row {
        names: &["baixar", "lower-hand"],
        english: "lower-hand",
        bare: None,
        voice: false,
        arity: Arity::NONE,
        role: Role::Student,
        args: "",
        help: "help-lower-hand",
        handler: |call| call.classroom.lower_hand(call.who),
    },
    Row {
        names: &["fila", "queue"],
        english: "queue",
        bare: None,
        voice: false,
        arity: Arity::NONE,
        role: Role::Student,
        args: "",
        help: "help-queue",
        handler: |call| call.classroom.show_queue(call.now, call.who),
    },
    Row {
        names: &["atender", "next"],
        english: "next",
        bare: None,
        voice: false,
        arity: Arity { min: 0, max: 1 },
        role: Role::Teacher,
        args: "args-optional-name",
        help: "help-next",
        handler: |call| call.classroom.attend(call.now, call.who, call.args),
    },
];

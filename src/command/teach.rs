//! The command by which someone becomes a teacher.

use crate::classroom::{Effect, Role};
use crate::name::plain;
use crate::say;

use super::row::{Arity, Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[Row {
    names: &["professor", "professora", "teacher"],
    english: "teacher",
    bare: None,
    voice: false,
    // A password on the command's line is refused in words of its own.
    arity: Arity::OPTIONAL_TEXT,
    role: Role::Student,
    args: "",
    help: "help-teacher",
    handler: teach,
}];

/// Is it the name of the command that asks for the password?
pub(super) fn is_named(name: &str) -> bool {
    let name = plain(name);
    ROWS.iter().any(|row| row.names.contains(&name.as_str()))
}

fn teach(call: Call<'_>) -> Vec<Effect> {
    if call.args.is_empty() {
        call.classroom.ask_to_teach(call.now, call.who)
    } else {
        call.refuse(say!(call.locale(), "teach-words"))
    }
}

//! The command by which someone becomes a teacher.

use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[Row {
    portuguese: &["professor", "professora"],
    english: &["teacher"],
    args: &[Arg::Password],
    help: "help-teacher",
    handler: teach,
    ..Row::DEFAULT
}];

fn teach(call: &mut Call<'_>) {
    if call.args.is_empty() {
        call.classroom.ask_to_teach(call.now, call.who, call.effects)
    } else {
        call.refuse(say!(call.locale(), "teach-words"))
    }
}

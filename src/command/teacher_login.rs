//! The command by which someone becomes a teacher.

use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[Row {
    names: [&["professor", "professora"], &["teacher"]],
    is_free: true,
    args: &[Arg::Password],
    handler: teach,
    ..Row::DEFAULT
}];

fn teach(call: &mut Call<'_>) {
    if call.args.is_empty() {
        call.classroom.ask_to_teach(&mut call.cx)
    } else {
        call.refuse(say!(call.locale(), "teach-words"))
    }
}

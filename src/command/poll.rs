//! Commands of a quick poll.

use crate::classroom::MAX_OPTIONS;
use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["enquete"], &["poll"]],
        args: &[Arg::Optional(&Arg::Text("arg-poll"))],
        handler: poll,
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["voto"], &["vote"]],
        args: &[Arg::Number("arg-number")],
        handler: |call| call.classroom.vote(&mut call.cx, call.args.parse().ok()),
        ..Row::DEFAULT
    },
];

fn poll(call: &mut Call<'_>) {
    if call.args.is_empty() {
        return call.classroom.close_poll(&mut call.cx);
    }
    let mut parts = call.args.split('|').map(str::trim);
    let question = parts.next().unwrap_or_default();
    let options: Vec<&str> = parts.collect();
    let wrong = question.is_empty()
        || options.iter().any(|option| option.is_empty())
        || options.len() == 1
        || options.len() > MAX_OPTIONS;
    if wrong {
        return call.refuse(say!(call.locale(), "poll-form", max = MAX_OPTIONS));
    }
    call.classroom.open_poll(&mut call.cx, question, &options)
}

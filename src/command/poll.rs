//! Commands of a quick poll.

use crate::classroom::{MAX_OPTIONS, Role};
use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["enquete"],
        english: &["poll"],
        role: Role::Teacher,
        args: &[Arg::Optional(&Arg::Text("arg-poll"))],
        help: "help-poll",
        handler: poll,
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["voto"],
        english: &["vote"],
        args: &[Arg::Number("arg-number")],
        help: "help-vote",
        handler: |call| call.classroom.vote(call.who, call.args.parse().ok(), call.effects),
        ..Row::DEFAULT
    },
];

fn poll(call: &mut Call<'_>) {
    if call.args.is_empty() {
        return call.classroom.close_poll(call.now, call.who, call.effects);
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
    call.classroom.open_poll(call.now, call.who, question, &options, call.effects)
}

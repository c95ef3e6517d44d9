//! Commands by which a teacher takes someone's voice, or sends someone out.

use std::time::Duration;

use crate::say;

use super::args::Arg;
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["silenciar"], &["mute"]],
        args: &[Arg::Person, MINUTES],
        handler: mute,
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["liberar"], &["unmute"]],
        args: &[Arg::Person],
        handler: |call| call.classroom.unmute(&mut call.cx, call.args),
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["expulsar", "remover"], &["kick"]],
        args: &[Arg::Person, MINUTES, Arg::Optional(&Arg::Text("arg-why"))],
        handler: expel,
        ..Row::FOR_TEACHERS
    },
];

/// For how long; until it is taken back unless it is said.
const MINUTES: Arg = Arg::Optional(&Arg::Number("arg-minutes"));
/// The longest time for which a name can be muted or kept out: a week.
const MAX_MINUTES: u64 = 7 * 24 * 60;

fn mute(call: &mut Call<'_>) {
    let (name, rest) = call.first_word();
    let time = match rest {
        "" => None,
        text => match minutes(text) {
            Some(time) => Some(time),
            None => return call.refuse(say!(call.locale(), "minutes-which", max = MAX_MINUTES)),
        },
    };
    call.classroom.mute(&mut call.cx, name, time)
}

fn expel(call: &mut Call<'_>) {
    let (name, rest) = call.first_word();
    let (first, others) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    // A slip in the minutes is no reason.
    let is_number = first.trim_start_matches('-').starts_with(|c: char| c.is_ascii_digit());
    let (time, why) = match minutes(first) {
        Some(time) => (time, others.trim_start()),
        None if is_number => {
            return call.refuse(say!(call.locale(), "minutes-which", max = MAX_MINUTES));
        }
        None => (Duration::ZERO, rest),
    };
    call.classroom.expel(&mut call.cx, name, time, why)
}

fn minutes(text: &str) -> Option<Duration> {
    let minutes = text.parse().ok().filter(|minutes| (1..=MAX_MINUTES).contains(minutes))?;
    Some(Duration::from_secs(60 * minutes))
}

//! Commands with which a teacher leads the class: its switches, and order in it.

use std::time::Duration;

use crate::classroom::{Classroom, ConnectionId, Effect, Mode, Role};
use crate::name::plain;
use crate::say;

use super::row::{Arity, Call, Row};

/// The rows of this family.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["modo", "mode"],
        english: "mode",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 1 },
        role: Role::Teacher,
        args: "args-mode",
        help: "help-mode",
        handler: mode,
    },
    Row {
        names: &["palestra", "lecture"],
        english: "lecture",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 1 },
        role: Role::Teacher,
        args: "args-on-off",
        help: "help-lecture",
        handler: |call| switch(call, Classroom::set_lecture),
    },
    Row {
        names: &["trancar", "lock"],
        english: "lock",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 1 },
        role: Role::Teacher,
        args: "args-yes-no",
        help: "help-lock",
        handler: |call| switch(call, Classroom::set_locked),
    },
    Row {
        names: &["recados", "whispers"],
        english: "whispers",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 1 },
        role: Role::Teacher,
        args: "args-yes-no",
        help: "help-whispers",
        handler: |call| switch(call, Classroom::set_whispers),
    },
    Row {
        names: &["silenciar", "mute"],
        english: "mute",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 2 },
        role: Role::Teacher,
        args: "args-name-minutes",
        help: "help-mute",
        handler: mute,
    },
    Row {
        names: &["liberar", "unmute"],
        english: "unmute",
        bare: None,
        voice: false,
        arity: Arity { min: 1, max: 1 },
        role: Role::Teacher,
        args: "args-name",
        help: "help-unmute",
        handler: |call| call.classroom.unmute(call.now, call.who, call.args),
    },
    Row {
        names: &["expulsar", "remover", "kick"],
        english: "kick",
        bare: None,
        voice: false,
        arity: Arity::TEXT,
        role: Role::Teacher,
        args: "args-name-minutes-why",
        help: "help-kick",
        handler: expel,
    },
];

/// The longest time for which a name can be muted or kept out: a week.
const MAX_MINUTES: u64 = 7 * 24 * 60;

fn mode(call: Call<'_>) -> Vec<Effect> {
    let mode = match plain(call.args).as_str() {
        "conversa" | "chat" => Mode::Chat,
        "maiusculas" | "upper" => Mode::Upper,
        "minusculas" | "lower" => Mode::Lower,
        "tabuada" | "timestable" => Mode::TimesTable,
        _ => return call.refuse(say!(call.locale(), "mode-which")),
    };
    call.classroom.set_mode(call.who, mode)
}

fn switch(
    call: Call<'_>,
    set: fn(&mut Classroom, ConnectionId, bool) -> Vec<Effect>,
) -> Vec<Effect> {
    match call.yes_or_no() {
        Some(on) => set(call.classroom, call.who, on),
        None => call.refuse(say!(call.locale(), "switch-which")),
    }
}

fn mute(call: Call<'_>) -> Vec<Effect> {
    let (name, rest) = call.first_word();
    let time = match rest {
        "" => None,
        text => match minutes(text) {
            Some(time) => Some(time),
            None => return call.refuse(say!(call.locale(), "minutes-which", max = MAX_MINUTES)),
        },
    };
    call.classroom.mute(call.now, call.who, name, time)
}

fn expel(call: Call<'_>) -> Vec<Effect> {
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
    call.classroom.expel(call.now, call.who, name, time, why)
}

fn minutes(text: &str) -> Option<Duration> {
    let minutes = text.parse().ok().filter(|minutes| (1..=MAX_MINUTES).contains(minutes))?;
    Some(Duration::from_secs(60 * minutes))
}

//! Commands by which a teacher sets what the class allows.

use crate::classroom::{Classroom, Context, Mode, Role};
use crate::say;

use super::args::{Arg, Choices, ON_OFF, YES_NO};
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        portuguese: &["modo"],
        english: &["mode"],
        role: Role::Teacher,
        args: &[Arg::Choice(MODES)],
        handler: mode,
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["palestra"],
        english: &["lecture"],
        role: Role::Teacher,
        args: &[Arg::Choice(ON_OFF)],
        handler: |call| switch(call, Classroom::set_lecture),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["trancar"],
        english: &["lock"],
        role: Role::Teacher,
        args: &[Arg::Choice(YES_NO)],
        handler: |call| switch(call, Classroom::set_locked),
        ..Row::DEFAULT
    },
    Row {
        portuguese: &["recados"],
        english: &["whispers"],
        role: Role::Teacher,
        args: &[Arg::Choice(YES_NO)],
        handler: |call| switch(call, Classroom::set_whispers),
        ..Row::DEFAULT
    },
];

/// The words for the modes, in the order of [`Mode::ALL`].
const MODES: Choices = &[
    ["conversa", "chat"],
    ["maiusculas", "upper"],
    ["minusculas", "lower"],
    ["tabuada", "timestable"],
];

fn mode(call: &mut Call<'_>) {
    match call.choice(MODES) {
        Some(mode) => call.classroom.set_mode(&mut call.cx, Mode::ALL[mode]),
        None => call.refuse(say!(call.locale(), "mode-which")),
    }
}

fn switch(call: &mut Call<'_>, set: fn(&mut Classroom, &mut Context<'_>, bool)) {
    match call.yes_or_no() {
        Some(on) => set(call.classroom, &mut call.cx, on),
        None => call.refuse(say!(call.locale(), "switch-which")),
    }
}

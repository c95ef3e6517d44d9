//! Commands by which a teacher sets what the class allows.

use crate::classroom::{Classroom, Context, Mode};
use crate::say;

use super::args::{Arg, Choices, ON_OFF, YES_NO};
use super::row::{Call, Row};

pub(super) const ROWS: &[Row] = &[
    Row {
        names: [&["modo"], &["mode"]],
        args: &[Arg::Choice(MODES)],
        handler: mode,
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["palestra"], &["lecture"]],
        args: &[Arg::Choice(ON_OFF)],
        handler: |call| switch(call, Classroom::set_lecture),
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["trancar"], &["lock"]],
        args: &[Arg::Choice(YES_NO)],
        handler: |call| switch(call, Classroom::set_locked),
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["recados"], &["whispers"]],
        args: &[Arg::Choice(YES_NO)],
        handler: |call| switch(call, Classroom::set_whispers),
        ..Row::FOR_TEACHERS
    },
    Row {
        names: [&["placar"], &["tally"]],
        args: &[Arg::Choice(YES_NO)],
        handler: |call| switch(call, Classroom::set_tally),
        ..Row::FOR_TEACHERS
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
